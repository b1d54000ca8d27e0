// SPDX-License-Identifier: Apache-2.0
// Figures: the public pages and CSV beside what a stranger counts from the published entries, once with the program and once with
// the second implementation (tests/second/figures.py, which shares nothing with it); the desk's; the recount.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sign_in } from '../lib/desk.mjs';
import { PROGRAM, start } from '../lib/yidan.mjs';

const SECOND = fileURLToPath(new URL('../second/figures.py', import.meta.url));
let yidan, intake;

const ask = async (path) => {
	const answer = await fetch(`${yidan.origin}${path}`, { headers: { 'Accept-Language': 'en' } });
	assert.equal(answer.status, 200, path);
	return answer.text();
};

function run(command, args, status = 0) {
	const made = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
	assert.equal(made.status, status, `${args.join(' ')}: ${made.stdout.slice(-500)}${made.stderr.slice(-500)}`);
	return made.stdout;
}

// figure, dimension, value → its numbers. Codes hold no comma.
function table(text) {
	const [head, ...lines] = text.trim().split(/\r?\n/);
	assert.match(head, /^figure,dimension,value,numerator,denominator,not_counted/);
	return new Map(lines.map((line) => {
		const [figure, dimension, value, part, whole, left, hidden] = line.split(',');
		return [`${figure} ${dimension} ${value}`, hidden === '1' ? 'hidden' : `${part}/${whole} ${left}`];
	}));
}

// Until the entries that are there are counted.
async function counted() {
	for (;;) {
		const page = await ask('/figures');
		if (!/Nothing is counted yet|New entries are being counted/.test(page))
			return page;
		await new Promise((done) => setTimeout(done, 50));
	}
}

async function send(matter) {
	const answer = await fetch(`${yidan.origin}/api/v1/cases`, {
		method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ kind: 'complaint', publish: true, ...matter }),
	});
	assert.equal(answer.status, 201);
	return (await answer.json()).code;
}

before(async () => {
	yidan = await start({ demo: ['--cases', '300'], serve: ['--intake-rate', '0', '--login-rate', '0'] });
	intake = await sign_in(yidan.origin, 'intake');
	const done = await send({ title: '路面坑洼', text: '人民路有一个坑。' });
	await intake.move(done, 'decline', { reason_code: 'not_in_our_power', reason: '不归本区。', legal_basis: '条例', how_to_appeal: '六十日内' });
	await send({ title: '路灯', text: '路灯不亮。' });
	await counted();
});
after(async () => { await yidan?.remove(); });

const day = (offset) => new Date(Date.now() + 8 * 3600e3 + offset * 86400e3).toISOString().slice(0, 10);
const month = day(0).slice(0, 7);
const before_month = day(-Number(day(0).slice(8))).slice(0, 7);
const days_of = (text) => [`${text}-01`, new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5)), 0)).toISOString().slice(0, 10)];

describe('a stranger counts the same', () => {
	for (const [period, as_of] of [[month, ''], [before_month, ''], [before_month, `${before_month}-17`], [day(0).slice(0, 4), ''],
		[`${day(-70)}..${day(-9)}`, ''], [`${day(-70)}..${day(-9)}`, day(-9)]])
		test(`${period}${as_of && ` as of ${as_of}`}`, async () => {
			const query = `?period=${period}${as_of && `&as_of=${as_of}`}`;
			const here = table(await (await intake.ask(`/desk/figures.csv${query}`)).text());
			const shown = table(await ask(`/figures.csv${query}`));
			const stranger = table(run(PROGRAM, ['ledger', 'figures', yidan.origin, '--period', period, ...(as_of ? ['--as-of', as_of] : [])]));
			const [first, last] = period.includes('..') ? period.split('..') : period.length === 4 ? [`${period}-01-01`, `${period}-12-31`] : days_of(period);
			const second = table(run('/usr/bin/python3', [SECOND, yidan.origin, '--first', first, '--last', last, ...(as_of ? ['--as-of', as_of] : [])]));
			assert.ok(stranger.size > 100);
			assert.deepEqual([...here].sort(), [...stranger].sort());
			assert.deepEqual([...second].sort(), [...stranger].sort());
			let hidden = 0;
			for (const [key, numbers] of shown) {
				if (numbers === 'hidden')
					hidden++;
				else
					assert.equal(numbers, stranger.get(key), key);
			}
			assert.equal(shown.size, stranger.size);
			assert.ok(hidden > 0, 'the demonstration has small numbers');
		});
});

describe('for everybody', () => {
	test('the overview says each figure with its definition, and what is left out', async () => {
		const page = await ask(`/figures?period=${month}`);
		for (const words of ['Received', 'On time', 'Satisfied', 'What is left out', 'silence never counts as yes', 'How long open cases have been open'])
			assert.ok(page.includes(words), words);
		assert.match(page, /<svg class="chart"[^>]*role="img" aria-labelledby="chart-trend-title chart-trend-desc"><title id="chart-trend-title">/);
		assert.match(await ask('/'), /href="\/figures"/);
	});

	test('one figure has its rows; those that are not public are counted, not listed', async () => {
		const numbers = table(await ask(`/figures.csv?period=${month}`)).get('declined all ');
		const page = await ask(`/figures/declined?period=${month}`);
		const listed = [...page.matchAll(/<h3><a href="\/c\//g)].length;
		const closed_ones = Number(page.match(/in all; ([\d,]+) of them are not public/)?.[1] ?? 0);
		assert.equal(listed + closed_ones, Number(numbers.split('/')[0]));
		assert.ok(closed_ones >= 1);
	});

	test('pages of rows lead on, each row once', async () => {
		const seen = new Set();
		let path = `/figures/received?period=${day(0).slice(0, 4)}`;
		while (path) {
			const page = await ask(path);
			for (const [, code] of page.matchAll(/<h3><a href="\/c\/([^"]+)"/g)) {
				assert.ok(!seen.has(code), code);
				seen.add(code);
			}
			path = page.match(/href="([^"]+)" rel="next"/)?.[1].replace(/&amp;/g, '&');
		}
		assert.ok(seen.size > 50);
	});

	test('what few raisers or a small area say is not shown, nor listed', async () => {
		const csv = await ask(`/figures.csv?period=${month}`);
		const line = csv.split('\r\n').find((one) => /^received,(area|category),[^,]{2,},,,,1,/.test(one));
		assert.ok(line, 'a small area or category');
		const name = line.split(',').at(-1).replaceAll('"', '');
		const [, value] = [...(await ask('/figures')).matchAll(/<option value="((?:area|category)-\d+)"[^>]*>([^<]*)</g)].find((found) => found[2] === name);
		const page = await ask(`/figures/received?period=${month}&of=${value}`);
		assert.match(page, /too few to show/);
		assert.match(page, /too few to list them/);
	});

	test('what is malformed counts as not asked for; what is no figure is not there', async () => {
		for (const query of ['?period=2026-13', '?period=nonsense&of=unit-x&as_of=yesterday', '?of=kind-99&by=nothing&before=1-2', '?period=2027-01'])
			await ask(`/figures/received${query}`);
		for (const path of ['/figures/nonsense', '/figures/', '/figures/received/x'])
			assert.equal((await fetch(`${yidan.origin}${path}`)).status, 404, path);
	});

	test('what happens today is counted within seconds', async () => {
		const count = async () => Number(table(await ask(`/figures.csv?period=${day(0)}..${day(0)}`)).get('received all ').split('/')[0]);
		const was = await count();
		await send({ text: '又一件。' });
		while (await count() === was)
			await new Promise((done) => setTimeout(done, 50));
		assert.equal(await count(), was + 1);
	});
});

describe('at the desk', () => {
	test('nothing is hidden, and rows lead to the desk', async () => {
		const page = await intake.page(`/desk/figures/declined?period=${month}`);
		assert.match(page, /href="\/desk\/c\//);
		assert.doesNotMatch(await intake.page(`/desk/figures?period=${month}`), /too few to show/);
	});

	test('it is for those who oversee', async () => {
		const handler = await sign_in(yidan.origin, 'roads-handler');
		for (const path of ['/desk/figures', '/desk/figures/received', '/desk/figures.csv'])
			assert.equal((await handler.ask(path)).status, 404, path);
		assert.equal((await fetch(`${yidan.origin}/desk/figures.csv`, { redirect: 'manual' })).status, 303);
	});
});

describe('the recount', () => {
	test('finds no difference beside the running server', async () => {
		await counted();
		assert.match(run(PROGRAM, ['figures', 'recount', '--db', yidan.url]), /No difference\./);
	});

	test('finds a row that somebody changed; all can be counted anew', async () => {
		assert.equal(await yidan.stop(), 0);
		const copy = join(yidan.folder, 'changed.db');
		copyFileSync(join(yidan.folder, 'demo.db'), copy);
		copyFileSync(join(yidan.folder, 'demo.db.key'), `${copy}.key`);
		const newest = 'SELECT max(day) FROM figure_sum WHERE dimension = 0 AND class = 4 AND span = 1';
		run('/usr/bin/python3', ['-c', 'import sqlite3, sys\nwith sqlite3.connect(sys.argv[1]) as db: db.execute(sys.argv[2])', copy,
			`UPDATE figure_sum SET mark_1 = mark_1 - 1 WHERE dimension = 0 AND class = 4 AND span = 1 AND day = (${newest})`]);
		const told = run(PROGRAM, ['figures', 'recount', '--db', `sqlite:${copy}`], 1);
		assert.match(told, /figure_sum of all 0, month [\d-]+, class 4: its marks are not those of the events\n/);
		assert.match(told, /1 differences/);
		assert.match(run(PROGRAM, ['figures', 'recount', '--anew', '--db', `sqlite:${copy}`]), /counted anew/);
		run(PROGRAM, ['figures', 'recount', '--db', `sqlite:${copy}`], 2); // not before a server did
	});
});
