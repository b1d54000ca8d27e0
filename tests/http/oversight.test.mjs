// SPDX-License-Identifier: Apache-2.0
// Reminders and oversight orders at the desk, what everybody sees of them, and that an order holds a case up until the head of the
// unit has answered.
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

async function assigned() {
	const answer = await fetch(`${yidan.origin}/api/v1/cases`, {
		method: 'POST', headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({ kind: 'complaint', title: '路面坑洼', text: '人民路有一个坑。', publish: true }),
	});
	assert.equal(answer.status, 201);
	const { code } = await answer.json();
	await intake.move(code, 'release', { public_title: '路面坑洼', public_text: '人民路有一个坑。' });
	await intake.move(code, 'assign', { unit: await intake.choice(code, '/assign', 'Roads') });
	return code;
}

const local = (days) => new Date(Date.now() + days * 86400000 + 8 * 3600000).toISOString().slice(0, 16);
const text_of = async (path) => (await fetch(`${yidan.origin}${path}`, { headers: { 'Accept-Language': 'en' } })).text();
const told = async (code) => (await (await fetch(`${yidan.origin}/api/v1/cases/${code}`)).json()).timeline.map(({ type }) => type);

describe('oversight', () => {
	test('a reminder is told to all, its words to the office alone', async () => {
		const code = await assigned();
		await intake.move(code, 'remind', { text: 'MARKWORDS 请今天去看' });
		assert.equal((await told(code)).at(-1), 'case.reminded');
		const everybody = await text_of(`/c/${code}`);
		assert.match(everybody, /was reminded/);
		assert.doesNotMatch(everybody, /MARKWORDS/);
		const page = await handler.page(`/desk/c/${code}`);
		assert.match(page, /MARKWORDS/);
		assert.doesNotMatch(page, /action="[^"]*\/remind"/);
		const empty = await intake.send(await intake.page(`/desk/c/${code}`), `/desk/c/${code}/remind`, { text: ' ' });
		assert.equal(empty.status, 422);
		assert.match(await empty.text(), /id="remind-text-error"/);
	});

	test('an order has a number, holds the case, and is answered by the head of the unit', async () => {
		const code = await assigned();
		const bad = await supervisor.send(await supervisor.page(`/desk/c/${code}`), `/desk/c/${code}/order`, { text: '留着这句', answer_by: 'soon' });
		assert.equal(bad.status, 422);
		const again = await bad.text();
		assert.match(again, /id="order-by-error"/);
		assert.match(again, /留着这句<\/textarea>/);
		const past = await supervisor.send(again, `/desk/c/${code}/order`, { text: '说明', answer_by: local(-1) });
		assert.equal(past.status, 422);
		assert.match(await past.text(), /id="order-by-error"/);
		await supervisor.move(code, 'order', { text: 'MARKORDER 说明原因', answer_by: local(3) });
		const [, number] = (await text_of(`/c/${code}`)).match(/No\. 20\d\d-(\d+)/);
		assert.doesNotMatch(await text_of(`/c/${code}`), /MARKORDER/);

		await handler.move(code, 'accept');
		await handler.move(code, 'answer', { text: '已填平。' });
		const intake_page = await intake.page(`/desk/c/${code}`);
		assert.doesNotMatch(intake_page, /action="[^"]*\/close"/);
		assert.match(intake_page, new RegExp(`order no\\. 20\\d\\d-${number} has not been answered`, 'i'));
		assert.doesNotMatch(await handler.page(`/desk/c/${code}`), /action="[^"]*\/answer_order"/);
		assert.match(await head.page(`/desk/c/${code}`), /MARKORDER/);
		await head.move(code, 'answer_order', { text: '雨天耽误，已补。' });
		await intake.move(code, 'close', { outcome: 'done' });
		assert.deepEqual((await told(code)).slice(-4), ['case.ordered', 'case.accepted', 'case.answered', 'case.order_answered', 'case.closed'].slice(-4));

		// the next one of the year
		const other = await assigned();
		await supervisor.move(other, 'order', { text: '说明', answer_by: local(3) });
		assert.match(await text_of(`/c/${other}`), new RegExp(`No\\. 20\\d\\d-${Number(number) + 1}\\b`));
	});

	test('what is given back twice a supervisor decides, with a reason, for good', async () => {
		const code = await assigned();
		const water = await sign_in(yidan.origin, 'water-handler');
		await handler.move(code, 'return', { reason_code: 'not_ours', reason: '不归我们' });
		await intake.move(code, 'assign', { unit: await intake.choice(code, '/assign', 'Water') });
		await water.move(code, 'return', { reason_code: 'not_ours', reason: '也不归我们' });
		const page = await intake.page(`/desk/c/${code}`);
		assert.doesNotMatch(page, /action="[^"]*\/assign"/);
		assert.match(page, /a supervisor decides whose it is/);
		const unit = await supervisor.choice(code, '/assign', 'Roads');
		const bad = await supervisor.send(await supervisor.page(`/desk/c/${code}`), `/desk/c/${code}/assign`, { unit });
		assert.equal(bad.status, 422);
		assert.match(await bad.text(), /id="assign-note-error"/);
		await supervisor.move(code, 'assign', { unit, note: '坑在路面上，归市政' });
		const back = await handler.page(`/desk/c/${code}`);
		assert.doesNotMatch(back, /action="[^"]*\/return"/);
		assert.match(back, /Whose it is was decided/);
		await handler.move(code, 'accept');
	});

	test('two at once get two numbers, and the ledger holds', async () => {
		const codes = [await assigned(), await assigned(), await assigned()];
		await Promise.all(codes.map((code) => supervisor.move(code, 'order', { text: '说明', answer_by: local(2) })));
		const numbers = await Promise.all(codes.map(async (code) => (await text_of(`/c/${code}`)).match(/No\. 20\d\d-(\d+)/)[1]));
		assert.equal(new Set(numbers).size, 3, numbers.join(' '));
		const { status, stdout, stderr } = spawnSync(PROGRAM, ['ledger', 'verify', '--db', yidan.url], { encoding: 'utf8' });
		assert.equal(status, 0, stdout + stderr);
	});
});
