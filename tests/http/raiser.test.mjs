// SPDX-License-Identifier: Apache-2.0
// What the raiser decides at the secret link, over HTTP and without scripts: the forms of the page, what is shown where, and
// what bad input gets.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { sign_in } from '../lib/desk.mjs';
import { PROGRAM, start } from '../lib/yidan.mjs';

let yidan;
let intake;
let handler;
let supervisor;

before(async () => {
	yidan = await start({ serve: ['--intake-rate', '0', '--login-rate', '0'] });
	intake = await sign_in(yidan.origin, 'intake');
	handler = await sign_in(yidan.origin, 'roads-handler');
	supervisor = await sign_in(yidan.origin, 'supervisor');
});
after(async () => { await yidan?.remove(); });

const ENGLISH = { 'Accept-Language': 'en' };
const text_of = async (url, headers = ENGLISH) => (await fetch(url, { headers })).text();

// A case that waits for nobody but its raiser: { code, secret }.
async function closed_case(more = {}) {
	const answer = await fetch(`${yidan.origin}/api/v1/cases`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({ kind: 'complaint', title: '路灯不亮', text: '建设路的路灯不亮。', publish: true, ...more }),
	});
	const { code, secret_url } = await answer.json();
	await intake.move(code, 'release', { public_title: '路灯不亮', public_text: '建设路的路灯不亮。' });
	await intake.move(code, 'assign', { unit: await intake.choice(code, '/assign', 'Roads Department') });
	await handler.move(code, 'accept');
	await handler.move(code, 'answer', { text: '修好了。' });
	await intake.move(code, 'close', { outcome: 'done' });
	return { code, secret: secret_url };
}

function command_of(page, move) {
	const form = page.match(new RegExp(`<form action="[^"]*/${move}"[^]*?</form>`))?.[0];
	assert.ok(form, `the page has a form ${move}`);
	return form.match(/name="command" value="([^"]*)"/)[1];
}

const post = (url, fields, headers = {}) => fetch(url, {
	method: 'POST', redirect: 'manual', headers: { ...ENGLISH, ...headers }, body: new URLSearchParams(fields),
});

async function decide(secret, move, fields) {
	return post(`${secret}/${move}`, { command: command_of(await text_of(secret), move), ...fields });
}

async function decided(secret, move, fields) {
	const answer = await decide(secret, move, fields);
	assert.equal(answer.status, 303, answer.status === 303 ? '' : await answer.text());
	assert.equal(answer.headers.get('location'), `${new URL(secret).pathname}?done=${move}`);
}

const api = async (code) => (await fetch(`${yidan.origin}/api/v1/cases/${code}`)).json();

describe('whether it is solved', () => {
	test('is the raiser’s to say; it stands apart from the end, everywhere', async () => {
		const { code, secret } = await closed_case();
		const shown = await api(code);
		assert.deepEqual([shown.state, shown.outcome, shown.solved, shown.satisfied], ['closed', 'done', null, null]);
		for (const page of [await text_of(`${yidan.origin}/c/${code}`), await intake.page(`/desk/c/${code}`)])
			assert.match(page, /Solved, says the raiser<\/dt>\s*<dd>\s*no answer/);
		assert.match(await text_of(`${yidan.origin}/cases`), /raiser:\s*no answer/);

		// looking changes nothing
		const before_it = await text_of(secret);
		assert.match(before_it, /<h2 id="decide">Is it solved\?<\/h2>/);
		assert.equal((await api(code)).timeline.length, shown.timeline.length);
		assert.equal((await fetch(`${secret}/rate`)).status, 405);

		await decided(secret, 'rate', { solved: 'no', satisfied: '', words: 'MARKWORDS 昨晚又不亮了' });
		const after_it = await api(code);
		assert.deepEqual([after_it.state, after_it.outcome, after_it.solved, after_it.satisfied], ['closed', 'done', 'no', null]);
		const last = after_it.timeline.at(-1);
		assert.deepEqual([last.type, last.solved, last.by], ['case.rated', 'no', 'raiser']);
		assert.match(await text_of(`${yidan.origin}/cases`), /raiser:\s*not solved/);
		const everybody = await text_of(`${yidan.origin}/c/${code}`);
		assert.match(everybody, /Solved, says the raiser<\/dt>\s*<dd>\s*not solved/);
		assert.doesNotMatch(everybody, /MARKWORDS/);
		assert.match(await intake.page(`/desk/c/${code}`), /MARKWORDS/);
		assert.match(await intake.page('/desk?queue=closed'), /raiser:\s*not solved/);
		const own = await text_of(`${secret}?done=rate`);
		assert.match(own, /role="status"/);
		assert.match(own, /value="no" checked/);
		assert.match(own, /MARKWORDS[^<]*<\/textarea>/);

		// changed; an event each time
		await decided(secret, 'rate', { solved: 'yes', satisfied: 'yes', words: '' });
		const changed = await api(code);
		assert.deepEqual([changed.solved, changed.satisfied], ['yes', 'yes']);
		assert.equal(changed.timeline.length, after_it.timeline.length + 1);
	});

	test('a form sent twice counts once; nothing chosen, too long, or said before comes back', async () => {
		const { code, secret } = await closed_case();
		const command = command_of(await text_of(secret), 'rate');
		const fields = { command, solved: 'partly', words: '' };
		const both = await Promise.all([post(`${secret}/rate`, fields), post(`${secret}/rate`, fields)]);
		assert.deepEqual(both.map(({ status }) => status), [303, 303]);
		assert.equal((await api(code)).timeline.filter(({ type }) => type === 'case.rated').length, 1);
		assert.equal((await post(`${secret}/rate`, { ...fields, solved: 'no' })).status, 422, 'the same form with other words');

		const none = await decide(secret, 'rate', { words: '留着这句' });
		const page = await none.text();
		assert.equal(none.status, 422);
		assert.match(page, /id="rate-solved-error"/);
		assert.match(page, /留着这句<\/textarea>/);
		const long = await decide(secret, 'rate', { solved: 'no', words: 'x'.repeat(1001) });
		assert.match(await long.text(), /id="rate-words-error"/);
		assert.equal((await decide(secret, 'rate', { solved: 'partly', satisfied: '', words: '' })).status, 422);
		assert.equal((await decide(secret, 'rate', { solved: 'perhaps' })).status, 422);
		assert.equal((await api(code)).solved, 'partly');
	});

	test('only at the secret link, and only of a closed case', async () => {
		const { code, secret } = await closed_case();
		const command = command_of(await text_of(secret), 'rate');
		const wrong = secret.slice(0, -1) + (secret.endsWith('0') ? '1' : '0');
		assert.equal((await post(`${wrong}/rate`, { command, solved: 'yes' })).status, 404);
		assert.equal((await post(`${secret}/nonsense`, { command, solved: 'yes' })).status, 404);
		assert.equal((await post(`${secret}/close`, { command, outcome: 'done' })).status, 404);
		assert.equal((await post(`${secret}/rate`, { solved: 'yes' })).status, 400);
		// a page without referrer sends "null" as its origin
		assert.equal((await post(`${secret}/rate`, { command, solved: 'yes' }, { Origin: 'null' })).status, 303);
		assert.equal((await api(code)).solved, 'yes');
		assert.doesNotMatch(yidan.log(), new RegExp(secret.split('/').at(-1)));

		const made = await (await fetch(`${yidan.origin}/api/v1/cases`, {
			method: 'POST', headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify({ kind: 'complaint', title: '一件事', text: '请看。' }),
		})).json();
		assert.doesNotMatch(await text_of(made.secret_url), /name="solved"/);
		assert.equal((await post(`${made.secret_url}/rate`, { command: 'early', solved: 'yes' })).status, 422);
	});
});

describe('a callback', () => {
	test('is written down by another unit, and gives way to the raiser’s own word', async () => {
		const { code, secret } = await closed_case();
		assert.doesNotMatch(await handler.page(`/desk/c/${code}`), /\/callback"/);
		const opened = await supervisor.page(`/desk/c/${code}`);
		const bad = await supervisor.send(opened, '/callback', { words: '留着这句' });
		const page = await bad.text();
		assert.equal(bad.status, 422);
		assert.match(page, /id="callback-solved-error"[^]*留着这句<\/textarea>/);
		await supervisor.move(code, 'callback', { solved: 'partly', satisfied: 'no', words: 'MARKCALL 电话里说还有一盏不亮' });
		const shown = await api(code);
		assert.deepEqual([shown.solved, shown.satisfied, shown.timeline.at(-1).by], ['partly', 'no', 'officer']);
		assert.match(await supervisor.page(`/desk/c/${code}`), /MARKCALL/);
		assert.doesNotMatch(await text_of(`${yidan.origin}/c/${code}`), /MARKCALL/);
		const own = await text_of(secret);
		assert.match(own, /said when called back/);
		assert.doesNotMatch(own, /MARKCALL|value="partly" checked/);

		await decided(secret, 'rate', { solved: 'no' });
		assert.equal((await api(code)).solved, 'no');
		const late = await supervisor.page(`/desk/c/${code}`);
		assert.doesNotMatch(late, /\/callback"/);
		assert.match(late, /The raiser has said it on their own page/);
	});
});

describe('reopening', () => {
	test('is for what is not solved; it goes back to intake and is counted', async () => {
		const { code, secret } = await closed_case();
		assert.doesNotMatch(await text_of(secret), /\/reopen"/);
		assert.equal((await post(`${secret}/reopen`, { command: 'x', reason: '又坏了' })).status, 422);
		await decided(secret, 'rate', { solved: 'no' });
		const bad = await decide(secret, 'reopen', { reason: ' ' });
		assert.equal(bad.status, 422);
		assert.match(await bad.text(), /id="reopen-reason-error"/);
		assert.equal((await api(code)).state, 'closed');
		await decided(secret, 'reopen', { reason: 'MARKREOPEN 昨晚又不亮了' });
		const shown = await api(code);
		assert.deepEqual([shown.state, shown.reopens, shown.solved, shown.timeline.at(-1).type],
			['reopened', 1, undefined, 'case.reopened']);
		const everybody = await text_of(`${yidan.origin}/c/${code}`);
		assert.match(everybody, /Reopened/);
		assert.doesNotMatch(everybody, /MARKREOPEN/);
		assert.match(await text_of(secret), /MARKREOPEN/);
		assert.match(await text_of(`${yidan.origin}/cases?state=open`), new RegExp(code));

		assert.match(await intake.page('/desk?queue=reopened'), new RegExp(code));
		const opened = await intake.page(`/desk/c/${code}`);
		assert.match(opened, /MARKREOPEN/);
		assert.match(opened, /data-key="a" open[^]*selected[^<]*Roads Department/);
		await intake.move(code, 'assign', { unit: await intake.choice(code, '/assign', 'Roads Department') });
		await handler.move(code, 'accept');
		await handler.move(code, 'answer', { text: '换了新的。' });
		await intake.move(code, 'close', { outcome: 'done' });
		const again = await api(code);
		assert.deepEqual([again.state, again.reopens, again.solved], ['closed', 1, null]);
	});

	test('on the telephone is done by an officer of another unit', async () => {
		const { code } = await closed_case();
		assert.doesNotMatch(await supervisor.page(`/desk/c/${code}`), /\/reopen"/);
		await supervisor.move(code, 'callback', { solved: 'no' });
		const bad = await supervisor.send(await supervisor.page(`/desk/c/${code}`), '/reopen', { reason: '' });
		assert.match(await bad.text(), /id="reopen-reason-error"/);
		assert.doesNotMatch(await handler.page(`/desk/c/${code}`), /\/reopen"/);
		await supervisor.move(code, 'reopen', { reason: '电话里说没有修' });
		assert.equal((await api(code)).state, 'reopened');
	});
});

async function received_case(more = {}) {
	const answer = await fetch(`${yidan.origin}/api/v1/cases`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({ kind: 'complaint', title: '一件事', text: '请看一看。', publish: true, ...more }),
	});
	const { code, secret_url } = await answer.json();
	await intake.move(code, 'release', { public_title: '一件事', public_text: '请看一看。' });
	return { code, secret: secret_url };
}

const DECLINE = { reason_code: 'before_a_court', reason: 'MARKREASON 已由法院受理，电话 13800138000', legal_basis: 'MARKBASIS 条例第十四条', how_to_appeal: '60 天内在自己的页面申请复核。' };

describe('withdrawing', () => {
	test('takes it out of the open ones before it is closed, and is no end of the office’s', async () => {
		const { code, secret } = await received_case();
		await decided(secret, 'withdraw', { reason: 'MARKBACK 已经好了' });
		const shown = await api(code);
		assert.deepEqual([shown.state, shown.outcome, shown.timeline.at(-1).type], ['withdrawn', undefined, 'case.withdrawn']);
		assert.doesNotMatch(await text_of(`${yidan.origin}/cases?state=open`), new RegExp(code));
		assert.doesNotMatch(await text_of(`${yidan.origin}/c/${code}`), /MARKBACK|overdue/i);
		assert.match(await intake.page('/desk?queue=withdrawn'), new RegExp(code));
		assert.match(await intake.page(`/desk/c/${code}`), /MARKBACK/);
		assert.doesNotMatch(await text_of(secret), /\/withdraw"/);
		assert.equal((await post(`${secret}/withdraw`, { command: 'again', reason: '' })).status, 422);
		const closed = await closed_case();
		assert.doesNotMatch(await text_of(closed.secret), /\/withdraw"/);
	});
});

describe('declining', () => {
	test('says why, on what basis and how to appeal; another officer decides on the appeal', async () => {
		const { code, secret } = await received_case();
		const bad = await intake.send(await intake.page(`/desk/c/${code}`), '/decline', { reason: '留着这句', how_to_appeal: '' });
		const page = await bad.text();
		assert.equal(bad.status, 422);
		for (const field of ['code', 'basis', 'appeal'])
			assert.match(page, new RegExp(`id="decline-${field}-error"`), field);
		assert.match(page, /留着这句<\/textarea>/);
		await intake.move(code, 'decline', DECLINE);
		const shown = await api(code);
		assert.deepEqual([shown.state, shown.decline_reason], ['declined', 'before_a_court']);
		const everybody = await text_of(`${yidan.origin}/c/${code}`);
		assert.match(everybody, /MARKREASON/);
		assert.doesNotMatch(everybody, /13800138000|MARKBASIS/);
		const own = await text_of(secret);
		assert.match(own, /MARKREASON[^]*MARKBASIS[^]*60/);
		assert.doesNotMatch(await text_of(`${yidan.origin}/cases?state=open`), new RegExp(code));
		assert.match(await intake.page('/desk?queue=declined'), new RegExp(code));

		assert.match(await (await decide(secret, 'appeal', { reason: ' ' })).text(), /id="appeal-reason-error"/);
		await decided(secret, 'appeal', { reason: 'MARKAPPEAL 没有起诉过' });
		assert.equal((await api(code)).state, 'appealed');
		assert.doesNotMatch(await text_of(`${yidan.origin}/c/${code}`), /MARKAPPEAL/);
		assert.doesNotMatch(await intake.page(`/desk/c/${code}`), /\/overturn"/);
		assert.match(await supervisor.page('/desk?queue=appealed'), new RegExp(code));
		const silent = await supervisor.send(await supervisor.page(`/desk/c/${code}`), '/overturn', { reason: '' });
		assert.match(await silent.text(), /id="overturn-reason-error"/);
		await supervisor.move(code, 'overturn', { reason: 'MARKDECISION 予以受理' });
		const again = await api(code);
		assert.deepEqual([again.state, again.decline_reason, again.timeline.at(-1).outcome], ['received', undefined, 'overturned']);
		assert.match(await text_of(secret), /MARKDECISION/);
		assert.doesNotMatch(await intake.page(`/desk/c/${code}`), /\/decline"/);
	});

	test('upheld, it stays so; there is one appeal', async () => {
		const { code, secret } = await received_case();
		await intake.move(code, 'decline', DECLINE);
		await decided(secret, 'appeal', { reason: '不对' });
		await supervisor.move(code, 'uphold', { reason: '维持' });
		assert.equal((await api(code)).state, 'declined');
		assert.doesNotMatch(await text_of(secret), /\/appeal"/);
		assert.equal((await post(`${secret}/appeal`, { command: 'again', reason: '还是不对' })).status, 422);
	});
});

test('who calls back sees the number, until the raiser has said it; the unit that answered does not', async () => {
	const { code, secret } = await closed_case({ contact: { name: '王小明', phone: '13812345678' } });
	const look = async (officer) => {
		const page = await officer.page(`/desk/c/${code}`);
		return officer.ask(`/desk/c/${code}/contact`, {
			method: 'POST', headers: { Origin: yidan.origin },
			body: new URLSearchParams({ token: page.match(/name="token" value="([^"]*)"/)[1] }),
		});
	};
	assert.equal((await look(handler)).status, 403);
	const seen = await look(supervisor);
	assert.equal(seen.status, 200);
	assert.match(await seen.text(), /tel:13812345678/);
	await decided(secret, 'rate', { solved: 'yes' });
	assert.equal((await look(supervisor)).status, 403);
});

test('the ledger holds each word, and what it says fits the rows', async () => {
	const { code, secret } = await closed_case();
	await decided(secret, 'rate', { solved: 'no', satisfied: 'no', words: 'MARKLEDGER' });
	const proof = await (await fetch(`${yidan.origin}/c/${code}/proof.json`)).text();
	const entry = JSON.parse(proof).entries.map((one) => JSON.parse(one.entry)).at(-1);
	assert.equal(entry.type, 'case.rated');
	assert.deepEqual(entry.data, { solved: 'no', satisfied: 'no' });
	assert.match(entry.private.words, /^[0-9a-f]{64}$/);
	assert.doesNotMatch(proof, /MARKLEDGER/);
	const words = execFileSync(PROGRAM, ['ledger', 'verify', '--db', yidan.url], { encoding: 'utf8' });
	assert.doesNotMatch(words, /differ/);
});
