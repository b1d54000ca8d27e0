// SPDX-License-Identifier: Apache-2.0
// The ledger as people see it, in a real browser against the real binary: the page about it, checking a receipt, the proof
// panel of a case. Both languages, a small telephone, scripts on and off, and what was tampered with on the way.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { PROGRAM, start } from '../lib/yidan.mjs';

const AXE = readFileSync(fileURLToPath(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url)), 'utf8');
const OTHER_KEY = readFileSync(fileURLToPath(new URL('../golden/ledger/log.vkey', import.meta.url)), 'utf8');

let yidan;
let browser;
let code;
let unreleased;
let secret_url;
let key;

const get = async (path) => (await fetch(`${yidan.origin}${path}`)).text();

before(async () => {
	yidan = await start({ demo: [], serve: ['--intake-rate', '0'] });
	browser = await chromium.launch({
		executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-quic', '--disable-background-networking'],
	});
	[, code] = (await get('/cases?state=closed')).match(/\/c\/([0-9A-Z-]{11})"/);
	[key] = JSON.parse(await get('/ledger/log.json')).keys;
	const made = await fetch(`${yidan.origin}/api/v1/cases`, {
		method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ kind: 'question', text: '几点开门？', publish: false }),
	});
	({ code: unreleased, secret_url } = await made.json());
});

after(async () => {
	await browser?.close();
	await yidan?.remove();
});

async function axe_finds(page) {
	await page.evaluate(AXE);
	const result = await page.evaluate(() => globalThis.axe.run(document, {
		runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
	}));
	return result.violations.map((found) => `${found.impact} ${found.id}: ${found.nodes.map((node) => node.html.slice(0, 160)).slice(0, 3).join(' | ')}`);
}

// A page of a browser of its own; a complaint of the console fails the test.
async function opened(path, options, work) {
	const { prepare, has_complaints, ...rest } = options;
	const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'zh-CN', ...rest });
	const page = await context.newPage();
	const complaints = [];
	page.on('console', (message) => {
		if (['error', 'warning'].includes(message.type()))
			complaints.push(message.text());
	});
	page.on('pageerror', (error) => complaints.push(error.message));
	try {
		await prepare?.(page);
		await page.goto(path.startsWith('http') ? path : `${yidan.origin}${path}`);
		await work(page);
		if (!has_complaints)
			assert.deepEqual(complaints, []);
	} finally {
		await context.close();
	}
}

async function states(page) {
	await page.locator('[data-result]:not([hidden])').waitFor();
	return page.$$eval('[data-step]:not([hidden])', (steps) => Object.fromEntries(steps.map((step) => [step.dataset.step, step.dataset.state])));
}

const verdict = (page) => page.locator('[data-verdict]:visible').getAttribute('data-verdict');

async function looks_right(page) {
	const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
	assert.ok(over <= 0, `${over} px wider than the screen`);
	assert.deepEqual(await axe_finds(page), []);
	// one sign and at least one sentence a step
	for (const step of await page.locator('[data-step]:visible').all()) {
		assert.equal(await step.locator('svg:visible').count(), 1);
		assert.equal(await step.locator('p:visible').count(), 1);
	}
}

async function check_panel(page) {
	await page.locator('[data-check-page]').click();
	return states(page);
}

// Where a check before it has failed.
async function check_panel_again(page) {
	await page.locator('[data-check-page]').click();
	await page.locator('[data-step=read]:visible').waitFor();
	return states(page);
}

const GOOD_PANEL = { read: 'good', sign: 'good', place: 'good', order: 'good', words: 'good', page: 'good', key: 'note' };

for (const [locale, colorScheme] of [['zh-CN', 'light'], ['en', 'dark']])
	describe(locale, () => {
		const options = { locale, colorScheme };

		test('the page about the ledger', () => opened('/ledger', options, async (page) => {
			await page.locator('summary').evaluateAll((all) => all.forEach((one) => one.click()));
			await looks_right(page);
			const words = await page.textContent('main');
			assert.ok(words.includes(key) && /还没有见证方|no witness yet/.test(words));
			await page.fill('#code', code.toLowerCase());
			await page.keyboard.press('Enter');
			await page.waitForURL(new RegExp(`/c/${code}#proof$`));
			assert.ok(await page.locator('#proof').isVisible());
		}));

		test('the footer and the page about how it works lead there', () => opened('/about', options, async (page) => {
			await looks_right(page);
			assert.equal(await page.locator('main a[href="/ledger"]').count(), 1);
			await page.locator('footer a[href="/ledger"]').click();
			await page.waitForURL(/\/ledger$/);
		}));

		test('the panel of a case says yes', () => opened(`/c/${code}`, options, async (page) => {
			assert.deepEqual(await check_panel(page), GOOD_PANEL);
			assert.equal(await verdict(page), 'good');
			await looks_right(page);
		}));

		test('the panel shows the published words with their salts', () => opened(`/c/${code}`, options, async (page) => {
			assert.equal(await page.locator('[data-salts]').isVisible(), false);
			for (let round = 0; round < 2; round += 1) { // the second check shows them once, too
				await check_panel(page);
				await page.locator('[data-salts] summary').click();
				const lists = await page.$$eval('[data-salt]:not([hidden])', (all) => all.map((list) =>
					Object.fromEntries([...list.querySelectorAll('[data-part]')].map((part) => [part.dataset.part, part.textContent]))));
				const { entries } = JSON.parse(await get(`/c/${code}/proof.json`));
				assert.deepEqual(lists, entries.flatMap(({ index, entry, fields }) => fields.map(({ name, salt, value }) => (
					{ place: (index + 1).toLocaleString(locale), name, value, salt, entered: JSON.parse(entry).private[name] }))));
				assert.ok(lists.length >= 3);
			}
			const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
			assert.ok(over <= 0, `${over} px wider than the screen`);
			assert.deepEqual(await axe_finds(page), []);
		}));

		test('the panel of a case that was not released says yes', () => opened(`/c/${unreleased}`, options, async (page) => {
			assert.deepEqual(await check_panel(page), GOOD_PANEL);
			await looks_right(page);
		}));

		test('the receipt’s page leads to its check, which says yes', () => opened(`${'/'}`, options, async (page) => {
			await page.goto(`${secret_url}?new=1`);
			await looks_right(page);
			await page.locator('a[href*="/ledger/check#"]').click();
			await page.waitForURL(/\/ledger\/check#/);
			assert.deepEqual(await states(page), { read: 'good', sign: 'good', grown: 'good', place: 'good', key: 'note' });
			assert.equal(await page.locator('[data-fact=code] a').textContent(), unreleased);
			assert.equal(await page.locator('[data-fact=code] a').getAttribute('href'), `/c/${unreleased}`);
			await looks_right(page);
		}));

		test('what is no receipt', () => opened('/ledger/check', options, async (page) => {
			await looks_right(page);
			await page.fill('#receipt', '我的回执');
			await page.locator('main button[type=submit]').click();
			assert.deepEqual(await states(page), { read: 'bad' });
			assert.equal(await page.locator('[data-facts]').isVisible(), false);
			await looks_right(page);
		}));
	});

test('a case that was loaded stands in the ledger since then, not since it was raised', () =>
	opened(`/c/${code}`, { locale: 'en' }, async (page) => {
		const since = await page.locator('#proof time').first().getAttribute('datetime');
		assert.ok(Math.abs(Date.parse(since) - Date.now()) < 3600_000, since);
	}));

test('the panel of a case of which a person’s data were erased says yes', async () => {
	const [, other] = [...(await get('/cases?state=answered')).matchAll(/\/c\/([0-9A-Z-]{11})"/g)].at(-1);
	await promisify(execFile)(PROGRAM, ['erase', other, '--scope', 'all', '--reason-code', 'raiser_asked', '--reason', 'a letter', '--yes',
		'--db', yidan.url]);
	await opened(`/c/${other}`, {}, async (page) => {
		assert.deepEqual(await check_panel(page), GOOD_PANEL);
		await looks_right(page);
	});
});

describe('checking a receipt', () => {
	const file = async (what, name) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(await get(`/c/${code}/${what}`)) });

	test('from a saved file, with one’s own key', () => opened('/ledger/check', {}, async (page) => {
		await page.locator('[data-own-key] summary').click();
		await page.fill('#own-key', ` ${key} `);
		await page.locator('#receipt-file').setInputFiles(await file('receipt.tlog-proof', 'a.tlog-proof'));
		assert.deepEqual(await states(page), { read: 'good', sign: 'good', place: 'good', grown: 'good', key: 'good' });
	}));

	test('the proofs of a case from a saved file', () => opened('/ledger/check', {}, async (page) => {
		await page.locator('#receipt-file').setInputFiles(await file('proof.json', 'proof.json'));
		assert.deepEqual(await states(page), { read: 'good', sign: 'good', place: 'good', order: 'good', words: 'good', key: 'note' });
	}));

	test('another key than the log’s', () => opened('/ledger/check', {}, async (page) => {
		await page.locator('[data-own-key] summary').click();
		await page.fill('#own-key', OTHER_KEY);
		await page.locator('#receipt-file').setInputFiles(await file('receipt.tlog-proof', 'a.tlog-proof'));
		assert.equal((await states(page)).key, 'bad');
		assert.equal(await verdict(page), 'bad');
	}));

	test('what is no key is said at its field', () => opened('/ledger/check', { locale: 'en' }, async (page) => {
		await page.locator('[data-own-key] summary').click();
		await page.fill('#own-key', key.slice(0, -3));
		await page.locator('#receipt-file').setInputFiles(await file('receipt.tlog-proof', 'a.tlog-proof'));
		await page.locator('#own-key-error').waitFor();
		assert.equal(await page.evaluate(() => document.activeElement.id), 'own-key');
		assert.deepEqual(await axe_finds(page), []);
	}));

	test('the receipt reaches no server', () => opened('/ledger/check', {}, async (page) => {
		const asked = [];
		page.on('request', (request) => asked.push([request.method(), new URL(request.url()).pathname, request.postData()]));
		await page.locator('#receipt-file').setInputFiles(await file('receipt.tlog-proof', 'a.tlog-proof'));
		await states(page);
		const ours = asked.filter(([, path]) => !path.startsWith('/assets/'));
		assert.ok(ours.length > 0);
		for (const [method, path, body] of ours)
			assert.ok(method === 'GET' && path.startsWith('/ledger/') && body === null, `${method} ${path} ${body}`);
	}));

	test('without a line it holds as far as the file goes', () => opened('/ledger/check', { has_complaints: true }, async (page) => {
		await page.locator('[data-own-key] summary').click();
		await page.fill('#own-key', key);
		await page.route('**/ledger/**', (route) => route.abort());
		await page.locator('#receipt-file').setInputFiles(await file('receipt.tlog-proof', 'a.tlog-proof'));
		assert.deepEqual(await states(page), { read: 'good', sign: 'good', place: 'good', grown: 'part', key: 'good' });
		assert.equal(await verdict(page), 'part');
	}));
});

test('on paper: the words, the QR code, nothing to click', async () => {
	for (const path of ['/ledger', '/ledger/check', `/c/${code}`, `${secret_url}?new=1`])
		await opened(path, { viewport: { width: 720, height: 1000 } }, async (page) => {
			await page.emulateMedia({ media: 'print' });
			assert.deepEqual(await page.$$eval('button, input, textarea, summary', (all) =>
				all.filter((one) => one.checkVisibility()).map((one) => one.outerHTML.slice(0, 80))), [], path);
			const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
			assert.ok(over <= 0, `${path}: ${over} px wider than the paper`);
			assert.equal(await page.locator('h1').isVisible(), true);
			if (path.startsWith(secret_url))
				assert.equal(await page.locator('.qr-dense').isVisible(), true);
		});
});

describe('browsers that lack something', () => {
	const lacks = {
		'no WebCrypto, as on plain HTTP': () => { Object.defineProperty(globalThis.crypto, 'subtle', { value: undefined }); },
		'no Ed25519': () => {
			globalThis.crypto.subtle.importKey = () => Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError'));
		},
	};
	for (const [name, lack] of Object.entries(lacks))
		test(name, () => opened(`/c/${code}`, { prepare: (page) => page.addInitScript(lack) }, async (page) => {
			assert.deepEqual(await check_panel(page), GOOD_PANEL);
		}));
});

describe('tampered with', () => {
	const answering = (pattern, change) => ({
		prepare: (page) => page.route(pattern, async (route) => {
			const answer = await route.fetch();
			await route.fulfill({ response: answer, body: await change(await answer.text()) });
		}),
	});
	const json = (change) => answering('**/proof.json', (text) => {
		const proof = JSON.parse(text);
		change(proof);
		return JSON.stringify(proof);
	});
	const html = (change) => answering((url) => url.pathname === `/c/${code}`, (text) => {
		const changed = change(text);
		assert.notEqual(changed, text);
		return changed;
	});
	const cases = {
		'a word of an answer': [json(({ entries }) => {
			const field = entries.flatMap(({ fields }) => fields).at(-1);
			field.value = `${field.value}。`;
		}), 'words'],
		'an entry': [json(({ entries }) => { entries[1].entry = entries[1].entry.replace(/"at":(\d+)/, (_, at) => `"at":${Number(at) + 1}`); }), 'place'],
		'a proof': [json(({ entries }) => { entries[0].proof[0] = entries[0].proof[0].replace(/^./, (c) => (c === '0' ? '1' : '0')); }), 'place'],
		'an entry left out': [json(({ entries }) => { entries.splice(2, 1); }), 'order'],
		'the checkpoint': [json((proof) => { proof.checkpoint = proof.checkpoint.replace(/\n(\d+)\n/, (_, size) => `\n${Number(size) + 1}\n`); }), 'sign'],
		'the title on the page': [html((text) => text.replace('data-said="title">', 'data-said="title">不')), 'page'],
		'an answer on the page': [html((text) => text.replace(/data-words>[^]/, 'data-words>')), 'page'],
		'a step that the page hides': [html((text) => text.replace(/<li data-told=[^]*?<\/li>/, '')), 'page'],
		'a time on the page': [html((text) => text.replace(/(data-told="1 [^]*?datetime="\d{3})(\d)/, (_, head, digit) => `${head}${(Number(digit) + 1) % 10}`)), 'page'],
	};
	for (const [name, [options, step]] of Object.entries(cases))
		test(name, () => opened(`/c/${code}`, options, async (page) => {
			assert.equal((await check_panel(page))[step], 'bad');
			assert.equal(await verdict(page), 'bad');
			assert.deepEqual(await axe_finds(page), []);
		}));

	test('a page that is older than the proof asks to be reloaded', () =>
		opened(`/c/${code}`, html((text) => text.replace(/data-entries="(\d+)"/, (_, n) => `data-entries="${n - 1}"`)), async (page) => {
			assert.equal((await check_panel(page)).page, 'part');
		}));

	test('the script is loaded when it is wanted; where it cannot be had, that is said and the next try works', () => {
		const asked = [];
		let is_cut = true;
		return opened(`/c/${code}`, {
			has_complaints: true,
			prepare: (page) => page.route('**/ledger*.js', (route) => {
				asked.push(route.request().url());
				return is_cut ? route.abort() : route.continue();
			}),
		}, async (page) => {
			assert.deepEqual(asked, []);
			await page.locator('[data-check-page]').click();
			await page.locator('[data-verdict=failed]:visible').waitFor();
			assert.equal(await page.locator('[data-verdict]:visible').count(), 1);
			is_cut = false;
			assert.deepEqual(await check_panel_again(page), GOOD_PANEL);
			assert.equal(asked.length, 2);
		});
	});

	test('no proof to be had', () => opened(`/c/${code}`, {
		has_complaints: true, prepare: (page) => page.route('**/proof.json', (route) => route.fulfill({ status: 503 })),
	}, async (page) => {
		await page.locator('[data-check-page]').click();
		await page.locator('[data-verdict=failed]').waitFor();
		assert.equal(await page.locator('[data-check-page]').isEnabled(), true);
	}));
});

describe('without scripts', () => {
	const options = { javaScriptEnabled: false, locale: 'en' };

	test('the check says what to do instead', () => opened('/ledger/check', options, async (page) => {
		assert.equal(await page.locator('form[data-check]').isVisible(), false);
		assert.ok(await page.getByText('yidan ledger check').isVisible());
		assert.ok(await page.getByText('tests/second/verify.py').isVisible());
	}));

	test('the panel leads to the proof file and to the ledger', () => opened(`/c/${code}`, options, async (page) => {
		assert.equal(await page.locator('[data-check-page]').isVisible(), false);
		assert.ok(await page.locator(`#proof a[href="/c/${code}/proof.json"]`).isVisible());
		assert.ok(await page.locator('#proof a[href^="/ledger"]').isVisible());
	}));

	test('the receipt can be saved', () => opened('/', options, async (page) => {
		await page.goto(`${secret_url}?new=1`);
		const [download] = await Promise.all([page.waitForEvent('download'), page.locator('a[href$=".tlog-proof"]').click()]);
		assert.equal(download.suggestedFilename(), `${unreleased}.tlog-proof`);
		assert.equal(await page.locator('#proof button:visible').count(), 0);
	}));

	test('the ledger’s page', () => opened('/ledger', options, async (page) => {
		assert.ok(await page.getByText('This ledger has no witness yet.').isVisible());
		await page.fill('#code', code);
		await page.keyboard.press('Enter');
		await page.waitForURL(new RegExp(`/c/${code}#proof$`));
	}));
});
