// SPDX-License-Identifier: Apache-2.0
// Every request is answered, whatever the others do: bursts of connections on a server that has just begun, each with an
// intake, some of them pipelining, dripping their bodies or going away while their request is in work; over HTTP and TLS, with
// a busy machine beside it, and with the server standing still while they send, so that it finds all of them at once.
// YIDAN_SOAK=200 for the long form (make soak).
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import { after, before, test } from 'node:test';
import tls from 'node:tls';
import { demo_folder, start } from '../lib/yidan.mjs';
import { Connection, certificate, sleep, start as start_probe, stats, until } from './raw.mjs';

const ROUNDS = Number(process.env.YIDAN_SOAK ?? 3);
const SEED = Number(process.env.YIDAN_SEED ?? Math.floor(Math.random() * 2 ** 31));
const PATIENCE_MS = 30000; // an answer that takes longer never comes

// xorshift32: the seed is printed, so a run can be had again (as far as the scheduler lets it)
let state = SEED || 1;
function random(below) {
	state ^= state << 13;
	state ^= state >>> 17;
	state ^= state << 5;
	return (state >>> 0) % below;
}

let folder, pair;

before(() => {
	folder = demo_folder();
	pair = certificate(folder);
});
after(() => rmSync(folder, { recursive: true, force: true }));

async function open(port, secure) {
	if (!secure)
		return Connection.open(port);
	return Connection.open(port, { socket: tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false }) });
}

const written = (c, text) => new Promise((done) => c.socket.write(text, done));

async function freeze(child) {
	child.kill('SIGSTOP');
	await until(() => / T /.test(readFileSync(`/proc/${child.pid}/stat`, 'latin1')));
}

let sent = 0;

function intake() {
	const body = JSON.stringify({ kind: 'question', text: `第 ${sent++} 件：路灯不亮，请修。` });
	return `POST /api/v1/cases HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n` +
		`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${Buffer.from(body).toString('latin1')}`;
}

async function answered(c, status) {
	const answer = await c.answer('GET', PATIENCE_MS);
	assert.equal(answer?.status, status, JSON.stringify(answer) + ' instead of an answer');
}

// With a probe of its own, which is gone afterwards whatever happens.
async function with_probe(settings, run) {
	const probe = await start_probe({ threads: 1, head_ms: 2 * PATIENCE_MS, ...settings });
	try {
		await run(probe);
	} catch (error) {
		probe.child.kill('SIGKILL');
		throw error;
	}
	assert.equal((await probe.stop()).code, 0);
}

// --- as many at once as libmicrohttpd asks epoll for ---

// Requests that have all come when the HTTP thread looks: it was once asleep on 128 of them until their deadlines.
for (const secure of [false, true]) {
	for (const path of ['/hello', '/suspend?ms=5']) {
		test(`bursts of ${path} that come as one${secure ? ', TLS' : ''}`, () => with_probe(secure ? pair : {}, async (probe) => {
			const connections = [];
			for (const size of [127, 128, 129, 256, 384]) {
				while (connections.length < size)
					connections.push(await open(probe.port, secure));
				if (!secure)
					await until(async () => (await stats(probe.port)).connections === size + 1);
				for (let round = 0; round < 2; round++) {
					await freeze(probe.child);
					await Promise.all(connections.map((c) => written(c, Buffer.from(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`))));
					probe.child.kill('SIGCONT');
					await Promise.all(connections.map((c) => answered(c, 200)));
				}
			}
			connections.forEach((c) => c.destroy());
		}));
	}
}

// A client may end its side as soon as it has asked (TLS: Node ends both).
test('requests that come together with the end of what the client sends', () => with_probe({}, async (probe) => {
	for (const path of ['/hello', '/suspend?ms=20']) {
		const connections = await Promise.all(Array.from({ length: 100 }, () => open(probe.port, false)));
		await freeze(probe.child);
		for (const c of connections)
			c.send(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\nPOST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab`).end();
		await sleep(50); // most have come; it is no matter which
		probe.child.kill('SIGCONT');
		await Promise.all(connections.map(async (c) => {
			await answered(c, 200);
			await answered(c, 200);
			assert.equal(await c.closed(PATIENCE_MS), '');
		}));
	}
}));

// What comes whole before the end is answered, what is cut off by it is not.
test('a request cut off by the end of what the client sends, behind a whole one', () => with_probe({}, async (probe) => {
	for (const rest of ['GET / HT', 'POST /hello HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab']) {
		for (let i = 0; i < 20; i++) {
			const c = await open(probe.port, false);
			c.send(`GET /suspend?ms=20 HTTP/1.1\r\nHost: x\r\n\r\n${rest}`).end();
			await answered(c, 200);
			assert.equal(await c.closed(PATIENCE_MS), '');
		}
	}
}));

// The end that is in the socket together with a part of a body is the end: the client is not kept until the body's deadline.
for (const secure of [false, true]) {
	test(`a body cut off by an end that came with it${secure ? ', TLS' : ''}`, () => with_probe(secure ? pair : {}, async (probe) => {
		const cut = 'POST /hello HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab';
		for (const [before, answers] of [['', 0], ['GET /hello HTTP/1.1\r\nHost: x\r\n\r\n', 1]]) {
			const connections = await Promise.all(Array.from({ length: 20 }, () => open(probe.port, secure)));
			await freeze(probe.child);
			await Promise.all(connections.map((c) => written(c, before + cut)));
			connections.forEach((c) => c.end());
			await sleep(20); // the ends are on their way; it is no matter which have come
			probe.child.kill('SIGCONT');
			for (const c of connections) {
				const text = await c.closed(10000); // half the deadline of a body
				if (!secure) // where Node has ended both sides, nobody takes the answers
					assert.equal(text.split('HTTP/1.1 200 ').length - 1, answers, text);
			}
		}
	}));
}

// --- intakes ---

const clients = {
	async plain(c) {
		for (let i = 0; i < 3; i++)
			await answered(c.send(intake()), 201);
	},
	// the next ones are there while the first is in work
	async pipelined(c) {
		c.send(intake() + intake());
		if (random(2))
			await sleep(random(10));
		c.send(`${intake()}GET / HTTP/1.1\r\nHost: x\r\n\r\n`);
		for (const status of [201, 201, 201, 200])
			await answered(c, status);
	},
	async dripping(c) {
		const bytes = intake();
		for (let at = 0; at < bytes.length;) {
			const part = 1 + random(100);
			c.send(bytes.slice(at, at + part));
			at += part;
			await sleep(random(10));
		}
		await answered(c.send(intake()), 201);
		await answered(c, 201);
	},
	async leaving(c) {
		c.send(intake());
		await sleep(random(20)); // the random moment, not a wait for anything
		c.destroy();
	},
	async ending(c) {
		c.send(intake()).end();
		await answered(c, 201);
		await c.closed(PATIENCE_MS);
	},
};

async function burst(yidan, { secure, size, frozen, only }) {
	const port = Number(new URL(yidan.origin).port);
	const names = Object.keys(clients);
	const connections = await Promise.all(Array.from({ length: size }, () => open(port, secure)));
	if (frozen)
		await freeze(yidan.child);
	const working = Promise.all(connections.map((c) => clients[only ?? names[random(names.length)]](c)));
	if (frozen) {
		await sleep(20); // what comes first has come; the rest comes while it runs
		yidan.child.kill('SIGCONT');
	}
	await working;
	connections.forEach((c) => c.destroy());
}

test(`${ROUNDS} servers that begin with a burst`, { timeout: ROUNDS * 30000 + 60000 }, async (t) => {
	t.diagnostic(`seed ${SEED}`);
	let longest = 0;
	for (let round = 0; round < ROUNDS; round++) {
		const how = { secure: round % 3 === 2, frozen: random(2) === 1, busy: random(3) === 0, threads: random(2) ? 1 : 0,
			size: random(3) ? 128 : 1 + random(300), only: random(2) ? 'plain' : undefined };
		const busy = how.busy ? os.cpus().map(() => spawn(process.execPath, ['-e', 'for (;;);'])) : [];
		const yidan = await start({ folder, serve: ['--intake-rate', '0', '--threads', String(how.threads),
			...(how.secure ? ['--tls-cert', pair.cert, '--tls-key', pair.key] : [])] });
		const begin = performance.now();
		try {
			await burst(yidan, how);
		} catch (error) {
			await yidan.kill();
			error.message = `round ${round} ${JSON.stringify(how)}: ${error.message}`;
			throw error;
		} finally {
			for (const child of busy) {
				child.kill('SIGKILL');
				await once(child, 'exit');
			}
			longest = Math.max(longest, performance.now() - begin);
		}
		assert.equal(await yidan.stop(), 0, yidan.log());
	}
	t.diagnostic(`${sent} intakes sent, the longest burst took ${Math.round(longest)} ms`);
});
