// SPDX-License-Identifier: Apache-2.0
// Erasing a person's data through the real binary: from the command line beside a running server and at the desk; what
// everybody reads then, what machines read, and that the proofs still hold.
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sign_in } from '../lib/desk.mjs';
import { PROGRAM, start } from '../lib/yidan.mjs';

const execute = promisify(execFile);
const SECOND = fileURLToPath(new URL('../second/verify.py', import.meta.url));
const WORDS = { title: 'MARKTITLE of it', text: 'MARKTEXT of it', address: 'MARKADDRESS 5', name: 'MARKNAME', phone: '13911112222' };
let yidan;

before(async () => { yidan = await start({ serve: ['--intake-rate', '0', '--login-rate', '0'] }); });
after(async () => { await yidan?.remove(); });

const english = { headers: { 'Accept-Language': 'en' } };
const get = async (path, options = english) => (await fetch(`${yidan.origin}${path}`, options)).text();

// A case that is released with its words, in which `mark` can be looked for.
async function released(mark = 'MARK') {
	const words = Object.fromEntries(Object.entries(WORDS).map(([name, value]) => [name, value.replace('MARK', mark)]));
	const answer = await fetch(`${yidan.origin}/api/v1/cases`, {
		method: 'POST', headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `k${Math.random()}` },
		body: JSON.stringify({ kind: 'complaint', title: words.title, text: words.text, address: words.address,
			contact: { name: words.name, phone: words.phone }, publish: true }),
	});
	const body = await answer.text();
	assert.equal(answer.status, 201, body);
	const { code } = JSON.parse(body);
	const intake = await sign_in(yidan.origin, 'intake');
	await intake.move(code, 'release', { public_title: words.title, public_text: words.text });
	assert.match(await get(`/c/${code}`), new RegExp(`${mark}TEXT`));
	return { code, intake };
}

async function erase(...options) {
	try {
		const { stdout } = await execute(PROGRAM, ['erase', ...options, '--db', yidan.url]);
		return { code: 0, out: stdout };
	} catch (error) {
		return { code: error.code, out: error.stderr };
	}
}

const bytes = () => ['', '-wal'].map((end) => readFileSync(join(yidan.folder, `demo.db${end}`)).toString('latin1')).join('');

describe('from the command line', () => {
	test('everything goes, the pages stay whole, the proofs hold', async () => {
		const { code, intake } = await released();
		assert.match(bytes(), /MARKNAME/);
		const done = await erase(code, '--scope', 'all', '--reason-code', 'raiser_asked', '--reason', 'a letter', '--yes');
		assert.equal(done.code, 0, done.out);
		assert.match(done.out, /No copy is left/);
		assert.doesNotMatch(bytes(), /MARK/);
		for (const path of [`/c/${code}`, `/api/v1/cases/${code}`, '/cases', `/c/${code}/proof.json`])
			assert.doesNotMatch(await get(path), /MARK/, path);
		const page = await get(`/c/${code}`);
		assert.match(page, /The personal data were erased/);
		assert.match(page, /whoever raised it asked for it/);
		assert.match(await get(`/c/${code}`, { headers: { 'Accept-Language': 'zh-CN' } }), /个人信息已删除/);
		const desk = await intake.page(`/desk/c/${code}`);
		assert.doesNotMatch(desk, /MARK/);
		assert.match(desk, /The personal data were erased/);
		assert.match(desk, /a letter/);
		assert.match(readFileSync(join(yidan.folder, 'demo.db.heting.erasures'), 'utf8'),
			/^yidan-erasure\/1 \d+ \d+ 3 2 all raiser_asked \d+\n$/);
		const proof = JSON.parse(await get(`/c/${code}/proof.json`));
		assert.ok(proof.entries.every((entry) => entry.fields.length === 0));
		const again = await erase(code, '--scope', 'all', '--reason-code', 'other', '--reason', 'x', '--yes');
		assert.notEqual(again.code, 0);
		assert.match(again.out, /erased before/);
	});

	test('contact data alone', async () => {
		const { code } = await released();
		const done = await erase(code, '--scope', 'contact', '--reason-code', 'legal_order', '--reason', 'x', '--yes');
		assert.equal(done.code, 0, done.out);
		assert.doesNotMatch(bytes(), /MARKNAME/);
		const page = await get(`/c/${code}`);
		assert.match(page, /MARKTEXT/);
		assert.match(page, /The contact details were erased/);
	});

	test('what is wrong is said before anything is done', async () => {
		const { code } = await released();
		for (const [options, words] of [
			[[code, '--scope', 'some', '--reason-code', 'other', '--reason', 'x'], /--scope contact/],
			[[code, '--scope', 'all', '--reason-code', 'no', '--reason', 'x'], /--reason-code/],
			[[code, '--scope', 'all', '--reason-code', 'other'], /--reason TEXT/],
			[[code, '--scope', 'all', '--reason-code', 'other', '--reason', 'x'], /--yes/],
			[['no-code', '--scope', 'all', '--reason-code', 'other', '--reason', 'x', '--yes'], /no code/],
		]) {
			const said = await erase(...options);
			assert.notEqual(said.code, 0);
			assert.match(said.out, words);
		}
		assert.match(await get(`/c/${code}`), /MARKTEXT/);
	});
});

describe('at the desk', () => {
	test('an admin who sees no case erases it, after a page that asks', async () => {
		const { code } = await released();
		const admin = await sign_in(yidan.origin, 'admin');
		const found = await admin.ask(`/desk?q=${code}`);
		assert.equal(found.headers.get('location'), `/desk/c/${code}/erase`);
		const path = `/desk/c/${code}/erase`;
		const form = await admin.page(path);
		assert.doesNotMatch(form, /MARK/);
		const empty = await admin.send(form, path);
		assert.equal(empty.status, 422);
		const asked = await admin.send(form, path, { scope: 'all', reason_code: 'legal_order', reason: 'court' });
		const confirm = await asked.text();
		assert.equal(asked.status, 200);
		assert.match(confirm, /Erase for good\?/);
		assert.match(await get(`/c/${code}`), /MARKTEXT/);
		const done = await admin.send(confirm, path);
		assert.equal(done.status, 303);
		assert.match(await admin.page(path), /The personal data were erased/);
		assert.doesNotMatch(await get(`/c/${code}`), /MARKTEXT/);
		const twice = await admin.send(confirm, path); // the same button once more
		assert.equal(twice.status, 303);
	});

	test('a page that is too old erases nothing; others than admins cannot', async () => {
		const { code, intake } = await released();
		const admin = await sign_in(yidan.origin, 'admin');
		const path = `/desk/c/${code}/erase`;
		const old = await admin.page(path);
		await intake.move(code, 'release', { public_title: 'another', public_text: 'MARKTEXT again' });
		const stale = await admin.send(old, path, { scope: 'all', reason_code: 'other', reason: 'x', step: 'do' });
		assert.equal(stale.status, 409);
		assert.match(await get(`/c/${code}`), /MARKTEXT again/);
		assert.equal((await intake.ask(path)).status, 404);
	});
});

describe('kill -9 between the commit and the end of an erasure', () => {
	const ERASE = ['--scope', 'all', '--reason-code', 'legal_order', '--reason', 'x', '--yes'];
	const file = () => join(yidan.folder, 'demo.db.heting.erasures');
	const lines = () => (existsSync(file()) ? readFileSync(file(), 'utf8') : '');
	const path = () => join(yidan.folder, 'demo.db');

	// Behind the program's back.
	function one(sql) {
		const script = 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchone()[0])';
		return Number(execFileSync('/usr/bin/python3', ['-c', script, path(), sql], { encoding: 'utf8' }));
	}

	async function again() {
		await yidan.kill();
		yidan = await start({ folder: yidan.folder, serve: ['--intake-rate', '0', '--login-rate', '0'] });
	}

	async function finished() {
		const until = Date.now() + 20000;
		while (one('select count(*) from erasure_pending')) {
			assert.ok(Date.now() < until, `the erasure is still pending: ${yidan.log()}`);
			await new Promise((wake) => setTimeout(wake, 50));
		}
	}

	async function check_gone(code, mark) {
		assert.ok(!bytes().includes(mark), `${mark} is still in the files`);
		assert.match(await get(`/c/${code}`), /The personal data were erased/);
		const { stdout } = await execute(PROGRAM, ['ledger', 'verify', '--db', yidan.url]).catch((error) => assert.fail(error.stdout));
		assert.match(stdout, /Everything is as it was entered/);
	}

	test('a line that could not be written is written by the next server, once', async () => {
		const { code } = await released('BLOCKED');
		await finished(); // those of the desk
		const before = lines();
		// nobody can put a file where a folder is
		rmSync(file(), { force: true });
		mkdirSync(file());
		const done = await erase(code, ...ERASE);
		assert.match(done.out, /Pending/);
		assert.equal(one('select count(*) from erasure_pending'), 1);
		await yidan.kill();
		rmdirSync(file());
		writeFileSync(file(), before);
		await again();
		await finished();
		assert.equal(lines().slice(0, before.length), before);
		assert.match(lines().slice(before.length), /^yidan-erasure\/1 \d+ \d+ 3 2 all legal_order \d+\n$/);
		await again();
		assert.equal(lines().split('\n').length, before.split('\n').length + 1, 'once');
		await check_gone(code, 'BLOCKED');
	});

	test('pages that a reader held in the log of SQLite go with the next server', async () => {
		const { code } = await released('HELD');
		const script = `import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute('begin')
db.execute('select count(*) from event').fetchone()
print('reading', flush=True)
sys.stdin.read()`;
		const reader = spawn('/usr/bin/python3', ['-c', script, path()], { stdio: ['pipe', 'pipe', 'inherit'] });
		const ended = new Promise((done) => reader.on('exit', done));
		try {
			await new Promise((done) => reader.stdout.once('data', done));
			assert.match((await erase(code, ...ERASE)).out, /Pending/);
			assert.ok(bytes().includes('HELD'), 'the reader holds them; or this test shows nothing');
			await yidan.kill();
		} finally {
			reader.stdin.end();
			await ended;
		}
		await again();
		await finished();
		await check_gone(code, 'HELD');
	});

	test('at any moment: all of it or nothing', async (t) => {
		let erased = 0;
		for (let round = 0; round < 6; round++) {
			const mark = `ROUND${round}`, { code } = await released(mark);
			const erasing = erase(code, ...ERASE);
			await new Promise((wake) => setTimeout(wake, 5 + 8 * round)); // another moment each time
			await yidan.kill();
			await erasing;
			await again();
			await finished();
			if (/The personal data were erased/.test(await get(`/c/${code}`))) {
				erased++;
			} else {
				assert.match(await get(`/c/${code}`), new RegExp(`${mark}TEXT`));
				const done = await erase(code, ...ERASE);
				assert.equal(done.code, 0, done.out);
			}
			await check_gone(code, mark);
			assert.equal(lines().split('\n').length - 1, one("select count(*) from event where type = 'case.erased'"));
		}
		t.diagnostic(`${erased} of 6 were entered before the server was killed`);
	});
});

test('the second verifier agrees with the log of all this', async () => {
	const { code } = await released();
	const proof = JSON.parse(await get(`/c/${code}/proof.json`));
	const keys = proof.keys.flatMap((key) => ['--key', key]);
	const { stdout } = await execute('/usr/bin/python3', [SECOND, 'log', yidan.origin, ...keys, '--fold'])
		.catch((error) => assert.fail(error.stdout + error.stderr));
	assert.ok(stdout.includes(code.replaceAll('-', '')));
});
