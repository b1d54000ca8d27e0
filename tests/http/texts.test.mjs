// SPDX-License-Identifier: Apache-2.0
// What the office keeps for its own work: who may edit, what is refused, versions; templates in an answer, a gap that nobody filled,
// an answer that is the template unchanged; articles that are safe whoever wrote them, public or not; duties where a case is assigned.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sign_in } from '../lib/desk.mjs';
import { start } from '../lib/yidan.mjs';

let yidan, intake, head, handler;

before(async () => {
	yidan = await start({ serve: ['--intake-rate', '0', '--login-rate', '0'] });
	intake = await sign_in(yidan.origin, 'intake');
	head = await sign_in(yidan.origin, 'roads-head');
	handler = await sign_in(yidan.origin, 'roads-handler');
});
after(async () => { await yidan?.remove(); });

const option = (page, words) => page.match(new RegExp(`<option value="(\\d+)"[^>]*>${words}`))[1];

async function keep(who, kind, fields) {
	const page = await who.page(`/desk/texts/${kind}/new`);
	const own = page.match(/<select[^>]*name="unit"[^]*?<\/select>/)[0].match(/<option value="(\d+)"[^>]*>Roads Department/)[1];
	return who.send(page, `/desk/texts/${kind}/new`, { do: 'keep', unit: own, language: 'zh-CN', ...fields });
}

async function received() {
	const answer = await fetch(`${yidan.origin}/api/v1/cases`, {
		method: 'POST', headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({ kind: 'complaint', title: '路面坑洼', text: '人民路路面有一个坑。', publish: true }),
	});
	assert.equal(answer.status, 201);
	return (await answer.json()).code;
}

describe('the handbook', () => {
	test('who may edit; what is missing is said at its field; sent twice it is kept once', async () => {
		assert.equal((await handler.ask('/desk/texts/reply/new')).status, 403);
		assert.doesNotMatch(await handler.page('/desk/texts/reply'), /texts\/reply\/new/);
		const page = await head.page('/desk/texts/reply/new');
		const empty = await head.send(page, '/desk/texts/reply/new', { do: 'keep', title: '', text: '', unit: option(page, 'Roads Department') });
		assert.equal(empty.status, 422);
		const again = await empty.text();
		assert.match(again, /id="text-title-error"/);
		assert.match(again, /id="text-text-error"/);
		const fields = { do: 'keep', title: 'MARKTITLE', text: 'words', language: 'zh-CN', unit: option(page, 'Roads Department') };
		const first = await head.send(page, '/desk/texts/reply/new', fields), second = await head.send(page, '/desk/texts/reply/new', fields);
		assert.equal(first.status, 303);
		assert.equal(second.headers.get('location'), first.headers.get('location'));
		// not for another unit, not for all
		assert.equal((await head.send(page, '/desk/texts/reply/new', { ...fields, command: 'x', unit: '' })).status, 403);
		assert.equal((await keep(head, 'duty', { title: 't', basis: 'b' }).catch(() => ({ status: 403 }))).status, 403);
	});

	test('versions stay; who edits an older one is told; taken out of use it is found no more', async () => {
		const path = (await keep(head, 'reply', { title: 'MARKVERSION', text: 'one' })).headers.get('location');
		const form = await head.page(`${path}?edit=1`);
		const next = { do: 'keep', title: 'MARKVERSION', text: 'two', language: 'zh-CN', unit: option(form, 'Roads Department') };
		assert.equal((await head.send(form, path, next)).status, 303);
		const stale = await head.send(form, path, { ...next, text: 'MARKSTALE' });
		assert.equal(stale.status, 409);
		assert.match(await stale.text(), /MARKSTALE/);
		const shown = await head.page(path);
		assert.match(shown, /Version 2/);
		assert.match(shown, /Version 1/);
		assert.equal((await head.send(shown, path, { do: 'retire' })).status, 303);
		assert.doesNotMatch(await head.page('/desk/texts/reply?q=MARKVERSION'), /class="list"/);
	});

	test('a template goes into an answer; a gap is refused at the field; unchanged it is marked', async () => {
		await keep(head, 'reply', { title: 'MARKPICK', language: 'zh-CN', text: '编号 {code}，由{unit}办理，{?哪天}修好。' });
		await keep(head, 'reply', { title: 'MARKPLAIN', language: 'zh-CN', text: '编号 {code} 已处理完毕。' });
		const code = await received();
		await intake.move(code, 'assign', { unit: await intake.choice(code, '/assign', 'Roads') });
		await handler.move(code, 'accept');
		const page = await handler.page(`/desk/c/${code}`);
		const picked = page.match(/<option value="([^"]*)" data-text="([^"]*)">MARKPICK/);
		assert.equal(picked[2], `编号 ${code}，由禾汀区市政道路管理局办理，{?哪天}修好。`);
		// without a script: the form comes back with it, and nothing happens to the case
		const opened = page;
		const answer = await handler.ask(`/desk/c/${code}/fill`, {
			method: 'POST', headers: { Origin: yidan.origin, 'Content-Type': 'application/x-www-form-urlencoded' },
			body: new URLSearchParams({ token: opened.match(/name="token" value="([^"]*)"/)[1], fill: 'answer', template: picked[1], text: 'before' }).toString(),
		});
		assert.equal(answer.status, 200);
		assert.match(await answer.text(), /before\n\n编号/);
		const gap = await handler.send(opened, '/answer', { text: '由{unit}办理' });
		assert.equal(gap.status, 422);
		assert.match(await gap.text(), /id="answer-text-error"[^]*not filled in/);
		await handler.move(code, 'answer', { text: `编号 ${code} 已处理完毕。` });
		assert.match(await intake.page(`/desk/c/${code}`), /is the template “MARKPLAIN”, word for word/);
		await handler.move(code, 'answer', { text: `编号 ${code} 已处理完毕，并复查。` });
		assert.doesNotMatch(await intake.page(`/desk/c/${code}`), /word for word/);
	});

	test('an article: safe, with sources, found by words, public only where it is said so, marked when out of date', async () => {
		const text = '# Heading\n\n**bold** <script>alert(1)</script> <b>raw</b> [go](https://example.org/a) [bad](javascript:alert(1)) ![x](https://example.org/p.png)';
		const fields = { title: 'Parking permits 停车证', text, sources: 'https://example.org/law\nBylaw 7', basis: 'Art. 3', until: '2001-01-01' };
		const path = (await keep(head, 'article', fields)).headers.get('location');
		const shown = await handler.page(path);
		for (const words of [/<strong>bold<\/strong>/, /<h2>Heading<\/h2>/, /href="https:\/\/example\.org\/a"/, /href="https:\/\/example\.org\/law"/, /Bylaw 7/, /out of date: it held until/])
			assert.match(shown, words);
		assert.doesNotMatch(shown, /<script>alert|javascript:|<b>raw|example\.org\/p\.png/);
		assert.match(await handler.page('/desk/texts/article?q=停车证 permits'), /Parking permits/);
		assert.match(await intake.page('/desk/texts/article/found?q=ＰＥＲＭＩＴＳ'), /Parking permits/);
		assert.match(await intake.page('/desk/texts/article/found?q=nothing%25'), /Nothing fits/);
		const code = path.split('/').pop();
		assert.equal((await fetch(`${yidan.origin}/help/${code}`)).status, 404);
		assert.doesNotMatch(await (await fetch(`${yidan.origin}/help`)).text(), /Parking permits/);
		const form = await head.page(`${path}?edit=1`);
		await head.send(form, path, { do: 'keep', ...fields, unit: option(form, 'Roads Department'), public: '1' });
		assert.match(await (await fetch(`${yidan.origin}/help`)).text(), /Parking permits/);
		assert.match(await (await fetch(`${yidan.origin}/help/${code}`)).text(), /<strong>bold/);
		assert.match(await intake.page('/desk/new'), /data-beside="\/desk\/texts\/article\/found"/);
	});

	test('a duty shows where its category is assigned', async () => {
		const form = await intake.page('/desk/texts/duty/new');
		const sent = await intake.send(form, '/desk/texts/duty/new', { do: 'keep', title: 'Potholes', basis: 'MARKBASIS', others: 'MARKOTHERS',
			category: option(form, 'Potholes'), unit: option(form, 'Roads Department') });
		assert.equal(sent.status, 303);
		const code = await received();
		if (!/MARKBASIS/.test(await intake.page(`/desk/c/${code}`)))
			await intake.move(code, 'classify', { kind: 'complaint', category: await intake.choice(code, '/classify', 'Potholes'), reason: 'r' });
		assert.match(await intake.page(`/desk/c/${code}`), /By the catalogue of duties: Roads Department\. Basis: MARKBASIS Support: MARKOTHERS/);
	});
});
