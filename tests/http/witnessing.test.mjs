// SPDX-License-Identifier: Apache-2.0
// The server and its witnesses, each a process of its own: cosignatures come and are published, a witness that is away is
// waited for, a forked ledger is refused by the witness and found by who follows it; two servers over one database ask once.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { intake } from '../lib/load.mjs';
import { start_postgres } from '../lib/postgres.mjs';
import { clean_env, cosigned_at, make_witness_key, start_witness } from '../lib/witness.mjs';
import { PROGRAM, start } from '../lib/yidan.mjs';

const TIMEOUT = { timeout: 120000 };

let folder, audit, press, log_key;
const running = new Set();

before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'yidan-witnessing-'));
	audit = make_witness_key(folder, 'audit.example/witness');
	press = make_witness_key(folder, 'press.example/witness');
	execFileSync(PROGRAM, ['demo', '--no-cases', '--db', `sqlite:${join(folder, 'demo.db')}`], { stdio: 'ignore' });
	const server = await serve('demo.db');
	log_key = (await log_of(server)).keys[0];
	await end(server);
}, TIMEOUT);

after(async () => {
	for (const { child } of running)
		child.kill('SIGKILL');
	rmSync(folder, { recursive: true, force: true });
});

async function serve(name, witnesses = [], url = `sqlite:${join(folder, name)}`, more = []) {
	const server = await start({ folder, db: url, serve: ['--intake-rate', '0', '--witness-every', '1',
		...witnesses.flatMap(([witness, address]) => ['--witness', `${witness.vkey}=${address}`]), ...more] });
	running.add(server);
	return server;
}

async function end(server) {
	running.delete(server);
	server.child.kill('SIGTERM');
	return server.ended;
}

async function witness(key, state, listen) {
	const server = await start_witness({ key_file: key.key_file, state: join(folder, state), logs: [log_key], listen });
	running.add(server);
	return server;
}

async function log_of(server) {
	return (await fetch(`${server.origin}/ledger/log.json`)).json();
}

async function text_of(server, path) {
	return (await fetch(`${server.origin}/ledger${path && `/${path}`}`)).text();
}

async function until(what, wanted, limit_ms = 30000) {
	const began = Date.now();
	for (;;) {
		const got = await what();
		if (wanted(got))
			return got;
		assert.ok(Date.now() - began < limit_ms, `not within ${limit_ms} ms: ${JSON.stringify(got)}`);
		await new Promise((done) => setTimeout(done, 50));
	}
}

// All of these have cosigned the newest tree.
const all_cosigned = (count) => (log) => log.witnesses.length === count && log.witnesses.every(({ size }) => size === log.size);

// The lines of the note that are cosignatures of the witness.
function cosignatures(note, key) {
	const [text, lines] = note.split('\n\n');
	return lines.split('\n').filter((line) => line && cosigned_at(line, `${text}\n`, key.vkey) !== null).length;
}

async function send(server, name, count) {
	for (let i = 0; i < count; i++)
		assert.equal((await intake(server.origin, `${name}${i}`)).status, 201);
}

function follow(server, state) {
	const child = spawn(PROGRAM, ['ledger', 'follow', server.origin, '--key', log_key, '--state', join(folder, state), '--once', '--entries'],
		{ env: clean_env });
	let words = '';
	child.stdout.on('data', (bytes) => { words += bytes; });
	child.stderr.on('data', (bytes) => { words += bytes; });
	return new Promise((done) => child.on('close', (code) => done({ code, words })));
}

test('cosignatures of two witnesses come, and stand under the checkpoint', TIMEOUT, async () => {
	const one = await witness(audit, 'one');
	const two = await witness(press, 'two');
	const server = await serve('demo.db', [[audit, one.origin], [press, `${two.origin}/`]]);
	let log = await until(() => log_of(server), all_cosigned(2));
	assert.deepEqual(log.witnesses.map(({ key }) => key).sort(), [audit.vkey, press.vkey].sort());
	for (const path of ['checkpoint', `checkpoint/${log.size}`]) {
		const note = await text_of(server, path);
		assert.equal(cosignatures(note, audit), 1, note);
		assert.equal(cosignatures(note, press), 1, note);
	}
	const size = log.size;
	await send(server, 'grown', 3);
	log = await until(() => log_of(server), (got) => got.size === size + 3 && all_cosigned(2)(got));
	assert.equal(cosignatures(await text_of(server, 'checkpoint'), press), 1);
	assert.ok(log.kept.some((kept) => kept.size === log.size && kept.cause === 'witness'));
	assert.ok(Math.abs(Date.parse(log.witnesses[0].at) - Date.now()) < 60000);
	// kept pages are at most a second older than what another thread committed
	await until(() => text_of(server, ''), (page) => [audit, press].every(({ vkey }) => page.includes(vkey)));
	assert.match(await (await fetch(one.origin)).text(), new RegExp(`${log.origin}: ${log.size} entries`));

	// one is away: told once, the other goes on; when it is back it has the newest
	const address = new URL(one.origin).host;
	await end(one);
	await send(server, 'away', 1);
	await until(() => server.log(), (text) => /event=not_cosigned witness=audit/.test(text));
	await send(server, 'still', 1);
	await until(() => log_of(server), (got) => got.witnesses.some((row) => row.key === press.vkey && row.size === size + 5));
	const again = await witness(audit, 'one', address);
	await until(() => log_of(server), all_cosigned(2));
	assert.equal(server.log().match(/event=not_cosigned/g).length, 1, server.log());

	// one that lost its memory says from where it wants the proof
	await end(two);
	rmSync(join(folder, 'two'), { recursive: true });
	const anew = await witness(press, 'two', new URL(two.origin).host);
	await send(server, 'anew', 1);
	await until(() => log_of(server), all_cosigned(2));
	assert.equal(await end(server), 0);
	await Promise.all([end(again), end(anew)]);
});

test('a server that went back to a copy and on from there: its witness refuses, who follows it finds it', TIMEOUT, async () => {
	const one = await witness(audit, 'fork');
	cpSync(join(folder, 'demo.db'), join(folder, 'copy.db'));
	cpSync(join(folder, 'demo.db.key'), join(folder, 'copy.db.key'));
	const honest = await serve('demo.db', [[audit, one.origin]]);
	await send(honest, 'honest', 3);
	const log = await until(() => log_of(honest), (got) => {
		const row = got.witnesses.find(({ key }) => key === audit.vkey);
		return row?.size === got.size;
	});
	assert.equal((await follow(honest, 'follower')).code, 0);
	await end(honest);

	const forked = await serve('copy.db', [[audit, one.origin]]);
	await send(forked, 'forked', 5);
	assert.equal((await log_of(forked)).size, log.size + 2);
	await until(() => forked.log(), (text) => /event=not_cosigned witness=audit/.test(text));
	assert.match(forked.log(), /does not follow on what it cosigned/);
	assert.match(one.log(), /event=not_grown/);
	assert.match(await (await fetch(one.origin)).text(), new RegExp(`: ${log.size} entries`));
	assert.equal(cosignatures(await text_of(forked, 'checkpoint'), audit), 0);
	const found = await follow(forked, 'follower');
	assert.equal(found.code, 3, found.words);
	assert.match(found.words, /another history/);
	assert.equal(readdirSync(folder).filter((name) => /^follower\.split-.*\.(before|after)$/.test(name)).length, 2);
	await end(forked);
	await end(one);
});

test('wrong witnesses are refused at the start', TIMEOUT, () => {
	const refused = (args, words) => {
		const got = execFileSyncFailed(['serve', '--db', `sqlite:${join(folder, 'demo.db')}`, '--listen', '127.0.0.1:0', ...args]);
		assert.equal(got.status, 2, got.stderr);
		assert.match(got.stderr, words);
	};
	refused(['--witness', 'x'], /VERIFIER-KEY=https/);
	refused(['--witness', `${log_key}=https://x`], /key of a ledger/);
	refused(['--witness', `${audit.vkey}=ftp://x`], /https:\/\//);
	refused(['--witness', `${audit.vkey}=http://x`, '--witness', `${audit.vkey}=http://y`], /given twice/);
});

function execFileSyncFailed(args) {
	try {
		execFileSync(PROGRAM, args, { encoding: 'utf8', stdio: 'pipe', env: clean_env, timeout: 20000 });
	} catch (error) {
		return error;
	}
	return { status: 0, stderr: '' };
}

test('two servers over one PostgreSQL ask a witness once for each tree', { timeout: 300000 }, async () => {
	const postgres = await start_postgres();
	let counter, one, two, real;
	try {
		const key_file = join(folder, 'postgres.key');
		const url = postgres.make('yidan_witnessing');
		execFileSync(PROGRAM, ['demo', '--db', url, '--no-cases', '--key-file', key_file], { stdio: 'ignore' });
		const bare = await serve('', [], url, ['--key-file', key_file]);
		const key = (await log_of(bare)).keys[0];
		await end(bare);
		real = await start_witness({ key_file: audit.key_file, state: join(folder, 'postgres-state'), logs: [key] });
		running.add(real);
		const asked = []; // old size and new size of each request
		counter = createServer((request, response) => {
			let body = '';
			request.on('data', (bytes) => { body += bytes; });
			request.on('end', async () => {
				asked.push(`${body.match(/^old (\d+)/)[1]} ${body.split('\n\n')[1].split('\n')[1]}`);
				const answer = await fetch(`${real.origin}/add-checkpoint`, { method: 'POST', body });
				// so slow that the round of the other server falls into it
				await new Promise((done) => setTimeout(done, 1500));
				response.writeHead(answer.status, { 'Content-Type': answer.headers.get('content-type') });
				response.end(await answer.text());
			});
		});
		await new Promise((done) => counter.listen(0, '127.0.0.1', done));
		const at = [[audit, `http://127.0.0.1:${counter.address().port}`]];
		[one, two] = await Promise.all([serve('', at, url, ['--key-file', key_file]), serve('', at, url, ['--key-file', key_file])]);
		let { size } = await log_of(one);
		for (let i = 0; i < 4; i++) {
			await send(i % 2 ? one : two, `round${i}`, 1);
			size++;
			await until(() => log_of(one), (log) => log.size === size && log.witnesses.length === 1 && log.witnesses[0].size === size);
		}
		assert.ok(asked.length >= 4);
		assert.equal(new Set(asked).size, asked.length, asked.join(', '));
		assert.equal(cosignatures(await text_of(two, 'checkpoint'), audit), 1);
		await Promise.all([end(one), end(two)]);
	} finally {
		counter?.close();
		counter?.closeAllConnections?.();
		for (const server of [one, two])
			server?.child.kill('SIGKILL');
		await Promise.all([one?.ended, two?.ended, real && end(real)]);
		await postgres.stop();
	}
});
