// SPDX-License-Identifier: Apache-2.0
// Search over HTTP: what officers and residents find, by words, place, unit, code and contact data; who does not.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sign_in } from '../lib/desk.mjs';
import { start } from '../lib/yidan.mjs';

const TOWN = [40.04817, 101.98128]; // in Wangzhang Subdistrict
let yidan;

before(async () => { yidan = await start({ serve: ['--intake-rate', '0', '--login-rate', '0'] }); });
after(async () => { await yidan?.remove(); });

const signed_in = (login) => sign_in(yidan.origin, login);

async function receive(matter) {
	const answer = await fetch(`${yidan.origin}/api/v1/cases`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({ kind: 'complaint', title: '一件事', text: '请看一看。', publish: true, ...matter }),
	});
	assert.equal(answer.status, 201);
	return (await answer.json()).code;
}

const codes = (page) => [...page.matchAll(/class="row-code mono" translate="no">([^<]+)</g)].map((m) => m[1]);
const find = (who, words) => who.page(`/desk?q=${encodeURIComponent(words)}`);
const post = (who, path, fields) => who.ask(path, { method: 'POST', headers: { Origin: yidan.origin }, body: new URLSearchParams(fields) });
const find_contact = async (who, contact) => {
	const token = (await (await who.ask('/desk?q=zzzz')).text()).match(/name="token" value="([^"]*)"/)[1];
	const answer = await post(who, '/desk/find', { token, contact });
	return { status: answer.status, page: await answer.text() };
};

describe('the desk', () => {
	test('finds words of two characters and of one, newest first, and what fits all parts', async () => {
		const intake = await signed_in('intake');
		const first = await receive({ title: '螺旋桨响', text: '夜里有螺旋桨的声音' });
		const second = await receive({ title: '另一件', text: '螺旋桨又响了，在码头' });

		assert.deepEqual(codes(await find(intake, '旋桨')), [second, first]);
		assert.deepEqual(codes(await find(intake, '螺旋桨 码头')), [second]);
		assert.deepEqual(codes(await find(intake, '螺')), [second, first]);
		assert.match(await find(intake, '螺旋桨'), /2 matters fit “螺旋桨”/);
		const none = await find(intake, '螺旋浆');
		assert.match(none, /Nothing found/);
		assert.match(none, /two Chinese characters are enough/);
		assert.match(await find(intake, '？！'), /no letter or digit/);
	});

	test('opens the case of a code, and pages through what is many', async () => {
		const intake = await signed_in('intake');
		const code = await receive({ text: '编号直接打开' });
		const answer = await intake.ask(`/desk?q=${code}`);
		assert.equal(answer.status, 303);
		assert.match(answer.headers.get('location'), new RegExp(`/desk/c/${code}$`));

		for (let i = 0; i < 53; i++)
			await receive({ text: `渡口第${i}次停航` });
		const seen = new Set();
		let path = `/desk?q=${encodeURIComponent('渡口')}`, pages = 0;
		while (path) {
			const page = await (await intake.ask(path)).text();
			for (const one of codes(page)) {
				assert.ok(!seen.has(one), 'each once');
				seen.add(one);
			}
			pages++;
			path = page.match(/<a class="btn" href="([^"]+)" rel="next"/)?.[1].replaceAll('&amp;', '&');
		}
		assert.deepEqual([pages, seen.size], [2, 53]);
	});

	test('finds what is at a place or with a unit by its name', async () => {
		const intake = await signed_in('intake');
		const code = await receive({ text: '放在路边的箱子' });
		const page = await intake.page(`/desk/c/${code}`);
		const unit = page.match(/<option value="(\d+)"[^>]*>Roads Department/)[1];
		await intake.move(code, 'assign', { unit });
		for (const words of ['Roads Department', 'roads dep', '箱子 Roads Department'])
			assert.deepEqual(codes(await find(intake, words)), [code], words);
		assert.deepEqual(codes(await find(intake, '箱子 Education Department')), []);
		assert.deepEqual(codes(await find(await signed_in('roads-handler'), '箱子')), [code]);
		const placed = await receive({ text: '在镇上', lat: TOWN[0], long: TOWN[1] });
		const town = 'Wangzhang Subdistrict';
		assert.deepEqual(codes(await find(intake, town)), [placed]);
	});

	test('shows a unit nothing but its own, and nobody what complains of them', async () => {
		const intake = await signed_in('intake'), handler = await signed_in('roads-handler');
		const code = await receive({ text: '独角兽站在路口' });
		assert.deepEqual(codes(await find(intake, '独角兽')), [code]);
		assert.deepEqual(codes(await find(handler, '独角兽')), []);

		const page = await intake.page(`/desk/c/${code}`);
		const unit = page.match(/<select[^>]*name="about_unit"[^]*?<\/select>/)[0].match(/value="(\d+)"[^>]*>District Intake Centre/)[1];
		const supervisor = await signed_in('supervisor');
		const category = await supervisor.choice(code, '/classify', 'Potholes');
		await supervisor.move(code, 'classify', { kind: 'complaint', category, about_unit: unit, reason: 'It complains of the centre.' });
		assert.deepEqual(codes(await find(intake, '独角兽')), []);
		assert.deepEqual(codes(await find(supervisor, '独角兽')), [code]);
	});
});

describe('by contact data', () => {
	test('intake finds the exact number, and the look is written down', async () => {
		const intake = await signed_in('intake');
		const code = await receive({ text: '说联系方式', contact: { name: '欧阳测试', phone: '131 9999 8888' } });
		const hit = await find_contact(intake, '+86 13199998888');
		assert.deepEqual(codes(hit.page), [code]);
		assert.match(hit.page, /It was recorded that you looked/);
		assert.doesNotMatch(hit.page, /13199998888/);
		assert.match(await (await intake.ask(`/desk/c/${code}`)).text(), /Seen once/);
		assert.deepEqual(codes((await find_contact(intake, '1319999888')).page), []);
		assert.deepEqual(codes(await find(intake, '13199998888')), []);
	});

	test('is nothing for a unit, and its form wants a token', async () => {
		const handler = await signed_in('roads-handler'), intake = await signed_in('intake');
		assert.doesNotMatch(await find(handler, 'zzzz'), /name="contact"/);
		assert.equal((await find_contact(handler, '13199998888')).status, 404);
		assert.equal((await post(intake, '/desk/find', { contact: '13199998888' })).status, 403);
	});
});

describe('the public list', () => {
	test('finds what was released, and nothing else', async () => {
		const intake = await signed_in('intake');
		const code = await receive({ title: '凤凰', text: '公开查找凤凰两个字，别处没有' });
		const list = async (words, more = '') => (await fetch(`${yidan.origin}/cases?q=${encodeURIComponent(words)}${more}`,
			{ headers: { 'Accept-Language': 'en' } })).text();
		assert.match(await list('凤凰'), /No public matter fits “凤凰”/);
		await intake.move(code, 'release', { public_title: '凤凰', public_text: '只有这句公开' });
		const page = await list('凤凰');
		assert.match(page, /Public matters that fit “凤凰”/);
		assert.ok(page.includes(`/c/${code}`));
		assert.ok((await list('公开 凤凰', '&state=open')).includes(`/c/${code}`));
		assert.ok(!(await list('凤凰', '&state=closed')).includes(`/c/${code}`));
		assert.match(await list('别处'), /No public matter fits/);
	});
});
