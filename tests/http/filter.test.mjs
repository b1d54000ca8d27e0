// SPDX-License-Identifier: Apache-2.0
// An officer's own lists: what is open narrowed down, kept under a name with a count, renamed, removed; and the way from case to
// case of the list that one was opened from.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sign_in } from '../lib/desk.mjs';
import { start } from '../lib/yidan.mjs';

let yidan, intake, handler;
const codes = {};

async function received(kind, title) {
	const answer = await fetch(`${yidan.origin}/api/v1/cases`, {
		method: 'POST', headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({ kind, title, text: '请看一看。', publish: true }),
	});
	assert.equal(answer.status, 201);
	return (await answer.json()).code;
}

before(async () => {
	yidan = await start({ serve: ['--intake-rate', '0', '--login-rate', '0'] });
	intake = await sign_in(yidan.origin, 'intake');
	handler = await sign_in(yidan.origin, 'roads-handler');
	codes.question = await received('question', '一个问题');
	codes.complaint = await received('complaint', '一个投诉');
	codes.given = await received('complaint', '已派出的投诉');
	codes.theirs = await received('complaint', '水利局的投诉');
	await intake.move(codes.given, 'assign', { unit: await intake.choice(codes.given, '/assign', 'Roads') });
	await intake.move(codes.theirs, 'assign', { unit: await intake.choice(codes.theirs, '/assign', 'Water') });
});
after(async () => { await yidan?.remove(); });

const found = (page) => [...page.matchAll(/row-code mono" translate="no">([^<]*)</g)].map((match) => match[1]).sort();
const path_of = (answer) => answer.headers.get('location');

describe('filters', () => {
	test('each field narrows down; what is none is any', async () => {
		const of = async (query) => found(await intake.page(`/desk/filter?filter=1&${query}`));
		assert.deepEqual(await of(''), Object.values(codes).sort());
		assert.deepEqual(await of('kind=question'), [codes.question]);
		assert.deepEqual(await of('kind=complaint&state=received'), [codes.complaint]);
		assert.deepEqual(await of('state=assigned'), [codes.given, codes.theirs].sort());
		assert.deepEqual(await of('state=closed&kind=nonsense&due=never&from=x'), Object.values(codes).sort());
		assert.deepEqual(await of('due=overdue'), []);
		assert.deepEqual(await of('channel=hotline'), []);
		assert.equal((await of('channel=api')).length, 4);
		assert.deepEqual(await of('told=1'), []);
		assert.deepEqual(await of('to=2001-01-01'), []);
		assert.equal((await of('from=2001-01-01')).length, 4);
		assert.deepEqual(found(await handler.page('/desk/filter?filter=1')), [codes.given], 'of the own unit alone');
		assert.match(await intake.page('/desk/filter?filter=1&due=overdue'), /Nothing fits/);
	});

	test('kept under a name it stands on the left with its count; renamed, removed', async () => {
		const page = await intake.page('/desk/filter?filter=1&kind=complaint');
		const nameless = await intake.send(page, '/desk/filters', { do: 'save', name: ' ' });
		assert.equal(nameless.status, 422);
		assert.match(await nameless.text(), /id="filter-name-error"/);
		const saved = await intake.send(page, '/desk/filters', { do: 'save', name: 'MARKNAME' });
		assert.equal(saved.status, 303);
		assert.match(path_of(saved), /kind=complaint&saved=\d+/);
		assert.equal(path_of(await intake.send(page, '/desk/filters', { do: 'save', name: 'MARKNAME' })), path_of(saved), 'sent twice, kept once');
		const desk = await intake.page('/desk');
		assert.match(desk, /MARKNAME<\/span><span class="count">3/);
		assert.doesNotMatch(await handler.page('/desk'), /MARKNAME/);
		const renamed = await intake.send(await intake.page(path_of(saved)), '/desk/filters', { do: 'replace', name: 'OTHERNAME' });
		assert.equal(path_of(renamed), path_of(saved));
		assert.match(await intake.page('/desk'), /OTHERNAME/);
		// not another officer's to change
		const id = path_of(saved).match(/saved=(\d+)/)[1];
		const foreign = await handler.send(await handler.page('/desk/filter?filter=1'), '/desk/filters', { do: 'replace', saved: id, name: 'X' });
		assert.equal(foreign.status, 404);
		const removed = await intake.send(await intake.page(path_of(saved)), '/desk/filters', { do: 'remove' });
		assert.equal(path_of(removed), '/desk/filter?filter=1&kind=complaint');
		assert.doesNotMatch(await intake.page('/desk'), /OTHERNAME/);
	});

	test('twenty and no more', async () => {
		const page = await handler.page('/desk/filter?filter=1');
		for (let i = 0; i < 20; i++)
			assert.equal((await handler.send(page, '/desk/filters', { do: 'save', name: `n${i}` })).status, 303);
		assert.match(await (await handler.send(page, '/desk/filters', { do: 'save', name: 'more' })).text(), /You keep 20 filters already/);
	});

	test('from case to case, and on after a move', async () => {
		const list = await intake.page('/desk/filter?filter=1&kind=complaint');
		const links = [...list.matchAll(/href="(\/desk\/c\/[^"]*)"/g)].map((match) => match[1].replaceAll('&amp;', '&'));
		assert.equal(links.length, 3);
		const first = await intake.page(links[0]);
		assert.doesNotMatch(first, /rel="prev"/);
		const next = first.match(/href="([^"]*)" rel="next"/)[1].replaceAll('&amp;', '&');
		const second = await intake.page(next);
		assert.match(second, /rel="prev"/);
		assert.match(second, /href="\/desk\/filter\?filter=1&amp;kind=complaint"/);
		// one that leaves the list by a move is followed by the one that took its place
		const page = await intake.page('/desk?queue=new');
		const link = page.match(new RegExp(`href="(/desk/c/${codes.question}[^"]*)"`))[1].replaceAll('&amp;', '&');
		const opened = await intake.page(link);
		const moved = await intake.send(opened, '/assign', { unit: await intake.choice(codes.question, '/assign', 'Roads') });
		assert.equal(moved.status, 303);
		assert.match(path_of(moved), /done=assign&in=queue%3Dnew&n=\d/);
		assert.match(await intake.page(path_of(moved)), new RegExp(`/desk/c/${codes.complaint}\\?in=queue%3Dnew`));
		// an address that is none is left out
		assert.doesNotMatch(await intake.page(`/desk/c/${codes.complaint}?in=queue%3Dnothing&n=0`), /rel="(prev|next)"/);
	});
});
