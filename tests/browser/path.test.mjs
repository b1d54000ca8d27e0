// SPDX-License-Identifier: Apache-2.0
// One matter from a resident's telephone to its answer: the real binary, a real browser, both languages, with and without
// scripts. The resident's browser and the officers' are different ones, as in life.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { start } from '../lib/yidan.mjs';

const AXE = readFileSync(fileURLToPath(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url)), 'utf8');
const PASSWORD = 'heting-demo-2019';
const PHOTO = fileURLToPath(new URL('../../data/demo/photos/pothole.png', import.meta.url));
const LANGUAGES = {
	'zh-CN': { text: '建设路小学门口的路灯坏了三天，孩子放学要摸黑走，请尽快修好。我的电话 13900001234。', answer: '谢谢您。路灯班今天已换好灯头，今晚正常亮灯。', masked: '手机号已隐去' },
	en: { text: 'The street lamp in front of the primary school has been dark for three days. Call me at 13900001234.', answer: 'Thank you. The lamp was replaced today and is lit again.', masked: 'mobile number removed' },
};

let yidan;
let browser;

before(async () => {
	yidan = await start();
	browser = await chromium.launch({
		executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-quic', '--disable-background-networking'],
	});
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
		if (message.type() === 'error')
			complaints.push(message.text());
	});
	page.on('pageerror', (error) => complaints.push(error.message));
	return { context, page, complaints };
}

async function serious(page) {
	await page.evaluate(AXE);
	const found = await page.evaluate(() => window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }));
	return found.violations.filter((v) => ['serious', 'critical'].includes(v.impact))
		.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`);
}

async function no_serious(page, has_scripts) {
	if (has_scripts)
		assert.deepEqual(await serious(page), [], page.url());
}

// The resident's side: home, three steps, look-over, receipt. Gives code and secret link.
async function tell(page, words, has_scripts) {
	await page.goto(yidan.origin);
	await no_serious(page, has_scripts);
	await page.fill('textarea[name=text]', words.text);
	await page.click('form[action$="/new"] button[type=submit]');
	await page.waitForURL(/\/new$/);
	assert.equal(await page.inputValue('textarea[name=text]'), words.text);
	await page.check('input[name=kind][value=help]');
	await page.setInputFiles('input[name=photo]', PHOTO);
	await no_serious(page, has_scripts);
	await page.click('main form button.btn-primary');
	await page.waitForURL(/\/new\/where$/);
	await no_serious(page, has_scripts);
	await page.selectOption('select[name=area]', { index: 2 });
	await page.fill('input[name=address]', '12 Jianshe Road');
	await page.click('main form button.btn-primary');
	await page.waitForURL(/\/new\/reach$/);
	await no_serious(page, has_scripts);
	await page.fill('input[name=name]', 'Kestrel');
	await page.fill('input[name=phone]', '13900001234');
	await page.check('input[name=publish][value="1"]');
	await page.click('main form button.btn-primary');
	await page.waitForURL(/\/new\/check$/);
	await no_serious(page, has_scripts);
	assert.match(await page.textContent('main'), new RegExp(words.masked));
	await page.click('main form button.btn-primary');
	await page.waitForURL(/\/r\/[^/]+\/[^/?]+\?new=1$/);
	await no_serious(page, has_scripts);
	const code = (await page.textContent('#code')).trim();
	assert.match(code, /^[2-9A-Z]{3}-[2-9A-Z]{3}-[2-9A-Z]{3}$/);
	return { code, secret: page.url().replace('?new=1', '') };
}

async function sign_in(page, login) {
	await page.goto(`${yidan.origin}/desk`);
	await page.fill('input[name=login]', login);
	await page.fill('input[name=password]', PASSWORD);
	await page.click('main form button[type=submit]');
	await page.waitForURL((url) => url.pathname === '/desk');
}

// Opens the form of a move where it is folded, lets `fill` fill it in, sends it, and waits for the case to come back.
async function move(page, code, name, fill) {
	await page.goto(`${yidan.origin}/desk/c/${code}`);
	const form = page.locator(`form[action$="/${name}"]`);
	const details = page.locator(`details:has(form[action$="/${name}"])`).first();
	if (await details.count() && await details.getAttribute('open') === null)
		await details.locator('summary').first().click();
	await fill?.(form);
	await form.locator('button[type=submit]').last().click();
	await page.waitForURL(new RegExp(`/desk/c/${code}\\?done=${name}`));
}

for (const [language, words] of Object.entries(LANGUAGES)) {
	for (const has_scripts of [true, false]) {
		describe(`${language}, scripts ${has_scripts ? 'on' : 'off'}`, () => {
			const common = { locale: language, javaScriptEnabled: has_scripts };
			let told;
			let resident;

			test('a resident tells it on a small telephone', async () => {
				resident = await person({ ...common, viewport: { width: 360, height: 740 } });
				told = await tell(resident.page, words, has_scripts);
				const answer = await (await fetch(`${yidan.origin}/c/${told.code}`)).text();
				assert.ok(!answer.includes(words.text.slice(0, 12)), 'nothing but code and state before release');
				assert.equal(await resident.page.evaluate('document.documentElement.lang').catch(() => language), language);
			});

			test('intake releases and assigns, the unit accepts and answers, intake closes', async () => {
				const intake = await person({ ...common, viewport: { width: 1280, height: 900 } });
				const handler = await person({ ...common, viewport: { width: 1280, height: 900 } });
				await sign_in(intake.page, 'intake');
				await no_serious(intake.page, has_scripts);
				await intake.page.goto(`${yidan.origin}/desk/c/${told.code}`);
				await no_serious(intake.page, has_scripts);
				assert.ok(!(await intake.page.textContent('main')).includes('Kestrel'), 'contact data only on demand');
				await intake.page.click('form[action$="/contact"] button[type=submit]');
				assert.match(await intake.page.textContent('main'), /13900001234/);
				await move(intake.page, told.code, 'release', async (form) => {
					await form.locator('input[name=photo]').first().check();
				});
				await move(intake.page, told.code, 'assign', async (form) => {
					const roads = await form.locator('select[name=unit] option', { hasText: /市政道路管理局|Roads Department/ })
						.first().getAttribute('value');
					await form.locator('select[name=unit]').selectOption(roads);
				});
				await sign_in(handler.page, 'roads-handler');
				await move(handler.page, told.code, 'accept');
				await move(handler.page, told.code, 'answer', async (form) => {
					await form.locator('textarea[name=text]').fill(words.answer);
				});
				await move(intake.page, told.code, 'close', async (form) => {
					await form.locator('[name=outcome]').first().evaluate(() => 0).catch(() => 0);
					if (await form.locator('select[name=outcome]').count())
						await form.locator('select[name=outcome]').selectOption('done');
					else
						await form.locator('input[name=outcome][value=done]').check();
				});
				assert.deepEqual([...intake.complaints, ...handler.complaints], []);
				await intake.context.close();
				await handler.context.close();
			});

			test('the resident finds the answer by the code and at the secret link', async () => {
				const { page } = resident;
				await page.goto(`${yidan.origin}/lookup`);
				await page.fill('input[name=code]', told.code.toLowerCase().replaceAll('-', ' '));
				await page.click('main form button[type=submit]');
				await page.waitForURL(new RegExp(`/c/${told.code}$`));
				await no_serious(page, has_scripts);
				const seen = await page.textContent('main');
				assert.ok(seen.includes(words.answer));
				assert.ok(seen.includes(words.masked) && !seen.includes('13900001234') && !seen.includes('Jianshe'));
				const photo = await page.locator('main img').first().getAttribute('src');
				const bytes = await fetch(new URL(photo, yidan.origin));
				assert.equal(bytes.status, 200);
				assert.equal(bytes.headers.get('content-type'), 'image/jpeg');
				await page.goto(told.secret);
				await no_serious(page, has_scripts);
				assert.ok((await page.textContent('main')).includes(words.answer));
				await page.check('input[name=solved][value=no]');
				await page.fill('textarea[name=words]', 'MARKSAID');
				await page.click('form[action$="/rate"] button[type=submit]');
				await page.waitForURL(/\?done=rate$/);
				await no_serious(page, has_scripts);
				assert.equal(await page.locator('[role=status]').count(), 1);
				assert.ok(await page.isChecked('input[name=solved][value=no]'));
				await page.goto(`${yidan.origin}/c/${told.code}`);
				assert.match(await page.textContent('main'), /没有解决|not solved/);
				assert.doesNotMatch(await page.textContent('main'), /MARKSAID/);
				await page.goto(`${yidan.origin}/cases`);
				await no_serious(page, has_scripts);
				assert.ok((await page.textContent('main')).includes(words.text.slice(0, 10)));
				assert.deepEqual(resident.complaints, []);
				await resident.context.close();
			});
		});
	}
}
