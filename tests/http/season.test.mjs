// SPDX-License-Identifier: Apache-2.0
// A season is drawn up in the browser, a case is put on one of its lists, and the board, the pages and the JSON count it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sign_in } from '../lib/desk.mjs';
import { start } from '../lib/yidan.mjs';

let yidan, leader, intake, handler;

before(async () => {
	yidan = await start({ demo: ['--no-cases'], serve: ['--intake-rate', '0', '--login-rate', '0'] });
	[leader, intake, handler] = await Promise.all(['leader', 'intake', 'roads-handler'].map((login) => sign_in(yidan.origin, login)));
});
after(async () => { await yidan?.remove(); });

const text = async (path) => (await fetch(`${yidan.origin}${path}`, { headers: { 'Accept-Language': 'en' } })).text();
const json = async () => (await fetch(`${yidan.origin}/api/v1/season`)).json();

const send = async (who, path, fields) => who.send(await who.page(path), path.split('?')[0], fields);

const SEASON = { code: 'autumn', name_zh: '秋季走访', name_en: 'Autumn visits', starts_on: '2026-09-01', ends_on: '2027-11-30', is_public: '1',
	stage_0_from: '2026-09-01', stage_0_to: '2026-09-20', stage_0_zh: '读完一本书', step_0: '2026-09-01', step_2: '2026-09-04' };
const LIST = { code: 'rectify', name_zh: '整改清单', name_en: 'Rectification', kind: 'rectification', owner_zh: '整改专班', is_public: '1' };

test('without a season there is none on the first page, and the board says so', async () => {
	assert.doesNotMatch(await text('/'), /id="season"/);
	assert.equal((await fetch(`${yidan.origin}/api/v1/season`)).status, 404);
	assert.match(await (await leader.ask('/desk/seasons')).text(), /No season has been drawn up yet/);
});

test('who may not draw one up finds no form', async () => {
	assert.equal((await intake.ask('/desk/seasons/new')).status, 404);
	assert.doesNotMatch(await (await intake.ask('/desk/seasons')).text(), /seasons\/new/);
});

test('what is wrong is named at its field and nothing is stored', async () => {
	const sent = await send(leader, '/desk/seasons/new', { ...SEASON, code: 'Ä', ends_on: '2026-08-01', stage_0_to: '2026-02-30' });
	assert.equal(sent.status, 422);
	const page = await sent.text();
	for (const id of ['code', 'ends_on', 'stage_0_to'])
		assert.match(page, new RegExp(`id="${id}-error"`), id);
	assert.match(page, /读完一本书/);
	assert.equal((await leader.ask('/desk/season/autumn')).status, 404);
});

test('it is drawn up, with a list, and stands on the first page', async () => {
	const sent = await send(leader, '/desk/seasons/new', SEASON);
	assert.equal(sent.status, 303, await sent.text());
	assert.equal(sent.headers.get('location'), '/desk/season/autumn?saved=1');
	const board = await (await leader.ask('/desk/season/autumn')).text();
	assert.match(board, /Autumn visits/);
	assert.match(board, /3 days after the first/);
	const list = await send(leader, '/desk/programmes/new?season=autumn', { ...LIST, season: '' });
	assert.equal(list.status, 303, await list.text());
	// without its season it belongs to none
	assert.match(await (await leader.ask('/desk/seasons')).text(), /Lists of no season/);
	const form = await (await leader.ask('/desk/programme/rectify/edit')).text();
	const season = form.match(/<option value="(\d+)"[^>]*>Autumn visits/)[1];
	assert.equal((await send(leader, '/desk/programme/rectify/edit', { ...LIST, season })).status, 303);
	assert.match(await text('/'), /Autumn visits/);
	assert.match(await text('/season/autumn'), /Rectification/);
	assert.deepEqual((await json()).lists, [{ code: 'rectify', kind: 'rectification', cases: 0, concluded: 0, open: 0, by_channel: {} }]);
});

test('a case goes onto the list and is counted once', async () => {
	const sent = await fetch(`${yidan.origin}/api/v1/cases`, { method: 'POST', headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({ kind: 'complaint', text: '桥栏杆松了。', publish: true }) });
	const { code } = await sent.json();
	const programme = await intake.choice(code, '/list', 'Rectification');
	await intake.move(code, 'list', { programme });
	assert.match(await (await intake.ask(`/desk/c/${code}`)).text(), /Put on the list/);
	assert.match(await (await intake.ask('/desk/programme/rectify')).text(), new RegExp(code));
	assert.doesNotMatch(await (await handler.ask('/desk/programme/rectify')).text(), new RegExp(code));
	const [list] = (await json()).lists;
	assert.deepEqual([list.cases, list.concluded, list.open, list.by_channel.api.cases], [1, 0, 1, 1]);
	// nothing of it is public before it is released
	assert.match(await text('/season/autumn/rectify'), /Nothing of this has been released yet/);
	await intake.move(code, 'release', { public_title: '桥栏杆', public_text: '松了' });
	assert.match(await text('/season/autumn/rectify'), new RegExp(code));
	assert.doesNotMatch(await text('/season/autumn/rectify?state=closed'), new RegExp(code));
	// off it for a reason alone
	const refused = await intake.send(await intake.page(`/desk/c/${code}`), `/desk/c/${code}/list`, { programme: '' });
	assert.equal(refused.status, 422);
	assert.match(await refused.text(), /id="list-reason-error"/);
});

test('a list that is for the office only is not shown', async () => {
	const form = await (await leader.ask('/desk/programme/rectify/edit')).text();
	const season = form.match(/<option value="(\d+)"[^>]*>Autumn visits/)[1];
	assert.equal((await send(leader, '/desk/programme/rectify/edit', { ...LIST, season, is_public: '' })).status, 303);
	assert.equal((await fetch(`${yidan.origin}/season/autumn/rectify`)).status, 404);
	assert.deepEqual((await json()).lists, []);
});
