// SPDX-License-Identifier: Apache-2.0
// Two servers over one PostgreSQL sign one tree: under a load of intakes at both, while servers are killed and PostgreSQL itself
// crashes, every checkpoint that anybody saw and every receipt that was handed out belongs to the log as it is at the end,
// which the second verifier reads whole. YIDAN_KILLS=100 for a long form (make kills).
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Load } from '../lib/load.mjs';
import { start_postgres } from '../lib/postgres.mjs';
import { PROGRAM, start } from '../lib/yidan.mjs';

const ROUNDS = Math.ceil(Number(process.env.YIDAN_KILLS ?? 6));
const CLIENTS = 8;
const SECOND = fileURLToPath(new URL('../second/receipts.py', import.meta.url));

let postgres;
let folder;
let key_file;
let url;
const servers = [null, null];
const seen = new Map(); // checkpoint → how often
const receipts = new Map(); // code → what a raiser took away
const took = []; // ms until the receipt of an acknowledged case was there

// What a service manager does with a server that found PostgreSQL still recovering: it starts it again.
async function serve() {
	for (const until = Date.now() + 60000;;) {
		try {
			return await start({ folder, db: url, serve: ['--intake-rate', '0', '--key-file', key_file] });
		} catch (error) {
			if (!/cannot connect to|terminating connection|server closed the connection/.test(error.message) || Date.now() > until)
				throw error;
			await pause(100);
		}
	}
}

before(async () => {
	postgres = await start_postgres();
	folder = mkdtempSync(join(tmpdir(), 'yidan-ledger-test-'));
	key_file = join(folder, 'server.key');
	url = postgres.make('yidan_ledger');
	execFileSync(PROGRAM, ['demo', '--db', url, '--no-cases', '--key-file', key_file], { stdio: 'ignore' });
	servers[0] = await serve();
	servers[1] = await serve();
}, { timeout: 120000 });

after(async () => {
	for (const server of servers)
		await server?.kill();
	await postgres?.stop();
	if (folder)
		rmSync(folder, { recursive: true, force: true });
});

async function text_of(which, path) {
	try {
		const answer = await fetch(`${servers[which].origin}${path}`, { signal: AbortSignal.timeout(10000) });
		return { status: answer.status, text: await answer.text() };
	} catch {
		return { status: 0 };
	}
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// Somebody who looks at the newest checkpoint of one server again and again, as fast as answers come.
async function look(which, going) {
	while (going()) {
		const got = await text_of(which, '/ledger/checkpoint');
		if (got.status === 200)
			seen.set(got.text, (seen.get(got.text) ?? 0) + 1);
		await pause(got.status === 200 ? 5 : 50);
	}
}

// A raiser who waits for the receipt of a case that was acknowledged.
async function take_receipts(load, going) {
	const asked = new Set();
	while (going()) {
		const code = [...load.acknowledged.values()].at(-1);
		if (!code || asked.has(code)) {
			await pause(20);
			continue;
		}
		asked.add(code);
		const began = Date.now(), statuses = []; // each with how often, and from when
		for (;;) {
			const got = await text_of(asked.size % 2, `/c/${code}/receipt.tlog-proof`);
			assert.ok([200, 503, 0].includes(got.status), `a receipt was answered ${got.status}`);
			if (got.status === 200) {
				receipts.set(code, got.text);
				took.push(Date.now() - began);
				break;
			}
			if (got.status !== statuses.at(-1)?.[0])
				statuses.push([got.status, 0, Date.now() - began]);
			statuses.at(-1)[1]++;
			assert.ok(Date.now() - began < 60000, `a receipt completes itself: ${JSON.stringify(statuses)}`);
			await pause(20);
		}
	}
}

// The end of one backend by kill -9 makes PostgreSQL end all others and recover from its log.
function crash_postgres() {
	const pid = Number(postgres.sql(url,
		"SELECT pid FROM pg_stat_activity WHERE datname = 'yidan_ledger' AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1"));
	assert.ok(pid > 1);
	process.kill(pid, 'SIGKILL');
}

async function harm(round) {
	if (round % 3 === 2) {
		crash_postgres();
		return;
	}
	await servers[round % 2].kill();
	servers[round % 2] = await serve();
}

test(`${ROUNDS} rounds of kill -9, of servers and of PostgreSQL, under load at two servers`, { timeout: ROUNDS * 30000 + 120000 }, async (t) => {
	const log = JSON.parse((await text_of(0, '/ledger/log.json')).text);
	const load = new Load('ledger');
	let is_going = true;
	const going = () => is_going;
	t.after(() => { // also where it fails
		is_going = false;
		return load.end();
	});

	load.begin((client, attempt) => servers[(client + attempt) % 2].origin, CLIENTS);
	const lookers = [look(0, going), look(1, going), take_receipts(load, going)];
	for (let round = 0; round < ROUNDS; round++) {
		await load.acknowledges(25);
		await harm(round);
	}
	await load.acknowledges(50);
	await load.end();
	is_going = false;
	await Promise.all(lookers);
	await load.check(servers[0].origin);

	// what was acknowledged last is in the tree soon
	const wanted = Number(postgres.sql(url, 'SELECT count(*) FROM event'));
	for (let size = 0; size < wanted; await pause(20))
		size = Number((await text_of(1, '/ledger/checkpoint')).text.split('\n')[1]);

	const sizes = new Map();
	for (const note of seen.keys()) {
		const [, size, root] = note.split('\n');
		assert.equal(sizes.get(size) ?? root, root, `two trees of ${size} entries were signed`);
		sizes.set(size, root);
	}
	const taken = join(folder, 'taken');
	mkdirSync(taken);
	[...seen.keys()].forEach((note, i) => writeFileSync(join(taken, `${i}.checkpoint`), note));
	for (const [code, receipt] of receipts)
		writeFileSync(join(taken, `${code}.tlog-proof`), receipt);
	assert.ok(seen.size > ROUNDS && receipts.size > ROUNDS);
	const second = spawnSync('/usr/bin/python3', [SECOND, servers[0].origin, taken, '--key', log.keys[0]], { encoding: 'utf8' });
	assert.equal(second.status, 0, second.stdout + second.stderr);
	took.sort((a, b) => a - b);
	t.diagnostic(String(load));
	t.diagnostic(second.stdout.trim());
	t.diagnostic(`a receipt was there after ${took[took.length >> 1]} ms (median), ${took.at(-1)} ms (longest, killed servers included)`);
});
