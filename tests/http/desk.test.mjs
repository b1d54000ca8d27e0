// SPDX-License-Identifier: Apache-2.0
// The desk over HTTP: signing in, every move with what it refuses, who sees what, and that nothing typed is lost.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { start } from '../lib/yidan.mjs';

const PASSWORD = 'heting-demo-2019';
let yidan;

before(async () => { yidan = await start({ serve: ['--intake-rate', '0', '--login-rate', '0'] }); });
after(async () => { await yidan?.remove(); });

// ---- A browser without scripts: one officer

function officer(language = 'en') {
	const headers = { 'Accept-Language': language };
	const ask = (path, options = {}) =>
		fetch(`${yidan.origin}${path}`, { redirect: 'manual', ...options, headers: { ...headers, ...options.headers } });
	const post = (path, fields) => ask(path, { method: 'POST', body: new URLSearchParams(fields) });
	const sign_in = async (login, password = PASSWORD, more = {}) => {
		const answer = await post('/desk/login', { login, password, ...more });
		const cookie = answer.headers.get('set-cookie');
		if (cookie)
			headers.Cookie = cookie.split(';')[0];
		return answer;
	};
	return { ask, post, sign_in, headers };
}

async function signed_in(login, language) {
	const who = officer(language);
	const answer = await who.sign_in(login);
	assert.equal(answer.status, 303);
	return who;
}

// The page of a case, and the hidden fields of its forms.
async function open(who, code) {
	const answer = await who.ask(`/desk/c/${code}`);
	const page = await answer.text();
	const hidden = (move) => {
		const form = page.match(new RegExp(`<form action="/desk/c/${code}/${move}".*?</form>`, 's'))?.[0];
		if (!form)
			return null;
		return Object.fromEntries([...form.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map((m) => [m[1], m[2]]));
	};
	return { status: answer.status, page, hidden, token: page.match(/name="token" value="([^"]*)"/)?.[1] };
}

// Sends the form of a move as it stands in the page, with `fields` filled in.
async function move(who, code, name, fields = {}, opened = undefined) {
	const { hidden } = opened ?? await open(who, code);
	const own = hidden(name);
	assert.ok(own, `there is a form for ${name}`);
	return who.post(`/desk/c/${code}/${name}`, { ...own, ...fields });
}

async function moved(who, code, name, fields) {
	const answer = await move(who, code, name, fields);
	assert.equal(answer.status, 303, `${name}: ${answer.status === 303 ? '' : (await answer.text()).match(/class="errors?".*?<\/div>/s)?.[0]}`);
	return answer.headers.get('location');
}

// Words that name no category's.
const WITHOUT_CATEGORY = { title: '一件事', text: '请看一看。' };

async function receive(matter = {}) {
	const answer = await fetch(`${yidan.origin}/api/v1/cases`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({ kind: 'complaint', title: '路灯不亮', text: '建设路的路灯不亮，电话 13812345678。',
			contact: { name: '王小明', phone: '13812345678' }, publish: true, ...matter }),
	});
	assert.equal(answer.status, 201);
	return (await answer.json()).code;
}

const option = (page, form, name, text) => {
	const select = page.match(new RegExp(`action="[^"]*/${form}".*?<select[^>]*name="${name}".*?</select>`, 's'))[0];
	return select.match(new RegExp(`<option value="(\\d+)"[^>]*>${text}`))?.[1];
};

async function assign_to(who, code, unit, fields = {}) {
	const { page } = await open(who, code);
	return moved(who, code, 'assign', { unit: option(page, 'assign', 'unit', unit), ...fields });
}

// ---- Signing in

describe('signing in', () => {
	test('the page shows the accounts of a demonstration, and leads back to where one wanted to go', async () => {
		const who = officer();
		const away = await who.ask('/desk/c/K7M-3FX-9PA');
		assert.equal(away.status, 303);
		assert.equal(away.headers.get('location'), '/desk/login?next=/desk/c/K7M-3FX-9PA');
		const page = await (await who.ask(away.headers.get('location'))).text();
		assert.ok(page.includes(PASSWORD) && page.includes('roads-handler'));
		assert.match(page, /name="next" value="\/desk\/c\/K7M-3FX-9PA"/);
		const answer = await who.sign_in('intake', PASSWORD, { next: '/desk/c/K7M-3FX-9PA' });
		assert.equal(answer.headers.get('location'), '/desk/c/K7M-3FX-9PA');
		const cookie = answer.headers.get('set-cookie');
		assert.match(cookie, /^yidan_session=[a-z0-9]{32}; Path=\/; SameSite=Lax; HttpOnly$/);
	});

	test('it never leads elsewhere', async () => {
		for (const next of ['https://evil.example/', '//evil.example', '/desk//evil', '/deskx', '/desk/login', '/desk/logout', '/\\evil', '/new'])
			assert.ok(['/desk', '/desk//evil'].includes((await officer().sign_in('intake', PASSWORD, { next })).headers.get('location')), next);
	});

	test('wrong is wrong, and it is not said what', async () => {
		const answers = [];
		for (const [login, password] of [['intake-2', 'wrong-password'], ['nobody', PASSWORD], ['intake-2', ''], ['', PASSWORD]]) {
			const answer = await officer().sign_in(login, password);
			assert.equal(answer.status, 403);
			assert.equal(answer.headers.get('set-cookie'), null);
			answers.push((await answer.text()).replaceAll(`value="${login}"`, ''));
		}
		assert.equal(new Set(answers.slice(0, 2)).size, 1);
		assert.ok(!answers[0].includes('wrong-password'));
	});

	test('after five wrong passwords in a row one waits, also with the right one and however many try at once', async () => {
		await Promise.all([1, 2, 3, 4, 5, 6].map(() => officer().sign_in('leader-2', 'wrong-password')));
		const answer = await officer().sign_in('leader-2');
		assert.equal(answer.status, 429);
		assert.match(await answer.text(), /Too many tries/i);
	});

	test('a session ends by signing out, and each signing in is a new one', async () => {
		const who = await signed_in('intake');
		const first = who.headers.Cookie;
		await who.sign_in('intake');
		assert.notEqual(who.headers.Cookie, first);
		const old = officer();
		old.headers.Cookie = first;
		assert.equal((await old.ask('/desk')).status, 303);
		const page = await (await who.ask('/desk')).text();
		assert.equal((await who.post('/desk/logout', {})).status, 403);
		const out = await who.post('/desk/logout', { token: page.match(/name="token" value="([^"]*)"/)[1] });
		assert.equal(out.headers.get('location'), '/desk/login?out=1');
		assert.match(out.headers.get('set-cookie'), /^yidan_session=; .*Max-Age=0/);
		assert.equal((await who.ask('/desk')).headers.get('location'), '/desk/login?next=/desk');
		const late = await who.post('/desk/c/K7M-3FX-9PA/accept', {});
		assert.equal(late.headers.get('location'), '/desk/login?ended=1');
	});
});

// ---- The life of a case

describe('a case', () => {
	test('goes from telling to closed, and what the rules refuse comes back with what was typed', async () => {
		const intake = await signed_in('intake'), handler = await signed_in('roads-handler');
		const code = await receive();
		let opened = await open(intake, code);
		assert.match(opened.page, /<details class="move" name="move" data-key="p" open/, 'publishing comes first');
		assert.ok(opened.page.includes('〔手机号已隐去〕') && !opened.page.includes('王小明'));
		assert.ok(!opened.hidden('accept') && !opened.hidden('close'), 'what is not allowed is absent');

		const bad = await move(intake, code, 'release', { public_title: ' ', public_text: '改过的内容' });
		const page = await bad.text();
		assert.equal(bad.status, 422);
		assert.match(page, /id="public-title-error"/);
		assert.ok(page.includes('改过的内容</textarea>'));
		assert.match(page, /data-key="p" open/);
		assert.match(await moved(intake, code, 'release', { public_title: '路灯不亮', public_text: '建设路的路灯不亮。' }), /\?done=release$/);
		const seen = await (await fetch(`${yidan.origin}/c/${code}`)).text();
		assert.ok(seen.includes('建设路的路灯不亮。') && !seen.includes('13812345678'));

		opened = await open(intake, code);
		const unit = option(opened.page, 'assign', 'unit', 'Roads Department');
		for (const [deadline, words] of [['soon', /cannot be read/], ['2001-01-01T10:00', /passed/], ['2100-01-01T10:00', /days away/]]) {
			const answer = await move(intake, code, 'assign', { unit, deadline, note: '请尽快。' });
			const again = await answer.text();
			assert.equal(answer.status, 422);
			assert.match(again, words);
			assert.ok(again.includes(`value="${deadline}"`) && again.includes('请尽快。</textarea>'));
			assert.match(again, new RegExp(`<option value="${unit}" selected`));
		}
		assert.match(await (await move(intake, code, 'assign', { unit: '' })).text(), /id="assign-unit-error"/);
		await moved(intake, code, 'assign', { unit, deadline: '', note: '请尽快。', standard: '当晚亮灯' });

		await moved(handler, code, 'accept');
		assert.match(await (await move(handler, code, 'answer', { text: '' })).text(), /id="answer-text-error"/);
		await moved(handler, code, 'answer', { text: '修好了，有事打 13900001111。' });
		opened = await open(handler, code);
		assert.ok(!opened.hidden('close'), 'whoever answered may not close');
		assert.ok(opened.page.includes('当晚亮灯'));

		const unsolved = await move(intake, code, 'close', { outcome: 'unsolved', note: '已核' });
		assert.equal(unsolved.status, 422);
		assert.match(await unsolved.text(), /id="close-reason-error"/);
		await moved(intake, code, 'close', { outcome: 'done' });
		const closed = await (await intake.ask('/desk?queue=closed')).text();
		assert.ok(closed.includes(code) && !closed.includes('2255'));
		const told = await (await fetch(`${yidan.origin}/c/${code}`)).text();
		assert.ok(told.includes('修好了') && !told.includes('13900001111'));
	});

	test('a unit gives it back with a reason, and does not see it any more', async () => {
		const intake = await signed_in('intake'), handler = await signed_in('roads-handler');
		const code = await receive();
		await assign_to(intake, code, 'Roads Department');
		const bad = await move(handler, code, 'return', { reason: '', legal_basis: '条例第三条' });
		const page = await bad.text();
		assert.equal(bad.status, 422);
		assert.match(page, /id="return-code-error"[^]*id="return-reason-error"/);
		assert.ok(page.includes('value="条例第三条"'));
		const to = await moved(handler, code, 'return', { reason_code: 'not_ours', reason: '归路灯所。' });
		assert.equal(to, `/desk?done=return&of=${code}`);
		const list = await handler.ask(to);
		assert.match(await list.text(), /role="status"/);
		assert.equal((await open(handler, code)).status, 404);
		assert.ok((await (await intake.ask('/desk?queue=returned')).text()).includes(code));
		assert.ok((await open(intake, code)).page.includes('归路灯所。'));
	});

	test('is classified again only with a reason', async () => {
		const intake = await signed_in('intake');
		const code = await receive(WITHOUT_CATEGORY);
		let { page } = await open(intake, code);
		const category = option(page, 'classify', 'category', 'Street lamps');
		await moved(intake, code, 'classify', { kind: 'help', category });
		({ page } = await open(intake, code));
		const other = option(page, 'classify', 'category', 'Potholes');
		assert.equal((await move(intake, code, 'classify', { kind: 'help', category: other, reason: '' })).status, 422);
		assert.equal((await move(intake, code, 'classify', { kind: 'help', category, reason: '没有变' })).status, 422);
		await moved(intake, code, 'classify', { kind: 'help', category: other, reason: '看过照片，是路面。' });
		({ page } = await open(intake, code));
		assert.ok(page.includes('看过照片，是路面。') && page.includes('Potholes'));
	});

	test('without consent only its row is published, where the category lets it', async () => {
		const intake = await signed_in('intake');
		const code = await receive({ publish: false });
		const { page, hidden } = await open(intake, code);
		if (hidden('release'))
			await moved(intake, code, 'release', { public_title: '偷偷公开', public_text: '偷偷公开' });
		else
			assert.match(page, /did not agree to publishing/);
		const seen = await (await fetch(`${yidan.origin}/c/${code}`)).text();
		assert.ok(!seen.includes('偷偷公开') && !seen.includes('路灯不亮'));
	});
});

describe('a form', () => {
	test('sent twice does it once', async () => {
		const intake = await signed_in('intake');
		const code = await receive();
		const opened = await open(intake, code);
		const fields = { public_title: '路灯', public_text: '不亮' };
		const [first, second] = await Promise.all([move(intake, code, 'release', fields, opened), move(intake, code, 'release', fields, opened)]);
		assert.deepEqual([first.status, second.status], [303, 303]);
		assert.equal((await open(intake, code)).hidden('release').seq, '2');
	});

	test('of a page that others overtook does nothing and keeps what was typed', async () => {
		const intake = await signed_in('intake'), other = await signed_in('intake-2');
		const code = await receive();
		const opened = await open(intake, code);
		await moved(other, code, 'release', { public_title: '路灯', public_text: '不亮' });
		const stale = await move(intake, code, 'release', { public_title: '另一个标题', public_text: '另一个内容' }, opened);
		const page = await stale.text();
		assert.equal(stale.status, 409);
		assert.match(page, /role="alert"/);
		assert.ok(page.includes('value="另一个标题"') && page.includes('另一个内容</textarea>'));
		assert.match(page, /name="seq" value="2"/, 'sent again, it counts');
		// the way back of the browser, and the same form with other words
		const again = await open(other, code);
		assert.equal((await move(other, code, 'release', { public_title: '路灯坏', public_text: '不亮' }, again)).status, 303);
		assert.equal((await move(other, code, 'release', { public_title: '又一个', public_text: '不亮' }, again)).status, 409);
		assert.equal((await open(other, code)).hidden('release').seq, '3');
	});

	test('without its token does nothing', async () => {
		const intake = await signed_in('intake'), other = await signed_in('intake-2');
		const code = await receive();
		const hidden = (await open(intake, code)).hidden('release');
		const stranger = (await open(other, code)).token;
		for (const token of ['', 'wrong', stranger])
			assert.equal((await intake.post(`/desk/c/${code}/release`, { ...hidden, token, public_title: 'x', public_text: 'x' })).status, 403);
		assert.equal((await intake.ask(`/desk/c/${code}/release`, {
			method: 'POST', headers: { Origin: 'https://evil.example' }, body: new URLSearchParams({ ...hidden, public_title: 'x' }),
		})).status, 403);
		assert.equal((await intake.post(`/desk/c/${code}/nonsense`, hidden)).status, 404);
		assert.equal((await intake.post(`/desk/c/${code}/release`, { token: hidden.token })).status, 400);
		assert.equal((await open(intake, code)).hidden('release').seq, '1');
	});
});

// ---- Who sees what

describe('who sees what', () => {
	test('a case that complains of a unit does not exist for it', async () => {
		const intake = await signed_in('intake'), head = await signed_in('roads-head');
		const code = await receive(WITHOUT_CATEGORY);
		const { page } = await open(intake, code);
		await moved(intake, code, 'classify', { kind: 'complaint', category: option(page, 'classify', 'category', 'Street lamps'),
			about_unit: option(page, 'classify', 'about_unit', 'Roads Department') });
		const assigned = await open(intake, code);
		const refused = await move(intake, code, 'assign', { unit: option(assigned.page, 'assign', 'unit', 'Roads Department') });
		assert.match(await refused.text(), /id="assign-unit-error"/);
		const nowhere = await (await head.ask('/desk/c/222-222-224')).text();
		const hidden = await head.ask(`/desk/c/${code}`);
		assert.equal(hidden.status, 404);
		const plain = (text) => text.replace(/[a-z0-9]{26}/g, '');
		assert.equal(plain(await hidden.text()), plain(nowhere));
		const search = await head.ask(`/desk?q=${code}`);
		assert.equal(search.status, 200);
		assert.match(await search.text(), /Nothing found/i);
		assert.equal((await head.post(`/desk/c/${code}/accept`, { token: (await open(head, code)).token ?? '' })).status, 403);
	});

	test('a unit sees its own cases alone, an administrator none', async () => {
		const intake = await signed_in('intake'), handler = await signed_in('roads-handler'), admin = await signed_in('admin');
		const code = await receive();
		assert.equal((await open(handler, code)).status, 404);
		assert.equal((await intake.ask(`/desk?q=${code.toLowerCase().replaceAll('-', ' ')}`)).headers.get('location'), `/desk/c/${code}`);
		await assign_to(intake, code, 'Roads Department');
		assert.equal((await open(handler, code)).status, 200);
		assert.ok((await (await handler.ask('/desk')).text()).includes(code));
		assert.equal((await open(admin, code)).status, 404);
		assert.match(await (await admin.ask('/desk')).text(), /works on no matters/);
		const others = await handler.ask('/desk?queue=new');
		assert.equal(others.status, 200);
		assert.ok(!(await others.text()).includes('href="/desk?queue=new"'));
	});

	test('contact data are shown on demand, to whom they are for, and it is written down', async () => {
		const intake = await signed_in('intake'), handler = await signed_in('roads-handler'), auditor = await signed_in('auditor');
		const code = await receive();
		const look = async (who) => {
			const { token } = await open(who, code);
			const answer = await who.post(`/desk/c/${code}/contact`, { token });
			return { status: answer.status, page: await answer.text() };
		};
		await assign_to(intake, code, 'Roads Department');
		for (const who of [handler, auditor]) {
			const { status, page } = await look(who);
			assert.equal(status, 403);
			assert.ok(!page.includes('王小明'));
		}
		await moved(handler, code, 'accept');
		const { status, page } = await look(handler);
		assert.equal(status, 200);
		assert.ok(page.includes('王小明') && page.includes('tel:13812345678'));
		const audited = (await open(auditor, code)).page;
		assert.match(audited, /井小川 Roads Department/);
		assert.ok(!audited.includes('王小明'));
	});

	test('the pages are personal and stay out of caches and frames', async () => {
		const intake = await signed_in('intake', 'zh-CN');
		const code = await receive();
		for (const path of ['/desk', `/desk/c/${code}`, '/desk/login']) {
			const answer = await intake.ask(path);
			assert.equal(answer.headers.get('cache-control'), 'no-store');
			assert.match(answer.headers.get('content-security-policy'), /frame-ancestors 'none'/);
			assert.match(await answer.text(), /<html lang="zh-CN">/);
		}
	});
});

test('lists go on page by page, what is due first comes first', async () => {
	const intake = await signed_in('intake');
	for (let i = 0; i < 60; i++)
		await receive({ title: `第 ${i} 件` });
	const codes = [];
	let path = '/desk?queue=new';
	for (let pages = 0; path && pages < 10; pages++) {
		const page = await (await intake.ask(path)).text();
		codes.push(...[...page.matchAll(/href="\/desk\/c\/([^"]+)"/g)].map((m) => m[1]));
		path = page.match(/href="([^"]*after=[^"]*)"/)?.[1].replaceAll('&amp;', '&');
	}
	assert.ok(codes.length >= 60);
	assert.equal(new Set(codes).size, codes.length);
	for (const path of ['/desk?queue=new&after=x-y', '/desk?queue=nonsense', '/desk?queue=new&after=9223372036854775807-1', '/desk?after=1-1'])
		assert.equal((await intake.ask(path)).status, 200);
});

// ---- Taking a matter down for somebody

const TAKEN = { channel: '3', kind: 'help', text: '楼道灯不亮，住五楼的老人晚上不敢下楼。', name: '李阿姨', phone: '13912345678', publish: '0',
	language: 'zh-CN' };

async function take_form(who) {
	const page = await (await who.ask('/desk/new')).text();
	const form = page.match(/<form class="card" action="\/desk\/new".*?<\/form>/s)?.[0] ?? '';
	return { page, hidden: Object.fromEntries([...form.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map((m) => [m[1], m[2]])) };
}

describe('a matter that an officer takes down', () => {
	test('comes onto the list, gets a code and never shows the secret link', async () => {
		const who = await signed_in('intake');
		const { hidden, page } = await take_form(who);
		assert.match(page, /tel:119/);
		const sent = await who.post('/desk/new', { ...hidden, ...TAKEN });
		assert.equal(sent.status, 303, await sent.text());
		const [, code] = sent.headers.get('location').match(/^\/desk\/new\/([-0-9A-Z]+)$/);
		const taken = await (await who.ask(`/desk/new/${code}`)).text();
		assert.match(taken, new RegExp(code));
		assert.doesNotMatch(taken, /\/r\//);
		const opened = (await open(who, code)).page;
		assert.match(opened, /楼道灯不亮/);
		assert.match(opened, /hotline/i);
		// sent once more it is the same one; with other words it is none
		const twice = await who.post('/desk/new', { ...hidden, ...TAKEN });
		assert.equal(twice.headers.get('location'), `/desk/new/${code}`);
		const other = await who.post('/desk/new', { ...hidden, ...TAKEN, text: '别的事' });
		assert.equal(other.status, 409);
		assert.match(await other.text(), /sent before with other words/);
	});

	test('with its number at the hotline comes once', async () => {
		const who = await signed_in('intake');
		const order = { ...TAKEN, outside_number: 'GD-2026-0917', urgency: 'urgent', visited_on: '' };
		const sent = await who.post('/desk/new', { ...(await take_form(who)).hidden, ...order });
		assert.equal(sent.status, 303, await sent.text());
		const code = sent.headers.get('location').split('/').at(-1);
		const { page } = await open(who, code);
		assert.match(page, /GD-2026-0917/);
		assert.match(page, /Urgent/);
		const again = await who.post('/desk/new', { ...(await take_form(who)).hidden, ...order, outside_number: 'gd-2026-0917' });
		assert.equal(again.status, 422);
		assert.match(await again.text(), /id="take-number-error"/);
		const day = await who.post('/desk/new', { ...(await take_form(who)).hidden, ...TAKEN, visited_on: '2026-02-30' });
		assert.match(await day.text(), /id="take-visit-error"/);
	});

	test('with mistakes comes back with what was typed, each mistake at its field', async () => {
		const who = await signed_in('intake');
		const { hidden } = await take_form(who);
		const sent = await who.post('/desk/new', { ...hidden, ...TAKEN, kind: '', phone: '12', email: 'nobody' });
		assert.equal(sent.status, 422);
		const page = await sent.text();
		for (const id of ['take-kind', 'take-phone', 'take-email'])
			assert.match(page, new RegExp(`id="${id}-error"`), id);
		assert.match(page, /楼道灯不亮/);
		assert.match(page, /value="李阿姨"/);
		const without = await who.post('/desk/new', { ...hidden, ...TAKEN, publish: '' });
		assert.equal(without.status, 422);
		assert.match(await without.text(), /id="take-publish-error"/);
		const empty = await who.post('/desk/new', { ...hidden, ...TAKEN, text: ' ' });
		assert.equal(empty.status, 422);
		assert.match(await empty.text(), /id="take-text-error"/);
	});

	test('only by the channels that are open to the officer, and to nobody who may not', async () => {
		const handler = await signed_in('lamps-handler');
		const { page, hidden } = await take_form(handler);
		assert.doesNotMatch(page, /<option value="3"[^>]*>Hotline/);
		const hotline = await handler.post('/desk/new', { ...hidden, ...TAKEN });
		assert.equal(hotline.status, 422);
		assert.match(await hotline.text(), /id="take-channel-error"/);
		const grid = await handler.post('/desk/new', { ...hidden, ...TAKEN, channel: '6' });
		assert.equal(grid.status, 303, await grid.text());
		for (const channel of ['0', '-1', '99', 'x']) {
			const none = await handler.post('/desk/new', { ...(await take_form(handler)).hidden, ...TAKEN, channel });
			assert.equal(none.status, 422, channel);
		}
		const auditor = await signed_in('auditor');
		assert.match((await take_form(auditor)).page, /takes no matters down/);
		const forbidden = await auditor.post('/desk/new', { token: (await open(auditor, '')).token ?? '', command: 'x', ...TAKEN });
		assert.ok([403, 422].includes(forbidden.status), String(forbidden.status));
	});
});
