// SPDX-License-Identifier: Apache-2.0
// Supervision: how it stands with each unit, the cases behind each number, reminding of several at once, and for whom it is.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sign_in } from '../lib/desk.mjs';
import { start } from '../lib/yidan.mjs';

let yidan, intake, supervisor, handler;

before(async () => {
	yidan = await start({ serve: ['--intake-rate', '0', '--login-rate', '0'] });
	intake = await sign_in(yidan.origin, 'intake');
	supervisor = await sign_in(yidan.origin, 'supervisor');
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
	await intake.move(code, 'assign', { unit: await intake.choice(code, '/assign', 'Roads') });
	return code;
}

// The number of a column in the row that holds this word, and the address that it leads to.
function cell(page, row, name) {
	const line = page.split('<tr>').find((part) => part.includes(row));
	const found = line?.match(new RegExp(`href="(/desk/supervision/${name}[^"]*)"[^>]*>([\\d,]+)<`));
	return found ? { url: found[1].replace(/&amp;/g, '&'), count: Number(found[2].replace(/,/g, '')) } : { count: 0 };
}

describe('supervision', () => {
	test('each number leads to as many cases', async () => {
		const before_it = cell(await supervisor.page('/desk/supervision'), 'Roads', 'not_accepted').count;
		const codes = [await assigned(), await assigned(), await assigned()];
		await handler.move(codes[0], 'accept');
		const page = await supervisor.page('/desk/supervision');
		const found = cell(page, 'Roads', 'not_accepted');
		assert.equal(found.count, before_it + 2);
		const list = await supervisor.page(found.url);
		assert.equal([...list.matchAll(/name="code"/g)].length, found.count);
		assert.match(list, new RegExp(codes[1]));
		assert.doesNotMatch(list, new RegExp(codes[0]));
		assert.ok(cell(page, 'All units', 'open').count >= cell(page, 'Roads', 'open').count);
	});

	test('several are reminded of at once; what cannot be is named', async () => {
		const [first, second, third] = [await assigned(), await assigned(), await assigned()];
		const { url } = cell(await supervisor.page('/desk/supervision'), 'Roads', 'open');
		const page = await supervisor.page(url);
		const asked = await supervisor.send(page, '/desk/bulk', { move: 'remind', code: [first, second, third] });
		assert.equal(asked.status, 200);
		const empty = await supervisor.send(await asked.text(), '/desk/bulk', { step: 'look', text: ' ', code: [first, second, third] });
		assert.equal(empty.status, 422);
		const again = await empty.text();
		assert.match(again, /id="bulk-text-error"/);
		assert.match(again, new RegExp(`value="${first}" checked`));

		const words = { text: 'MARKWORDS 请尽快' };
		await handler.move(third, 'accept');
		await handler.move(third, 'answer', { text: '已填平。' });
		const look = await supervisor.send(again, '/desk/bulk', { step: 'look', ...words, code: [first, second, third] });
		assert.equal(look.status, 200);
		const preview = await look.text();
		assert.match(preview, /MARKWORDS/);
		assert.doesNotMatch(preview, new RegExp(`value="${third}`));
		const codes = [...preview.matchAll(/name="code" value="([^"]*)"/g)].map((found) => found[1]);
		assert.equal(codes.length, 2);
		const done = await supervisor.send(preview, '/desk/bulk', { step: 'do', code: [...codes, third] });
		assert.equal(done.status, 200);
		assert.match(await done.text(), /Done: 2\. Refused: 1\./);
		for (const code of [first, second])
			assert.match(await handler.page(`/desk/c/${code}`), /MARKWORDS/);
		assert.doesNotMatch(await handler.page(`/desk/c/${third}`), /MARKWORDS/);
		// the same sent again reminds nobody twice
		const twice = await supervisor.send(preview, '/desk/bulk', { step: 'do', code: codes });
		assert.match(await twice.text(), /Done: 2\. Refused: 0\./);
		assert.equal([...(await handler.page(`/desk/c/${first}`)).matchAll(/MARKWORDS/g)].length, 1);
	});

	test('a hand-over sheet says who has it, until when, and holds no contact data', async () => {
		const answer = await fetch(`${yidan.origin}/api/v1/cases`, {
			method: 'POST', headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify({ kind: 'complaint', title: '路面坑洼', text: '人民路有一个坑。', contact: { name: '王某', phone: '13900001234' } }),
		});
		const { code } = await answer.json();
		assert.match(await intake.page(`/desk/c/${code}/sheet`), /It was not handed over yet/);
		await intake.move(code, 'assign', { unit: await intake.choice(code, '/assign', 'Roads'), standard: 'MARKSTANDARD', note: 'MARKNOTE' });
		const sheet = await handler.page(`/desk/c/${code}/sheet`);
		for (const words of [/Roads/, /MARKSTANDARD/, /MARKNOTE/, /人民路有一个坑/, /Not yet/])
			assert.match(sheet, words);
		assert.doesNotMatch(sheet, /王某|13900001234/);
		assert.match(await handler.page(`/desk/c/${code}`), /Hand-over sheet/);
		const stranger = await sign_in(yidan.origin, 'water-handler');
		assert.equal((await stranger.ask(`/desk/c/${code}/sheet`)).status, 404);
	});

	test('for handlers it is not there', async () => {
		for (const path of ['/desk/supervision', '/desk/supervision/open'])
			assert.equal((await handler.ask(path)).status, 404);
		assert.doesNotMatch(await handler.page('/desk'), /desk\/supervision/);
		for (const path of ['/desk/supervision/nothing', '/desk/supervision/open?unit=1'])
			assert.equal((await supervisor.ask(path)).status, 404);
	});
});
