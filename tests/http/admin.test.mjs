// SPDX-License-Identifier: Apache-2.0
// Administration over HTTP: units, officers, who may do what; what is refused, what is stale, who sees none of it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { form_of, PASSWORD, sign_in, sign_in_as } from '../lib/desk.mjs';
import { PROGRAM, start } from '../lib/yidan.mjs';

let yidan;
let admin;

before(async () => {
	yidan = await start({ serve: ['--intake-rate', '0', '--login-rate', '0'] });
	admin = await sign_in(yidan.origin, 'admin');
});
after(async () => { await yidan?.remove(); });

const errors = (page) => [...page.matchAll(/<p class="error" id="([\w-]+)-error">.*?<span>(.*?)<\/span>/gs)].map((found) => found[1]);
const option = (page, name, words) => {
	const select = page.match(new RegExp(`<select[^>]*name="${name}"[^]*?</select>`))[0];
	return select.match(new RegExp(`<option value="(\\d*)"[^>]*>[^<]*${words}`))?.[1];
};
// Fields of a form as a browser would send them unchanged.
function fields_of(page, ending) {
	const form = form_of(page, ending);
	const fields = {};
	for (const [tag, name] of form.matchAll(/<input(?=[^>]*type="text")[^>]*name="(\w+)"[^>]*>/g))
		fields[name] = tag.match(/value="([^"]*)"/)[1];
	for (const [, name, body] of form.matchAll(/<select[^>]*name="(\w+)"[^>]*>([^]*?)<\/select>/g))
		fields[name] = body.match(/value="([^"]*)"[^>]*selected/)?.[1] ?? '';
	for (const [tag, name] of form.matchAll(/<input(?=[^>]*type="checkbox")[^>]*name="(\w+)"[^>]*>/g)) {
		if (/checked/.test(tag))
			fields[name] = [...(fields[name] ?? []), tag.match(/value="([^"]*)"/)[1]];
	}
	return fields;
}
const change = async (who, path, fields, ending = path) => {
	const page = await who.page(path);
	return who.send(page, ending, { ...fields_of(page, ending), ...fields });
};

describe('who sees it', () => {
	test('admins see all of it, auditors what they may read, others nothing', async () => {
		const index = await admin.page('/desk/admin');
		for (const name of ['Units', 'Officers', 'Who may do what'])
			assert.ok(index.includes(`>${name}</a>`), name);
		const auditor = await sign_in(yidan.origin, 'auditor');
		const read = await auditor.page('/desk/admin');
		assert.ok(read.includes('Who may do what') && !read.includes('href="/desk/admin/officers"'));
		await auditor.page('/desk/admin/roles');
		const handler = await sign_in(yidan.origin, 'roads-handler');
		for (const path of ['', '/units', '/units/new', '/officers', '/officers/new', '/roles'])
			assert.equal((await handler.ask(`/desk/admin${path}`)).status, 404, path);
		for (const path of ['/units', '/units/new', '/officers'])
			assert.equal((await auditor.ask(`/desk/admin${path}`)).status, 404, path);
		// with a form of their own, too
		const token = (await handler.page('/desk/account/password')).match(/name="token" value="([^"]*)"/)[1];
		for (const path of ['/units/new', '/officers/new', '/officers/1/password', '/officers/1/sessions']) {
			const answer = await handler.post(`/desk/admin${path}`, { token, command: 'x', code: 'x' });
			assert.equal(answer.status, 404, path);
		}
	});

	test('who may do what is the table of moves', async () => {
		const page = await admin.page('/desk/admin/roles');
		const rows = page.match(/<tr>[^]*?<\/tr>/g).map((row) => row.replaceAll(/<svg[^]*?<\/svg>/g, '').replaceAll(/<[^>]*>/g, '|').replaceAll(/[|\s]+/g, ' '));
		assert.ok(rows.some((row) => row.startsWith(' Accept it Assigned may may of the unit in charge')), rows.slice(0, 12).join('\n'));
		assert.ok(rows.some((row) => row.startsWith(' Erase personal data')));
		const chinese = await (await admin.ask('/desk/admin/roles', { headers: { 'Accept-Language': 'zh-CN' } })).text();
		assert.ok(chinese.includes('本单位正在承办') && chinese.includes('签收'));
	});
});

describe('units', () => {
	test('a unit is added, changed, moved and retired', async () => {
		const page = await admin.page('/desk/admin/units/new');
		const parent = option(page, 'parent_id', 'Heting District');
		const added = await change(admin, '/desk/admin/units/new', { code: 'rivers', name_zh: '河道所', name_en: 'Rivers', parent_id: parent, phone: '0000-1' });
		assert.equal(added.status, 303);
		let list = await admin.page('/desk/admin/units?done=1');
		assert.ok(list.includes('Rivers') && list.includes('河道所') && list.includes('Saved.'));
		const moved_to = option(await admin.page('/desk/admin/units/rivers'), 'parent_id', 'Road');
		assert.equal((await change(admin, '/desk/admin/units/rivers', { parent_id: moved_to, name_en: 'Rivers and dykes' })).status, 303);
		list = await admin.page('/desk/admin/units');
		assert.match(list, /admin-indent-2"><a href="\/desk\/admin\/units\/rivers">Rivers and dykes/);
		assert.equal((await change(admin, '/desk/admin/units/rivers', { is_retired: '1' })).status, 303);
		assert.match(await admin.page('/desk/admin/units'), /Rivers and dykes[^]*?Retired/);
	});

	test('what the rules refuse comes back at its field, with what was typed', async () => {
		const refused = await change(admin, '/desk/admin/units/new', { code: 'Bad Code', name_zh: '', name_en: 'Typed', kind: 'palace' });
		assert.equal(refused.status, 422);
		const page = await refused.text();
		assert.deepEqual(errors(page).sort(), ['code', 'kind', 'name_zh']);
		assert.ok(page.includes('value="Typed"') && page.includes('value="Bad Code"'));
		// itself, one below it, a fifth level
		const own = await admin.page('/desk/admin/units');
		assert.ok(own.includes('Heting District'));
		const intake = await change(admin, '/desk/admin/units/centre', { is_intake: '' });
		assert.deepEqual([intake.status, errors(await intake.text())], [422, ['is_intake']]);
		const same = await change(admin, '/desk/admin/units/centre', {});
		assert.equal(same.status, 422);
		assert.ok((await same.text()).includes('Nothing was changed.'));
	});

	test('a unit with open cases or officers is not retired', async () => {
		const refused = await change(admin, '/desk/admin/units/roads', { is_retired: '1' });
		assert.deepEqual([refused.status, errors(await refused.text())], [422, ['is_retired']]);
	});

	test('a stale form says what it is now and keeps what was typed', async () => {
		const page = await admin.page('/desk/admin/units/registry');
		const mine = fields_of(page, '/desk/admin/units/registry');
		assert.equal((await change(admin, '/desk/admin/units/registry', { name_en: 'Parks, changed first' })).status, 303);
		const stale = await admin.send(page, '/desk/admin/units/registry', { ...mine, name_en: 'Parks, mine' });
		assert.equal(stale.status, 409);
		const again = await stale.text();
		assert.ok(again.includes('value="Parks, mine"') && again.includes('Parks, changed first') && again.includes('was changed after the page was opened'));
		// looked at, it can be sent
		const sent = await admin.send(again, '/desk/admin/units/registry', { ...mine, name_en: 'Parks, mine' });
		assert.equal(sent.status, 303);
		assert.ok((await admin.page('/desk/admin/units')).includes('Parks, mine'));
	});

	test('a form that is sent twice counts once; with other words it is refused', async () => {
		const page = await admin.page('/desk/admin/units/new');
		const fields = { ...fields_of(page, '/desk/admin/units/new'), code: 'twice', name_zh: '两次', name_en: 'Twice' };
		assert.equal((await admin.send(page, '/desk/admin/units/new', fields)).status, 303);
		assert.equal((await admin.send(page, '/desk/admin/units/new', fields)).status, 303);
		assert.equal((await admin.send(page, '/desk/admin/units/new', { ...fields, name_en: 'Other' })).status, 409);
		assert.equal((await admin.page('/desk/admin/units')).match(/units\/twice"/g).length, 1);
	});

	test('the tick for intake moves it', async () => {
		assert.equal((await change(admin, '/desk/admin/units/twice', { is_intake: '1' })).status, 303);
		const list = await admin.page('/desk/admin/units');
		assert.equal(list.match(/Takes cases in/g).length, 1);
		const code = list.match(/[^]*?Takes cases in/)[0].match(/units\/([\w-]+)"/g).at(-1);
		assert.equal(code, 'units/twice"');
	});

	test('the desk knows the change within a second; a retired unit is not offered', async () => {
		const intake = await sign_in(yidan.origin, 'intake');
		const until = Date.now() + 5000;
		let page = '';
		while (!page.includes('Parks, mine') && Date.now() < until)
			page = await intake.page('/desk/new');
		assert.ok(page.includes('Parks, mine') && !page.includes('Rivers and dykes'));
	});
});

describe('officers', () => {
	let path;
	let first;

	test('an officer is added; the password is shown once and has to be changed at the first sign-in', async () => {
		const page = await admin.page('/desk/admin/officers/new');
		const unit = option(page, 'unit_id', 'Road');
		const made = await change(admin, '/desk/admin/officers/new', { login: 'new.one', name: '新来的', unit_id: unit, roles: ['handler', 'unit_head'] });
		assert.equal(made.status, 200);
		const text = await made.text();
		first = text.match(/[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}/)[0];
		path = text.match(/action="(\/desk\/admin\/officers\/\d+)"/)[1];
		assert.ok(!(await admin.page(path)).includes(first));
		assert.ok((await admin.page('/desk/admin/officers?q=new.one')).includes('Has to choose a password'));

		const officer = await sign_in_as(yidan.origin, 'new.one', first);
		for (const page_of of ['/desk', '/desk/new', '/desk/admin'])
			assert.equal((await officer.ask(page_of)).headers.get('location'), '/desk/account/password', page_of);
		for (const [fields, wrong] of [
			[{ old: 'not-this-one', new: 'a quiet long sentence', again: 'a quiet long sentence' }, 'old'],
			[{ old: first, new: 'short', again: 'short' }, 'new'],
			[{ old: first, new: 'password12345', again: 'password12345' }, 'new'],
			[{ old: first, new: 'xnew.one2026', again: 'xnew.one2026' }, 'new'],
			[{ old: first, new: first, again: first }, 'new'],
			[{ old: first, new: 'a quiet long sentence', again: 'a quiet long sentense' }, 'again'],
		]) {
			const answer = await officer.send(await officer.page('/desk/account/password'), '/desk/account/password', fields);
			const body = await answer.text();
			assert.deepEqual([answer.status, errors(body)], [422, [wrong]], JSON.stringify(fields));
			assert.ok(!body.includes('a quiet long'));
		}
		const done = await officer.send(await officer.page('/desk/account/password'), '/desk/account/password',
			{ old: first, new: 'a quiet long sentence', again: 'a quiet long sentence' });
		assert.equal(done.headers.get('location'), '/desk');
		await officer.page('/desk');
		await assert.rejects(sign_in_as(yidan.origin, 'new.one', first));
		await sign_in_as(yidan.origin, 'new.one', 'a quiet long sentence');
	});

	test('roles and unit change at once; so does the end of sessions', async () => {
		const officer = await sign_in_as(yidan.origin, 'new.one', 'a quiet long sentence');
		assert.equal((await officer.ask('/desk/supervision')).status, 404);
		assert.equal((await change(admin, path, { roles: ['supervisor'] })).status, 303);
		assert.equal((await officer.ask('/desk/supervision')).status, 200);
		const page = await admin.page(path);
		assert.equal((await admin.send(page, `${path}/sessions`)).status, 303);
		assert.match((await officer.ask('/desk')).headers.get('location'), /login/);
	});

	test('a new password ends the old one and its sessions', async () => {
		const officer = await sign_in_as(yidan.origin, 'new.one', 'a quiet long sentence');
		const made = await admin.send(await admin.page(path), `${path}/password`);
		const second = (await made.text()).match(/[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}/)[0];
		assert.notEqual(second, first);
		assert.match((await officer.ask('/desk')).headers.get('location'), /login/);
		await sign_in_as(yidan.origin, 'new.one', second);
	});

	test('a disabled officer is out', async () => {
		assert.equal((await change(admin, path, { disabled: '1' })).status, 303);
		await assert.rejects(sign_in_as(yidan.origin, 'new.one', 'a quiet long sentence'));
		assert.match(await admin.page('/desk/admin/officers?q=new.one'), /Disabled/);
	});

	test('the last admin stays one', async () => {
		const own = (await admin.page('/desk/admin/officers?q=admin')).match(/officers\/(\d+)">/)[1];
		for (const fields of [{ disabled: '1' }, { roles: ['auditor'] }]) {
			const refused = await change(admin, `/desk/admin/officers/${own}`, fields);
			assert.equal(refused.status, 422);
			assert.ok((await refused.text()).includes('This is the last admin'));
		}
		// nothing is chosen for anybody: a unit has to be
		const taken = await change(admin, '/desk/admin/officers/new', { login: 'intake', name: 'x', roles: ['handler'] });
		assert.deepEqual([taken.status, errors(await taken.text())], [422, ['login', 'unit_id']]);
	});
});

test('what the browser changed stands in the ledger and is what the rows hold', () => {
	const said = execFileSync(PROGRAM, ['ledger', 'verify', '--db', yidan.url], { encoding: 'utf8' });
	assert.match(said, /OK|holds|agree|sound|nothing/i);
	assert.ok(PASSWORD.length > 0);
});
