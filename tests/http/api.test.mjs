// SPDX-License-Identifier: Apache-2.0
// The API and the public pages over HTTP: what goes in, what comes out, and what bad input gets.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from '../lib/yidan.mjs';

let yidan;

before(async () => { yidan = await start({ serve: ['--intake-rate', '0'] }); });
after(async () => { await yidan?.remove(); });

const ask = (path, options = {}) => fetch(`${yidan.origin}${path}`, { redirect: 'manual', ...options });

function post(body, headers = {}) {
	return ask('/api/v1/cases', {
		method: 'POST',
		headers: { 'Content-Type': 'application/json', ...headers },
		body: typeof body === 'string' ? body : JSON.stringify(body),
	});
}

const MATTER = { kind: 'complaint', title: '路灯', text: '灯不亮，电话 13812345678。', contact: { name: '王', phone: '13812345678' }, publish: true };

async function problem(answer, status, type) {
	assert.equal(answer.status, status);
	assert.match(answer.headers.get('content-type'), /application\/problem\+json/);
	const body = await answer.json();
	assert.equal(body.status, status);
	if (type)
		assert.equal(body.type, `urn:yidan:problem:${type}`);
	return body;
}

test('a case goes in and shows nothing but code and state before release', async () => {
	const made = await post(MATTER);
	assert.equal(made.status, 201);
	const { code, url, secret_url } = await made.json();
	assert.equal(made.headers.get('location'), `/api/v1/cases/${code}`);
	assert.equal(url, `${yidan.origin}/c/${code}`);
	assert.deepEqual(await (await ask(`/api/v1/cases/${code}`)).json(), { code, state: 'received' });
	const page = await (await fetch(url)).text();
	for (const word of ['路灯', '灯不亮', '13812345678', '王'])
		assert.ok(!page.includes(word), word);
	const own = await fetch(secret_url);
	assert.equal(own.headers.get('referrer-policy'), 'no-referrer');
	assert.equal(own.headers.get('cache-control'), 'no-store');
	assert.ok((await own.text()).includes('灯不亮'));
	assert.equal((await fetch(`${secret_url.slice(0, -1)}${secret_url.endsWith('0') ? '1' : '0'}`)).status, 404);
});

test('the same key gives the same case, another request under it is refused', async () => {
	const key = { 'Idempotency-Key': 'a-key-of-ours' };
	const first = await (await post(MATTER, key)).json();
	assert.deepEqual(await (await post(MATTER, key)).json(), first);
	await problem(await post({ ...MATTER, text: '另一件' }, key), 422, 'idempotency_mismatch');
	await problem(await post(MATTER, { 'Idempotency-Key': 'x'.repeat(129) }), 400, 'invalid_idempotency_key');
});

test('what is wrong in a body is named', async () => {
	await problem(await post('{"kind": "complaint", "text": '), 400, 'malformed_json');
	await problem(await post('{"kind":"complaint","kind":"question","text":"x"}'), 400, 'malformed_json');
	await problem(await post(`${'['.repeat(2000)}`), 400, 'malformed_json');
	assert.equal((await problem(await post({ kind: 'nonsense', text: 'x' }), 400)).field, 'kind');
	assert.equal((await problem(await post({ kind: 'complaint' }), 400)).field, 'text');
	assert.equal((await problem(await post({ ...MATTER, colour: 'red' }), 400)).field, 'colour');
	assert.equal((await problem(await post({ ...MATTER, lat: 91, long: 0 }), 400)).field, 'lat');
	assert.equal((await problem(await post({ ...MATTER, lat: 40 }), 400)).field, 'long');
	assert.equal((await problem(await post({ ...MATTER, category: 'no-such' }), 400)).field, 'category');
	assert.equal((await problem(await post({ ...MATTER, contact: { fax: '1' } }), 400)).field, 'contact.fax');
	for (const answers of [{ Since: 'x' }, { since: 3 }, { 'a b': 'x' }, { ['a'.repeat(41)]: 'x' }, 'x'])
		assert.equal((await problem(await post({ ...MATTER, answers }), 400)).field, 'answers', JSON.stringify(answers));
	await problem(await post({ ...MATTER, answers: { since: 'x'.repeat(16001) } }), 422, 'text_too_long');
	assert.equal((await post({ ...MATTER, answers: { since: '上周', lamp_number: '3-17' } })).status, 201);
	assert.equal((await problem(await post({ ...MATTER, text: '　 \n' }), 422, 'text_missing')).field, 'text');
	assert.equal((await problem(await post({ ...MATTER, text: '字'.repeat(10001) }), 422, 'text_too_long')).field, 'text');
	assert.equal((await problem(await post({ ...MATTER, contact: { phone: '12' } }), 422, 'phone_malformed')).field, 'phone');
	await problem(await ask('/api/v1/cases', { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: '{}' }), 415);
	await problem(await post(JSON.stringify({ ...MATTER, text: 'x'.repeat(600000) })), 413);
});

test('the longest text that is allowed, full-width forms and odd white space come back as they were', async () => {
	const text = `${'　全角ＡＢＣ１２３，没有标点 也没有换行'.repeat(400)}\n\n\t第二段`.slice(0, 9000).trim();
	const made = await (await post({ ...MATTER, text })).json();
	const page = await (await fetch(made.secret_url)).text();
	assert.ok(page.includes(text.replaceAll('　全角', '　全角').slice(1, 4000)));
});

test('errors are pages in the language of whoever asked, and leak nothing', async () => {
	for (const [language, word] of [['zh-CN', '没有'], ['en', 'no ']]) {
		const answer = await ask('/no/such/page', { headers: { 'Accept-Language': language } });
		const page = await answer.text();
		assert.equal(answer.status, 404);
		assert.match(page, new RegExp(`<html lang="${language}">`));
		assert.ok(page.toLowerCase().includes(word), language);
		assert.ok(!/sqlite|src\/|\.c:/i.test(page));
	}
	const wrong = await ask('/cases', { method: 'POST', body: 'a=b', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
	assert.equal(wrong.status, 405);
	assert.equal(wrong.headers.get('allow'), 'GET, HEAD');
	await problem(await ask('/api/v1/cases/333-333-333'), 404);
	await problem(await ask('/api/v1/nothing'), 404);
});

test('forms of another site are refused', async () => {
	const body = 'text=x&step=what';
	const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
	assert.equal((await ask('/new', { method: 'POST', body, headers: { ...form, Origin: 'https://evil.example' } })).status, 403);
	assert.equal((await ask('/new', { method: 'POST', body, headers: { ...form, 'Sec-Fetch-Site': 'cross-site' } })).status, 403);
	assert.equal((await ask('/new', { method: 'POST', body, headers: { ...form, Origin: yidan.origin } })).status, 303);
	assert.equal((await ask('/desk/logout', { method: 'POST', body: 'token=x', headers: { ...form, Cookie: 'yidan_session=abc' } })).status, 303);
});

test('every page has the headers that keep a browser safe', async () => {
	for (const path of ['/', '/cases', '/new', '/desk/login', '/about', '/no/such']) {
		const { headers } = await ask(path);
		assert.match(headers.get('content-security-policy'), /default-src 'none'/, path);
		assert.ok(!headers.get('content-security-policy').includes('unsafe'), path);
		assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
	}
});

test('public pages are kept by their ETag, and change with what they show', async () => {
	const first = await ask('/cases');
	const etag = first.headers.get('etag');
	assert.equal((await ask('/cases', { headers: { 'If-None-Match': etag } })).status, 304);
	const gzip = await ask('/cases', { headers: { 'Accept-Encoding': 'gzip' } });
	assert.equal(gzip.headers.get('content-encoding'), 'gzip');
	assert.equal(await gzip.text(), await (await ask('/cases', { headers: { 'Accept-Encoding': 'identity' } })).text());
	const asset = (await first.text()).match(/\/assets\/yidan\.[0-9a-f]+\.css/)[0];
	assert.match((await ask(asset)).headers.get('cache-control'), /immutable/);
});

test('the language that was chosen is remembered, and coming back never leads elsewhere', async () => {
	const headers = { 'Content-Type': 'application/x-www-form-urlencoded', Origin: yidan.origin };
	const chosen = await ask('/lang', { method: 'POST', body: 'to=en&back=/cases', headers });
	assert.equal(chosen.headers.get('location'), '/cases');
	const cookie = chosen.headers.get('set-cookie').split(';')[0];
	assert.match(await (await ask('/cases', { headers: { Cookie: cookie, 'Accept-Language': 'zh-CN' } })).text(), /<html lang="en">/);
	const away = await ask('/lang', { method: 'POST', body: 'to=en&back=//evil.example/', headers });
	assert.equal(away.headers.get('location'), '/');
});

test('a code as it is read over the telephone, and one that is mistyped', async () => {
	const { code } = await (await post(MATTER)).json();
	assert.equal((await ask(`/lookup?code=${encodeURIComponent(code.toLowerCase().replaceAll('-', ' '))}`)).headers.get('location'), `/c/${code}`);
	const swapped = code.slice(0, 1) === code.slice(1, 2) ? `${code.slice(1)}${code[0]}` : code[1] + code[0] + code.slice(2);
	const answer = await ask(`/lookup?code=${swapped}`);
	assert.notEqual(answer.status, 303);
	assert.equal((await ask('/c/!!!')).status, 404);
});

test('no personal data and no secret in the log', async () => {
	const { secret_url } = await (await post(MATTER)).json();
	await fetch(secret_url);
	await ask('/lookup?code=13812345678');
	const token = secret_url.split('/').pop();
	for (const word of [token, '13812345678', '灯不亮'])
		assert.ok(!yidan.log().includes(word), word);
});

test('the map has the towns in the language that is asked for, the same each time', async () => {
	const areas = async (lang) => {
		const answer = await ask(`/areas.geojson?lang=${lang}`);
		assert.equal(answer.status, 200);
		assert.equal(answer.headers.get('content-type'), 'application/geo+json');
		return answer.json();
	};
	// at once: whoever comes first makes it
	const [zh, en, again] = await Promise.all([areas('zh-CN'), areas('en'), areas('zh-CN')]);
	const names = (map) => map.features.map((feature) => feature.properties.name);
	assert.ok(zh.features.length > 5);
	assert.deepEqual(again, zh);
	assert.deepEqual(en.features.map((f) => f.geometry), zh.features.map((f) => f.geometry));
	assert.ok(names(zh).every((name) => /^\p{Script=Han}+$/u.test(name)), `${names(zh)}`);
	assert.ok(names(en).every((name) => /^[A-Za-z' -]+$/.test(name)), `${names(en)}`);
});
