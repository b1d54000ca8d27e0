// SPDX-License-Identifier: Apache-2.0
// The first screen of the demonstration beside the figures of tests/figures/season.csv: each is counted from rows, and each
// stands on the page and in the JSON. A row that is changed behind the server's back makes it differ.
//
// What the file calls completed (F06, F07) is counted by measures, once a case has some; here by what is concluded.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { start } from '../lib/yidan.mjs';

const wanted = new Map(readFileSync(fileURLToPath(new URL('../figures/season.csv', import.meta.url)), 'utf8').trim().split('\n').slice(1)
	.map((line) => line.match(/^(F\d+),(?:"[^"]*"|[^,]*),(-?[\d.]+),([a-z ]+),/)).map(([, id, value, exactness]) => [id, { value: Number(value), exactness }]));
let yidan, season, home;

async function read() {
	season = await (await fetch(`${yidan.origin}/api/v1/season`)).json();
	home = await (await fetch(`${yidan.origin}/`, { headers: { 'Accept-Language': 'en' } })).text();
}

before(async () => {
	yidan = await start({ demo: ['--season'] });
	await read();
});
after(async () => { await yidan?.remove(); });

// What is counted now, by the ids of the file.
function counted() {
	const list = (kind) => season.lists.find((one) => one.kind === kind);
	const needs = list('enterprise_needs'), problems = list('rectification'), { portal } = season;
	const { liaison_visit: liaison, unit } = needs.by_channel;
	return {
		F01: portal.cases, F02: portal.concluded, F03: 100 * portal.satisfied / portal.rated,
		F04: problems.cases, F06: problems.concluded, F07: Math.round(100 * problems.concluded / problems.cases), F46: problems.open,
		F16: list('fix_as_found').cases,
		F17: needs.cases, F18: needs.concluded, F19: needs.open, F26: Math.round(100 * needs.concluded / needs.cases),
		F20: liaison.cases, F21: liaison.concluded, F22: liaison.open, F23: unit.cases, F24: unit.concluded, F25: unit.open,
	};
}

function differences() {
	return Object.entries(counted()).filter(([id, value]) => {
		const { value: said, exactness } = wanted.get(id);
		return exactness === 'exact' ? value !== said : exactness === 'more than' ? !(value > said) : !(value < said && value > said * 0.9);
	}).map(([id, value]) => `${id} is ${value}, not ${wanted.get(id).value}`);
}

test('each figure is what the file says, and every row of the file is looked at', () => {
	assert.deepEqual(Object.keys(counted()).sort(), [...wanted.keys()].sort());
	assert.deepEqual(differences(), []);
});

test('the identities hold', () => {
	const f = counted();
	assert.equal(f.F20 + f.F23, f.F17);
	assert.equal(f.F21 + f.F24, f.F18);
	assert.equal(f.F22 + f.F25, f.F19);
	assert.equal(f.F18 + f.F19, f.F17);
	assert.equal(f.F04 - f.F06, f.F46);
});

test('the page shows each, with its way to the rows, and never calls a concluded matter solved', () => {
	const section = home.match(/<section class="section" aria-labelledby="season">.*?<\/section>/s)[0];
	for (const number of ['175', '1,489', '1,450', '39', '455', '449', '1,034', '1,001', '33', '135', '111', '24', '97'])
		assert.match(section, new RegExp(`>${number}<|\\b${number}\\b`), number);
	assert.match(section, /of the 130 who answered/);
	assert.match(section, /2019/);
	assert.doesNotMatch(section.toLowerCase(), /solved/);
	assert.match(home, /invented/);
	for (const [, path] of section.matchAll(/href="([^"]+)"/g))
		assert.ok(path.startsWith('/season/2019-autumn'), path);
});

test('behind a number stand as many rows', async () => {
	const rows = [];
	for (let path = '/season/2019-autumn/enterprise-needs?state=open'; path;) {
		const page = await (await fetch(`${yidan.origin}${path}`)).text();
		rows.push(...[...page.matchAll(/href="\/c\/([-A-Z0-9]+)"/g)].map((m) => m[1]));
		path = page.match(/href="([^"]*before=[^"]*)"/)?.[1].replaceAll('&amp;', '&');
	}
	assert.equal(new Set(rows).size, 39);
	for (const list of season.lists)
		assert.equal((await fetch(`${yidan.origin}/season/2019-autumn/${list.code}`)).status, 200);
});

test('a row that is changed makes it differ', async () => {
	assert.equal(await yidan.stop(), 0);
	const made = spawnSync('/usr/bin/python3', ['-c', 'import sqlite3, sys\nwith sqlite3.connect(sys.argv[1]) as db: db.execute(sys.argv[2])',
		join(yidan.folder, 'demo.db'), "UPDATE case_row SET state = 'in_hand' WHERE id = (SELECT max(id) FROM case_row WHERE kind = 'enterprise_need' AND state = 'closed')"]);
	assert.equal(made.status, 0, String(made.stderr));
	yidan = await start({ folder: yidan.folder });
	await read();
	assert.notDeepEqual(differences(), []);
});
