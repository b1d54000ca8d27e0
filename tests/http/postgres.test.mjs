// SPDX-License-Identifier: Apache-2.0
// The real binary over PostgreSQL: one matter from intake to answer, two servers over one database, and what happens when
// a server, the connections or PostgreSQL itself go away.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { sign_in } from '../lib/desk.mjs';
import { Load, intake } from '../lib/load.mjs';
import { start_postgres } from '../lib/postgres.mjs';
import { PROGRAM, start } from '../lib/yidan.mjs';

const CLIENTS = 8;
const TIMEOUT = { timeout: 300000 };

let postgres;
let folder;
let key_file;
let url;
let one;
let two;

const serve = () => start({ folder, db: url, serve: ['--intake-rate', '0', '--key-file', key_file] });

before(async () => {
	postgres = await start_postgres();
	folder = mkdtempSync(join(tmpdir(), 'yidan-postgres-test-'));
	key_file = join(folder, 'server.key');
	url = postgres.make('yidan_test');
	execFileSync(PROGRAM, ['demo', '--db', url, '--no-cases', '--key-file', key_file], { stdio: 'ignore' });
	[one, two] = await Promise.all([serve(), serve()]);
}, TIMEOUT);

after(async () => {
	for (const server of [one, two]) {
		server?.child.kill('SIGKILL');
		await server?.ended;
	}
	await postgres?.stop();
	if (folder)
		rmSync(folder, { recursive: true, force: true });
});

// Asks until the answer is as wanted; fails after a while.
async function until(what, wanted, limit_ms = 5000) {
	const began = Date.now();
	for (;;) {
		const got = await what();
		if (wanted(got))
			return Date.now() - began;
		assert.ok(Date.now() - began < limit_ms, `not within ${limit_ms} ms: ${got}`);
		await new Promise((done) => setTimeout(done, 50));
	}
}

// What every case must have.
function check_whole(load) {
	const count = (statement) => Number(postgres.sql(url, statement));
	const cases = count('SELECT count(*) FROM case_row');
	assert.ok(cases >= load.acknowledged.size, `${cases} stored`);
	assert.equal(count(`SELECT count(*) FROM stream WHERE kind = 'case'`), cases);
	assert.equal(count('SELECT count(*) FROM contact'), cases);
	assert.equal(count(`SELECT count(*) FROM case_row c JOIN event e ON e.jurisdiction_id = c.jurisdiction_id AND e.stream_id = c.id
		AND e.seq = c.seq JOIN stream s ON s.jurisdiction_id = c.jurisdiction_id AND s.id = c.id AND s.seq = c.seq`), cases);
	assert.equal(count('SELECT count(*) FROM command WHERE result IS NULL'), 0);
}

test('one matter from the API to its answer, officers at one server, the resident at the other', TIMEOUT, async () => {
	const told = await intake(one.origin, 'path', '建设路小学门口的路灯坏了三天，电话 13812345678。',
		{ title: '路灯', contact: { name: '王', phone: '13812345678' }, publish: true });
	assert.equal(told.status, 201);
	const clerk = await sign_in(one.origin, 'intake');
	await clerk.move(told.code, 'release', { public_title: '路灯', public_text: '建设路小学门口的路灯坏了三天。' });
	await clerk.move(told.code, 'assign', { unit: await clerk.choice(told.code, '/assign', 'Roads Department') });
	const handler = await sign_in(two.origin, 'roads-handler');
	await handler.move(told.code, 'accept');
	await handler.move(told.code, 'answer', { text: '今天已换好灯头，今晚亮灯。' });
	await clerk.move(told.code, 'close', { outcome: 'done' });
	const page = await (await fetch(`${two.origin}/c/${told.code}`)).text();
	for (const words of ['今天已换好灯头', '建设路小学'])
		assert.ok(page.includes(words), words);
	assert.ok(!page.includes('13812345678'));
	const own = await fetch(told.secret_url.replace(one.origin, two.origin));
	assert.ok((await own.text()).includes('今天已换好灯头'), 'the secret link holds at both servers');
	await until(async () => (await fetch(`${one.origin}/cases`)).text(), (text) => text.includes(told.code));
	assert.equal((await (await fetch(`${one.origin}/api/v1/cases/${told.code}`)).json()).state, 'closed');
});

test('what one server takes in, the other shows within about a second', TIMEOUT, async (t) => {
	const told = await intake(one.origin, 'seen-at-both', '一件待放行的事', { publish: true });
	const took = await until(async () => (await fetch(`${two.origin}/api/v1/cases/${told.code}`)).status, (status) => status === 200);
	assert.ok(took < 2500, `${took} ms`);
	// a page that the other one has kept
	const clerk = await sign_in(one.origin, 'intake');
	const kept = () => fetch(`${two.origin}/c/${told.code}`).then((answer) => answer.text());
	await kept();
	await clerk.move(told.code, 'release', { public_title: '放行之后', public_text: '放行之后的文字' });
	const changed = await until(kept, (text) => text.includes('放行之后的文字'));
	assert.ok(changed < 2500, `${changed} ms`);
	t.diagnostic(`new case ${took} ms, changed page ${changed} ms`);
});

test('the same key at both servers at once gives one case', TIMEOUT, async () => {
	for (let round = 0; round < 20; round++) {
		const answers = await Promise.all([one, two, one, two].map((server) => intake(server.origin, `both-${round}`)));
		for (const got of answers)
			assert.ok(got.status === 201 || got.status === 503, String(got.status));
		const codes = new Set(answers.filter((got) => got.status === 201).map((got) => got.code));
		assert.equal(codes.size, 1, `round ${round}: ${[...codes]}`);
		assert.equal((await intake(two.origin, `both-${round}`)).code, [...codes][0]);
	}
});

test('kill -9 of one of two servers under load: clients go on at the other, nothing is lost or doubled', TIMEOUT, async (t) => {
	const load = new Load('killed');
	load.begin((client, attempt) => ((client + attempt) % 2 ? one : two).origin, CLIENTS);
	await load.acknowledges(40);
	await two.kill();
	await load.acknowledges(40);
	await load.end();
	await load.check(one.origin);
	check_whole(load);
	two = await serve();
	await load.check(two.origin);
	t.diagnostic(String(load));
});

test('connections that PostgreSQL ends under load: 201 or 503, and each 201 is there', TIMEOUT, async (t) => {
	const load = new Load('terminated');
	let ended = 0;
	load.begin((client) => (client % 2 ? one : two).origin, CLIENTS);
	for (let round = 0; round < 5; round++) {
		await load.acknowledges(15);
		ended += Number(postgres.sql(postgres.url,
			"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = 'yidan_test'"));
	}
	await load.acknowledges(30);
	await load.end();
	assert.ok(!load.statuses.has(0), 'each is answered');
	assert.ok(ended > 5, `${ended} connections ended`);
	await load.check(one.origin);
	check_whole(load);
	assert.equal((await fetch(`${two.origin}/readyz`)).status, 200);
	t.diagnostic(`${load}; ${ended} connections ended`);
});

test('without PostgreSQL: 503 with Retry-After, alive but not ready, and a clean end', TIMEOUT, async () => {
	const { code } = await intake(one.origin, 'before-the-end');
	await postgres.stop();
	for (const server of [one, two]) {
		const got = await intake(server.origin, 'after-the-end');
		assert.equal(got.status, 503);
		assert.equal(got.status_in_body, 503);
		assert.ok(Number(got.retry_after) > 0);
		for (const path of [`/c/${code}`, `/api/v1/cases/${code}`, '/desk/login?next=/desk', '/healthz', '/readyz', '/robots.txt'])
			assert.ok([200, 503].includes((await fetch(`${server.origin}${path}`)).status), path);
		const page = await fetch(`${server.origin}/c/${code}`, { headers: { 'Accept-Language': 'en' } });
		const text = await page.text();
		assert.equal(page.status, 503);
		assert.ok(Number(page.headers.get('retry-after')) > 0);
		assert.match(text, /<html lang="en">/);
		assert.ok(!/postgres|libpq|connection to the database/i.test(text));
		assert.equal((await fetch(`${server.origin}/healthz`)).status, 200);
		assert.equal((await fetch(`${server.origin}/readyz`)).status, 503);
		assert.equal(await server.stop(), 0, server.log());
		assert.ok(!server.log().includes(new URL(url).password), 'no password in the log');
	}
});
