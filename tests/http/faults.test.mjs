// SPDX-License-Identifier: Apache-2.0
// The real binary over SQLite when things go wrong around it: a disk without room, a file that must not grow, a signal in
// the middle of a load, and starts that cannot work.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { Load, intake } from '../lib/load.mjs';
import { PROGRAM, demo_folder, start } from '../lib/yidan.mjs';

const CLIENTS = 8;
const TIMEOUT = { timeout: 300000 };
const OPEN = ['--intake-rate', '0'];

const folders = [];

after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function fresh() {
	folders.push(demo_folder());
	return folders.at(-1);
}

function python(script, ...values) {
	return execFileSync('/usr/bin/python3', ['-c', script, ...values], { encoding: 'utf8' }).trim();
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
            'select count(*) from contact', 'select count(*) from command where result is not null', 'select count(*) from command'):
    assert one(sql) == cases, (sql, one(sql), cases)
# every event is an entry, and the places of the log have no gap
events = one('select count(*) from event')
for sql in ('select count(*) from ledger_entry', 'select count(distinct place) from ledger_entry',
            'select max(place) + 1 from ledger_entry', 'select min(place) + count(*) from ledger_entry', 'select size from ledger_log'):
    assert one(sql) == events, (sql, one(sql), events)
print(cases)
`;

// The whole ledger: every signature, the tree and all rows.
function check_ledger(url) {
	const ended = spawnSync(PROGRAM, ['ledger', 'verify', '--db', url], { encoding: 'utf8', timeout: 120000 });
	assert.equal(ended.status, 0, ended.stdout + ended.stderr);
	assert.match(ended.stdout, /Everything is as it was entered/);
}

function check_whole(folder, load) {
	const cases = Number(python(WHOLE, join(folder, 'demo.db')));
	assert.ok(cases >= load.acknowledged.size && cases <= load.sent, `${cases} stored: ${load}`);
}

// Fills up what room there is: until nothing but 503 comes.
async function fill(yidan, load) {
	load.begin(() => yidan.origin, CLIENTS);
	while ((load.statuses.get(503) ?? 0) < 50 && !load.has_failed)
		await new Promise((done) => setTimeout(done, 20));
	await load.end();
	for (let i = 0; i < 5; i++) {
		const got = await intake(yidan.origin, `big-${i}`, '字'.repeat(5000));
		assert.equal(got.status, 503, 'no room is no room');
		assert.ok(Number(got.retry_after) > 0);
	}
}

async function reads(yidan, load) {
	const code = [...load.acknowledged.values()].at(-1);
	for (const path of ['/', '/cases', '/healthz', `/c/${code}`, `/c/${code}/receipt.tlog-proof`])
		assert.equal((await fetch(`${yidan.origin}${path}`)).status, 200, path);
	await load.check_there(yidan.origin);
	await reads_ledger(yidan, code);
}

// What is signed is what is stored: the newest case is below the checkpoint, nothing waits, and the log has that many entries.
async function reads_ledger(yidan, code) {
	const checkpoint = await (await fetch(`${yidan.origin}/ledger/checkpoint`)).text();
	const size = Number(checkpoint.split('\n')[1]);
	const proof = await (await fetch(`${yidan.origin}/c/${code}/proof.json`)).json();
	assert.equal(proof.waiting, 0);
	assert.equal(proof.entries.length, 1);
	assert.ok(proof.entries[0].index < size);
	const { size: told } = await (await fetch(`${yidan.origin}/ledger/log.json`)).json();
	assert.equal(told, size);
	const tile = `/ledger/tile/entries/${tile_path(size - 1 >> 8)}${size % 256 ? `.p/${size % 256}` : ''}`;
	assert.equal((await fetch(`${yidan.origin}${tile}`)).status, 200, tile);
	const beyond = `/ledger/tile/entries/${tile_path(size >> 8)}.p/${size % 256 + 1}`;
	assert.equal((await fetch(`${yidan.origin}${beyond}`)).status, 404, 'half an entry');
}

function tile_path(number) {
	const three = (n) => String(n % 1000).padStart(3, '0');
	return number < 1000 ? three(number) : `x${three(Math.floor(number / 1000))}/${three(number)}`;
}

// Once there is room again: all goes on, with what was refused as well.
async function goes_on(yidan, load) {
	await load_more(yidan, load, 30);
	for (let i = 0; i < 5; i++)
		assert.equal((await intake(yidan.origin, `big-${i}`, '字'.repeat(5000))).status, 201);
	load.sent += 5;
	await load.check(yidan.origin);
	assert.equal((await fetch(`${yidan.origin}/readyz`)).status, 200);
}

async function load_more(yidan, load, count) {
	load.begin(() => yidan.origin, CLIENTS);
	await load.acknowledges(count);
	await load.end();
}

test('files that must not grow (RLIMIT_FSIZE): 503, reading goes on; with more room all goes on', TIMEOUT, async (t) => {
	const folder = fresh();
	const limit = statSync(join(folder, 'demo.db')).size + 256 * 1024;
	const yidan = await start({ folder, serve: OPEN, under: ['prlimit', `--fsize=${limit}:unlimited`] });
	const load = new Load('limited');
	try {
		await fill(yidan, load);
		assert.ok(load.acknowledged.size > 0, String(load));
		await reads(yidan, load);
		check_ledger(yidan.url);
		execFileSync('prlimit', ['--pid', String(yidan.child.pid), '--fsize=unlimited:unlimited']);
		await goes_on(yidan, load);
		assert.equal(await yidan.stop(), 0);
	} finally {
		await yidan.kill();
	}
	check_whole(folder, load);
	check_ledger(yidan.url);
	t.diagnostic(String(load));
});

// A small file system of the server's own, that nobody else sees; null where this may not be mounted.
function small_disk() {
	for (const options of [['-m'], ['-r', '-m']]) {
		const tried = spawnSync('unshare', [...options, 'mount', '-t', 'tmpfs', '-o', 'size=1m', 'none', '/tmp'], { stdio: 'ignore' });
		if (tried.status === 0)
			return ['unshare', ...options];
	}
	return null;
}

const UNSHARE = small_disk();

test(`a full disk${UNSHARE ? '' : ' (skipped: a tmpfs cannot be mounted here)'}`, { ...TIMEOUT, skip: !UNSHARE }, async (t) => {
	const folder = fresh();
	const disk = join(folder, 'disk');
	mkdirSync(disk);
	// the ballast is what is taken away later
	const prepare = 'mount -t tmpfs -o size=14m none "$1/disk" && cp "$1/demo.db" "$1/demo.db.key" "$1/disk" && '
		+ 'head -c 11000000 /dev/zero > "$1/disk/ballast" && shift && exec "$@"';
	const yidan = await start({ folder, db: `sqlite:${join(disk, 'demo.db')}`, serve: OPEN,
		under: [...UNSHARE, 'sh', '-c', prepare, 'sh', folder] });
	const load = new Load('full');
	const inside = join('/proc', String(yidan.child.pid), 'root', disk);
	const out = join(folder, 'out');
	try {
		await fill(yidan, load);
		assert.ok(load.acknowledged.size > 0, String(load));
		await reads(yidan, load);
		rmSync(join(inside, 'ballast'));
		await goes_on(yidan, load);
		mkdirSync(out);
		// the disk ends with the server: what it holds while everything rests is looked at
		for (const name of ['demo.db', 'demo.db-wal', 'demo.db.key'])
			copyFileSync(join(inside, name), join(out, name));
		assert.equal(await yidan.stop(), 0);
	} finally {
		await yidan.kill();
	}
	check_ledger(`sqlite:${join(out, 'demo.db')}`);
	check_whole(out, load);
	t.diagnostic(String(load));
});

test('SIGTERM while 50 intakes are on their way: what is answered 201 is stored, nobody hangs', TIMEOUT, async (t) => {
	const folder = fresh();
	const yidan = await start({ folder, serve: OPEN });
	const load = new Load('term');
	load.begin(() => yidan.origin, 50);
	await load.acknowledges(60);
	const code = yidan.stop();
	await load.end();
	assert.equal(await code, 0, yidan.log());
	check_whole(folder, load);
	const again = await start({ folder, serve: OPEN });
	try {
		await load.check(again.origin);
	} finally {
		await again.kill();
	}
	t.diagnostic(String(load));
});

describe('a start that cannot work ends with one line and exit code 2', TIMEOUT, () => {
	const run = (...values) => spawnSync(PROGRAM, ['serve', '--listen', '127.0.0.1:0', ...values], { encoding: 'utf8', timeout: 60000 });

	function refused(pattern, ...values) {
		const ended = run(...values);
		assert.equal(ended.stderr.trim().split('\n').length, 1, ended.stderr);
		assert.match(ended.stderr, pattern);
		assert.match(ended.stderr, /^yidan: /);
		assert.equal(ended.stdout, '');
		assert.equal(ended.status, 2, ended.stderr);
	}

	test('a URL that is none', () => {
		for (const url of ['mysql://localhost/x', 'yidan.db', 'sqlite:', 'postgresql://[', ''])
			refused(/./, '--db', url);
	});

	test('a database that is not there, is no database, or is empty', () => {
		const folder = fresh();
		refused(/there is no database/, '--db', `sqlite:${join(folder, 'other.db')}`);
		refused(/there is no database/, '--db', `sqlite:${join(folder, 'no', 'folder.db')}`);
		refused(/./, '--db', `sqlite:${folder}`);
		const path = join(folder, 'text.db');
		writeFileSync(path, 'this is a letter and no database, and it is as long as it has to be\n'.repeat(100));
		refused(/./, '--db', `sqlite:${path}`, '--key-file', join(folder, 'demo.db.key'));
		writeFileSync(join(folder, 'empty.db'), '');
		refused(/empty/, '--db', `sqlite:${join(folder, 'empty.db')}`, '--key-file', join(folder, 'demo.db.key'));
	});

	test('a database of a newer program', () => {
		const folder = fresh();
		python(`
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("insert into migration select max(number) + 1, '9999_later', 'x', 99, 0 from migration")
db.commit()
`, join(folder, 'demo.db'));
		refused(/this program is too old for the database/, '--db', `sqlite:${join(folder, 'demo.db')}`);
	});

	test('a key file that is missing, cut short, or open to others', () => {
		const folder = fresh();
		const url = `sqlite:${join(folder, 'demo.db')}`;
		refused(/key file/, '--db', url, '--key-file', join(folder, 'no.key'));
		chmodSync(join(folder, 'demo.db.key'), 0o644);
		refused(/chmod 600/, '--db', url);
		chmodSync(join(folder, 'demo.db.key'), 0o600);
		writeFileSync(join(folder, 'demo.db.key'), 'abc\n');
		refused(/hexadecimal/, '--db', url);
	});

	test('an address that cannot be listened on', () => {
		const folder = fresh();
		const ended = spawnSync(PROGRAM, ['serve', '--db', `sqlite:${join(folder, 'demo.db')}`, '--listen', 'no-address'],
			{ encoding: 'utf8', timeout: 60000 });
		assert.equal(ended.stderr.trim().split('\n').length, 1, ended.stderr);
		assert.equal(ended.status, 2, ended.stderr);
	});
});
