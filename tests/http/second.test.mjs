// SPDX-License-Identifier: Apache-2.0
// The second verifier (tests/second), which knows the ledger from its documents alone, against the real server: a whole log with
// the demonstration's cases and some that go through the desk here. What it makes of the entries is what the API and the rows
// say; what is changed behind the server's back, it names.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sign_in } from '../lib/desk.mjs';
import { start } from '../lib/yidan.mjs';

const program = (name) => fileURLToPath(new URL(`../second/${name}`, import.meta.url));
const codes = [];
let yidan, keys, first_checkpoint, fold;

function run(name, args, status = 0, input = '') {
	const made = spawnSync('/usr/bin/python3', [program(name), ...args], { encoding: 'utf8', input, maxBuffer: 2 ** 26 });
	assert.equal(made.status, status, `${name} ${args[0]}: ${made.stdout.slice(-2000)}${made.stderr.slice(-2000)}`);
	return made;
}

const ask = async (path) => {
	const answer = await fetch(`${yidan.origin}${path}`);
	assert.equal(answer.status, 200, path);
	return answer;
};
const plain = (code) => code.replaceAll('-', '');
const key_options = () => keys.flatMap((key) => ['--key', key]);

function keep(name, content) {
	const path = join(yidan.folder, name);
	writeFileSync(path, content);
	return path;
}

async function send(matter) {
	const answer = await fetch(`${yidan.origin}/api/v1/cases`, {
		method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ kind: 'complaint', publish: true, ...matter }),
	});
	assert.equal(answer.status, 201);
	codes.push((await answer.json()).code);
	return codes.at(-1);
}

// One case to its end by way of a return, one that waits for its unit, one that nobody has looked at, without a name.
async function work() {
	const intake = await sign_in(yidan.origin, 'intake');
	const roads = await sign_in(yidan.origin, 'roads-handler');
	const done = await send({ title: '路灯不亮', text: '建设路的路灯不亮，电话 13812345678。', contact: { name: '王小明', phone: '13812345678' } });
	const waiting = await send({ title: '路面塌陷', text: '学校门口 "塌" 了一块。\n\u0007很深 😟' });
	await send({ text: '不说是谁：请看一看。', publish: false });
	for (const code of [done, waiting]) {
		await intake.move(code, 'release', { public_title: '道路 "公开"', public_text: '一行\n\u{1F4A1} 另一行' });
		await intake.move(code, 'assign', { unit: await intake.choice(code, '/assign', 'Roads Department') });
	}
	await roads.move(done, 'return', { reason_code: 'not_ours', reason: '归路灯所。' });
	await intake.move(done, 'assign', { unit: await intake.choice(done, '/assign', 'Roads Department') });
	await roads.move(done, 'accept');
	await roads.move(done, 'answer', { text: '今天已换好灯头，今晚亮灯。' });
	await intake.move(done, 'close', { outcome: 'done' });
}

before(async () => {
	yidan = await start({ demo: [], serve: ['--intake-rate', '0', '--login-rate', '0'] });
	first_checkpoint = keep('first.checkpoint', await (await ask('/ledger/checkpoint')).text());
	({ keys } = await (await ask('/ledger/log.json')).json());
	await work();
});
after(async () => { await yidan?.remove(); });

test('the whole log holds and has grown from the checkpoint of before', () => {
	const made = run('verify.py', ['log', yidan.origin, ...key_options(), '--from', first_checkpoint, '--fold']);
	fold = made.stdout;
	assert.match(made.stderr, /all of it holds/);
	const cases = new Map(fold.trim().split('\n').map(JSON.parse).map((one) => [one.code, one]));
	assert.ok(cases.size > 100, 'the demonstration is there');
	const [done, waiting, fresh] = codes.map((code) => cases.get(plain(code)));
	assert.deepEqual([done.state, done.outcome, done.returns, done.answers, done.visible], ['closed', 'done', 1, 1, true]);
	assert.deepEqual([waiting.state, waiting.accepted_at, waiting.unit_id], ['assigned', null, done.unit_id]);
	assert.deepEqual([fresh.state, fresh.visible, fresh.seq], ['received', false, 1]);
});

test('the API says of each case what its entries say', async () => {
	const all = fold.trim().split('\n').map(JSON.parse);
	const seconds = (us) => new Date(Math.floor(us / 1e6) * 1000).toISOString().replace('.000Z', 'Z');
	for (const one of [...all.slice(0, 40), ...all.slice(-3)]) {
		const said = await (await ask(`/api/v1/cases/${one.code}`)).json();
		assert.deepEqual([plain(said.code), said.state], [one.code, one.state]);
		assert.equal(said.kind !== undefined, one.visible);
		if (!one.visible)
			continue;
		assert.deepEqual([said.kind, said.received_at], [one.kind, seconds(one.received_at)], one.code);
		const last = (type) => said.timeline.filter((step) => step.type === type).at(-1);
		assert.equal(last('case.closed')?.outcome ?? null, one.outcome, one.code);
		assert.equal(last('case.closed')?.at ?? null, one.closed_at && seconds(one.closed_at), one.code);
		if (one.assigned_at)
			assert.equal(last('case.assigned').at, seconds(one.assigned_at), one.code);
	}
});

test('receipts and proofs of cases hold without the server, and the words shown are those entered', async () => {
	for (const code of codes) {
		const receipt = await (await ask(`/c/${plain(code)}/receipt.tlog-proof`)).text();
		const made = run('verify.py', ['receipt', keep('receipt', receipt), ...key_options()]);
		assert.match(made.stdout, new RegExp(`case ${plain(code)}: entry`));
		const changed = receipt.replace(/^index (\d+)/m, (_, index) => `index ${Number(index) - 1}`);
		run('verify.py', ['receipt', keep('receipt', changed), ...key_options()], 1);
	}
	const proof = await (await ask(`/c/${plain(codes[0])}/proof.json`)).json();
	const path = keep('proof.json', JSON.stringify(proof));
	const made = run('verify.py', ['case', path, ...key_options()]);
	assert.equal(JSON.parse(made.stdout).state, 'closed');
	const shown = proof.entries.flatMap((entry) => entry.fields.map((field) => [JSON.parse(entry.entry).type, field.name, field.value]));
	assert.deepEqual(shown.filter(([, name]) => name !== 'public_reason').sort(), [
		['case.answered', 'public_text', '今天已换好灯头，今晚亮灯。'],
		['case.released', 'public_text', '一行\n\u{1F4A1} 另一行'],
		['case.released', 'public_title', '道路 "公开"'],
	]);
	const answer = proof.entries.flatMap((entry) => entry.fields).find((field) => field.value.startsWith('今天'));
	answer.value = '明天换灯头。';
	assert.match(run('verify.py', ['case', keep('proof.json', JSON.stringify(proof)), ...key_options()], 1).stderr, /not what was entered/);
	const secret = await (await ask(`/c/${plain(codes[2])}/proof.json`)).json();
	assert.deepEqual(secret.entries.flatMap((entry) => entry.fields), []);
});

// The line that docs/ledger.md describes, made from the file.
function short_of(receipt) {
	const lines = receipt.split('\n');
	const url = (bytes) => Buffer.from(bytes).toString('base64url');
	const entry = Buffer.from(lines[1].slice('extra '.length), 'base64');
	const [origin, size, root] = lines.slice(lines.indexOf('') + 1);
	const signature = Buffer.from(lines.find((line) => line.startsWith(`— ${origin} `)).split(' ')[2], 'base64');
	const leaf = createHash('sha256').update(Buffer.concat([Buffer.from([0]), entry])).digest();
	return ['yidan-receipt/1', origin, lines[2].slice('index '.length), url(leaf), size, url(Buffer.from(root, 'base64')),
		url(signature.subarray(0, 4)), url(signature.subarray(4))].join(' ');
}

test('a short receipt holds against a log that has grown since', async () => {
	const line = short_of(await (await ask(`/c/${plain(codes[0])}/receipt.tlog-proof`)).text());
	await send({ text: '又一件。' });
	assert.match(run('verify.py', ['short', line, '--url', yidan.origin, ...key_options()]).stdout, /stands as it did/);
	const parts = line.split(' ');
	parts[2] = String(Number(parts[2]) - 1);
	run('verify.py', ['short', parts.join(' '), '--url', yidan.origin, ...key_options()], 1);
});

test('every row is what the entries make of it, and a row that was changed is named', async () => {
	fold = run('verify.py', ['log', yidan.origin, ...key_options(), '--fold']).stdout;
	assert.equal(await yidan.stop(), 0);
	const database = join(yidan.folder, 'demo.db');
	assert.match(run('rows.py', [database], 0, fold).stdout, / 0 differences/);
	const copy = join(yidan.folder, 'changed.db');
	copyFileSync(database, copy);
	const code = plain(codes[0]);
	const change = spawnSync('/usr/bin/python3', ['-c', 'import sqlite3, sys\nwith sqlite3.connect(sys.argv[1]) as db: db.executescript(sys.argv[2])',
		copy, `UPDATE case_row SET closed_at = closed_at - 1 WHERE code = '${code}'; DELETE FROM case_row WHERE code = '${plain(codes[1])}'`]);
	assert.equal(change.status, 0, String(change.stderr));
	const made = run('rows.py', [copy], 1, fold).stdout;
	assert.match(made, new RegExp(`${code}: closed_at is`));
	assert.match(made, new RegExp(`${plain(codes[1])}: has entries and no row`));
	assert.match(made, / 2 differences/);
});
