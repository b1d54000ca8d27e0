// SPDX-License-Identifier: Apache-2.0
// kill -9 under a load of intakes, again and again over one database: every acknowledged case is there and whole after the
// next start, asked for again it is the same one, and nothing stands there by half. Receipts that were handed out meanwhile
// hold against the log as it is at the end, which the second verifier reads whole. YIDAN_KILLS=500 for the long form
// (make kills).
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { demo_folder, start } from '../lib/yidan.mjs';

const ROUNDS = Number(process.env.YIDAN_KILLS ?? 8);
const CLIENTS = 12;
const SECOND = fileURLToPath(new URL('../second/receipts.py', import.meta.url));
const SEED = Number(process.env.YIDAN_SEED ?? Math.floor(Math.random() * 2 ** 31));

// xorshift32: the seed is printed, so a run can be had again (as far as the scheduler lets it)
let state = SEED || 1;
function random(below) {
	state ^= state << 13;
	state ^= state >>> 17;
	state ^= state << 5;
	return (state >>> 0) % below;
}

let folder;
const acknowledged = new Map(); // key → code
const receipts = new Map(); // code → what a raiser took away
let sent = 0;

before(() => { folder = demo_folder(); });
after(() => rmSync(folder, { recursive: true, force: true }));

async function send(origin, key) {
	const answer = await fetch(`${origin}/api/v1/cases`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
		body: JSON.stringify({ kind: 'question', text: `第 ${key} 件：路灯不亮，请修。` }),
	});
	const body = await answer.json();
	return { status: answer.status, code: body.code };
}

// An intake that is acknowledged has its receipt at once on SQLite; only the end of the server may come in between.
async function take_receipt(origin, code) {
	let status, receipt;
	try {
		const answer = await fetch(`${origin}/c/${code}/receipt.tlog-proof`);
		status = answer.status;
		receipt = await answer.text();
	} catch {
		return;
	}
	if (status === 503)
		return;
	assert.equal(status, 200, 'an acknowledged case has a receipt');
	receipts.set(code, receipt);
}

// One client: sends until the server is gone.
async function client(origin) {
	for (;;) {
		const key = `kill-${sent++}`;
		let got;
		try {
			got = await send(origin, key);
		} catch {
			return;
		}
		if (got.status === 201) {
			acknowledged.set(key, got.code);
			if (random(8) === 0)
				await take_receipt(origin, got.code);
		}
		else
			assert.equal(got.status, 503, `an intake was answered ${got.status}`);
	}
}

// What every case must have, counted behind the program's back.
const WHOLE = `
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
one = lambda sql: db.execute(sql).fetchone()[0]
assert one('pragma integrity_check') == 'ok'
cases = one('select count(*) from case_row')
# what is in the stream of the jurisdiction, its reference data, is no case
for sql in ('select count(*) from stream where id not in (select id from jurisdiction)',
            'select count(*) from event where stream_id not in (select id from jurisdiction)',
            'select count(*) from event_private where stream_id not in (select id from jurisdiction)',
            'select count(*) from contact', "select count(*) from command where result is not null", 'select count(*) from command'):
    assert one(sql) == cases, (sql, one(sql), cases)
assert one('''select count(*) from case_row c join event e on e.jurisdiction_id = c.jurisdiction_id and e.stream_id = c.id
              and e.seq = c.seq join stream s on s.jurisdiction_id = c.jurisdiction_id and s.id = c.id and s.seq = c.seq''') == cases
print(cases)
`;

function check_receipts(origin, key) {
	const taken = join(folder, 'receipts');
	mkdirSync(taken);
	for (const [code, receipt] of receipts)
		writeFileSync(join(taken, `${code}.tlog-proof`), receipt);
	assert.ok(receipts.size > ROUNDS, 'receipts were handed out');
	const got = spawnSync('/usr/bin/python3', [SECOND, origin, taken, '--key', key], { encoding: 'utf8' });
	assert.equal(got.status, 0, got.stdout + got.stderr);
	return got.stdout.trim();
}

test(`${ROUNDS} rounds of load, kill -9, start`, { timeout: ROUNDS * 20000 + 60000 }, async (t) => {
	t.diagnostic(`seed ${SEED}`);
	let checked = 0, key;
	for (let round = 0; round < ROUNDS; round++) {
		const yidan = await start({ folder, serve: ['--intake-rate', '0'] });
		// the key that a reader wrote down on the first day
		key ??= (await (await fetch(`${yidan.origin}/ledger/log.json`)).json()).keys[0];
		// what was acknowledged before, in a sample that grows no slower than the rounds
		const keys = [...acknowledged.keys()];
		for (let i = 0; i < Math.min(keys.length, 40); i++) {
			const key = i < 20 ? keys[keys.length - 1 - i] : keys[random(keys.length)];
			if (!key)
				continue;
			const found = await fetch(`${yidan.origin}/api/v1/cases/${acknowledged.get(key)}`);
			assert.equal(found.status, 200, `${key} was acknowledged and is lost`);
			assert.equal((await found.json()).state, 'received');
			checked++;
		}
		if (keys.length) {
			const key = keys[keys.length - 1];
			assert.equal((await send(yidan.origin, key)).code, acknowledged.get(key), 'the same command gives the same case');
		}
		const clients = Array.from({ length: CLIENTS }, () => client(yidan.origin));
		await new Promise((done) => setTimeout(done, 20 + random(400))); // the random moment, not a wait for anything
		await yidan.kill();
		await Promise.all(clients);
	}
	const yidan = await start({ folder, serve: ['--intake-rate', '0'] });
	t.after(() => yidan.kill());
	for (const [key, code] of acknowledged) {
		const found = await fetch(`${yidan.origin}/api/v1/cases/${code}`);
		assert.equal(found.status, 200, `${key} was acknowledged and is lost`);
		await found.arrayBuffer();
	}
	const log = check_receipts(yidan.origin, key);
	assert.equal(await yidan.stop(), 0);
	const cases = Number(execFileSync('/usr/bin/python3', ['-c', WHOLE, join(folder, 'demo.db')], { encoding: 'utf8' }));
	assert.ok(cases >= acknowledged.size && cases <= sent);
	assert.ok(acknowledged.size > ROUNDS, 'there was a load');
	t.diagnostic(`${sent} sent, ${acknowledged.size} acknowledged, ${cases} stored, ${checked} looked up between the rounds`);
	t.diagnostic(log);
});
