// SPDX-License-Identifier: Apache-2.0
// Notes within the office, and messages between it and the raiser: who reads what, and that the list says where one waits.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { sign_in } from '../lib/desk.mjs';
import { PROGRAM, start } from '../lib/yidan.mjs';

let yidan, intake, handler;

before(async () => {
	yidan = await start({ serve: ['--intake-rate', '0', '--login-rate', '0'] });
	intake = await sign_in(yidan.origin, 'intake');
	handler = await sign_in(yidan.origin, 'roads-handler');
});
after(async () => { await yidan?.remove(); });

const text_of = async (path) => (await fetch(`${yidan.origin}${path}`, { headers: { 'Accept-Language': 'en' } })).text();

// The form of the raiser's page, sent as a browser does.
async function tell(secret, text) {
	const page = await text_of(secret);
	const form = page.match(/<form action="([^"]*\/tell)"[^]*?name="command" value="([^"]+)"/);
	assert.ok(form, 'the page has the form');
	return fetch(`${yidan.origin}${form[1]}`, {
		method: 'POST', redirect: 'manual', headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Accept-Language': 'en' },
		body: new URLSearchParams({ command: form[2], text }),
	});
}

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

describe('talk', () => {
	test('a message goes to the raiser, the reply to those who work on it, neither to the public', async () => {
		const { code, secret } = await in_hand();
		await handler.move(code, 'write', { text: 'MARKASK 坑在哪一侧？' });
		const asked = await text_of(secret);
		assert.match(asked, /MARKASK/);
		assert.match(asked, /The office waits for your reply/);
		const empty = await tell(secret, ' ');
		assert.equal(empty.status, 422);
		assert.match(await empty.text(), /id="tell-text-error"/);
		const told = await tell(secret, 'MARKTELL 靠河那一侧');
		assert.equal(told.status, 303);
		assert.match(told.headers.get('location'), /done=tell$/);
		assert.match(await text_of(told.headers.get('location')), /What you added has been received/);
		assert.match(await handler.page(`/desk/c/${code}`), /MARKTELL/);
		const row = (await handler.page('/desk?queue=in-hand')).split('data-row').find((part) => part.includes(code));
		assert.match(row, /The raiser wrote/);
		const everybody = await text_of(`/c/${code}`);
		assert.doesNotMatch(everybody, /MARKASK|MARKTELL/);
		const { timeline } = await (await fetch(`${yidan.origin}/api/v1/cases/${code}`)).json();
		assert.ok(!timeline.some(({ type }) => type === 'case.written' || type === 'case.told'));
		// once it is answered, nobody waits for a reply any more
		await handler.move(code, 'answer', { text: '已填平。' });
		assert.doesNotMatch((await handler.page('/desk?queue=ours-answered')).split('data-row').find((part) => part.includes(code)), /The raiser wrote/);
	});

	test('a note stays within the office', async () => {
		const { code, secret } = await in_hand();
		await handler.move(code, 'note', { text: 'MARKNOTE 已到现场' });
		assert.match(await intake.page(`/desk/c/${code}`), /MARKNOTE/);
		assert.doesNotMatch(await text_of(secret), /MARKNOTE/);
		assert.doesNotMatch(await text_of(`/c/${code}`), /MARKNOTE/);
		const empty = await handler.send(await handler.page(`/desk/c/${code}`), `/desk/c/${code}/note`, { text: '' });
		assert.equal(empty.status, 422);
		assert.match(await empty.text(), /id="note-text-error"/);
	});

	test('with a wrong link nobody can add anything, and the ledger holds', async () => {
		const { secret } = await in_hand();
		const parts = secret.split('/');
		parts[3] = `${parts[3].slice(0, -1)}${parts[3].endsWith('A') ? 'B' : 'A'}`;
		const wrong = await fetch(`${yidan.origin}${parts.join('/')}/tell`, {
			method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ command: 'c', text: 'x' }),
		});
		assert.equal(wrong.status, 404);
		const { status, stdout, stderr } = spawnSync(PROGRAM, ['ledger', 'verify', '--db', yidan.url], { encoding: 'utf8' });
		assert.equal(status, 0, stdout + stderr);
	});
});
