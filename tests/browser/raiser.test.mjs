// SPDX-License-Identifier: Apache-2.0
// What the raiser decides, in a real browser on a small telephone, in both languages, with and without scripts: not solved and
// reopened, declined and appealed, withdrawn; and what the officers' pages show of it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { PASSWORD, sign_in } from '../lib/desk.mjs';
import { start } from '../lib/yidan.mjs';

const AXE = readFileSync(fileURLToPath(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url)), 'utf8');
const WORDS = {
	'zh-CN': { no: /没有解决/, reopened: /已重办/, declined: /不予受理/, appealed: /复核中/, withdrawn: /已撤回/ },
	en: { no: /not solved/, reopened: /Reopened/, declined: /Declined/, appealed: /Under appeal/, withdrawn: /Withdrawn/ },
};

let yidan;
let browser;
let intake;
let handler;

before(async () => {
	yidan = await start({ serve: ['--intake-rate', '0', '--login-rate', '0'] });
	browser = await chromium.launch({
		executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-quic', '--disable-background-networking'],
	});
	intake = await sign_in(yidan.origin, 'intake');
	handler = await sign_in(yidan.origin, 'roads-handler');
});

after(async () => {
	await browser?.close();
	await yidan?.remove();
});

async function person(options) {
	const context = await browser.newContext(options);
	const page = await context.newPage();
	const complaints = [];
	page.on('console', (message) => {
		if (message.type() === 'error' && !/422/.test(message.text()))
			complaints.push(message.text());
	});
	page.on('pageerror', (error) => complaints.push(error.message));
	return { context, page, complaints };
}

async function no_serious(page, has_scripts) {
	if (!has_scripts)
		return;
	await page.evaluate(AXE);
	const found = await page.evaluate(() => window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }));
	assert.deepEqual(found.violations.filter((v) => ['serious', 'critical'].includes(v.impact))
		.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`), [], page.url());
}

async function raised() {
	const answer = await fetch(`${yidan.origin}/api/v1/cases`, {
		method: 'POST', headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({ kind: 'complaint', title: '路灯不亮', text: '建设路的路灯不亮。', publish: true }),
	});
	const { code, secret_url } = await answer.json();
	await intake.move(code, 'release', { public_title: '路灯不亮', public_text: '建设路的路灯不亮。' });
	return { code, secret: secret_url };
}

async function close(code) {
	await intake.move(code, 'assign', { unit: await intake.choice(code, '/assign', 'Roads Department') });
	await handler.move(code, 'accept');
	await handler.move(code, 'answer', { text: '修好了。' });
	await intake.move(code, 'close', { outcome: 'done' });
}

const main = (page) => page.textContent('main');

for (const [language, words] of Object.entries(WORDS)) {
	for (const has_scripts of [true, false]) {
		describe(`${language}, scripts ${has_scripts ? 'on' : 'off'}`, () => {
			const telephone = { locale: language, javaScriptEnabled: has_scripts, viewport: { width: 360, height: 740 }, hasTouch: true };
			const desk = { locale: language, javaScriptEnabled: has_scripts, viewport: { width: 1280, height: 900 } };

			// Opens the raiser's own page, sends one of its forms and waits for what it says.
			async function decide(page, move, fill) {
				const form = page.locator(`form[action$="/${move}"]`);
				const folded = page.locator(`details:has(form[action$="/${move}"])`);
				if (await folded.count() && await folded.getAttribute('open') === null)
					await folded.locator('summary').click();
				await fill(form);
				await form.locator('button[type=submit]').click();
				await page.waitForURL(new RegExp(`\\?done=${move}$`));
				await no_serious(page, has_scripts);
				assert.equal(await page.locator('[role=status]').count(), 1);
			}

			async function officer(login) {
				const one = await person(desk);
				await one.page.goto(`${yidan.origin}/desk/login`);
				await one.page.fill('input[name=login]', login);
				await one.page.fill('input[name=password]', PASSWORD);
				await one.page.click('main form button[type=submit]');
				await one.page.waitForURL((url) => url.pathname === '/desk');
				return one;
			}

			test('not solved: reopened, assigned again, closed, asked again', async () => {
				const { code, secret } = await raised();
				const raiser = await person(telephone);
				await close(code);
				await raiser.page.goto(secret);
				await no_serious(raiser.page, has_scripts);
				// nothing chosen: it comes back with what was typed
				await raiser.page.fill('textarea[name=words]', 'MARKTYPED');
				await raiser.page.click('form[action$="/rate"] button[type=submit]');
				await raiser.page.waitForSelector('#rate-solved-error');
				assert.equal(await raiser.page.inputValue('textarea[name=words]'), 'MARKTYPED');
				await no_serious(raiser.page, has_scripts);
				await decide(raiser.page, 'rate', (form) => form.locator('input[name=solved][value=no]').check());
				assert.match(await main(raiser.page), words.no);
				await decide(raiser.page, 'reopen', (form) => form.locator('textarea').fill('昨晚又不亮了'));
				assert.match(await main(raiser.page), words.reopened);
				await raiser.page.goto(`${yidan.origin}/c/${code}`);
				await no_serious(raiser.page, has_scripts);
				assert.match(await main(raiser.page), words.reopened);

				const clerk = await officer('intake');
				await clerk.page.goto(`${yidan.origin}/desk?queue=reopened`);
				await no_serious(clerk.page, has_scripts);
				await clerk.page.click(`a[href*="/desk/c/${code}"]`);
				await no_serious(clerk.page, has_scripts);
				// the unit that answered is chosen already
				await clerk.page.click('form[action$="/assign"] button[type=submit]');
				await clerk.page.waitForURL(/\?done=assign(&|$)/);
				await handler.move(code, 'accept');
				await handler.move(code, 'answer', { text: '换了新的。' });
				await intake.move(code, 'close', { outcome: 'done' });
				await raiser.page.goto(secret);
				assert.equal(await raiser.page.locator('input[name=solved]:checked').count(), 0, 'asked anew');
				assert.deepEqual([...raiser.complaints, ...clerk.complaints], []);
				await raiser.context.close();
				await clerk.context.close();
			});

			test('declined, appealed, received again', async () => {
				const { code, secret } = await raised();
				const clerk = await officer('intake');
				await clerk.page.goto(`${yidan.origin}/desk/c/${code}`);
				await clerk.page.click('details:has(form[action$="/decline"]) > summary');
				const form = clerk.page.locator('form[action$="/decline"]');
				assert.match(await form.locator('textarea[name=how_to_appeal]').inputValue(), /60/);
				await form.locator('input[value=decided_before]').check();
				await form.locator('textarea[name=reason]').fill('已经答复过');
				await form.locator('textarea[name=legal_basis]').fill('条例第十四条');
				await form.locator('button[type=submit]').click();
				await clerk.page.waitForURL(/\?done=decline(&|$)/);
				await no_serious(clerk.page, has_scripts);

				const raiser = await person(telephone);
				await raiser.page.goto(secret);
				await no_serious(raiser.page, has_scripts);
				assert.match(await main(raiser.page), words.declined);
				assert.match(await main(raiser.page), /已经答复过[^]*条例第十四条/);
				await decide(raiser.page, 'appeal', (own) => own.locator('textarea').fill('那是另一件事'));
				assert.match(await main(raiser.page), words.appealed);

				const other = await officer('supervisor');
				await other.page.goto(`${yidan.origin}/desk?queue=appealed`);
				await other.page.click(`a[href*="/desk/c/${code}"]`);
				await other.page.click('details:has(form[action$="/overturn"]) > summary');
				await no_serious(other.page, has_scripts);
				await other.page.fill('#overturn-reason', '是另一件事，予以受理');
				await other.page.click('form[action$="/overturn"] button[type=submit]');
				await other.page.waitForURL(/\?done=overturn(&|$)/);
				await raiser.page.goto(secret);
				assert.match(await main(raiser.page), /予以受理/);
				assert.deepEqual([...raiser.complaints, ...clerk.complaints, ...other.complaints], []);
				for (const one of [raiser, clerk, other])
					await one.context.close();
			});

			test('withdrawn', async () => {
				const { code, secret } = await raised();
				const raiser = await person(telephone);
				await raiser.page.goto(secret);
				await decide(raiser.page, 'withdraw', (form) => form.locator('textarea').fill('已经好了'));
				assert.match(await main(raiser.page), words.withdrawn);
				await raiser.page.goto(`${yidan.origin}/c/${code}`);
				await no_serious(raiser.page, has_scripts);
				assert.match(await main(raiser.page), words.withdrawn);
				assert.deepEqual(raiser.complaints, []);
				await raiser.context.close();
			});

			test('a callback by an officer of another unit', async () => {
				const { code } = await raised();
				const other = await officer('supervisor');
				await close(code);
				await other.page.goto(`${yidan.origin}/desk/c/${code}`);
				// what comes next stands open
				assert.equal(await other.page.locator('details[open]:has(form[action$="/callback"])').count(), 1);
				await other.page.check('form[action$="/callback"] input[name=solved][value=no]');
				await no_serious(other.page, has_scripts);
				await other.page.click('form[action$="/callback"] button[type=submit]');
				await other.page.waitForURL(/\?done=callback(&|$)/);
				assert.match(await main(other.page), words.no);
				assert.equal(await other.page.locator('form[action$="/reopen"]').count(), 1);
				assert.deepEqual(other.complaints, []);
				await other.context.close();
			});
		});
	}
}
