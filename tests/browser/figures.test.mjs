// SPDX-License-Identifier: Apache-2.0
// The pages of the figures in a real browser: both languages, a telephone and a desk, light and dark, for everybody and for the
// desk; a figure is chosen, looked into, split and turned back in time without scripts.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { PASSWORD } from '../lib/desk.mjs';
import { start } from '../lib/yidan.mjs';

const AXE = readFileSync(fileURLToPath(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url)), 'utf8');
const WORDS = {
	'zh-CN': { on_time: '按时办结', by_area: '按区域', rows: /对应的事项/, as_of: /截至/, hidden: /不公布/ },
	en: { on_time: 'On time', by_area: 'by area', rows: /The cases that count/, as_of: /as of/, hidden: /too few to show/ },
};
let yidan;
let browser;

before(async () => {
	yidan = await start({ demo: ['--cases', '200'], serve: ['--login-rate', '0'] });
	browser = await chromium.launch({
		executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-quic', '--disable-background-networking'],
	});
	while (/Nothing is counted yet|New entries are being counted/.test(
		await (await fetch(`${yidan.origin}/figures`, { headers: { 'Accept-Language': 'en' } })).text()))
		await new Promise((done) => setTimeout(done, 50));
});

after(async () => {
	await browser?.close();
	await yidan?.remove();
});

async function opened(path, options, look) {
	const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
	const page = await context.newPage();
	const complaints = [];
	page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
	page.on('pageerror', (error) => complaints.push(error.message));
	try {
		await page.goto(yidan.origin + path);
		await look(page);
		assert.deepEqual(complaints, []);
	} finally {
		await context.close();
	}
}

async function is_sound(page) {
	await page.evaluate(() => document.querySelectorAll('details').forEach((one) => { one.open = true; }));
	const [wide, seen] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
	assert.ok(wide <= seen, `${page.url()} is ${wide} wide in ${seen}`);
	await page.evaluate(AXE);
	const found = await page.evaluate(() => window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
	assert.deepEqual(found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`), [], page.url());
}

const year = String(new Date().getFullYear());

for (const [language, words] of Object.entries(WORDS)) {
	describe(language, () => {
		for (const [width, scheme] of [[360, 'light'], [1280, 'dark']])
			test(`sound at ${width} px, ${scheme}`, async () => {
				for (const path of width === 360 ? [`/figures?period=${year}`, `/figures/on_time?period=${year}`, '/']
					: [`/figures?period=${year}`, `/figures/received?period=${year}&by=category`])
					await opened(path, { locale: language, colorScheme: scheme, viewport: { width, height: 800 } }, is_sound);
			});

		test('from the overview into a figure, by area, and back in time, without scripts', () =>
			opened(`/figures?period=${year}`, { locale: language, javaScriptEnabled: false }, async (page) => {
				await page.click(`.figure-list a:text-is("${words.on_time}")`);
				assert.match(await page.textContent('main'), words.rows);
				await page.click(`.figure-tabs a:text-is("${words.by_area}")`);
				assert.match(await page.textContent('#split'), new RegExp(words.by_area));
				await page.fill('#as_of', `${Number(year) - 1}-12-31`);
				await page.selectOption('#period', String(Number(year) - 1));
				await page.click('.figures-form button');
				assert.match(page.url(), /as_of=/);
				assert.match(await page.textContent('.figures-scope'), words.as_of);
			}));

		test('the desk’s, printed and on the screen', () => opened('/desk/login?next=/desk/figures', { locale: language }, async (page) => {
			await page.fill('#login', 'supervisor');
			await page.fill('#password', PASSWORD);
			await page.click('main button[type=submit]');
			await page.goto(`${yidan.origin}/desk/figures?period=${year}`);
			await is_sound(page);
			assert.doesNotMatch(await page.textContent('main'), words.hidden);
			await page.goto(`${yidan.origin}/desk/figures/received?period=${year}`);
			await is_sound(page);
			await page.emulateMedia({ media: 'print' });
			assert.ok(await page.isVisible('svg.chart'));
			assert.ok(!await page.isVisible('.figures-form'));
		}));
	});
}
