// SPDX-License-Identifier: Apache-2.0
// `yidan witness` as a process of its own: what it cosigns, what it refuses (above all a forked log), what it still knows
// after kill -9, what it says of itself, how it is used wrongly.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Key, Log } from '../lib/log.mjs';
import { clean_env, cosigned_at, make_witness_key, start_witness } from '../lib/witness.mjs';
import { PROGRAM } from '../lib/yidan.mjs';

const NAME = 'audit.example/witness';

let folder, key_file, vkey;
const children = new Set();

before(() => {
	folder = mkdtempSync(join(tmpdir(), 'yidan-witness-'));
	({ key_file, vkey } = make_witness_key(folder, NAME));
});
after(() => {
	for (const child of children)
		child.kill('SIGKILL');
	rmSync(folder, { recursive: true, force: true });
});

function run(args) {
	return spawnSync(PROGRAM, args, { encoding: 'utf8', timeout: 60000, cwd: folder, env: clean_env });
}

let folders = 0;
const new_state = () => join(folder, `state-${folders++}`);

async function witness(state, logs, under) {
	const server = await start_witness({ key_file, state, logs, under });
	children.add(server.child);
	return server;
}

async function ask(server, body) {
	const answer = await fetch(`${server.origin}/add-checkpoint`, { method: 'POST', body });
	return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
}

const request = (old_size, proof, note) =>
	`old ${old_size}\n${proof.map((hash) => `${hash.toString('base64')}\n`).join('')}\n${note}`;
const grow = (server, log, from, to = log.size) => ask(server, request(from, log.prove(from, to), log.checkpoint(to)));

function check_cosignature(line, text) {
	const time = cosigned_at(line, text, vkey);
	assert.ok(time !== null, line);
	assert.ok(Math.abs(time - Date.now() / 1000) < 600);
}

test('the key: secret in a file of its own, made once', () => {
	assert.match(vkey, /^audit\.example\/witness\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*$/);
	assert.equal(statSync(key_file).mode & 0o777, 0o600);
	assert.match(readFileSync(key_file, 'utf8'), /^PRIVATE\+KEY\+audit\.example\/witness\+/);
	const before_second = readFileSync(key_file);
	const second = run(['witness', 'key', NAME, '--key-file', key_file]);
	assert.equal(second.status, 1);
	assert.match(second.stderr, /there already/);
	assert.deepEqual(readFileSync(key_file), before_second);
	for (const name of ['', 'a b', 'a+b'])
		assert.equal(run(['witness', 'key', name, '--key-file', join(folder, 'other.key')]).status, 2, name);
	assert.ok(!existsSync(join(folder, 'other.key')));
});

test('cosigns a tree that grows, and says how far it is', async () => {
	const log = new Log('one.example/ledger').add(300);
	const server = await witness(new_state(), [log.key.vkey]);
	let got = await grow(server, log, 0, 5);
	assert.equal(got.status, 200);
	check_cosignature(got.text, log.text(5));
	got = await grow(server, log, 5, 300);
	assert.equal(got.status, 200);
	check_cosignature(got.text, log.text(300));
	got = await grow(server, log, 300, 300); // once more the same
	assert.equal(got.status, 200);
	got = await grow(server, log, 5, 300); // from what the witness has no longer
	assert.deepEqual(got, { status: 409, type: 'text/x.tlog.size', text: '300\n' });
	got = await grow(server, log, 0, 5); // an old checkpoint
	assert.deepEqual(got, { status: 409, type: 'text/x.tlog.size', text: '300\n' });
	const page = await fetch(`${server.origin}/`);
	const words = await page.text();
	assert.equal(page.status, 200);
	assert.ok(words.includes(NAME) && words.includes(vkey));
	assert.match(words, /one\.example\/ledger: 300 entries, \d{4}-/);
	assert.equal(await server.end(), 0);
});

test('a forked log is refused, also after kill -9; what it signed is kept', async () => {
	const log = new Log('two.example/ledger').add(100);
	const state = new_state();
	let server = await witness(state, [log.key.vkey]);
	assert.equal((await grow(server, log, 0)).status, 200);
	await server.end('SIGKILL');
	server = await witness(state, [log.key.vkey]);

	const same_size = log.fork(60).add(40, 'other');
	let got = await grow(server, same_size, 100, 100);
	assert.equal(got.status, 409);
	assert.match(got.type, /^text\/plain/);
	const larger = log.fork(60).add(90, 'other');
	got = await grow(server, larger, 100);
	assert.equal(got.status, 422);
	got = await grow(server, larger, 60); // the fork has what it says; the witness does not
	assert.deepEqual([got.status, got.text], [409, '100\n']);
	got = await ask(server, request(100, log.fork(100).add(50).prove(100), larger.checkpoint()));
	assert.equal(got.status, 422);
	assert.ok(!got.text.includes(NAME));

	// the fork of the same size, with what was cosigned beside it, shows what the log did
	const files = readdirSync(state);
	const fork = readFileSync(join(state, files.find((name) => name.endsWith('.fork'))), 'utf8');
	assert.equal(fork, same_size.checkpoint());
	const seen = readFileSync(join(state, files.find((name) => name.endsWith('.checkpoint'))), 'utf8');
	assert.ok(seen.startsWith(log.checkpoint()));
	assert.match(server.log(), /event=fork .*origin=two\.example/);

	log.add(50);
	assert.equal((await grow(server, log, 100)).status, 200); // the honest one goes on
	assert.equal(await server.end(), 0);
});

test('strangers, other keys and bytes that are nothing', async () => {
	const log = new Log('three.example/ledger').add(10);
	const stranger = new Log('stranger.example/ledger').add(10);
	const thief = new Log(log.origin, new Key(log.origin)).add(10);
	const state = new_state();
	const server = await witness(state, [log.key.vkey]);
	assert.equal((await grow(server, stranger, 0)).status, 404);
	assert.equal((await grow(server, thief, 0)).status, 403);
	assert.equal((await ask(server, 'hello')).status, 400);
	assert.equal((await ask(server, '')).status, 400);
	assert.equal((await ask(server, request(20, [], log.checkpoint()))).status, 400);
	assert.equal((await ask(server, request(0, [], log.checkpoint()).padEnd(40000, 'x'))).status, 413);
	assert.equal((await ask(server, request(0, log.prove(4), log.checkpoint()))).status, 422);
	assert.equal((await fetch(`${server.origin}/add-checkpoint`)).status, 405);
	assert.equal((await fetch(`${server.origin}/`, { method: 'POST', body: 'x' })).status, 405);
	assert.equal((await fetch(`${server.origin}/other`)).status, 404);
	assert.deepEqual(readdirSync(state), []);
	assert.equal((await grow(server, log, 0)).status, 200);
	assert.equal(await server.end(), 0);
});

test('many at once: one history is cosigned', async () => {
	const log = new Log('four.example/ledger').add(50);
	const forks = Array.from({ length: 12 }, (_, i) => log.fork(20).add(31 + i, `fork${i}`));
	const state = new_state();
	const server = await witness(state, [log.key.vkey]);
	assert.equal((await grow(server, log, 0, 20)).status, 200);
	const answers = await Promise.all(forks.map((fork) => grow(server, fork, 20)));
	assert.equal(answers.filter((answer) => answer.status === 200).length, 1);
	const winner = forks[answers.findIndex((answer) => answer.status === 200)];
	assert.ok(answers.every((answer) => answer.status === 200 || answer.text === `${winner.size}\n`));
	await server.end('SIGKILL');
	const file = readdirSync(state).find((name) => name.endsWith('.checkpoint'));
	assert.ok(readFileSync(join(state, file), 'utf8').startsWith(winner.checkpoint()));
});

test('what it cannot remember it does not sign', async () => {
	const log = new Log('five.example/ledger').add(10);
	const state = new_state();
	const server = await witness(state, [log.key.vkey]);
	execFileSync('prlimit', ['--pid', String(server.child.pid), '--fsize=0']);
	const got = await grow(server, log, 0);
	assert.equal(got.status, 500);
	assert.ok(!got.text.includes(NAME));
	assert.deepEqual(readdirSync(state), []);
	assert.match(await (await fetch(`${server.origin}/`)).text(), /five\.example\/ledger: nothing yet/);
	await server.end('SIGKILL');
});

test('a memory that was changed stops it, and so does a second witness over it', async () => {
	const log = new Log('six.example/ledger').add(10);
	const state = new_state();
	const args = ['witness', '--key-file', key_file, '--state', state, '--listen', '127.0.0.1:0', '--log', log.key.vkey];
	const server = await witness(state, [log.key.vkey]);
	assert.equal((await grow(server, log, 0)).status, 200);
	const second = run(args);
	assert.equal(second.status, 1);
	assert.match(second.stderr, /another witness works with/);
	await server.end();
	const path = join(state, readdirSync(state)[0]);
	const bytes = readFileSync(path, 'utf8');
	for (const changed of ['', bytes.replace('\n10\n', '\n9\n'), bytes.slice(0, 40), bytes.replace('six', 'sex')]) {
		writeFileSync(path, changed);
		const got = run(args);
		assert.equal(got.status, 2, changed);
		assert.match(got.stderr, /bring it back from a copy/);
	}
});

test('wrong use is told in one line', () => {
	const log = new Log('seven.example/ledger');
	const state = new_state();
	const refused = (args, words) => {
		const got = run(args);
		assert.equal(got.status, 2, got.stderr);
		assert.match(got.stderr, /^yidan: [^\n]+\n$/);
		assert.match(got.stderr, words);
	};
	refused(['witness'], /--key-file/);
	refused(['witness', '--key-file', key_file], /--state FOLDER/);
	refused(['witness', '--key-file', key_file, '--state', state], /--log VKEY/);
	refused(['witness', '--key-file', key_file, '--state', state, '--log', 'x'], /--log x/);
	refused(['witness', '--key-file', key_file, '--state', state, '--log', vkey], /key of a witness/);
	refused(['witness', '--key-file', join(folder, 'none'), '--state', state, '--log', log.key.vkey], /witness key NAME/);
	refused(['witness', 'key'], /whose key/);
	refused(['witness', 'key', NAME], /--key-file FILE/);
	chmodSync(key_file, 0o644);
	refused(['witness', '--key-file', key_file, '--state', state, '--log', log.key.vkey], /chmod 600/);
	chmodSync(key_file, 0o600);
	writeFileSync(join(folder, 'no.key'), 'hello\n', { mode: 0o600 });
	refused(['witness', '--key-file', join(folder, 'no.key'), '--state', state, '--log', log.key.vkey], /no\.key/);
	refused(['witness', '--key-file', key_file, '--state', '/dev/null/x', '--log', log.key.vkey], /cannot be made/);
	assert.ok(!existsSync(state));
});
