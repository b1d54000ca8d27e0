// SPDX-License-Identifier: Apache-2.0
// The program as a person or systemd starts it: exit codes, words, what it refuses, how it ends.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { BUILD, PROGRAM, start } from '../lib/yidan.mjs';

const DATA = fileURLToPath(new URL('../../data', import.meta.url));
const COMMANDS = ['init', 'demo', 'serve', 'migrate', 'user add', 'user passwd', 'ledger check', 'ledger follow', 'ledger verify', 'witness key', 'witness', 'version'];

// The environment of whoever runs the tests must not be read as settings.
const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('YIDAN_')));

let folder, made; // made: a demonstration district to copy
before(() => {
	folder = mkdtempSync(join(tmpdir(), 'yidan-cli-'));
	made = join(folder, 'made');
	run(['demo', '--no-cases', '--db', `sqlite:${made}.db`]);
});
after(() => rmSync(folder, { recursive: true, force: true }));

function run(args, options = {}) {
	return spawnSync(PROGRAM, args,
		{ encoding: 'utf8', timeout: 60000, input: '', cwd: folder, ...options, env: { ...clean, ...options.env } });
}

// Wrong use: exit code 2, one line on standard error, nothing on standard output.
function refused(args, words, options) {
	const got = run(args, options);
	assert.equal(got.status, options?.code ?? 2, got.stderr);
	assert.equal(got.stdout, '');
	assert.match(got.stderr, /^yidan: [^\n]+\n$/);
	assert.match(got.stderr, words);
}

let copies = 0;
function demo_copy() {
	const path = join(folder, `copy-${copies++}.db`);
	cpSync(`${made}.db`, path);
	cpSync(`${made}.db.key`, `${path}.key`);
	return path;
}

function serve_copy(path, serve = []) {
	return start({ folder, db: `sqlite:${path}`, serve });
}

test('every command explains itself', () => {
	for (const command of COMMANDS) {
		const got = run([...command.split(' '), '--help']);
		assert.equal(got.status, 0);
		assert.match(got.stdout, new RegExp(`^Usage: yidan ${command}`));
		assert.equal(got.stderr, '');
		for (const line of got.stdout.split('\n'))
			assert.ok(line.length <= 120, line);
	}
	assert.match(run(['--help']).stdout, /yidan COMMAND --help/);
	assert.match(run(['version']).stdout, /^yidan \d+\.\d+\.\d+\n$/);
	const nothing = run([]);
	assert.equal(nothing.status, 2);
	assert.match(nothing.stderr, /Usage: yidan COMMAND/);
});

test('wrong use is told in one line', () => {
	refused(['frob'], /no command "frob"/);
	refused(['user'], /user add/);
	refused(['ledger', 'what'], /ledger follow/);
	refused(['serve', '--lisen', 'x'], /no option --lisen/);
	refused(['serve', '--threads', 'many'], /--threads: a number/);
	refused(['serve', '--db', 'mysql://x'], /sqlite:PATH or postgresql:/);
	refused(['serve', '--db', 'sqlite:'], /sqlite:PATH/);
	refused(['serve', '--db', 'sqlite:none.db'], /yidan init/);
	refused(['serve', '--db', `sqlite:${made}.db`, '--tls-cert', 'x'], /both --tls-cert and --tls-key/);
	refused(['serve', '--db', `sqlite:${made}.db`, '--listen', '127.0.0.1'], /127\.0\.0\.1:8311/);
	refused(['serve', '--db', `sqlite:${made}.db`, '--tls-cert', 'x', '--tls-key', 'y'], /x/);
	refused(['serve', '--db', `sqlite:${made}.db`, '--picture-program', '/nowhere'], /picture-program/);
	refused(['serve', '--db', `sqlite:${made}.db`, '--key-file', 'none.key'], /none\.key/);
	assert.ok(!existsSync(join(folder, 'none.db')), 'nothing was made');
	assert.ok(!existsSync(join(folder, 'none.db.lock')), 'nothing was made');
});

test('a database that cannot be reached is a failure, not wrong use', () => {
	refused(['serve', '--db', 'postgresql://127.0.0.1:1/x?password=hidden', '--key-file', `${made}.db.key`], /^((?!hidden).)*$/s, { code: 1 });
});

test('what is no database of ours is refused', () => {
	const path = join(folder, 'garbage.db');
	writeFileSync(path, 'hello, this is no database '.repeat(100));
	refused(['serve', '--db', `sqlite:${path}`], /not a database/);
	refused(['migrate', '--db', `sqlite:${path}`], /not a database/);
	const empty = join(folder, 'empty.db');
	writeFileSync(empty, '');
	refused(['serve', '--db', `sqlite:${empty}`], /empty/);
});

test('a bad configuration names its line', () => {
	const path = join(folder, 'bad.conf');
	for (const [text, words] of [['lisen = 1\n', /bad\.conf: line 1: there is no setting "lisen"/],
		['# x\n\nthreads = many\n', /line 3: threads/], ['db\n', /line 1: write/]]) {
		writeFileSync(path, text);
		refused(['serve', '--config', path], words);
	}
	refused(['serve', '--config', join(folder, 'none.conf')], /no file/);
	refused(['serve'], /YIDAN_THREADS: a number/, { env: { YIDAN_THREADS: 'x' } });
});

test('settings come from a file and from the environment', async () => {
	const path = demo_copy(), config = join(folder, 'good.conf');
	writeFileSync(config, `# ours\ndb = sqlite:${path}\nlisten = 127.0.0.1:1\naccess-log = yes\n`);
	const child = spawn(PROGRAM, ['serve', '--config', config],
		{ env: { ...clean, YIDAN_LISTEN: '127.0.0.1:0' }, stdio: ['ignore', 'pipe', 'pipe'] });
	let log = '';
	child.stderr.on('data', (bytes) => { log += bytes; });
	const ended = new Promise((done) => child.on('exit', done));
	const line = await new Promise((done) => child.stdout.once('data', (bytes) => done(String(bytes))));
	const origin = line.match(/^listening on (http:\/\/127\.0\.0\.1:\d+)\n$/)[1];
	assert.equal((await fetch(`${origin}/healthz`)).status, 200);
	child.kill('SIGINT');
	assert.equal(await ended, 0);
	assert.match(log, /event=request .*path=\/healthz/);
});

test('init makes no account that anybody knows', () => {
	const url = `sqlite:${join(folder, 'nine.db')}`;
	refused(['init', '--db', url], /--from FOLDER/);
	refused(['init', '--db', url, '--slug', 'Nine', '--name-zh', '九', '--name-en', 'Nine'], /--slug/);
	const got = run(['init', '--db', url, '--slug', 'nine', '--name-zh', '九区', '--name-en', 'Nine']);
	assert.equal(got.status, 0, got.stderr);
	assert.match(got.stdout, /yidan user add LOGIN/);
	assert.equal(statSync(join(folder, 'nine.db.key')).mode & 0o777, 0o600);
	assert.equal(statSync(join(folder, 'nine.db')).mode & 0o777, 0o600);
	refused(['init', '--db', url, '--slug', 'nine', '--name-zh', '九区', '--name-en', 'Nine'], /nine already/);
	refused(['init', '--db', `sqlite:${demo_copy()}`, '--slug', 'nine', '--name-zh', '九区', '--name-en', 'Nine'], /demonstration/);
	refused(['demo', '--db', url], /holds a jurisdiction already/);
	// the key of the first stays when a second jurisdiction comes
	const key = readFileSync(join(folder, 'nine.db.key'), 'utf8');
	assert.equal(run(['init', '--db', url, '--slug', 'ten', '--name-zh', '十区', '--name-en', 'Ten']).status, 0);
	const keys = readFileSync(join(folder, 'nine.db.key'), 'utf8');
	assert.ok(keys.startsWith(key));
	assert.match(keys.slice(key.length), /^PRIVATE\+KEY\+ten-[0-9a-z]{8}\.yidan\.invalid\/ledger\+[0-9a-f]{8}\+[^\n]+\n$/);
	assert.equal(statSync(join(folder, 'nine.db.key')).mode & 0o777, 0o600);
});

test('init reads a folder of files, and says which line is wrong', () => {
	const from = join(folder, 'district');
	cpSync(join(DATA, 'demo'), from, { recursive: true });
	cpSync(join(DATA, 'holidays'), join(folder, 'holidays'), { recursive: true });
	const main = JSON.parse(readFileSync(join(from, 'jurisdiction.json'), 'utf8'));
	refused(['init', '--db', 'sqlite:ours.db', '--from', from], /`password` is only for demonstrations/);
	delete main.password;
	main.invented = false;
	writeFileSync(join(from, 'jurisdiction.json'), JSON.stringify(main));
	const units = readFileSync(join(from, 'units.csv'), 'utf8');
	writeFileSync(join(from, 'units.csv'), units.replace('roads,heting,', 'roads,nowhere,'));
	refused(['init', '--db', 'sqlite:ours.db', '--from', from], /units\.csv: line \d+: parent: "nowhere"/);
	assert.deepEqual(readdirSync(folder).filter((name) => name.startsWith('ours')), [], 'nothing is half made');
	writeFileSync(join(from, 'units.csv'), units);
	const got = run(['init', '--db', 'sqlite:ours.db', '--from', from]);
	assert.equal(got.status, 0, got.stderr);
	assert.match(got.stdout, /42 units, 80 officers/);
	assert.match(got.stdout, /yidan user passwd LOGIN/);
	refused(['init', '--db', 'sqlite:else.db', '--from', join(folder, 'none')], /jurisdiction\.json/);
});

test('a demonstration is offered on loopback alone', async () => {
	const path = demo_copy();
	for (const address of ['0.0.0.0:0', '*:0', '[::]:0', ':0'])
		refused(['serve', '--db', `sqlite:${path}`, '--listen', '127.0.0.1:0', '--listen', address], /--demo-anywhere/);
	const yidan = await serve_copy(path, ['--listen', '0.0.0.0:0', '--demo-anywhere']);
	assert.equal(await yidan.stop(), 0);
});

test('one server on one file', async () => {
	const path = demo_copy();
	const yidan = await serve_copy(path);
	refused(['serve', '--db', `sqlite:${path}`, '--listen', '127.0.0.1:0'], /another yidan works with/, { code: 1 });
	refused(['migrate', '--db', `sqlite:${path}`], /another yidan works with/, { code: 1 });
	assert.equal(await yidan.stop(), 0);
	assert.equal(run(['migrate', '--db', `sqlite:${path}`]).stdout, 'Nothing to do: the database has this program\'s schema.\n');
	// a server that was killed leaves no lock behind
	const second = await serve_copy(path);
	await second.kill();
	const third = await serve_copy(path);
	assert.equal((await fetch(`${third.origin}/readyz`)).status, 200);
	assert.equal(await third.stop(), 0);
	assert.ok(!existsSync(`${path}.sock`));
});

test('an address that is taken', async () => {
	const server = net.createServer().listen(0, '127.0.0.1');
	await new Promise((done) => server.once('listening', done));
	refused(['serve', '--db', `sqlite:${demo_copy()}`, '--listen', `127.0.0.1:${server.address().port}`], /another program listens there/,
		{ code: 1 });
	server.close();
});

async function sign_in(origin, login, password) {
	const answer = await fetch(`${origin}/desk/login`, {
		method: 'POST',
		redirect: 'manual',
		headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: origin },
		body: new URLSearchParams({ login, password }),
	});
	return answer.status === 303 && !/login/.test(answer.headers.get('location'));
}

function add(path, login, password, more = []) {
	return run(['user', 'add', login, '--db', `sqlite:${path}`, '--name', '张三', '--unit', 'roads', '--roles', 'handler', ...more],
		{ input: password });
}

test('accounts while a server runs and while none does', async () => {
	const path = demo_copy();
	assert.equal(add(path, 'zhang', 'before-1234\n').stdout, 'Added zhang.\n');
	const yidan = await serve_copy(path);
	assert.ok(await sign_in(yidan.origin, 'zhang', 'before-1234'));
	assert.equal(add(path, 'li', 'while-1234\n').stdout, 'Added li.\n');
	assert.ok(await sign_in(yidan.origin, 'li', 'while-1234'));
	assert.equal(statSync(`${path}.sock`).mode & 0o777, 0o600);
	assert.equal(run(['user', 'passwd', 'li', '--db', `sqlite:${path}`], { input: 'changed-1234' }).status, 0);
	assert.ok(!await sign_in(yidan.origin, 'li', 'while-1234'));
	assert.ok(await sign_in(yidan.origin, 'li', 'changed-1234'));
	const taken = add(path, 'zhang', 'before-1234\n');
	assert.equal(taken.status, 1);
	assert.match(taken.stderr, /already an officer with the login zhang/);
	assert.doesNotMatch(yidan.log(), /1234|argon/);
	assert.equal(await yidan.stop(), 0);
	assert.equal(add(path, 'wang', '', ['--no-password']).status, 0);
});

test('what `user` refuses', () => {
	const path = demo_copy(), url = `sqlite:${path}`;
	const rest = ['--db', url, '--name', '甲', '--unit', 'roads', '--roles', 'handler'];
	refused(['user', 'add', ...rest], /whose account/);
	refused(['user', 'add', 'Zhang', ...rest], /small letters/);
	refused(['user', 'add', 'x', ...rest], /no password was given/);
	refused(['user', 'add', 'x', ...rest], /8 to 256 bytes/, { input: 'short\n' });
	refused(['user', 'add', 'x', ...rest], /at most 256 bytes/, { input: 'x'.repeat(300) });
	refused(['user', 'add', 'x', '--db', url, '--name', '甲', '--unit', 'nowhere', '--roles', 'handler'], /no unit with the code nowhere/,
		{ input: 'long enough\n' });
	refused(['user', 'add', 'x', '--db', url, '--name', '甲', '--unit', 'roads', '--roles', 'king'], /unit_head/);
	refused(['user', 'passwd', 'nobody', '--db', url], /no officer with the login nobody/, { input: 'long enough\n' });
	refused(['user', 'passwd', 'intake', '--db', url, '--jurisdiction', 'x'], /no jurisdiction x/, { input: 'long enough\n' });
});

test('the local socket answers nobody who talks nonsense, and lives on', async () => {
	const path = demo_copy();
	const yidan = await serve_copy(path);
	for (const bytes of [Buffer.from([0xff, 0xff, 0xff, 0xff]), Buffer.from('\0\0\0\x02{}'), Buffer.from('\0\0\0\x10short'), Buffer.alloc(0)]) {
		const answer = await new Promise((done) => {
			const socket = net.connect({ path: `${path}.sock` });
			let got = '';
			socket.on('data', (data) => { got += data; });
			socket.on('close', () => done(got));
			socket.on('error', () => done(got));
			socket.end(bytes);
		});
		assert.doesNotMatch(answer, /"class":0/);
	}
	assert.equal(add(path, 'zhang', 'before-1234\n').status, 0);
	assert.equal(await yidan.stop(), 0);
});

test('SIGTERM: what was accepted is finished', async () => {
	const path = demo_copy();
	const yidan = await serve_copy(path, ['--intake-rate', '0']);
	const body = JSON.stringify({ kind: 'question', text: '路灯不亮，请修。' });
	const { port } = new URL(yidan.origin);
	// the server has taken the head of each; the rest of the body comes only after the signal
	const sockets = await Promise.all(Array.from({ length: 8 }, () => new Promise((done) => {
		const socket = net.connect(port, '127.0.0.1', () => {
			socket.write(`POST /api/v1/cases HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${
				Buffer.byteLength(body)}\r\nExpect: 100-continue\r\n\r\n`);
		});
		socket.got = '';
		socket.on('data', (data) => {
			socket.got += data;
			if (/^HTTP\/1\.1 100/.test(socket.got))
				done(socket);
		});
		socket.ended = new Promise((over) => socket.on('close', over));
		socket.on('error', () => {});
	})));
	yidan.child.kill('SIGTERM');
	await new Promise((done) => setTimeout(done, 100));
	for (const socket of sockets)
		socket.write(body);
	await Promise.all(sockets.map((socket) => socket.ended));
	assert.equal(await yidan.ended, 0);
	const codes = sockets.map((socket) => socket.got.match(/201 Created[\s\S]*"code":"([^"]+)"/)?.[1]);
	assert.ok(codes.every(Boolean), sockets[0].got);
	const again = await serve_copy(path);
	for (const code of codes)
		assert.equal((await fetch(`${again.origin}/api/v1/cases/${code}`)).status, 200);
	assert.equal(await again.stop(), 0);
});

test('systemd: readiness, an inherited socket', async () => {
	const path = demo_copy();
	const server = net.createServer().listen(0, '127.0.0.1');
	await new Promise((done) => server.once('listening', done));
	const port = server.address().port;
	// LISTEN_PID must be the program's own: a shell sets it and becomes the program
	const child = spawn('/bin/sh', ['-c', 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" serve --db "$1"', PROGRAM, `sqlite:${path}`],
		{ env: clean, stdio: ['ignore', 'pipe', 'pipe', server._handle] });
	server.close();
	const ended = new Promise((done) => child.on('exit', done));
	const line = await new Promise((done, fail) => {
		child.stdout.once('data', (bytes) => done(String(bytes)));
		ended.then((code) => fail(new Error(`ended with ${code}`)));
	});
	assert.match(line, new RegExp(`^listening on http://\\*:${port}\n$`));
	assert.equal((await fetch(`http://127.0.0.1:${port}/healthz`)).status, 200);
	child.kill('SIGTERM');
	assert.equal(await ended, 0);
});

test('generated cases are the same each time and stand in every state', () => {
	const made_with = (name) => {
		const got = run(['demo', '--no-cases', '--cases', '800', '--db', `sqlite:${name}`]);
		assert.equal(got.status, 0, got.stderr);
		const counted = spawnSync('/usr/bin/python3', ['-c', `
import sqlite3, sys
c = sqlite3.connect(sys.argv[1])
print(c.execute("select count(*), count(distinct code), count(distinct category_id) > 30, count(distinct town_id) > 3 from case_row").fetchone())
print(c.execute("select count(*) from (select title, kind, text, code from case_row)").fetchone())
print(sorted(c.execute("select code, title from case_row").fetchall())[:5])
print(c.execute("select count(*) > 2 from (select distinct state from case_row)").fetchone())
print(c.execute("select count(*) from case_row r where seq <> (select count(*) from event e where e.stream_id = r.id)").fetchone())
`, join(folder, name)], { encoding: 'utf8' });
		assert.equal(counted.status, 0, counted.stderr);
		return counted.stdout;
	};
	const first = made_with('generated-1.db');
	assert.match(first, /^\(800, 800, 1, 1\)\n/);
	assert.match(first, /\n\(1,\)\n\(0,\)\n$/);
	assert.equal(made_with('generated-2.db'), first);
});

test('the demonstration loads whole: every matter, with its photos', () => {
	const got = run(['demo', '--db', 'sqlite:whole.db']);
	assert.equal(got.status, 0, got.stderr);
	assert.match(got.stdout, /204 matters/);
	assert.match(got.stdout, /password heting-demo-2019/);
	const counted = spawnSync('/usr/bin/python3', ['-c', `
import sqlite3, sys
c = sqlite3.connect(sys.argv[1])
print(c.execute("select count(*) from case_row").fetchone()[0], c.execute("select count(*) from attachment where case_id is not null").fetchone()[0])
`, join(folder, 'whole.db')], { encoding: 'utf8' });
	assert.match(counted.stdout, existsSync(join(BUILD, 'yidan-picture')) ? /^204 [1-9]\d*\n$/ : /^204 0\n$/);
	assert.match(run(['demo', '--accounts']).stdout, /roads-handler/);
});

test('the same over PostgreSQL', async () => {
	const root = fileURLToPath(new URL('../..', import.meta.url));
	const postgres = spawn(join(root, 'tools/with_postgres'), ['--fast'],
		{ env: clean, stdio: ['pipe', 'pipe', 'inherit'] });
	const gone = new Promise((done) => postgres.on('exit', done));
	try {
		const url = await new Promise((done, fail) => {
			postgres.stdout.once('data', (bytes) => done(String(bytes).trim()));
			gone.then((code) => fail(new Error(`with_postgres ended with ${code}`)));
		});
		const password = decodeURIComponent(new URL(url).password);
		const key = join(folder, 'postgres.key');
		const made = run(['demo', '--db', url, '--key-file', key, '--cases', '20']);
		assert.equal(made.status, 0, made.stderr);
		assert.match(made.stdout, /204 matters/);
		assert.ok(!made.stdout.includes(password), 'no password on the screen');
		refused(['demo', '--db', url, '--key-file', key], /holds a jurisdiction already/);
		const yidan = await start({ folder, db: url, serve: ['--key-file', key] });
		const added = run(['user', 'add', 'zhang', '--name', '张三', '--unit', 'roads', '--roles', 'handler', '--key-file', key],
			{ input: 'before-1234\n', env: { YIDAN_DB: url } });
		assert.equal(added.status, 0, added.stderr);
		assert.ok(await sign_in(yidan.origin, 'zhang', 'before-1234'));
		assert.match(await (await fetch(`${yidan.origin}/cases`)).text(), /\/c\/[0-9A-Z]{3}-/);
		assert.equal(await yidan.stop(), 0);
		assert.ok(!yidan.log().includes(password), 'no password in the log');
	} finally {
		postgres.stdin.end();
		await gone;
	}
});

// Types into a terminal of its own, as a person does; prints exit code and what stood on the screen.
const TERMINAL = `
import os, pty, sys
pid, screen = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:2] + ['user', 'passwd', 'intake', '--db', sys.argv[2]])
shown = b''
for prompt, typed in zip((b'Password: ', b'The same again: '), sys.argv[3:]):
    while prompt not in shown:
        shown += os.read(screen, 4096)
    os.write(screen, typed.encode().decode('unicode_escape').encode())
try:
    while piece := os.read(screen, 4096):
        shown += piece
except OSError:
    pass
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown.decode())
`;

test('a terminal does not show the password, and Ctrl-C gives up', () => {
	const url = `sqlite:${demo_copy()}`;
	const type = (...typed) => spawnSync('/usr/bin/python3', ['-c', TERMINAL, PROGRAM, url, ...typed],
		{ encoding: 'utf8', timeout: 30000, env: clean }).stdout;
	assert.match(type('changed-1234\\n', 'changed-1234\\n'), /^0 Password: \s+The same again: \s+intake has a new password/);
	assert.match(type('changed-1234\\n', 'changed-4321\\n'), /^2 Password: \s+The same again: \s+yidan: the two passwords differ/);
	for (const keys of ['chan\\x03', '\\x03', 'changed-1234\\x1c'])
		assert.match(type(keys), /^2 Password: \s+yidan: given up/, keys);
	assert.match(type('changed-1234\\n', '\\x03'), /^2 Password: \s+The same again: \s+yidan: given up/);
});
