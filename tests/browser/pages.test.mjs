// SPDX-License-Identifier: Apache-2.0
// Every page with invented values (tests/pages) in a real browser: axe-core, small and large screens, light and dark, both
// languages, the Content-Security-Policy that the server sends, and what the scripts add. Needs no server of ours.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const BUILD = process.env.YIDAN_BUILD ?? fileURLToPath(new URL('../../build', import.meta.url));
const AXE = readFileSync(fileURLToPath(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url)), 'utf8');
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const TYPES = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml' };
const PHOTO = '<svg xmlns="http://www.w3.org/2000/svg" width="480" height="360"><rect width="480" height="360" fill="#567"/></svg>';

// One pixel.
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

// Two squares side by side around the place of the sample views.
const square = (id, name, west, east) => ({
	type: 'Feature',
	properties: { id, name },
	geometry: { type: 'Polygon', coordinates: [[[west, 39.95], [east, 39.95], [east, 40.05], [west, 40.05], [west, 39.95]]] },
});
const AREAS = { type: 'FeatureCollection', features: [square(1, '樟树下街道', 101.9, 102), square(2, '桥头镇', 102, 102.1)] };

const folder = mkdtempSync(join(tmpdir(), 'yidan-pages-'));
execFileSync(join(BUILD, 'tests/pages/render_pages'), [folder]);
const PAGES = readdirSync(join(folder, 'en')).map((name) => name.replace('.html', ''));

let server;
let browser;
let origin;

function answer(request, response) {
	const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
	const file = join(folder, path);
	if (path === '/areas.geojson')
		response.writeHead(200, { 'Content-Type': 'application/geo+json' }).end(JSON.stringify(AREAS));
	else if (path === '/photo.svg')
		response.writeHead(200, { 'Content-Type': 'image/svg+xml' }).end(PHOTO);
	else if (!path.includes('..') && extname(file) && existsSync(file))
		response.writeHead(200, { 'Content-Type': TYPES[extname(file)], 'Content-Security-Policy': CSP }).end(readFileSync(file));
	else
		response.writeHead(404).end();
}

before(async () => {
	server = createServer(answer);
	await new Promise((done) => server.listen(0, '127.0.0.1', done));
	origin = `http://127.0.0.1:${server.address().port}`;
	browser = await chromium.launch({
		executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-quic', '--disable-background-networking'],
	});
});

after(async () => {
	await browser?.close();
	server?.close();
	rmSync(folder, { recursive: true, force: true });
});

// A page of the browser, and what its console complained of.
async function new_page(options) {
	const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
	const page = await context.newPage();
	const complaints = [];
	page.on('console', (message) => {
		if (['error', 'warning'].includes(message.type()))
			complaints.push(message.text());
	});
	page.on('pageerror', (error) => complaints.push(error.message));
	return { context, page, complaints };
}

async function go(page, path, has_scripts = true) {
	await page.goto(`${origin}/${path}.html`);
	if (has_scripts && await page.locator('[data-map]').count() > 0)
		await page.locator('.map-area').first().waitFor({ state: 'attached' });
}

// Opens a page; `work` gets it. A complaint of the console fails the test.
async function opened(path, options, work) {
	const { context, page, complaints } = await new_page(options);
	try {
		await go(page, path, options.javaScriptEnabled !== false);
		await work(page);
		assert.deepEqual(complaints, []);
	} finally {
		await context.close();
	}
}

async function axe_finds(page) {
	await page.evaluate(AXE);
	const result = await page.evaluate(() => globalThis.axe.run(document, {
		runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
	}));
	return result.violations.map((found) =>
		`${found.impact} ${found.id}: ${found.nodes.map((node) => node.html.slice(0, 160)).slice(0, 3).join(' | ')}`);
}

const SCREENS = [
	{ name: '360 px, light, zh-CN', axe: true, lang: 'zh-CN', options: { viewport: { width: 360, height: 740 }, colorScheme: 'light', hasTouch: true } },
	{ name: '1280 px, dark, en', axe: true, lang: 'en', options: { colorScheme: 'dark' } },
	{ name: '320 px, dark, en', lang: 'en', options: { viewport: { width: 320, height: 640 }, colorScheme: 'dark' } },
];

for (const screen of SCREENS)
	describe(screen.name, () => {
		let shown;
		before(async () => { shown = await new_page(screen.options); });
		after(() => shown.context.close());
		for (const name of PAGES)
			test(name, async () => {
				shown.complaints.length = 0;
				await go(shown.page, `${screen.lang}/${name}`);
				const over = await shown.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
				assert.ok(over <= 0, `${over} px wider than the screen`);
				if (screen.axe)
					assert.deepEqual(await axe_finds(shown.page), []);
				assert.deepEqual(shown.complaints, []);
			});
	});

describe('without scripts', () => {
	const options = { javaScriptEnabled: false };

	test('nothing shows that needs one', () => opened('zh-CN/new-where', options, async (page) => {
		assert.equal(await page.locator('.js-only:visible').count(), 0);
		assert.ok(await page.getByLabel('区域', { exact: true }).isVisible());
		assert.ok(await page.getByLabel('地址或明显的标志').isVisible());
	}));

	test('moves open all the same', () => opened('en/desk-case-accept', options, async (page) => {
		await page.locator('summary', { hasText: 'Return' }).click();
		assert.ok(await page.locator('#return-reason').isVisible());
	}));
});

describe('theme', () => {
	const background = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

	test('the switch is remembered, and forgotten when it agrees with the system', () =>
		opened('en/home', { colorScheme: 'light' }, async (page) => {
			const light = await background(page);
			await page.getByRole('button', { name: 'Dark theme' }).click();
			const dark = await background(page);
			assert.notEqual(dark, light);
			await page.goto(`${origin}/en/about.html`);
			assert.equal(await background(page), dark);
			await page.getByRole('button', { name: 'Dark theme' }).click();
			assert.equal(await background(page), light);
			assert.equal(await page.evaluate(() => localStorage.getItem('theme')), null);
		}));
});

describe('form', () => {
	test('what was typed outlives a reload and is forgotten with the receipt', () => opened('en/new-what', {}, async (page) => {
		await page.locator('#text').fill('The lamp is dark');
		await page.reload();
		assert.equal(await page.locator('#text').inputValue(), 'The lamp is dark');
		await page.goto(`${origin}/en/receipt.html`);
		await page.goto(`${origin}/en/new-what.html`);
		assert.equal(await page.locator('#text').inputValue(), '');
	}));

	test('a summary of errors takes the focus and leads to the fields', () => opened('en/new-what-wrong', {}, async (page) => {
		assert.ok(await page.evaluate(() => document.activeElement.classList.contains('errors')));
		await page.getByRole('link', { name: 'Please write what it is about.' }).click();
		assert.ok(page.url().endsWith('#text'));
	}));

	test('photos are shown before they are sent, and too many are refused', () => opened('en/new-what', {}, async (page) => {
		const photo = { name: 'a.png', mimeType: 'image/png', buffer: Buffer.from(PNG, 'base64') };
		const heic = { name: 'b.heic', mimeType: 'image/heic', buffer: Buffer.from('ftypheic') };
		await page.locator('#photo').setInputFiles([photo, heic]);
		await page.locator('#photo-list canvas').waitFor();
		await page.locator('#photo-list', { hasText: 'b.heic' }).waitFor();
		assert.equal(await page.locator('#photo').evaluate((input) => input.checkValidity()), true);
		await page.locator('#photo').setInputFiles(Array(6).fill(photo));
		assert.equal(await page.locator('#photo').evaluate((input) => input.validationMessage), 'Please choose at most 5 photos.');
	}));

	test('a second click sends nothing', () => opened('en/home', {}, async (page) => {
		let posts = 0;
		await page.route('**/new', async (route) => {
			posts += 1;
			await new Promise((done) => setTimeout(done, 200));
			await route.fulfill({ status: 204 });
		});
		await page.locator('.tell textarea').fill('x');
		await page.evaluate(() => {
			const button = document.querySelector('.tell button');
			button.click();
			button.click();
		});
		await page.waitForTimeout(600);
		assert.equal(posts, 1);
	}));
});

describe('map', () => {
	test('a click puts a pin and chooses the area; choosing an area takes it away', () => opened('zh-CN/new-where', {}, async (page) => {
		const map = page.locator('[data-map]');
		const box = await map.boundingBox();
		await page.mouse.click(box.x + box.width * 0.6, box.y + box.height / 2);
		assert.equal(await page.locator('#area').inputValue(), '2');
		assert.ok(Number(await page.locator('#long').inputValue()) > 102);
		await page.locator('#area').selectOption('1');
		assert.equal(await page.locator('#long').inputValue(), '');
		assert.equal(await page.locator('.map-pin').count(), 0);
	}));

	test('by keyboard: enter puts the pin into the middle', () => opened('zh-CN/new-where', {}, async (page) => {
		await page.locator('[data-map]').focus();
		await page.keyboard.press('ArrowRight');
		await page.keyboard.press('Enter');
		assert.notEqual(await page.locator('#lat').inputValue(), '');
	}));

	test('a place that was chosen before is shown again', () => opened('zh-CN/new-where-filled', {}, async (page) => {
		assert.equal(await page.locator('.map-pin').count(), 1);
		assert.equal(await page.locator('#area').inputValue(), '1');
	}));

	test('without areas the box goes and the fields stay', async () => {
		const context = await browser.newContext();
		const page = await context.newPage();
		await page.route('**/areas.geojson', (route) => route.fulfill({ status: 503 }));
		await page.goto(`${origin}/zh-CN/new-where.html`, { waitUntil: 'networkidle' });
		assert.equal(await page.locator('[data-map]').isVisible(), false);
		assert.ok(await page.locator('#address').isVisible());
		await context.close();
	});
});

describe('desk by keyboard', () => {
	const focused = (page) => page.evaluate(() => document.activeElement.closest('[data-row]')?.querySelector('.row-code').textContent);

	test('j and k walk the rows', () => opened('en/desk-list', {}, async (page) => {
		await page.keyboard.press('j');
		const first = await focused(page);
		await page.keyboard.press('j');
		assert.notEqual(await focused(page), first);
		await page.keyboard.press('k');
		assert.equal(await focused(page), first);
	}));

	test('/ leads to the search field, where letters are letters', () => opened('en/desk-list', {}, async (page) => {
		await page.keyboard.press('/');
		await page.keyboard.type('jk?');
		assert.equal(await page.locator('[data-search]').inputValue(), 'jk?');
	}));

	test('? shows the help, and the letters can be switched off', () => opened('en/desk-list', {}, async (page) => {
		await page.keyboard.press('?');
		assert.ok(await page.getByRole('dialog').isVisible());
		assert.deepEqual(await axe_finds(page), []);
		await page.getByRole('dialog').getByRole('checkbox').uncheck();
		await page.keyboard.press('Escape');
		await page.keyboard.press('j');
		assert.equal(await focused(page), undefined);
	}));

	test('a letter opens a move and closes the other', () => opened('en/desk-case-received', {}, async (page) => {
		assert.ok(await page.locator('#public-text').isVisible());
		await page.keyboard.press('a');
		assert.equal(await page.evaluate(() => document.activeElement.id), 'assign-unit');
		assert.equal(await page.locator('#public-text').isVisible(), false);
	}));

	test('what was typed into a move outlives a reload, until the move is done', () => opened('en/desk-case-return', {}, async (page) => {
		await page.locator('#return-reason').fill('It is the Water Department’s.');
		page.on('dialog', (dialog) => dialog.accept());
		await page.reload();
		assert.equal(await page.locator('#return-reason').inputValue(), 'It is the Water Department’s.');
		await page.goto(`${origin}/en/desk-case-answer.html`);
		await page.goto(`${origin}/en/desk-case-return.html`);
		assert.equal(await page.locator('#return-reason').inputValue(), '');
	}));

	test('the answer is shown as the raiser will read it', () => opened('en/desk-case-answer', {}, async (page) => {
		await page.locator('#answer-text').fill('It is mended.\nThank you.');
		assert.equal(await page.locator('#answer-preview').textContent(), 'It is mended.\nThank you.');
	}));
});

test('a receipt that waits for its proof completes itself', async () => {
	const { context, page, complaints } = await new_page({});
	let asked = 0;
	await page.route('**/receipt-waiting.html', (route) => {
		asked += 1;
		return asked < 3 ? route.continue() : route.fulfill({ path: join(folder, 'en/receipt.html'), contentType: 'text/html' });
	});
	await page.goto(`${origin}/en/receipt-waiting.html`);
	assert.ok(await page.getByRole('link', { name: 'Look again' }).isVisible());
	await page.locator('#proof-line').waitFor({ state: 'attached' });
	assert.equal(asked, 3);
	assert.deepEqual(complaints, []);
	await context.close();
});

test('the code can be copied', async () => {
	const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
	const page = await context.newPage();
	await page.goto(`${origin}/en/receipt.html`);
	await page.getByRole('button', { name: 'Copy the code' }).click();
	assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'K7M-3FX-9PA');
	assert.ok(await page.getByRole('button', { name: 'Copied' }).isVisible());
	await context.close();
});

test('on paper there is nothing to click, and the code', () => opened('en/receipt', {}, async (page) => {
	await page.emulateMedia({ media: 'print' });
	assert.equal(await page.locator('nav:visible, .tools:visible, button:visible').count(), 0);
	assert.ok(await page.locator('#code').isVisible());
}));
