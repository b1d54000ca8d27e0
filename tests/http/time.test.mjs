// SPDX-License-Identifier: Apache-2.0
// Waiting and its end, extensions, and answers that are sent back: at the desk, on the pages of everybody and of the raiser, in the API.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { sign_in } from '../lib/desk.mjs';
import { PROGRAM, start } from '../lib/yidan.mjs';

let yidan, intake, supervisor, head, handler;

before(async () => {
	yidan = await start({ serve: ['--intake-rate', '0', '--login-rate', '0'] });
	intake = await sign_in(yidan.origin, 'intake');
	supervisor = await sign_in(yidan.origin, 'supervisor');
	head = await sign_in(yidan.origin, 'roads-head');
	handler = await sign_in(yidan.origin, 'roads-handler');
});
after(async () => { await yidan?.remove(); });

async function in_hand() {
	const answer = await fetch(`${yidan.origin}/api/v1/cases`, {
		method: 'POST', headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({ kind: 'complaint', title: '路面坑洼', text: '人民路有一个坑。', publish: true }),
	});
	assert.equal(answer.status, 201);
	const { code, secret_url } = await answer.json();
	await intake.move(code, 'release', { public_title: '路面坑洼', public_text: '人民路有一个坑。' });
	await intake.move(code, 'assign', { unit: await intake.choice(code, '/assign', 'Roads') });
	await handler.move(code, 'accept');
	return { code, secret: new URL(secret_url).pathname };
}

const local = (days) => new Date(Date.now() + days * 86400000 + 8 * 3600000).toISOString().slice(0, 16);
const text_of = async (path) => (await fetch(`${yidan.origin}${path}`, { headers: { 'Accept-Language': 'en' } })).text();
const told = async (code) => (await fetch(`${yidan.origin}/api/v1/cases/${code}`)).json();
const no_form = (page, move) => assert.doesNotMatch(page, new RegExp(`action="[^"]*/${move}"`));

describe('time', () => {
	test('the head stops the clock, everybody sees why in general, the raiser in words', async () => {
		const { code, secret } = await in_hand();
		no_form(await handler.page(`/desk/c/${code}`), 'wait');
		const bad = await head.send(await head.page(`/desk/c/${code}`), `/desk/c/${code}/wait`, { reason: '留着这句', until: local(-1) });
		assert.equal(bad.status, 422);
		const again = await bad.text();
		assert.match(again, /id="wait-code-error"/);
		assert.match(again, /id="wait-until-error"/);
		assert.match(again, /留着这句<\/textarea>/);
		const malformed = await head.send(again, `/desk/c/${code}/wait`, { reason_code: 'season', reason: 'x', until: 'soon' });
		assert.equal(malformed.status, 422);
		assert.match(await malformed.text(), /id="wait-until-error"/);
		await head.move(code, 'wait', { reason_code: 'procedure', reason: 'MARKWAIT 公示十天', until: local(10) });

		const everybody = await text_of(`/c/${code}`);
		assert.match(everybody, /A legal procedure takes its time/);
		assert.doesNotMatch(everybody, /MARKWAIT/);
		assert.match(await text_of(secret), /MARKWAIT/);
		const row = await told(code);
		assert.equal(row.state, 'waiting');
		assert.equal(row.waiting_reason, 'procedure');
		assert.equal(row.timeline.at(-1).type, 'case.waiting');
		no_form(await handler.page(`/desk/c/${code}`), 'answer');
		assert.match(await head.page('/desk?queue=waiting'), new RegExp(code));
		assert.match(await supervisor.page('/desk?queue=units-waiting'), new RegExp(code));

		await handler.move(code, 'resume', { reason: '' });
		assert.equal((await told(code)).state, 'in_hand');
		await handler.move(code, 'answer', { text: '已填平。' });
	});

	test('more time is asked for by the unit and decided by another', async () => {
		const { code, secret } = await in_hand();
		const page = await handler.page(`/desk/c/${code}`);
		const far = await handler.send(page, `/desk/c/${code}/ask_extension`, { until: local(200), reason: '配件没到' });
		assert.equal(far.status, 422);
		assert.match(await far.text(), /At most 10 working days/);
		const [, due] = page.match(/The deadline is <time datetime="([^"]+)"/);
		const until = new Date(Date.parse(due) + 3 * 86400000 + 8 * 3600000).toISOString().slice(0, 16);
		await handler.move(code, 'ask_extension', { until, reason: 'MARKASK 配件没到' });
		no_form(await head.page(`/desk/c/${code}`), 'grant_extension');
		no_form(await handler.page(`/desk/c/${code}`), 'ask_extension');
		assert.match(await supervisor.page('/desk?queue=extensions'), new RegExp(code));
		assert.match(await supervisor.page(`/desk/c/${code}`), /MARKASK/);
		const empty = await supervisor.send(await supervisor.page(`/desk/c/${code}`), `/desk/c/${code}/refuse_extension`, { reason: '' });
		assert.equal(empty.status, 422);
		assert.match(await empty.text(), /id="refuse-reason-error"/);
		await supervisor.move(code, 'grant_extension', { reason: '' });
		assert.doesNotMatch(await supervisor.page('/desk?queue=extensions'), new RegExp(code));
		const row = await told(code);
		assert.equal(row.extensions, 1);
		assert.equal(row.timeline.at(-1).granted, true);
		assert.equal(Date.parse(row.timeline.at(-1).until), Date.parse(due) + 3 * 86400000 - (Date.parse(due) % 60000));
		assert.match(await text_of(secret), /MARKASK/);
		assert.doesNotMatch(await text_of(`/c/${code}`), /MARKASK/);
		assert.match(await text_of(`/c/${code}`), /Granted 1×/);
	});

	test('an answer that does not pass goes back, and the ledger holds', async () => {
		const { code } = await in_hand();
		await handler.move(code, 'answer', { text: '修了一半。' });
		no_form(await handler.page(`/desk/c/${code}`), 'send_back');
		const empty = await supervisor.send(await supervisor.page(`/desk/c/${code}`), `/desk/c/${code}/send_back`, { reason: ' ' });
		assert.equal(empty.status, 422);
		assert.match(await empty.text(), /id="send-back-reason-error"/);
		await supervisor.move(code, 'send_back', { reason: 'MARKBACK 还有一半' });
		assert.equal((await told(code)).state, 'in_hand');
		assert.doesNotMatch(await text_of(`/c/${code}`), /MARKBACK/);
		assert.match(await handler.page(`/desk/c/${code}`), /MARKBACK/);
		await handler.move(code, 'answer', { text: '全修好了。' });
		await intake.move(code, 'close', { outcome: 'done' });
		const { status, stdout, stderr } = spawnSync(PROGRAM, ['ledger', 'verify', '--db', yidan.url], { encoding: 'utf8' });
		assert.equal(status, 0, stdout + stderr);
	});

	test('what waits no longer goes on by itself', async () => {
		const { code } = await in_hand();
		const soon = new Date(Math.ceil((Date.now() + 1000) / 60000) * 60000);
		await head.move(code, 'wait', { reason_code: 'season', reason: '下雨', until: new Date(soon.getTime() + 8 * 3600000).toISOString().slice(0, 16) });
		const give_up = Date.now() + 90000;
		let row;
		do {
			await new Promise((resolve) => setTimeout(resolve, 1000));
			row = await told(code);
		} while (row.state === 'waiting' && Date.now() < give_up);
		assert.equal(row.state, 'in_hand');
		assert.equal(row.timeline.at(-1).type, 'case.resumed');
		assert.match(await text_of(`/c/${code}`), /The wait is over/);
		assert.equal(row.timeline.filter(({ type }) => type === 'case.resumed').length, 1);
	});
});
