// SPDX-License-Identifier: Apache-2.0
// Copies under load and bringing them back, another key, a new log after entries were lost, and what a server says
// that finds its ledger in trouble. What a reader must be able to check, the second verifier checks.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Load, intake } from '../lib/load.mjs';
import { start_postgres } from '../lib/postgres.mjs';
import { PROGRAM, demo_folder, start } from '../lib/yidan.mjs';

const SECOND = fileURLToPath(new URL('../second/verify.py', import.meta.url));
const TIMEOUT = { timeout: 180000 };

// A server that ends with the test, however that ends.
async function serve(t, options) {
	const yidan = await start(options);
	t.after(() => yidan.kill());
	return yidan;
}

function run(...words) {
	const { status, stdout, stderr } = spawnSync(PROGRAM, words, { encoding: 'utf8' });
	return { status, stdout, stderr };
}

function done(...words) {
	const { status, stdout, stderr } = run(...words);
	assert.equal(status, 0, `yidan ${words.join(' ')}: ${stdout}${stderr}`);
	return stdout;
}

// Behind the program's back.
function sql(path, statement) {
	execFileSync('/usr/bin/python3', ['-c', 'import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.executescript(sys.argv[2]); c.commit()',
		path, statement]);
}

function verify(...words) {
	const { status, stdout, stderr } = spawnSync('/usr/bin/python3', [SECOND, ...words], { encoding: 'utf8' });
	return { status, said: stdout + stderr };
}

function verify_log(origin, keys, ...more) {
	const { status, said } = verify('log', origin, ...keys.flatMap((key) => ['--key', key]), ...more);
	assert.equal(status, 0, said);
	return said;
}

const log_of = async (origin) => (await fetch(`${origin}/ledger/log.json`)).json();
const checkpoint_of = async (origin) => (await fetch(`${origin}/ledger/checkpoint`)).text();
const size_of = (checkpoint) => Number(checkpoint.split('\n')[1]);

async function receipt_of(origin, code, path) {
	const answer = await fetch(`${origin}/c/${code}/receipt.tlog-proof`);
	assert.equal(answer.status, 200);
	writeFileSync(path, await answer.text());
}

function remove_database(path) {
	for (const ending of ['', '-wal', '-shm'])
		rmSync(path + ending, { force: true });
}

async function wait_for(what, look) {
	const until = Date.now() + 20000;
	for (;;) {
		if (await look())
			return;
		assert.ok(Date.now() < until, `${what} did not come`);
		await new Promise((wake) => setTimeout(wake, 50));
	}
}

test('a copy made under load holds all that was acknowledged before it began, and serves elsewhere', TIMEOUT, async (t) => {
	const yidan = await start({ serve: ['--intake-rate', '0'] });
	t.after(() => yidan.remove());
	const load = new Load('backup');
	load.begin(() => yidan.origin, 6);
	await load.acknowledges(40);
	const before = new Map(load.acknowledged);
	const copy = join(yidan.folder, 'copy');
	const said = done('backup', copy, '--db', yidan.url);
	assert.match(said, /heting with \d+ entries/);
	await load.acknowledges(load.acknowledged.size + 20); // writing goes on
	await load.end();
	assert.equal(statSync(copy).mode & 0o777, 0o600);
	assert.equal(statSync(`${copy}.key`).mode & 0o777, 0o600);
	assert.ok(!existsSync(`${copy}.part`) && !existsSync(`${copy}-wal`));

	const there = join(yidan.folder, 'elsewhere');
	mkdirSync(there);
	done('restore', copy, '--db', `sqlite:${join(there, 'demo.db')}`);
	const second = await serve(t, { folder: there });
	for (const [key, code] of before) {
		assert.equal((await fetch(`${second.origin}/c/${code}/receipt.tlog-proof`)).status, 200, `${key} (${code})`);
	}
	const log = await log_of(second.origin);
	verify_log(second.origin, log.keys);
	assert.match(done('ledger', 'verify', '--db', `sqlite:${join(there, 'demo.db')}`), /Everything is as it was entered/);
	// the copy's tree is one that the running server signed: its log contains it
	const old = join(yidan.folder, 'old');
	writeFileSync(old, await checkpoint_of(second.origin));
	verify_log(yidan.origin, log.keys, '--from', old);
});

test('a copy is refused where it would overwrite, and where it is none', TIMEOUT, async (t) => {
	const folder = demo_folder();
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	const url = `sqlite:${join(folder, 'demo.db')}`, copy = join(folder, 'copy'), there = `sqlite:${join(folder, 'there.db')}`;
	const refused = (words, ...command) => {
		const { status, stderr } = run(...command);
		assert.equal(status, 2, stderr);
		assert.match(stderr, words);
	};
	done('backup', copy, '--db', url);
	refused(/is there already: give the copy another name/, 'backup', copy, '--db', url);
	refused(/is there already: a copy is only brought back/, 'restore', copy, '--db', url);
	refused(/is a copy of a SQLite database/, 'restore', copy, '--db', 'postgresql:///none');
	refused(/is no copy that/, 'restore', `${copy}.key`, '--db', there);
	refused(/cannot be read/, 'restore', join(folder, 'none'), '--db', there);
	refused(/there is no database/, 'backup', join(folder, 'c2'), '--db', there);

	const bad = join(folder, 'bad');
	const bytes = readFileSync(copy);
	writeFileSync(bad, bytes.subarray(0, Math.floor(bytes.length / 2)));
	copyFileSync(`${copy}.key`, `${bad}.key`);
	chmodSync(`${bad}.key`, 0o600);
	const { status } = run('restore', bad, '--db', there);
	assert.notEqual(status, 0, 'half a copy is none');

	// whole, but not the one that its checkpoints tell of
	copyFileSync(copy, bad);
	sql(bad, 'DELETE FROM ledger_tile; UPDATE ledger_entry SET hash = (SELECT hash FROM ledger_entry WHERE place = 0) WHERE place = 3');
	copyFileSync(`${copy}.checkpoints`, `${bad}.checkpoints`);
	refused(/the tree is not the one that was signed/, 'restore', bad, '--db', there);
	assert.ok(!existsSync(join(folder, 'there.db')) && !existsSync(join(folder, 'there.db.part')), 'nothing is left behind');

	// another server's key stays where it is
	writeFileSync(join(folder, 'there.db.key'), `${'0'.repeat(64)}\n`, { mode: 0o600 });
	refused(/another server's/, 'restore', copy, '--db', there);
	rmSync(join(folder, 'there.db.key'));
	done('restore', copy, '--db', there);
	assert.equal(readFileSync(join(folder, 'there.db.key'), 'utf8'), readFileSync(join(folder, 'demo.db.key'), 'utf8'));
});

test('a new key beside the running server: both sign the change, the log goes on', TIMEOUT, async (t) => {
	const yidan = await start();
	t.after(() => yidan.remove());
	const path = join(yidan.folder, 'demo.db');
	const old = done('ledger', 'key', '--db', yidan.url).trim();
	const before = join(yidan.folder, 'before'), receipt = join(yidan.folder, 'receipt');
	const { code } = await intake(yidan.origin, 'one');
	await receipt_of(yidan.origin, code, receipt);
	writeFileSync(before, await checkpoint_of(yidan.origin));

	assert.match(done('ledger', 'rotate', '--db', yidan.url), /signed with a new key/);
	const changed = await checkpoint_of(yidan.origin);
	const keys = done('ledger', 'key', '--db', yidan.url).trim().split('\n');
	assert.equal(keys.length, 2);
	assert.equal(keys[0], old);
	assert.equal(changed.split('\n').filter((line) => line.startsWith('— ')).length, 2, 'signed by both');
	await intake(yidan.origin, 'two');
	const newest = await checkpoint_of(yidan.origin);
	assert.equal(newest.split('\n').filter((line) => line.startsWith('— ')).length, 1, 'by the new one alone');
	const log = await log_of(yidan.origin);
	assert.deepEqual(log.keys, keys);
	assert.ok(log.kept.some((kept) => kept.cause === 'key' && kept.size === size_of(changed)));
	assert.equal(await (await fetch(`${yidan.origin}/ledger/checkpoint/${size_of(changed)}`)).text(), changed);
	// whoever knows only the old key gets on; whoever knows only the new one, too
	verify_log(yidan.origin, keys, '--from', before);
	assert.equal(verify('receipt', receipt, '--key', old).status, 0);

	// the old key's line is of no use any more
	assert.equal(await yidan.stop(), 0);
	const lines = readFileSync(`${path}.key`, 'utf8').trim().split('\n');
	assert.equal(lines.length, 3);
	writeFileSync(`${path}.key`, `${lines[0]}\n${lines[2]}\n`, { mode: 0o600 });
	const again = await serve(t, { folder: yidan.folder });
		await intake(again.origin, 'three');
	verify_log(again.origin, keys);
	// by an id, for a key file that only a person can write
	const { stdout: line, stderr: how } = run('ledger', 'key', '--new', '--db', again.url);
	const id = how.match(/--key ([0-9a-f]{8})/)[1];
	const unknown = run('ledger', 'rotate', '--key', id, '--db', again.url);
	assert.equal(unknown.status, 2);
	assert.match(unknown.stderr, /holds no key/);
	writeFileSync(`${path}.key`, readFileSync(`${path}.key`, 'utf8') + line, { mode: 0o600 });
	done('ledger', 'rotate', '--key', id, '--db', again.url);
	assert.match(run('ledger', 'rotate', '--key', id, '--db', again.url).stderr, /has signed this ledger before/);
	verify_log(again.origin, done('ledger', 'key', '--db', again.url).trim().split('\n'));
});

test('the key file: its owner alone may read it; systemd may hand it over', TIMEOUT, async (t) => {
	const folder = demo_folder();
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	const key = join(folder, 'demo.db.key'), credentials = join(folder, 'credentials');
	for (const mode of [0o640, 0o604, 0o660]) {
		chmodSync(key, mode);
		await assert.rejects(serve(t, { folder }), /serve ended with 2: .*can be read by others; run: chmod 600/s, mode.toString(8));
	}
	mkdirSync(credentials);
	renameSync(key, join(credentials, 'yidan.key'));
	const under = ['env', `CREDENTIALS_DIRECTORY=${credentials}`];
	for (const mode of [0o400, 0o440]) { // as the service's own, or by an access list, whose mask stands where the group's bits do
		chmodSync(join(credentials, 'yidan.key'), mode);
		const yidan = await serve(t, { folder, under });
		assert.equal((await intake(yidan.origin, mode.toString(8))).status, 201);
		assert.equal(await yidan.stop(), 0);
	}
	assert.ok(!existsSync(key));
	chmodSync(join(credentials, 'yidan.key'), 0o444);
	await assert.rejects(serve(t, { folder, under }), /serve ended with 2: .*can be read by others/s);
});

test('an older copy brought back: the server refuses, a new log names the old one, lost receipts still prove', TIMEOUT, async (t) => {
	const yidan = await start();
	t.after(() => yidan.remove());
	const path = join(yidan.folder, 'demo.db'), copy = join(yidan.folder, 'copy');
	const kept = await intake(yidan.origin, 'kept'), lost_receipt = join(yidan.folder, 'lost');
	done('backup', copy, '--db', yidan.url);
	const lost = await intake(yidan.origin, 'lost');
	await receipt_of(yidan.origin, lost.code, lost_receipt);
	const [old_key] = (await log_of(yidan.origin)).keys;
	const signed = await checkpoint_of(yidan.origin);
	const follow = (origin) => run('ledger', 'follow', origin, '--key', old_key, '--state', join(yidan.folder, 'state'), '--once');
	assert.equal(follow(yidan.origin).status, 0);
	writeFileSync(join(yidan.folder, 'signed'), signed);
	assert.equal(await yidan.stop(), 0);

	remove_database(path);
	const restored = run('restore', copy, '--db', yidan.url);
	assert.equal(restored.status, 1);
	assert.match(restored.stderr, /no server can start on it yet: .* entries are missing: a tree of \d+ was signed/);
	assert.match(restored.stderr, /yidan ledger restart/);
	await assert.rejects(serve(t, { folder: yidan.folder }), /serve ended with 2: .*entries are missing/s);
	assert.equal(readFileSync(`${path}.heting.checkpoint`, 'utf8'), signed, 'what was signed stays');
	assert.match(done('ledger', 'restart', '--db', yidan.url), /The log \S+\/2 has begun/);
	assert.match(run('ledger', 'restart', '--db', yidan.url).stderr, /nothing is missing/);

	const again = await serve(t, { folder: yidan.folder });
	const log = await log_of(again.origin);
	assert.equal(log.number, 2);
	assert.equal(log.origin, `${signed.split('\n')[0]}/2`);
	assert.deepEqual(log.earlier[0].keys, [old_key]);
	assert.match(verify_log(again.origin, log.keys, '--from', join(yidan.folder, 'signed')), /the earlier checkpoint is of "\S+", which ended with/);
	const followed = follow(again.origin);
	assert.equal(followed.status, 8, followed.stderr);
	assert.match(followed.stderr, new RegExp(`has ended with ${size_of(signed)} entries: entries were lost, and "\\S+/2" took its place`));
	assert.match(done('ledger', 'verify', '--db', yidan.url), /Everything is as it was entered/);
	assert.equal((await fetch(`${again.origin}/c/${kept.code}/receipt.tlog-proof`)).status, 200);
	// the lost one: gone here, proven all the same
	assert.equal((await fetch(`${again.origin}/c/${lost.code}/receipt.tlog-proof`)).status, 404);
	assert.equal(verify('receipt', lost_receipt, '--key', old_key).status, 0);
	assert.equal(verify('receipt', lost_receipt, '--key', log.keys[0]).status, 1, 'it is of the old log');
	const bundle = Buffer.from(await (await fetch(`${again.origin}/ledger/tile/entries/000.p/1`)).arrayBuffer());
	const first = JSON.parse(bundle.subarray(2));
	assert.equal(first.type, 'ledger.started');
	assert.equal(first.data.cause, 'restored');
	assert.equal(first.data.previous_size, size_of(signed));
	assert.equal(Buffer.from(first.data.previous_root, 'hex').toString('base64'), signed.split('\n')[2]);

	// and a second time
	const { code } = await intake(again.origin, 'after');
	done('backup', `${copy}2`, '--db', again.url);
	await intake(again.origin, 'later');
	assert.equal(await again.stop(), 0);
	remove_database(path);
	assert.equal(run('restore', `${copy}2`, '--db', yidan.url).status, 1);
	assert.match(done('ledger', 'restart', '--db', yidan.url), /The log \S+\/3 has begun/);
	const third = await serve(t, { folder: yidan.folder });
	const newest = await log_of(third.origin);
	assert.equal(newest.earlier.length, 2);
	verify_log(third.origin, newest.keys);
	assert.equal((await fetch(`${third.origin}/c/${code}/receipt.tlog-proof`)).status, 200);
});

test('who was erased after the copy was made is erased again when it is brought back', TIMEOUT, async (t) => {
	const yidan = await start();
	t.after(() => yidan.remove());
	const path = join(yidan.folder, 'demo.db'), copy = join(yidan.folder, 'copy');
	const made = await fetch(`${yidan.origin}/api/v1/cases`, {
		method: 'POST', headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({ kind: 'complaint', text: 'MARKTEXT', title: 'MARKTITLE', contact: { name: 'MARKNAME', phone: '13800000000' } }),
	});
	assert.equal(made.status, 201);
	const { code } = await made.json();
	done('backup', copy, '--db', yidan.url);
	assert.match(readFileSync(copy, 'latin1'), /MARKNAME/, 'the copy is from before');
	done('erase', code, '--scope', 'all', '--reason-code', 'raiser_asked', '--reason', 'a letter', '--yes', '--db', yidan.url);
	const outside = readFileSync(`${path}.heting.erasures`, 'utf8');
	assert.equal(await yidan.stop(), 0);

	remove_database(path);
	assert.equal(run('restore', copy, '--db', yidan.url).status, 1); // the event of the erasure is missing
	// A restart that stops between the new log and the erasures: no server starts until it is finished.
	writeFileSync(`${path}.heting.erasures`, `damaged\n${outside}`);
	const stopped = run('ledger', 'restart', '--db', yidan.url);
	assert.equal(stopped.status, 2, stopped.stderr);
	assert.match(stopped.stdout, /has begun/);
	assert.match(stopped.stderr, /line 1/);
	const early = await serve(t, { folder: yidan.folder }).then(() => assert.fail('it started'), (error) => error.message);
	assert.match(early, /not erased again yet: `yidan ledger restart` finishes that/);
	writeFileSync(`${path}.heting.erasures`, outside);
	assert.match(done('ledger', 'restart', '--db', yidan.url), /Erased again what had been erased after the copy was made: 1 case/);
	assert.ok(!existsSync(`${path}.restarting`));
	assert.match(run('ledger', 'restart', '--db', yidan.url).stderr, /nothing is missing/);
	for (const ending of ['', '-wal', '-shm']) {
		if (existsSync(path + ending))
			assert.doesNotMatch(readFileSync(path + ending, 'latin1'), /MARK/, `demo.db${ending}`);
	}
	assert.ok(readFileSync(`${path}.heting.erasures`, 'utf8').startsWith(outside), 'what was known stays known');
	const again = await serve(t, { folder: yidan.folder });
	const proof = await (await fetch(`${again.origin}/c/${code}/proof.json`)).json();
	assert.deepEqual(proof.entries.map((entry) => entry.fields.length), proof.entries.map(() => 0));
	verify_log(again.origin, (await log_of(again.origin)).keys);
	assert.match(done('ledger', 'verify', '--db', yidan.url), /Everything is as it was entered/);
});

test('a server that finds its ledger in trouble says what and how to go on', TIMEOUT, async (t) => {
	const folder = demo_folder();
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	const path = join(folder, 'demo.db'), outside = `${path}.heting.checkpoint`, key = `${path}.key`;
	const good = readFileSync(outside, 'utf8'), good_key = readFileSync(key, 'utf8');
	renameSync(path, `${path}.good`);
	const troubles = [
		['shrunk', 'UPDATE ledger_log SET size = 3, frontier = substr(frontier, 1, 64)', /is not the one that its last checkpoint signed/],
		['a right edge of other hashes', 'UPDATE ledger_log SET frontier = CAST(substr(frontier, 33) || substr(frontier, 1, 32) AS BLOB)',
			/is not the one that its last checkpoint signed/],
		['a right edge of another length', 'UPDATE ledger_log SET frontier = x\'00\'', /the right edge of the tree .* is damaged/],
		['another checkpoint', 'UPDATE ledger_log SET checkpoint = replace(checkpoint, char(10) || size || char(10), char(10) || (size + 1) || char(10))',
			/not signed by its key/],
		['no checkpoint', 'UPDATE ledger_log SET checkpoint = \'\'', /has entries and no checkpoint/],
		['parts of the tree missing', 'DELETE FROM ledger_tile; DELETE FROM ledger_entry WHERE place = 5', /parts of the tree are missing/],
	];
	const refuses = async (name, words, how) => {
		await assert.rejects(serve(t, { folder }), (error) => {
			assert.match(error.message, /serve ended with 2: /, name);
			assert.match(error.message, words, name);
			assert.match(error.message, how, name);
			return true;
		}, name);
	};
	for (const [name, statement, words] of troubles) {
		remove_database(path);
		copyFileSync(`${path}.good`, path);
		sql(path, statement);
		await refuses(name, words, /yidan ledger restart/);
		assert.equal(readFileSync(outside, 'utf8'), good, `${name}: what is outside stays`);
		// the new log goes on from what is there
		done('ledger', 'restart', '--db', `sqlite:${path}`);
		const yidan = await serve(t, { folder });
		const log = await log_of(yidan.origin);
		assert.equal(log.number, 2, name);
		verify_log(yidan.origin, log.keys);
		assert.equal(await yidan.stop(), 0);
		writeFileSync(outside, good);
		writeFileSync(key, good_key, { mode: 0o600 });
	}
	// two histories of one log, both rightly signed
	const histories = [];
	for (const key of ['one', 'two']) {
		remove_database(path);
		copyFileSync(`${path}.good`, path);
		writeFileSync(outside, good);
		const yidan = await serve(t, { folder });
		await intake(yidan.origin, key);
		assert.equal(await yidan.stop(), 0);
		histories.push(readFileSync(outside, 'utf8'));
	}
	assert.equal(size_of(histories[0]), size_of(histories[1]));
	writeFileSync(outside, histories[0]);
	await refuses('forked', /another than the one that was signed before/, /yidan ledger restart/);

	remove_database(path);
	copyFileSync(`${path}.good`, path);
	writeFileSync(outside, 'nonsense\n');
	await refuses('a damaged file outside', /is no checkpoint any more/, /move it away/);
	assert.match(run('ledger', 'restart', '--db', `sqlite:${path}`).stderr, /is no checkpoint any more/);
	writeFileSync(outside, good.replaceAll('heting.example', 'other.example'));
	await refuses('the file of another log', /is of the log other.example\/ledger/, /move it away/);
	assert.match(run('ledger', 'restart', '--db', `sqlite:${path}`).stderr, /none of heting: move it away/);
	rmSync(outside);
	mkdirSync(outside);
	await assert.rejects(serve(t, { folder }), /checkpoint.*(directory|cannot be read)/is);
	rmSync(outside, { recursive: true });
	writeFileSync(outside, good);
	writeFileSync(key, `${good_key.split('\n')[0]}\n`, { mode: 0o600 });
	await refuses('without its key', /does not hold the key that signs the ledger/, /yidan ledger restart/);
	writeFileSync(key, good_key, { mode: 0o600 });
	// the same file again: nothing of all that was its fault
	const yidan = await serve(t, { folder });
	assert.equal((await fetch(`${yidan.origin}/ledger/checkpoint`)).status, 200);
	assert.equal(await yidan.stop(), 0);
	// a key that is lost for good
	writeFileSync(key, `${good_key.split('\n')[0]}\n`, { mode: 0o600 });
	done('ledger', 'restart', '--db', `sqlite:${path}`);
	const after = await serve(t, { folder });
	verify_log(after.origin, (await log_of(after.origin)).keys);
	assert.equal(await after.stop(), 0);
});

test('a disk that has no room for the checkpoint outside: said once, the server goes on', TIMEOUT, async (t) => {
	const yidan = await start();
	t.after(() => yidan.remove());
	const outside = join(yidan.folder, 'demo.db.heting.checkpoint');
	// root may write anywhere: a folder in its place cannot be replaced by a file
	rmSync(outside);
	mkdirSync(outside);
	await intake(yidan.origin, 'one');
	await wait_for('the warning', () => yidan.log().includes('tick_failed'));
	const { status } = await intake(yidan.origin, 'two');
	assert.equal(status, 201);
	await new Promise((wake) => setTimeout(wake, 2200)); // two more ticks
	assert.equal(yidan.log().match(/tick_failed/g).length, 1);
	rmSync(outside, { recursive: true });
	await wait_for('the file', async () => existsSync(outside) && readFileSync(outside, 'utf8') === await checkpoint_of(yidan.origin));
	assert.match(yidan.log(), /tick_recovered/);
});

test('PostgreSQL: copy, bring back, restart; a new key while another server lacks it', TIMEOUT, async (t) => {
	const postgres = await start_postgres();
	t.after(() => postgres.stop());
	const folder = demo_folder();
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	const url = postgres.make('one'), key = join(folder, 'one.key'), other_key = join(folder, 'other.key');
	done('demo', '--no-cases', '--db', url, '--key-file', key);
	let yidan = await serve(t, { folder, db: url, serve: ['--key-file', key, '--intake-rate', '0'] });
	const { code } = await intake(yidan.origin, 'one');
	const copy = join(folder, 'copy');
	const load = new Load('postgres');
	load.begin(() => yidan.origin, 4);
	await load.acknowledges(20);
	const before = [...load.acknowledged.values()];
	done('backup', copy, '--db', url, '--key-file', key);
	await load.acknowledges(load.acknowledged.size + 10);
	await load.end();
	assert.equal(statSync(copy).mode & 0o777, 0o600);
	const not_empty = run('restore', copy, '--db', url, '--key-file', key);
	assert.equal(not_empty.status, 2);
	assert.match(not_empty.stderr, /is not empty/);

	// a new key, which another server does not have yet: it goes on when it has it
	copyFileSync(key, other_key);
	chmodSync(other_key, 0o600);
	done('ledger', 'rotate', '--db', url, '--key-file', key);
	const other = await serve(t, { folder, db: url, serve: ['--key-file', other_key] })
		.then(() => assert.fail('it started without the key'), (error) => error.message);
	assert.match(other, /does not hold the key that signs the ledger/);
	const keys = done('ledger', 'key', '--db', url, '--key-file', key).trim().split('\n');
	assert.equal(keys.length, 2);
	await intake(yidan.origin, 'two');
	await wait_for('the sequencer', async () => (await fetch(`${yidan.origin}/c/${code}/receipt.tlog-proof`)).status === 200);
	verify_log(yidan.origin, keys);
	assert.equal(await yidan.stop(), 0);

	const there = postgres.make('two');
	const restored = run('restore', copy, '--db', there, '--key-file', key);
	assert.equal(restored.status, 1, restored.stderr);
	assert.match(restored.stderr, /entries are missing/);
	done('ledger', 'restart', '--db', there, '--key-file', key);
	yidan = await serve(t, { folder, db: there, serve: ['--key-file', key] });
	for (const each of before)
		assert.equal((await fetch(`${yidan.origin}/c/${each}/receipt.tlog-proof`)).status, 200);
	const log = await log_of(yidan.origin);
	assert.equal(log.number, 2);
	verify_log(yidan.origin, log.keys);
	assert.match(done('ledger', 'verify', '--db', there, '--key-file', key), /Everything is as it was entered/);
	await intake(yidan.origin, 'three');
	await wait_for('the entry', async () => size_of(await checkpoint_of(yidan.origin)) > log.size);
	verify_log(yidan.origin, log.keys);
	assert.equal(await yidan.stop(), 0);
});
