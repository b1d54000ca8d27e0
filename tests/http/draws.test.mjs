// SPDX-License-Identifier: Apache-2.0
// Random samples: announced at the desk, drawn by the server itself, repeated from the published log alone; with and without a
// witness, on both engines; and by whom not.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { sign_in } from '../lib/desk.mjs';
import { start_postgres } from '../lib/postgres.mjs';
import { clean_env, make_witness_key, start_witness } from '../lib/witness.mjs';
import { PROGRAM, demo_folder, start } from '../lib/yidan.mjs';

const DAY = 86400e3;
let folder;

before(() => { folder = mkdtempSync(join(tmpdir(), 'yidan-draws-')); });
after(() => { rmSync(folder, { recursive: true, force: true }); });

const day = (ms) => new Date(ms + 8 * 3600e3).toISOString().slice(0, 10);

// On PostgreSQL the entry of a draw is published a moment after its row: until then a stranger is told that it is not drawn yet.
async function repeat(...args) {
	for (const end = Date.now() + 30000;;) {
		const got = await repeat_once(...args);
		if (!/is not drawn yet/.test(got.out) || Date.now() > end)
			return got;
	}
}

function repeat_once(...args) {
	const child = spawn(PROGRAM, ['ledger', 'draw', ...args], { env: clean_env, cwd: folder });
	let out = '';
	child.stdout.on('data', (bytes) => { out += bytes; });
	child.stderr.on('data', (bytes) => { out += bytes; });
	return new Promise((done) => child.on('close', (code) => done({ code, out })));
}

// What a page says once it says this; a sample is drawn within seconds.
async function until(get, wanted) {
	const end = Date.now() + 60000;
	for (;;) {
		const text = await get();
		if (wanted.test(text))
			return text;
		assert.ok(Date.now() < end, `never: ${wanted}\n${text}`);
		await new Promise((done) => setTimeout(done, 200));
	}
}

const announce = (officer, fields) => officer.page('/desk/draws').then((page) => officer.send(page, '/desk/draws',
	{ about: 'Quality of what was closed', from: '2019-01-01', last: '2019-12-31', most: '12', ...fields }));
const get = (yidan, path) => fetch(`${yidan.origin}${path}`, { headers: { 'Accept-Language': 'en' } }).then((answer) => answer.text());
const codes_of = (page) => [...page.matchAll(/<h3><a [^>]*href="\/c\/([0-9A-Z-]{11})"/g)].map((found) => found[1].replace(/-/g, ''));

for (const engine of ['SQLite', 'PostgreSQL']) {
	describe(`a sample over ${engine}`, () => {
		let yidan, postgres, supervisor, key;
		before(async () => {
			postgres = engine === 'PostgreSQL' ? await start_postgres() : null;
			const home = mkdtempSync(join(folder, 'home-'));
			const db = postgres ? postgres.make('draws') : `sqlite:${join(home, 'draws.db')}`;
			const key_file = ['--key-file', join(home, 'key')];
			execFileSync(PROGRAM, ['demo', '--db', db, ...key_file], { stdio: 'ignore', env: clean_env });
			yidan = await start({ folder: home, db, serve: ['--login-rate', '0', ...key_file] });
			supervisor = await sign_in(yidan.origin, 'supervisor');
			key = (await (await fetch(`${yidan.origin}/ledger/log.json`)).json()).keys[0];
		});
		after(async () => { await yidan?.remove(); await postgres?.stop(); });

		test('is announced, drawn by itself, and the same for a stranger', async () => {
			const answer = await announce(supervisor);
			assert.equal(answer.status, 303);
			assert.match(answer.headers.get('location'), /announced=1/);
			const page = await until(() => get(yidan, '/draws/1'), /How it was drawn/);
			const drawn = codes_of(page);
			assert.equal(drawn.length, 12);
			assert.match(page, /12 of 175 matters/);
			assert.match(page, /Tue 1 Jan 2019<\/time> to <time datetime="2019-12-31">/);
			// nothing of a witness where there is none
			assert.match(page, /There was no witness/);
			const again = await repeat('1', '--url', yidan.origin, '--key', key);
			assert.equal(again.code, 0, again.out);
			assert.deepEqual(again.out.split('\n').slice(1, 13), drawn);
			// the lot, with nothing of the program
			const seed = Buffer.from(page.match(/Seed<\/dt><dd><code[^>]*>([0-9a-f]{64})/)[1], 'hex');
			const ticket = (code) => createHash('sha256').update(seed).update(code).digest('hex');
			assert.deepEqual([...drawn].sort((a, b) => ticket(a) < ticket(b) ? -1 : 1), drawn);
			assert.equal((await repeat('2', '--url', yidan.origin)).code, 2);
		});

		test('sent twice it is announced once; what is wrong stands at its field', async () => {
			const page = await supervisor.page('/desk/draws');
			const fields = { about: 'Twice', from: '2019-11-01', last: '2019-11-30', most: '500' };
			const first = await supervisor.send(page, '/desk/draws', fields);
			const second = await supervisor.send(page, '/desk/draws', fields);
			assert.equal(first.headers.get('location'), second.headers.get('location'));
			assert.equal((await supervisor.send(page, '/desk/draws', { ...fields, most: '5' })).status, 409);
			for (const [wrong, id] of [[{ about: ' ' }, 'about'], [{ from: '2019-12-31', last: '2019-12-30' }, 'last'],
				[{ most: '0' }, 'most'], [{ most: '501' }, 'most'], [{ last: day(Date.now()) }, 'last'], [{ from: 'then' }, 'from'],
				[{ from: '2017-01-01' }, 'last']]) {
				const answer = await announce(supervisor, wrong);
				assert.equal(answer.status, 422);
				const text = await answer.text();
				assert.match(text, new RegExp(`id="draw-${id}-error"`));
				assert.match(text, new RegExp(`value="${wrong.most ?? '12'}"`), 'what was typed is still there');
			}
		});

		test('a time in which nothing was closed gives none', async () => {
			const answer = await announce(supervisor, { from: '2001-01-01', last: '2001-01-31', about: 'Nothing' });
			const number = answer.headers.get('location').match(/announced=(\d+)/)[1];
			await until(() => get(yidan, `/draws/${number}`), /Nothing was closed in this time/);
			const again = await repeat(number, '--url', yidan.origin, '--key', key);
			assert.equal(again.code, 0, again.out);
		});

		test('only supervisors and leaders announce; units do not see the page', async () => {
			const handler = await sign_in(yidan.origin, 'roads-handler');
			assert.equal((await handler.ask('/desk/draws')).status, 404);
			const intake = await sign_in(yidan.origin, 'intake');
			const page = await intake.page('/desk/draws');
			assert.doesNotMatch(page, /name="about"/);
			// the form of a supervisor with the token of who may not
			const forged = page.replace('</main>', `<form action="/desk/draws" method="post"><input type="hidden" name="token" value="${
				page.match(/name="token" value="([^"]+)"/)[1]}"><input type="hidden" name="command" value="forged"></form></main>`);
			assert.equal((await intake.send(forged, '/desk/draws', { about: 'a', from: '2019-11-01', last: '2019-11-02', most: '1' })).status, 404);
			assert.equal((await fetch(`${yidan.origin}/draws/99`)).status, 404);
			assert.equal((await fetch(`${yidan.origin}/draws/x`)).status, 404);
		});

		test('it is entered as it is', { timeout: 120000 }, async () => {
			const child = spawn(PROGRAM, ['ledger', 'verify', '--db', yidan.url, '--key-file', join(yidan.folder, 'key')], { env: clean_env });
			let out = '';
			child.stdout.on('data', (bytes) => { out += bytes; });
			assert.equal(await new Promise((done) => child.on('close', done)), 0, out);
		});
	});
}

describe('with a witness', () => {
	test('the seed waits for a signature that nobody knew', async () => {
		const name = make_witness_key(folder, 'audit.example/witness');
		const home = demo_folder();
		let yidan = await start({ folder: home, serve: ['--login-rate', '0'] });
		const key = (await (await fetch(`${yidan.origin}/ledger/log.json`)).json()).keys[0];
		const witness = await start_witness({ key_file: name.key_file, state: join(folder, 'state'), logs: [key] });
		const serve = ['--login-rate', '0', '--witness-every', '1', '--witness', `${name.vkey}=${witness.origin}`];
		try {
			await yidan.stop();
			yidan = await start({ folder: home, serve });
			await until(() => get(yidan, '/ledger/checkpoint'), /— audit\.example\/witness /);
			await announce(await sign_in(yidan.origin, 'supervisor'));
			const page = await until(() => get(yidan, '/draws/1'), /How it was drawn/);
			assert.match(page, /Key of the witness/);
			const again = await repeat('1', '--url', yidan.origin, '--key', key, '--witness', name.vkey);
			assert.equal(again.code, 0, again.out);
			assert.doesNotMatch(again.out, /was not checked/);
			const unknown = await repeat('1', '--url', yidan.origin, '--key', key);
			assert.match(unknown.out, /Its signature was not checked/);
		} finally {
			await yidan.remove();
			await witness.end();
		}
	});
});
