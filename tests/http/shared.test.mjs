// SPDX-License-Identifier: Apache-2.0
// Several who work on one case, at the desk: who of the unit it is allotted to, and the units that support the one that leads.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sign_in } from '../lib/desk.mjs';
import { start } from '../lib/yidan.mjs';

let yidan, intake, head, handler, lamps, supervisor;

before(async () => {
	yidan = await start({ serve: ['--intake-rate', '0', '--login-rate', '0'] });
	intake = await sign_in(yidan.origin, 'intake');
	head = await sign_in(yidan.origin, 'roads-head');
	handler = await sign_in(yidan.origin, 'roads-handler');
	lamps = await sign_in(yidan.origin, 'lamps-handler');
	supervisor = await sign_in(yidan.origin, 'supervisor');
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

const public_page = async (code) => (await fetch(`${yidan.origin}/c/${code}`, { headers: { 'Accept-Language': 'en' } })).text();
const name_of = (page) => page.match(/tool-words">([^<]*)</g).at(-1).slice(12, -1);

describe('allotted within the unit', () => {
	test('the head gives it to a handler, who finds it under "Mine"; everybody is told nothing', async () => {
		const code = await assigned();
		assert.match(await head.page('/desk?queue=not-allotted'), new RegExp(code));
		const who = name_of(await handler.page('/desk'));
		await head.move(code, 'allot', { officer: await head.choice(code, '/allot', who), note: 'MARKNOTE 今天去看' });
		assert.doesNotMatch(await head.page('/desk?queue=not-allotted'), new RegExp(code));
		const mine = await handler.page('/desk?queue=mine');
		assert.match(mine, new RegExp(code));
		assert.match(mine, new RegExp(`row-with[^]*${who}`));
		assert.match(await handler.page(`/desk/c/${code}`), /MARKNOTE/);
		// intake sees that it is with the unit, and in its lists not with whom
		assert.doesNotMatch(await intake.page('/desk?queue=assigned'), /row-with/);
		const everybody = await public_page(code);
		assert.doesNotMatch(everybody, /MARKNOTE|works on it/);
		assert.ok(!everybody.includes(who));
		const timeline = (await (await fetch(`${yidan.origin}/api/v1/cases/${code}`)).json()).timeline;
		assert.ok(!timeline.some(({ type }) => type === 'case.allotted'));
	});

	test('a handler takes it and gives it up, and gives it to nobody else', async () => {
		const code = await assigned();
		let page = await handler.page(`/desk/c/${code}`);
		assert.match(page, /I work on it/);
		await handler.move(code, 'allot');
		assert.match(await handler.page('/desk?queue=mine'), new RegExp(code));
		page = await handler.page(`/desk/c/${code}`);
		assert.match(page, /I do not work on it any more/);
		const other = await head.choice(code, '/allot', name_of(await head.page('/desk')));
		const refused = await handler.send(page, '/allot', { officer: other });
		assert.equal(refused.status, 422);
		assert.match(await refused.text(), /Only the head of the unit/);
		await handler.move(code, 'allot');
		assert.doesNotMatch(await handler.page('/desk?queue=mine'), new RegExp(code));
	});

	test('whoever is of another unit cannot be given it', async () => {
		const code = await assigned();
		const refused = await head.send(await head.page(`/desk/c/${code}`), '/allot', { officer: '1' });
		assert.equal(refused.status, 422);
		assert.match(await refused.text(), /in your unit/);
		assert.equal((await lamps.ask(`/desk/c/${code}`)).status, 404);
	});
});

const told = async (code) => (await (await fetch(`${yidan.origin}/api/v1/cases/${code}`)).json()).timeline.map(({ type }) => type);

async function supported() {
	const code = await assigned();
	await handler.move(code, 'accept');
	await head.move(code, 'support', { unit: await head.choice(code, '/support', 'Lighting'), note: 'MARKASK 查一下电缆', standard: '写明原因' });
	return code;
}

describe('supporting units', () => {
	test('the lead answers when the supporting unit has reported; each step is told by unit, its words to the office alone', async () => {
		const code = await supported();
		let page = await head.page(`/desk/c/${code}`);
		assert.doesNotMatch(page, /action="[^"]*\/answer"/);
		assert.match(page, /Street Lighting[^<]* has not reported its part yet/);
		assert.match(await lamps.page('/desk?queue=supporting'), new RegExp(code));
		page = await lamps.page(`/desk/c/${code}`);
		assert.match(page, /MARKASK/);
		assert.doesNotMatch(page, /action="[^"]*\/(answer|accept|return|support)"/);
		const sheet = await lamps.page(`/desk/c/${code}/sheet`);
		assert.match(sheet, /Hand-over sheet for a supporting unit[^]*Street Lighting[^]*写明原因/);
		await lamps.move(code, 'accept_support');
		const empty = await lamps.send(await lamps.page(`/desk/c/${code}`), '/report_support', { text: ' ' });
		assert.equal(empty.status, 422);
		assert.match(await empty.text(), /id="report-support-text-error"/);
		await lamps.move(code, 'report_support', { text: 'MARKREPORT 电缆已换' });
		assert.doesNotMatch(await lamps.page('/desk?queue=supporting'), new RegExp(code));
		assert.match(await head.page(`/desk/c/${code}`), /MARKREPORT/);
		await handler.move(code, 'answer', { text: '已修好。' });
		assert.deepEqual((await told(code)).slice(-4), ['case.support_assigned', 'case.support_accepted', 'case.support_reported', 'case.answered']);
		const everybody = await public_page(code);
		assert.match(everybody, /Street Lighting[^<]* supports this/);
		assert.doesNotMatch(everybody, /MARKASK|MARKREPORT/);
	});

	test('it can be given back, or taken out with a reason; then it is not seen any more', async () => {
		const code = await supported();
		await lamps.move(code, 'return_support', { reason_code: 'not_ours', reason: '不归我们' });
		assert.equal((await lamps.ask(`/desk/c/${code}`)).status, 404);
		await head.move(code, 'support', { unit: await head.choice(code, '/support', 'Lighting') });
		const refused = await head.send(await head.page(`/desk/c/${code}`), '/support', { unit: await head.choice(code, '/support', 'Lighting'), note: '留着这句' });
		assert.equal(refused.status, 422);
		const again = await refused.text();
		assert.match(again, /supports it already/);
		assert.match(again, /留着这句<\/textarea>/);
		await head.move(code, 'end_support', { unit: await head.choice(code, '/end_support', 'Lighting'), reason: '不用了' });
		assert.equal((await lamps.ask(`/desk/c/${code}`)).status, 404);
		await handler.move(code, 'answer', { text: '已修好。' });
	});

	test('supervision counts what each unit supports, and leads to it', async () => {
		const code = await supported();
		const table = await supervisor.page('/desk/supervision');
		assert.match(table, /\/desk\/supervision\/supporting\?unit=/);
		assert.match(await supervisor.page('/desk/supervision/supporting'), new RegExp(code));
	});
});
