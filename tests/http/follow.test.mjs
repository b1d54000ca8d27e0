// SPDX-License-Identifier: Apache-2.0
// `yidan ledger follow`: what it says of logs that grow, fork, shrink, withhold, stand still or change their key; and that it
// keeps what proves it. The logs are another implementation's (tests/lib/log.mjs), which can lie.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { Key, Log, publish } from '../lib/log.mjs';
import { clean_env } from '../lib/witness.mjs';
import { PROGRAM } from '../lib/yidan.mjs';

let folder;
const servers = [];
const children = new Set();

before(() => { folder = mkdtempSync(join(tmpdir(), 'yidan-follow-')); });
after(async () => {
	for (const child of children)
		child.kill('SIGKILL');
	await Promise.all(servers.map((server) => server.close()));
	rmSync(folder, { recursive: true, force: true });
});

// Not spawnSync: the server that is asked lives in this process.
function run(args) {
	const child = spawn(PROGRAM, ['ledger', 'follow', ...args], { stdio: ['ignore', 'pipe', 'pipe'], cwd: folder, env: clean_env });
	children.add(child);
	const got = { child, out: '', words: '' };
	child.stdout.on('data', (bytes) => { got.out += bytes; });
	child.stderr.on('data', (bytes) => { got.words += bytes; });
	got.ended = new Promise((done) => child.on('close', (code) => {
		children.delete(child);
		done({ code, out: got.out, words: got.words });
	}));
	return got;
}

let files = 0;

// A log that is published and followed: look() is one `--once`.
async function followed(log) {
	const server = await publish(log);
	servers.push(server);
	const vkey = log.key.vkey;
	const state = join(folder, `state-${files++}`);
	return {
		server, state,
		look: (...args) => run([server.url, '--key', vkey, '--state', state, '--once', ...args]).ended,
		args: (...args) => [server.url, '--key', vkey, '--state', state, ...args],
		text: () => readFileSync(state, 'utf8'),
		change: (from, to) => {
			const text = readFileSync(state, 'utf8');
			assert.match(text, from);
			writeFileSync(state, text.replace(from, to));
		},
		// what was kept beside the state: [kind, before, after]
		evidence: () => readdirSync(dirname(state)).filter((name) => name.startsWith(`${basename(state)}.`) && name.endsWith('.before'))
			.map((name) => [name.split('.')[1].split('-')[0], readFileSync(join(folder, name), 'utf8'),
				readFileSync(join(folder, name.replace(/before$/, 'after')), 'utf8')]),
	};
}

async function seen(got, code, pattern) {
	const { code: ended, out, words } = await got;
	assert.equal(ended, code, out + words);
	assert.match(out + words, pattern);
}

test('a log that grows, over many sizes', async () => {
	const log = new Log('grows.example/ledger').add(1);
	const it = await followed(log);
	await seen(it.look(), 0, /grows\.example\/ledger: 1 entries; from now on it is known/);
	await seen(it.look(), 0, /1 entries, unchanged/);
	for (const size of [2, 3, 7, 8, 255, 256, 257, 511, 600, 1024, 1300]) {
		const from = log.size;
		log.add(size - from);
		await seen(it.look(), 0, new RegExp(`${size} entries, grown from ${from}\n`));
	}
	assert.ok(it.text().endsWith(log.checkpoint()));
	assert.match(it.text(), /^yidan-follow\/1\nkey grows\.example.*\nseen \d{4}-.*Z\ngrown \d{4}-.*Z\nentries 0\n\n/);
	assert.deepEqual(it.evidence(), []);
});

test('an address with /ledger, and with more in front', async () => {
	const log = new Log('path.example/ledger').add(3);
	const server = await publish(log);
	servers.push(server);
	const state = join(folder, 'state-path');
	await seen(run([`${server.url}/ledger/`, '--key', log.key.vkey, '--state', state, '--once']).ended, 0, /3 entries/);
	await seen(run([`${server.url}/j/x`, '--key', log.key.vkey, '--state', state, '--once']).ended, 1, /answers 404/);
	assert.ok(server.asked.includes('/j/x/ledger/checkpoint'));
});

test('with --entries all is read and hashed', async () => {
	const log = new Log('entries.example/ledger').add(700);
	const it = await followed(log);
	await seen(it.look('--entries'), 0, /700 entries/);
	assert.match(it.text(), /\nentries 700\n/);
	assert.ok(it.server.asked.includes('tile/entries/001'));
	it.server.asked.length = 0;
	log.add(5);
	await seen(it.look('--entries'), 0, /705 entries/);
	assert.ok(!it.server.asked.includes('tile/entries/001')); // not again what was read
	assert.ok(it.server.asked.includes('tile/entries/002.p/193'));
	log.add(400);
	await seen(it.look(), 0, /1105 entries/);
	assert.match(it.text(), /\nentries 705\n/);
	await seen(it.look('--entries'), 0, /unchanged/); // what was left out is read now
	assert.match(it.text(), /\nentries 1105\n/);

	// one entry changed, or one hash of one tile
	log.add(300);
	const entries = log.bundle(4, 256);
	entries[entries.length - 1] ^= 1;
	it.server.answer = (path) => (path === 'tile/entries/004' ? entries : undefined);
	await seen(it.look('--entries'), 7, /does not show what it signed: tile 0\/4/);
	assert.match(it.text(), /\nentries 1105\n/);
	for (const [path, bytes] of [['tile/1/000.p/5', log.tile(1, 0, 5)], ['tile/0/004', log.tile(0, 4, 256)]]) {
		bytes[2 * 32 + 7] ^= 1;
		it.server.answer = (asked) => (asked === path ? bytes : undefined);
		await seen(it.look('--entries'), 7, /does not show what it signed/);
	}
	it.server.answer = (path) => (path === 'tile/entries/004' ? entries.subarray(0, 100) : undefined);
	await seen(it.look('--entries'), 7, /does not show what it signed/);
	it.server.answer = null;
	await seen(it.look('--entries'), 0, /1405 entries/);
});

test('another history of the same size: found, kept, and never taken over', async () => {
	const log = new Log('same.example/ledger').add(40);
	const it = await followed(log);
	await seen(it.look(), 0, /40 entries/);
	const before_fork = it.text();
	const fork = log.fork(30).add(10, 'other');
	it.server.log = fork;
	await seen(it.look(), 3, /two roots of 40 entries; both checkpoints are kept as \S+state-\d+\.split-/);
	assert.equal(it.text(), before_fork);
	assert.deepEqual(it.evidence(), [['split', log.checkpoint(), fork.checkpoint()]]);
	await seen(it.look(), 3, /two roots/); // not once more
	assert.equal(it.evidence().length, 1);
	it.server.log = log.add(1);
	await seen(it.look(), 0, /grown from 40/);
	assert.equal(it.evidence().length, 1);
});

test('another history that is larger, at any place', async () => {
	for (const [size, common, now] of [[40, 39, 41], [64, 0, 65], [64, 63, 300], [300, 256, 301], [300, 10, 700], [512, 511, 1025],
		[1, 0, 2]]) {
		const log = new Log('larger.example/ledger').add(size);
		const it = await followed(log);
		await seen(it.look(), 0, /entries/);
		const fork = log.fork(common).add(now - common, 'other');
		it.server.log = fork;
		await seen(it.look(), 3, new RegExp(`the first ${size} of its ${now} entries are not those`));
		assert.deepEqual(it.evidence(), [['split', log.checkpoint(), fork.checkpoint()]]);
		// the same with the tiles of the honest one: then it does not show what it signed
		it.server.answer = (path) => (path.startsWith('tile/') ? log.fork(size).add(now - size).get(path) : undefined);
		await seen(it.look(), 7, /does not show what it signed/);
		assert.equal(it.evidence().length, 2);
	}
});

test('a tree that shrank', async () => {
	const log = new Log('shrinks.example/ledger').add(40);
	const it = await followed(log);
	await seen(it.look(), 0, /40 entries/);
	it.server.log = log.fork(39);
	await seen(it.look(), 4, /the ledger shrank: 39 entries, and it had signed 40/);
	assert.deepEqual(it.evidence(), [['shrunk', log.checkpoint(), log.checkpoint(39)]]);
});

test('tiles that are not there, too short or of something else', async () => {
	const log = new Log('withholds.example/ledger').add(300);
	const it = await followed(log);
	await seen(it.look(), 0, /300 entries/);
	log.add(300);
	const complete = log.tile(0, 1, 256);
	const from_before = it.text();
	for (const [path, answer] of [['tile/0/001', ''], ['tile/0/001', complete.subarray(32)], ['tile/0/001', Buffer.alloc(8192)],
		['tile/0/001', Buffer.alloc(9000)]]) {
		it.server.answer = (asked) => (asked === path ? answer : undefined);
		await seen(it.look(), 7, /does not show what it signed/);
		assert.equal(it.text(), from_before);
	}
	// a partial tile that went when the complete one came
	it.server.answer = (asked) => (/^tile\/0\/002\.p/.test(asked) ? null : undefined);
	it.server.log = log.fork(600);
	await seen(it.look(), 7, /answers 404/);
	const grown = log.fork(600).add(400);
	it.server.answer = (asked) => (asked === 'checkpoint' ? log.checkpoint(600) : asked === 'tile/0/002.p/88' ? '' : undefined);
	it.server.log = grown;
	await seen(it.look(), 7, /does not show/);
	it.server.answer = (asked) => (asked === 'checkpoint' ? log.checkpoint(600) : undefined);
	grown.tile = function (level, index, width) {
		return level === 0 && width < 256 && index < 3 ? null : Log.prototype.tile.call(this, level, index, width);
	};
	await seen(it.look(), 0, /600 entries, grown from 300/);
});

test('a log that stands still, or is away', async () => {
	const log = new Log('slow.example/ledger').add(9);
	const it = await followed(log);
	await seen(it.look(), 0, /9 entries/);
	await seen(it.look('--slow-after', '30'), 0, /unchanged/);
	it.change(/grown .*/, 'grown 2020-01-01T00:00:00Z');
	await seen(it.look('--slow-after', '30'), 6, /has had 9 entries for \d+ days/);
	await seen(it.look('--slow-after', '0'), 0, /unchanged/);
	log.add(1);
	await seen(it.look('--slow-after', '30'), 0, /10 entries/); // it grew now

	it.server.answer = () => null;
	await seen(it.look('--slow-after', '30'), 1, /answers 404/);
	it.server.answer = () => '<html>please sign in</html>';
	await seen(it.look('--slow-after', '30'), 1, /./);
	it.change(/seen .*/, 'seen 2020-01-01T00:00:00Z');
	await seen(it.look('--slow-after', '30'), 6, /was not to be read for \d+ days/);
	await it.server.close();
	await seen(it.look(), 6, /was not to be read/);
	await seen(it.look('--slow-after', '0'), 1, /./);
});

test('a key that changes by the rules is followed, as often as it does', async () => {
	const log = new Log('keys.example/ledger').add(20);
	const it = await followed(log);
	await seen(it.look(), 0, /20 entries/);
	log.add(5).change_key();
	await seen(it.look(), 0, /its key changed, by the rules; the new one has the id [0-9a-f]{8}\n.*26 entries, grown from 20/s);
	log.add(300).change_key().add(3).change_key().add(700);
	await seen(it.look('--entries'), 0, /its key changed, by the rules; the new one has the id [0-9a-f]{8}\n.*1031 entries, grown from/s);
	assert.equal(it.text().match(/^key /gm).length, 4);
	assert.ok(it.text().includes(`key ${log.key.vkey}\n`));
	await seen(it.look(), 0, /unchanged/);
	log.add(2);
	await seen(it.look(), 0, /grown from 1031/);
	// somebody who comes with the first key only finds the same way
	const late = run([it.server.url, '--key', it.text().match(/^key (.*)/m)[1], '--state', join(folder, 'state-late'), '--once']);
	await seen(late.ended, 0, /1033 entries/);
});

test('the checkpoint at the change is signed by both keys', async () => {
	const log = new Log('both.example/ledger').add(20);
	const it = await followed(log);
	await seen(it.look(), 0, /20 entries/);
	log.change_key();
	it.server.answer = (path) => (path === 'checkpoint' ? log.kept.get(21).note : undefined);
	await seen(it.look(), 0, /21 entries, grown from 20/);
	it.server.answer = null;
	log.add(4);
	await seen(it.look(), 0, /its key changed.*25 entries, grown from 21/s);
});

test('a key that changes against the rules', async () => {
	const cases = {
		'no change at all': (log) => { log.key = new Key(log.origin); },
		'the old key did not sign the entry': (log) => { log.change_key(undefined, true); },
		'the checkpoint between is not there': (log) => { log.change_key().kept.clear(); },
		'the checkpoint between is signed by the new key alone': (log) => {
			log.change_key().kept.set(log.size, { cause: 'key', note: log.checkpoint() });
		},
		'the new key signed no such checkpoint': (log) => {
			const old = log.key;
			log.change_key().kept.set(log.size, { cause: 'key', note: log.checkpoint(log.size, [old]) });
		},
		'the entry hands over to a third': (log) => {
			const old = log.key;
			log.change_key();
			const third = new Key(log.origin);
			log.kept.set(log.size, { cause: 'key', note: log.checkpoint(log.size, [old, third]) });
			log.key = third;
		},
	};
	for (const [name, change] of Object.entries(cases)) {
		const log = new Log('thief.example/ledger').add(20);
		const it = await followed(log);
		await seen(it.look(), 0, /20 entries/);
		const before_change = it.text();
		change(log.add(2));
		log.add(1);
		const got = await it.look();
		assert.equal(got.code, 5, `${name}: ${got.words}`);
		assert.equal(it.text(), before_change, name);
		assert.equal(it.evidence().length, 1, name);
		assert.equal(it.evidence()[0][2], log.checkpoint());
	}
	// by the rules, but over another history
	const log = new Log('thief.example/ledger').add(20);
	const it = await followed(log);
	await seen(it.look(), 0, /20 entries/);
	it.server.log = log.fork(10).add(15, 'other').change_key().add(5);
	await seen(it.look(), 3, /another history/);
	assert.equal(it.evidence()[0][0], 'split');
});

test('another log, a signature that does not fit', async () => {
	const log = new Log('right.example/ledger').add(20);
	const it = await followed(log);
	await seen(it.look(), 0, /20 entries/);
	it.server.log = new Log('wrong.example/ledger').add(30);
	await seen(it.look(), 5, /another ledger, "wrong\.example\/ledger" instead of "right\.example/);
	it.server.log = log;
	it.server.answer = (path) => (path === 'checkpoint' ? log.checkpoint().replace('\n20\n', '\n21\n') : undefined);
	await seen(it.look(), 5, /not of its key/);
});

test('a log that another took the place of, since entries were lost', async () => {
	const log = new Log('lost.example/ledger').add(300);
	const it = await followed(log);
	await seen(it.look(), 0, /300 entries/);
	const before_end = it.text(), seen_last = log.checkpoint();
	log.add(10); // signed, and nobody looked
	const second = log.restarted(290).add(3);
	it.server.log = second;
	await seen(it.look(), 8, /lost\.example\/ledger has ended with 310 entries: entries were lost, and "lost\.example\/ledger\/2" took its place/);
	assert.equal(it.text(), before_end);
	assert.deepEqual(it.evidence(), [['succeeded', seen_last, second.checkpoint()]]);
	await seen(run(it.args('--every', '1')).ended, 8, /--state FILE of its own/); // it does not go on looking
	// with the new key and a new state
	const own = ['--key', second.key.vkey, '--state', join(folder, 'state-second')];
	await seen(run([it.server.url, ...own, '--once', '--entries']).ended, 0, /294 entries; from now on/);
	// once more: whoever followed the first, and whoever followed the second
	const third = second.restarted(293);
	it.server.log = third;
	await seen(it.look(), 8, /lost\.example\/ledger has ended with 310 entries.*ledger\/3" took/);
	await seen(run([it.server.url, ...own, '--once']).ended, 8, /ledger\/2 has ended with 294 entries.*ledger\/3" took/);
	// whoever knew nothing but the old key
	const late = ['--key', log.key.vkey, '--state', join(folder, 'state-late-lost')];
	await seen(run([it.server.url, ...late, '--once']).ended, 8, /has ended with 310/);
	// a key that was never seen signed the end
	const rotated = log.fork(310).change_key();
	it.server.log = rotated.restarted(290);
	await seen(it.look(), 8, /has ended with 311 entries, signed with a key that is not known here/);
});

test('a log that says wrongly that it took the place of another', async () => {
	const log = new Log('lost.example/ledger').add(40);
	const it = await followed(log);
	await seen(it.look(), 0, /40 entries/);
	const before_end = it.text();
	for (const [name, other, code, words] of [
		['a smaller tree', log.restarted(30, {}, log.fork(39)), 4, /ended with 39 entries, and it had signed 40/],
		['another tree', log.restarted(30, {}, log.fork(30).add(10, 'other')), 3, /another tree of 40 entries/],
		['a forged end', log.restarted(30, { previous_size: 41 }), 5, /did not sign/],
		['of another log', log.restarted(30, { previous_origin: 'x.example/ledger' }), 5, /another ledger/],
		['a new one', log.restarted(30, { cause: 'new' }), 5, /another ledger/],
		['no root', log.restarted(30, { previous_root: 'ab' }), 5, /another ledger/],
		['no size', log.restarted(30, { previous_size: -1 }), 5, /another ledger/],
		['of another name', log.restarted(30, { origin: 'y.example/ledger' }), 5, /another ledger/],
	]) {
		it.server.log = other;
		const got = await it.look();
		assert.equal(got.code, code, `${name}: ${got.words}`);
		assert.match(got.words, words, name);
		assert.equal(it.text(), before_end, name);
	}
	assert.equal(it.evidence().length, 8);
	// an entry that is not in the tree
	const second = log.restarted(30);
	it.server.log = second;
	const shown = log.restarted(30);
	it.server.answer = (path) => (path.startsWith('tile/entries/') ? shown.get(path) : undefined);
	await seen(it.look(), 5, /another ledger/);
});

test('it goes on by itself, and ends when it finds something', async () => {
	const log = new Log('daemon.example/ledger').add(3);
	const it = await followed(log);
	const running = run(it.args('--every', '1'));
	const wait = async (pattern) => {
		const began = Date.now();
		while (!pattern.test(running.out + running.words)) {
			assert.ok(Date.now() - began < 20000, running.out + running.words);
			await new Promise((done) => setTimeout(done, 20));
		}
	};
	await wait(/3 entries; from now on/);
	log.add(2);
	await wait(/5 entries, grown from 3/);
	it.server.answer = () => null;
	await wait(/answers 404/);
	it.server.answer = null;
	await wait(/5 entries, unchanged/);
	it.server.log = log.fork(2).add(3, 'other');
	await seen(running.ended, 3, /two roots of 5 entries/);
	assert.equal(running.words.match(/answers 404/g).length, 1);
});

test('wrong use is told in one line; a state that was changed is not believed', async () => {
	const log = new Log('use.example/ledger').add(20);
	const it = await followed(log);
	await seen(run([]).ended, 2, /which ledger/);
	await seen(run([it.server.url]).ended, 2, /--state FILE/);
	await seen(run([it.server.url, '--state', it.state, '--once']).ended, 2, /--key VKEY/);
	await seen(run([it.server.url, '--state', it.state, '--key', 'x']).ended, 2, /no verifier key/);
	await seen(run(['ftp://x', '--state', it.state, '--key', log.key.vkey]).ended, 2, /https:\/\//);
	assert.ok(!existsSync(it.state));
	await seen(run([it.server.url, '--key', log.key.vkey, '--state', join(folder, 'none/state'), '--once']).ended, 1, /none\/state/);
	await seen(it.look(), 0, /20 entries/);
	await seen(run([it.server.url, '--state', it.state, '--once']).ended, 0, /unchanged/); // the key is remembered
	await seen(run([it.server.url, '--state', it.state, '--key', new Key('use.example/ledger').vkey, '--once']).ended, 2, /another key/);
	const right = it.text();
	for (const wrong of ['', 'hello', right.replace('\n20\n', '\n19\n'), right.replace(/^key .*\n/m, ''), right.replace('seen', 'saw'),
		right.slice(0, -10), right.replace('entries 0', 'entries 21'), right.replace('\n\n', '\n')]) {
		writeFileSync(it.state, wrong);
		await seen(it.look(), 2, /the state .*: line \d/);
	}
});
