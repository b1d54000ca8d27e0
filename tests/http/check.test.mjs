// SPDX-License-Identifier: Apache-2.0
// `yidan ledger check`: what it says of receipts, short receipts and cases with their proofs, whole and changed, alone and beside
// a ledger as it is now. And `yidan ledger verify` beside a running server.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Key, Log, publish, root_of } from '../lib/log.mjs';
import { clean_env } from '../lib/witness.mjs';
import { PROGRAM, start } from '../lib/yidan.mjs';

let folder, yidan, key, proofs, receipt;
const servers = [];

before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'yidan-check-'));
	yidan = await start({ demo: [] });
	const log = await (await fetch(`${yidan.origin}/ledger/log.json`)).json();
	key = log.keys[0];
	// a case with an answer: four entries and more, words that are shown
	const list = await (await fetch(`${yidan.origin}/cases?state=closed`)).text();
	const code = list.match(/\/c\/([0-9A-Z-]{11})"/)[1];
	proofs = await (await fetch(`${yidan.origin}/c/${code}/proof.json`)).text();
	receipt = await (await fetch(`${yidan.origin}/c/${code}/receipt.tlog-proof`)).text();
});
after(async () => {
	await yidan?.remove();
	await Promise.all(servers.map((server) => server.close()));
	rmSync(folder, { recursive: true, force: true });
});

function run(args, input = '') {
	const child = spawn(PROGRAM, ['ledger', ...args], { stdio: ['pipe', 'pipe', 'pipe'], cwd: folder, env: clean_env });
	let out = '', words = '';
	child.stdout.on('data', (bytes) => { out += bytes; });
	child.stderr.on('data', (bytes) => { words += bytes; });
	child.stdin.on('error', () => {});
	child.stdin.end(input);
	return new Promise((done) => child.on('close', (code) => done({ code, out, words })));
}

let files = 0;
function file(text) {
	const path = join(folder, `given-${files++}`);
	writeFileSync(path, text);
	return path;
}

async function check(text, ...more) {
	return run(['check', file(text), ...more]);
}

function assert_code(got, code, words) {
	assert.equal(got.code, code, got.out + got.words);
	assert.match(got.out + got.words, words);
}

// The short form of a receipt, made from the long one.
function short_of(text) {
	const lines = text.split('\n');
	const entry = Buffer.from(lines.find((line) => line.startsWith('extra ')).slice(6), 'base64');
	const index = lines.find((line) => line.startsWith('index ')).slice(6);
	const [origin, size, root] = lines.slice(lines.indexOf('', 3) + 1);
	const signature = Buffer.from(lines.find((line) => line.startsWith('— ')).split(' ')[2], 'base64');
	const leaf = createHash('sha256').update(Buffer.from([0])).update(entry).digest();
	return ['yidan-receipt/1', origin, index, leaf.toString('base64url'), size, Buffer.from(root, 'base64').toString('base64url'),
		signature.subarray(0, 4).toString('base64url'), signature.subarray(4).toString('base64url')].join(' ');
}

// ---- As they are

test('a receipt holds', async () => {
	assert_code(await check(receipt, '--key', key), 0, /The receipt holds/);
	assert_code(await check(receipt, '--key', key, '--url', yidan.origin), 0, /still has it/);
	assert_code(await check(receipt, '--key', key, '--db', yidan.url), 0, /still has it/);
	assert_code(await run(['check', '-', '--key', key], receipt), 0, /The receipt holds/);
	// a key that the server itself names is not somebody else's word
	assert_code(await check(receipt, '--url', yidan.origin), 0, /compare it with one that you trust/);
	assert_code(await check(receipt), 2, /NOT CHECKED: who signed it/);
	assert_code(await check(receipt, '--key', new Key('heting.example/ledger').vkey), 1, /not signed by any key that was given/);
});

test('a case with its proofs holds', async () => {
	const got = await check(proofs, '--key', key);
	assert_code(got, 0, /It holds/);
	assert.match(got.out, /case\.received/);
	assert.match(got.out, /case\.closed/);
	assert.match(got.out, /as entered: public_text/);
	assert_code(await check(proofs, '--key', key, '--url', `${yidan.origin}/j/heting`), 0, /still has it/);
	assert_code(await check(proofs, '--url', `${yidan.origin}/ledger/`), 0, /still has it/);
	assert_code(await check(proofs), 2, /the key stands in the file itself/);
	assert_code(await check(proofs, '--key', new Key('heting.example/ledger').vkey), 1, /not signed/);
});

test('a file without an entry proves nothing about its case', async () => {
	const changed = JSON.parse(proofs);
	changed.entries = [];
	const got = await check(JSON.stringify(changed), '--key', key);
	assert_code(got, 2, /NOT CHECKED: anything about the case/);
	assert.doesNotMatch(got.out, /It holds/);
});

test('a short receipt holds once it is looked up', async () => {
	const line = short_of(receipt);
	assert_code(await run(['check', line, '--key', key]), 2, /the entry stands in it/);
	assert_code(await run(['check', line, '--key', key, '--url', yidan.origin]), 0, /The receipt holds/);
	assert_code(await run(['check', line, '--db', yidan.url]), 0, /The receipt holds/);
	assert_code(await check(`${line}\n`, '--url', yidan.origin), 0, /The receipt holds/);
	assert_code(await run(['check', `https://heting.example/check#${encodeURIComponent(line)}`, '--url', yidan.origin]), 0, /holds/);
	assert_code(await run(['check', line]), 2, /who signed it/);
	assert_code(await run(['check', line, '--key', new Key('heting.example/ledger').vkey]), 1, /DOES NOT HOLD/);
	const parts = line.split(' ');
	// another leaf: signed, but not there
	parts[3] = Buffer.alloc(32, 7).toString('base64url');
	assert_code(await run(['check', parts.join(' '), '--key', key, '--url', yidan.origin]), 1, /not in the ledger/);
	// another tree
	parts[4] = '3';
	parts[2] = '1';
	assert_code(await run(['check', parts.join(' '), '--key', key]), 1, /DOES NOT HOLD/);
});

// ---- Changed

// What it may say of something changed: that it does not hold, or that it cannot be read.
function assert_refused(got, what) {
	assert.ok(got.code === 1 || got.code === 2, `${what}: ${got.code}: ${got.out}`);
	assert.match(got.out + got.words, got.code === 1 ? /DOES NOT HOLD/ : /^yidan: [^\n]+\n$/m, what);
	assert.doesNotMatch(got.out, /holds: the ledger/, what);
}

test('a receipt with any line changed is refused', async () => {
	const lines = receipt.split('\n');
	for (const [at, line] of lines.entries()) {
		if (!line)
			continue;
		for (const changed of [line.slice(0, -1), `${line}x`, line.replace(/[A-Za-z0-9](?=[^A-Za-z0-9]*$)/, (c) => c === 'B' ? 'C' : 'B')]) {
			const text = lines.with?.(at, changed) ?? [...lines.slice(0, at), changed, ...lines.slice(at + 1)];
			if (changed !== line)
				assert_refused(await check(text.join('\n'), '--key', key), `line ${at + 1}: ${changed}`);
		}
	}
	for (const cut of [0, 1, 10, receipt.length >> 1, receipt.length - 1])
		assert_refused(await check(receipt.slice(0, cut), '--key', key), `the first ${cut} bytes`);
});

test('a case with anything changed in its proofs is refused', async () => {
	const changes = {
		'another version': (f) => { f.version = 2; },
		'another origin': (f) => { f.origin += 'x'; },
		'another code': (f) => { f.case = 'AAAAAAAAA'; },
		'another checkpoint': (f) => { f.checkpoint = f.checkpoint.replace(/\n(\d+)\n/, (_, n) => `\n${Number(n) + 1}\n`); },
		'no checkpoint': (f) => { delete f.checkpoint; },
		'a key that is none': (f) => { f.keys[0] += 'x'; },
		'another place': (f) => { f.entries[1].index++; },
		'a place beyond the tree': (f) => { f.entries[1].index = 2 ** 40; },
		'a shorter proof': (f) => { f.entries[0].proof.pop(); },
		'another hash in a proof': (f) => { f.entries[0].proof[0] = '0'.repeat(64); },
		'no hash in a proof': (f) => { f.entries[0].proof[0] = 'zz'; },
		'an entry left out': (f) => { f.entries.splice(1, 1); },
		'the first entry left out': (f) => { f.entries.shift(); },
		'two entries in each other\'s place': (f) => { [f.entries[1], f.entries[2]] = [f.entries[2], f.entries[1]]; },
		'an entry backdated': (f) => { f.entries[0].entry = f.entries[0].entry.replace(/"at":\d/, '"at":2'); },
		'an entry that is none': (f) => { f.entries[0].entry = '{}'; },
		'other words': (f) => { shown(f).value += '。'; },
		'another salt': (f) => { shown(f).salt = '0'.repeat(64); },
		'a field that is none': (f) => { shown(f).name = 'title2'; },
		'words under another name': (f) => { shown(f).name = 'by_officer'; },
		'entries that are none': (f) => { f.entries = { 0: 1 }; },
	};
	for (const [what, change] of Object.entries(changes)) {
		const changed = JSON.parse(proofs);
		change(changed);
		assert_refused(await check(JSON.stringify(changed), '--key', key), what);
	}
	for (const cut of [1, 100, proofs.length - 1])
		assert_refused(await check(proofs.slice(0, cut), '--key', key), `the first ${cut} bytes`);
});

function shown(proof_file) {
	return proof_file.entries.find((entry) => entry.fields.length).fields[0];
}

test('what is no receipt is told in one line', async () => {
	for (const text of ['', 'hello\n', '{', '[]', 'yidan-receipt/1 a b', '\u0000\u0001', 'x'.repeat(100000)])
		assert_code(await check(text, '--key', key), 2, /^yidan: [^\n]+\n$/);
	assert_code(await run(['check']), 2, /which receipt/);
	assert_code(await run(['check', 'none']), 2, /there is no file none/);
	assert_code(await run(['check', file(receipt), '--key', 'x']), 2, /x: /);
	assert_code(await run(['check', file(receipt), '--url', yidan.origin, '--db', yidan.url]), 2, /not both/);
	assert_code(await run(['check', file(receipt), '--witness', key]), 2, /key of a log/);
	// what a stranger's file says is not for the terminal to obey
	const changed = JSON.parse(proofs);
	changed.case = '\u001b[2J';
	assert.doesNotMatch((await check(JSON.stringify(changed), '--key', key)).out, /\u001b/);
});

// ---- Other ledgers

function path_of(index, leaves) {
	if (leaves.length === 1)
		return [];
	let split = 1;
	while (split * 2 < leaves.length)
		split *= 2;
	return index < split ? [...path_of(index, leaves.slice(0, split)), root_of(leaves.slice(split))]
		: [...path_of(index - split, leaves.slice(split)), root_of(leaves.slice(0, split))];
}

// A receipt of another implementation's log; `under` are further signature lines.
function receipt_of(log, index, under = '') {
	return `c2sp.org/tlog-proof@v1\nextra ${log.entries[index].toString('base64')}\nindex ${index}\n`
		+ path_of(index, log.leaves).map((hash) => `${hash.toString('base64')}\n`).join('') + `\n${log.checkpoint()}${under}`;
}

async function serve(log) {
	const server = await publish(log);
	servers.push(server);
	return server;
}

test('a ledger that lost entries, or has another history, does not hold what it signed', async () => {
	const log = new Log('nine.example/ledger').add(300);
	const text = receipt_of(log, 7);
	const vkey = log.key.vkey;
	assert_code(await check(text, '--key', vkey), 0, /The receipt holds/);
	const server = await serve(log);
	assert_code(await check(text, '--key', vkey, '--url', server.url), 0, /still has it/);
	server.log = log.fork(300).add(20);
	assert_code(await check(text, '--key', vkey, '--url', server.url), 0, /320 entries\) still has it/);
	assert_code(await run(['check', short_of(text), '--key', vkey, '--url', server.url]), 0, /holds/);
	server.log = log.fork(250);
	assert_code(await check(text, '--key', vkey, '--url', server.url), 1, /250 entries now, and had signed 300/);
	server.log = log.fork(200).add(200, 'other');
	assert_code(await check(text, '--key', vkey, '--url', server.url), 1, /another one than was signed/);
	server.log = new Log('ten.example/ledger').add(1);
	assert_code(await check(text, '--key', vkey, '--url', server.url), 2, /no ledger nine\.example/);
	server.log = log.fork(300);
	server.log.key = new Key('nine.example/ledger');
	assert_code(await check(text, '--key', vkey, '--url', server.url), 1, /newest checkpoint is not signed/);
	server.answer = () => 'nonsense';
	assert_code(await check(text, '--key', vkey, '--url', server.url), 2, /^yidan: /m);
});

test('signatures of witnesses', async () => {
	const log = new Log('nine.example/ledger').add(5);
	const pair = generateKeyPairSync('ed25519');
	const typed = Buffer.concat([Buffer.from([4]), pair.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)]);
	const name = 'audit.example/witness';
	const id = createHash('sha256').update(`${name}\n`).update(typed).digest().subarray(0, 4);
	const witness = `${name}+${id.toString('hex')}+${typed.toString('base64')}`;
	const time = Buffer.alloc(8);
	time.writeBigUInt64BE(1795000000n);
	const line = (text) => `— ${name} ${Buffer.concat([id, time,
		sign(null, Buffer.from(`cosignature/v1\ntime 1795000000\n${text}`), pair.privateKey)]).toString('base64')}\n`;
	const with_it = receipt_of(log, 2, line(log.text()));
	assert_code(await check(with_it, '--key', log.key.vkey, '--witness', witness), 0, /cosigned it at 2026-11-18T/);
	assert_code(await check(receipt_of(log, 2), '--key', log.key.vkey, '--witness', witness), 2, /did not cosign/);
	assert_code(await check(receipt_of(log, 2, line('another text\n')), '--key', log.key.vkey, '--witness', witness), 1, /forged/);
});

// ---- The whole database

test('verify looks beside a running server', async () => {
	assert_code(await run(['verify', '--db', yidan.url]), 0, /Everything is as it was entered/);
	assert_code(await run(['verify', '--db', yidan.url, '--jurisdiction', 'heting']), 0, /Everything is as it was entered/);
	assert_code(await run(['verify', '--db', yidan.url, '--jurisdiction', 'ten']), 2, /there is no jurisdiction "ten"/);
	assert_code(await run(['verify', '--db', 'sqlite:none.db']), 2, /none\.db/);
	// a checkpoint of a larger tree, signed by the same key, would stand here if entries had been cut off
	const path = `${yidan.url.slice('sqlite:'.length)}.heting.checkpoint`;
	const kept = readFileSync(path, 'utf8');
	writeFileSync(path, kept.replace(/\n(\d+)\n/, '\n99999\n'));
	assert_code(await run(['verify', '--db', yidan.url]), 1, /heting: file of .*: it is not signed by the key that was in force/);
	writeFileSync(path, kept);
});
