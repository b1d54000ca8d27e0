// SPDX-License-Identifier: Apache-2.0
//
// Makes the files that browsers load, out of assets/ and node_modules/:
//
//   node tools/build_assets.mjs OUTDIR [--depfile FILE]
//
// Styles are compiled from Sass (Tabler's and Bootstrap's partials that we use, and ours), scripts are bundled by
// esbuild, and the icons named in assets/icons.txt become one SVG sprite. It never calls npm, never looks at the clock
// and writes the same bytes for the same input. The names of the files it writes are the keys of OUTPUTS; meson.build
// lists the same names. It stops with exit code 1 and one line where something is wrong: an unknown icon, an
// undefined custom property, a page that weighs more than its bar.

import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync, brotliCompressSync } from 'node:zlib';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const MODULES = join(ROOT, 'node_modules');

// Browsers the scripts and styles are lowered to: in-app browsers lag behind.
const TARGET = ['chrome79', 'firefox78', 'safari13'];
// Ed25519 counts with numbers that Safari 13 has not; it shows those pages as without scripts.
const LEDGER_TARGET = ['chrome79', 'firefox78', 'safari14'];

// What is written, from what, and on which pages it is loaded ("all", "desk", "map", "ledger").
const OUTPUTS = {
	'yidan.css': { from: 'assets/scss/yidan.scss', on: 'all' },
	'desk.css': { from: 'assets/scss/desk.scss', on: 'desk' },
	'map.css': { from: 'assets/scss/map.scss', on: 'map' },
	'theme.js': { from: 'assets/js/theme.js', on: 'all' },
	'yidan.js': { from: 'assets/js/yidan.js', on: 'all' },
	'desk.js': { from: 'assets/js/desk.js', on: 'desk' },
	'map.js': { from: 'assets/js/map.js', on: 'map' },
	'ledger.js': { from: 'assets/js/ledger.js', on: 'ledger', target: LEDGER_TARGET },
	'icons.svg': { from: 'assets/icons.txt', on: 'all' },
	'favicon.svg': { from: 'assets/img/favicon.svg', on: 'all' },
};

// Script and style of one public page, compressed, in bytes. The map stands apart.
const BAR_PUBLIC_BYTES = 25_000;
// The same with the map.
const BAR_MAP_BYTES = 60_000;

const BANNER = {
	'yidan.css': '/*! Parts of Tabler 1.4 and Bootstrap 5.3, MIT licence; see THIRD-PARTY.md */\n',
	'map.css': '/*! Leaflet 1.9, BSD-2-Clause licence; see THIRD-PARTY.md */\n',
	'map.js': '/*! Leaflet 1.9, BSD-2-Clause licence; see THIRD-PARTY.md */\n',
	'ledger.js': '/*! noble-ed25519, noble-hashes, MIT licence; see THIRD-PARTY.md */\n',
	'icons.svg': '<!-- Tabler Icons, MIT licence; see THIRD-PARTY.md -->\n',
};

function fail(message) {
	process.stderr.write(`build_assets: ${message}\n`);
	process.exit(1);
}

async function load(name) {
	try {
		return await import(name);
	} catch {
		fail(`${name} is not installed; run "npm ci" first`);
	}
}

// Files read, for the depfile.
const inputs = new Set();

function read(path) {
	inputs.add(path);
	return readFileSync(path, 'utf8');
}

async function style(sass, esbuild, from) {
	const compiled = sass.compile(join(ROOT, from), {
		loadPaths: [
			join(ROOT, 'assets/scss'),
			MODULES,
			join(MODULES, '@tabler/core/scss'),
		],
		quietDeps: true,
		sourceMap: false,
	});
	for (const url of compiled.loadedUrls)
		inputs.add(fileURLToPath(url));
	// Leaflet's own pictures are not used (its markers here are drawn by CSS), and pages may load nothing but files of ours.
	const css = compiled.css.replace(/[^;{}]*url\((["']?)(images\/|data:|#)[^)]*\)[^;}]*;?/g, '');
	if (/url\(/.test(css))
		fail(`${from}: a url() is left in the styles: ${css.match(/[^;{}]*url\([^)]*\)/)[0].trim()}`);
	const small = await esbuild.transform(css, { loader: 'css', minify: true, target: TARGET, legalComments: 'none' });
	return small.code;
}

async function script(esbuild, from, target) {
	const result = await esbuild.build({
		absWorkingDir: ROOT,
		entryPoints: [from],
		bundle: true,
		format: 'iife',
		minify: true,
		target,
		legalComments: 'none',
		metafile: true,
		write: false,
		logLevel: 'silent',
	}).catch((error) => fail(`${from}: ${error.message}`));
	for (const path of Object.keys(result.metafile.inputs))
		inputs.add(join(ROOT, path));
	return result.outputFiles[0].text;
}

// One <symbol> an icon; a page shows it by <svg class="icon"><use href="…/icons.svg#NAME"/></svg>.
function sprite(from) {
	const names = read(join(ROOT, from)).split('\n').map((line) => line.trim())
		.filter((line) => line !== '' && !line.startsWith('#'));
	const sorted = [...names].sort();
	if (names.join() !== sorted.join())
		fail(`${from}: names must be sorted`);
	const symbols = sorted.map((name) => {
		let svg;
		try {
			svg = read(join(MODULES, '@tabler/icons/icons/outline', `${name}.svg`));
		} catch {
			fail(`${from}: there is no icon "${name}"`);
		}
		const paths = svg.replace(/^[\s\S]*?<svg[^>]*>/, '').replace(/<\/svg>\s*$/, '')
			.replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, '')
			.replace(/\s*\n\s*/g, '').replace(/ \/>/g, '/>');
		return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" ` +
			`stroke-linecap="round" stroke-linejoin="round">${paths}</symbol>`;
	});
	return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('\n')}</svg>\n`;
}

// A custom property that is used but set nowhere silently gives no style at all: refuse it.
function check_properties(files) {
	const set = new Set();
	for (const css of Object.values(files))
		for (const match of css.matchAll(/(--[\w-]+)\s*:/g))
			set.add(match[1]);
	const unknown = new Set();
	for (const css of Object.values(files))
		for (const match of css.matchAll(/var\((--[\w-]+)\)/g))
			if (!set.has(match[1]))
				unknown.add(match[1]);
	if (unknown.size > 0)
		fail(`custom properties used but never set: ${[...unknown].sort().join(' ')}`);
}

function report(files) {
	const total = { all: 0, desk: 0, map: 0, ledger: 0 };
	process.stdout.write('file                raw   gzip brotli  on\n');
	for (const [name, text] of Object.entries(files)) {
		const gzip = gzipSync(text, { level: 9 }).length;
		const brotli = brotliCompressSync(text).length;
		const on = OUTPUTS[name].on;
		if (/\.(css|js)$/.test(name))
			total[on] += gzip;
		process.stdout.write(`${name.padEnd(16)}${String(Buffer.byteLength(text)).padStart(7)}` +
			`${String(gzip).padStart(7)}${String(brotli).padStart(7)}  ${on}\n`);
	}
	process.stdout.write(`script and style, gzip: public page ${total.all}, desk adds ${total.desk}, map adds ${total.map}, ` +
		`checking adds ${total.ledger}\n`);
	if (total.all > BAR_PUBLIC_BYTES)
		fail(`a public page carries ${total.all} bytes of script and style; the bar is ${BAR_PUBLIC_BYTES}`);
	if (total.all + total.map > BAR_MAP_BYTES)
		fail(`a public page with the map carries ${total.all + total.map} bytes of script and style; the bar is ${BAR_MAP_BYTES}`);
}

function depfile_path(path, base) {
	return relative(base, path).replace(/([ #\\])/g, '\\$1').replace(/\$/g, '$$$$');
}

async function main(argv) {
	const args = [...argv];
	let depfile = null;
	const at = args.indexOf('--depfile');
	if (at >= 0)
		depfile = args.splice(at, 2)[1];
	if (args.length !== 1 || (at >= 0 && !depfile))
		fail('usage: node tools/build_assets.mjs OUTDIR [--depfile FILE]');
	const outdir = resolve(args[0]);
	const sass = await load('sass');
	const esbuild = await load('esbuild');

	const files = {};
	for (const [name, { from, target }] of Object.entries(OUTPUTS)) {
		let text;
		if (from.endsWith('.scss'))
			text = await style(sass, esbuild, from);
		else if (from.endsWith('.js'))
			text = await script(esbuild, from, target ?? TARGET);
		else if (from.endsWith('.txt'))
			text = sprite(from);
		else
			text = read(join(ROOT, from));
		files[name] = (BANNER[name] ?? '') + text;
	}
	check_properties(Object.fromEntries(Object.entries(files).filter(([name]) => name.endsWith('.css'))));

	mkdirSync(outdir, { recursive: true });
	for (const [name, text] of Object.entries(files))
		writeFileSync(join(outdir, name), text);
	if (depfile) {
		// Paths are relative to the folder ninja runs in, so that the file does not tell where the tree lies.
		const cwd = process.cwd();
		const targets = Object.keys(files).map((name) => depfile_path(join(outdir, name), cwd)).join(' ');
		const sources = [...inputs].sort().map((path) => depfile_path(path, cwd)).join(' \\\n  ');
		writeFileSync(depfile, `${targets}: ${sources}\n`);
	}
	report(files);
}

await main(process.argv.slice(2));
