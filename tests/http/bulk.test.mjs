// SPDX-License-Identifier: Apache-2.0
// One move for several cases that were ticked in a list: what is asked, what the preview says of each, what is done, and that
// nothing happens twice or to what changed meanwhile.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sign_in } from '../lib/desk.mjs';
import { start } from '../lib/yidan.mjs';

let yidan, intake, handler, water;

before(async () => {
	yidan = await start({ serve: ['--intake-rate', '0', '--login-rate', '0'] });
	intake = await sign_in(yidan.origin, 'intake');
	handler = await sign_in(yidan.origin, 'roads-handler');
	water = await sign_in(yidan.origin, 'water-handler');
});
after(async () => { await yidan?.remove(); });

async function received(title = '路面坑洼') {
	const answer = await fetch(`${yidan.origin}/api/v1/cases`, {
		method: 'POST', headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({ kind: 'complaint', title, text: '人民路有一个坑。', publish: true }),
	});
	assert.equal(answer.status, 201);
	return (await answer.json()).code;
}

// The value of the option with these words.
const option = (page, words) => page.match(new RegExp(`<option value="(\\d+)"[^>]*>${words}`))[1];
const codes_of = (page) => [...page.matchAll(/name="code" value="([^"]*)"/g)].map((found) => found[1]);
const bulk = async (who, page, fields) => {
	const answer = await who.send(page, '/desk/bulk', fields);
	return { status: answer.status, text: await answer.text() };
};

describe('several at once', () => {
	test('a list has a box for each case, and the moves that its state allows', async () => {
		const code = await received();
		const page = await intake.page('/desk?queue=new');
		assert.match(page, new RegExp(`name="code" value="${code}"`));
		for (const move of ['assign', 'classify', 'note'])
			assert.match(page, new RegExp(`name="move" value="${move}"`));
		assert.doesNotMatch(page, /name="move" value="(remind|accept|close|answer)"/);
	});

	test('assigned after a preview, each once, with what it goes back to', async () => {
		const codes = [await received(), await received(), await received()];
		const list = await intake.page('/desk?queue=new');
		const ask = await bulk(intake, list, { move: 'assign', code: codes });
		assert.equal(ask.status, 200);
		const unit = option(ask.text, 'Roads');
		const missing = await bulk(intake, ask.text, { step: 'look', code: codes });
		assert.equal(missing.status, 422);
		assert.match(missing.text, /id="bulk-unit-error"/);
		const past = await bulk(intake, ask.text, { step: 'look', code: codes, unit, deadline: '2001-01-01T10:00' });
		assert.equal(past.status, 422);
		assert.match(past.text, /id="bulk-deadline-error"/);
		assert.match(past.text, new RegExp(`value="${unit}" selected`));

		const look = await bulk(intake, ask.text, { step: 'look', code: codes, unit, standard: 'MARKSTANDARD' });
		assert.equal(look.status, 200);
		assert.equal([...look.text.matchAll(/To Roads Department/g)].length, 3, look.text.match(/<main[^]*<\/main>/)?.[0]);
		assert.match(await intake.page(`/desk/c/${codes[0]}`), /Received/, 'a preview does nothing');
		// one is left out, one is taken by somebody else meanwhile
		await intake.move(codes[1], 'assign', { unit: option(ask.text, 'Water') });
		const chosen = codes_of(look.text).slice(0, 2);
		const done = await bulk(intake, look.text, { step: 'do', code: chosen });
		assert.equal(done.status, 200);
		assert.match(done.text, /Done: 1\. Refused: 1\./);
		assert.match(done.text, /There is no taking back/);
		assert.match(await handler.page(`/desk/c/${codes[0]}`), /MARKSTANDARD/);
		assert.match(await water.page('/desk?queue=to-accept'), new RegExp(codes[1]));
		assert.match(await intake.page('/desk?queue=new'), new RegExp(codes[2]));
		// sent twice
		const twice = await bulk(intake, look.text, { step: 'do', code: chosen });
		assert.match(twice.text, /Done: 1\. Refused: 1\./);
	});

	test('a unit accepts several; what is not its own is named and left alone', async () => {
		const ours = [await received(), await received()], theirs = await received();
		for (const code of ours)
			await intake.move(code, 'assign', { unit: await intake.choice(code, '/assign', 'Roads') });
		await intake.move(theirs, 'assign', { unit: await intake.choice(theirs, '/assign', 'Water') });
		const look = await bulk(handler, await handler.page('/desk?queue=to-accept'), { move: 'accept', code: [...ours, theirs] });
		assert.equal(look.status, 200);
		assert.match(look.text, /There is no such case for you/);
		assert.doesNotMatch(look.text, new RegExp(`value="${theirs}`));
		const done = await bulk(handler, look.text, { step: 'do', code: [...codes_of(look.text), theirs] });
		assert.match(done.text, /Done: 2\. Refused: 1\./);
		assert.match(await water.page('/desk?queue=to-accept'), new RegExp(theirs));
		for (const code of ours)
			assert.match(await handler.page('/desk?queue=in-hand'), new RegExp(code));
	});

	test('sorted into a category, with a note, and what is no list comes back to the desk', async () => {
		const codes = [await received('一件事'), await received('另一件事')];
		const list = await intake.page('/desk?queue=new');
		const ask = await bulk(intake, list, { move: 'classify', code: codes, back: 'https://example.org/' });
		assert.doesNotMatch(ask.text, /example\.org/);
		const category = option(ask.text, 'Street lamps');
		const look = await bulk(intake, ask.text, { step: 'look', code: codes, category, reason: 'MARKREASON' });
		assert.equal(look.status, 200, look.text.match(/class="errors"[^]*?<\/div>/)?.[0]);
		assert.match(look.text, /Category: /);
		const done = await bulk(intake, look.text, { step: 'do', code: codes_of(look.text) });
		assert.match(done.text, /Done: 2\. Refused: 0\./);
		assert.match(await intake.page(`/desk/c/${codes[0]}`), /MARKREASON/);
		const none = await bulk(intake, list, { move: 'note' });
		assert.match(none.text, /Nothing is ticked/);
		assert.equal((await bulk(intake, list, { move: 'close', code: codes })).status, 400);
	});
});
