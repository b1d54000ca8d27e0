// SPDX-License-Identifier: Apache-2.0
// The script by which a reader's browser checks receipts (assets/js/ledger), without a browser: the published vectors,
// the golden files, what a real server gives out, and the same with every byte changed.
import assert from 'node:assert/strict';
import { createHash, webcrypto } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Malformed } from '../../assets/js/ledger/bytes.js';
import { engine, ed25519_verify, sha256 } from '../../assets/js/ledger/crypto.js';
import { leaf_hash, node_hash, proves_consistency, proves_inclusion } from '../../assets/js/ledger/merkle.js';
import { parse_checkpoint, parse_key, parse_note, passes_on, who_signed } from '../../assets/js/ledger/note.js';
import { parse_file } from '../../assets/js/ledger/receipt.js';
import { tile_path, tile_tree } from '../../assets/js/ledger/tiles.js';
import { check, commitment, server_of } from '../../assets/js/ledger/verify.js';
import { start } from '../lib/yidan.mjs';

const file = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const golden = (name) => readFileSync(file(`golden/ledger/${name}`), 'utf8');
const SUBTLE = webcrypto.subtle;
// Node's WebCrypto hashes in a pool of threads, which takes a hundred times as long for a few bytes.
const QUICK = {
	digest: async (_, bytes) => createHash('sha256').update(bytes).digest(),
	importKey: (...key) => SUBTLE.importKey(...key),
	verify: (...all) => SUBTLE.verify(...all),
};
const ENGINES = { 'WebCrypto': SUBTLE, noble: undefined };

function with_engine(subtle, work) {
	engine.subtle = subtle;
	return work().finally(() => { engine.subtle = SUBTLE; });
}
engine.subtle = SUBTLE;

// ---- Trees

const base64 = (text) => new Uint8Array(Buffer.from(text, 'base64'));

function vectors(folder) {
	const all = readdirSync(file(`unit/merkle-vectors/${folder}`), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile()).map((entry) => JSON.parse(readFileSync(`${entry.path ?? entry.parentPath}/${entry.name}`, 'utf8')));
	assert.ok(all.length > 90, folder);
	return all;
}

test('inclusion: the published vectors', async () => {
	for (const { leafIdx, treeSize, root, leafHash, proof, desc, wantErr } of vectors('inclusion'))
		assert.equal(await proves_inclusion(base64(leafHash), leafIdx, treeSize, (proof ?? []).map(base64), base64(root)), !wantErr, desc);
});

test('consistency: the published vectors', async () => {
	for (const { size1, size2, root1, root2, proof, desc, wantErr } of vectors('consistency'))
		assert.equal(await proves_consistency(size1, size2, (proof ?? []).map(base64), base64(root1), base64(root2)), !wantErr, desc);
});

// The hashes at each tile's level of a tree with these leaves, as a server keeps them.
async function levels_of(leaves) {
	const levels = [];
	for (let row = leaves; row.length > 0;) {
		levels.push(row);
		const above = [];
		for (let at = 0; at + 256 <= row.length; at += 256) {
			let part = row.slice(at, at + 256);
			while (part.length > 1)
				part = await Promise.all(part.filter((_, i) => i % 2 === 0).map((left, i) => node_hash(left, part[2 * i + 1])));
			above.push(part[0]);
		}
		row = above;
	}
	return levels;
}

function loader(levels) {
	return async (path) => {
		const [, level, rest] = /^tile\/(\d+)\/(.*)$/.exec(path);
		const [number, width] = rest.split('.p/');
		const n = Number(number.replace(/[x/]/g, ''));
		return new Uint8Array(Buffer.concat(levels[level].slice(n * 256, n * 256 + Number(width ?? 256))));
	};
}

test('proofs out of tiles hold for trees of all kinds of sizes', async () => {
	const leaves = await Promise.all(Array.from({ length: 66000 }, (_, i) => sha256(Uint8Array.of(i >> 16, i >> 8, i))));
	const levels = await levels_of(leaves);
	const roots = new Map();
	const tree = (size) => tile_tree(size, loader(levels.map((row, level) => row.slice(0, Math.floor(size / 256 ** level)))));
	const sizes = [1, 2, 3, 7, 8, 255, 256, 257, 300, 511, 512, 513, 5000, 65535, 65536, 65537, 66000];
	for (const size of sizes)
		roots.set(size, await tree(size).root());
	for (const size of sizes)
		for (const index of new Set([0, size >> 1, Math.max(0, size - 2), size - 1])) {
			const proof = await tree(size).inclusion(index);
			assert.ok(await proves_inclusion(leaves[index], index, size, proof, roots.get(size)), `${index} in ${size}`);
			assert.ok(!await proves_inclusion(leaves[index], index, size, proof, roots.get(66000)) || size === 66000);
		}
	for (const now of sizes)
		for (const then of sizes.filter((size) => size <= now)) {
			const proof = now === then ? [] : await tree(now).consistency(then);
			assert.ok(await proves_consistency(then, now, proof, roots.get(then), roots.get(now)), `${then} in ${now}`);
			assert.ok(!await proves_consistency(then, now, proof, roots.get(now), roots.get(then)) || now === then);
		}
});

test('names of tiles', () => {
	assert.equal(tile_path(0, 0, 256), 'tile/0/000');
	assert.equal(tile_path(2, 1234067, 7), 'tile/2/x001/x234/067.p/7');
	assert.equal(tile_path('entries', 1000, 256), 'tile/entries/x001/000');
});

// ---- Golden files, with the browser's own cryptography and without

for (const [name, subtle] of Object.entries(ENGINES))
	describe(name, () => {
		test('a golden receipt', () => with_engine(subtle, async () => {
			const receipt = parse_file(golden('first.tlog-proof'));
			const { size, root } = receipt.note.checkpoint;
			assert.equal(Buffer.from(receipt.entry).toString(), '灯不亮');
			assert.ok(await proves_inclusion(await leaf_hash(receipt.entry), receipt.index, size, receipt.proof, root));
			const key = await parse_key(golden('log.vkey'));
			assert.equal(await who_signed(receipt.note, [key]), key);
		}));

		test('golden notes, and each byte of the text changed', () => with_engine(subtle, async () => {
			const key = await parse_key(golden('log.vkey'));
			for (const note of ['signed.note', 'cosigned.note', 'late.note'])
				assert.equal(await who_signed(parse_note(golden(note)), [key]), key, note);
			const bytes = Buffer.from(golden('signed.note'));
			for (let at = 0; at < bytes.length; at += 1) {
				const changed = Buffer.from(bytes);
				changed[at] ^= 1;
				const note = changed.toString();
				let signed = null;
				try {
					const parsed = parse_note(note);
					parse_checkpoint(parsed.text);
					signed = await who_signed(parsed, [key]);
				} catch (error) {
					assert.ok(error instanceof Malformed);
				}
				assert.equal(signed, null, `byte ${at}`);
			}
		}));

		test('a key is its own number', () => with_engine(subtle, async () => {
			const key = golden('log.vkey');
			for (const wrong of ['', 'x', key.slice(0, -1), key.replace('+', '+0'), `${key}\n`, golden('witness.vkey')])
				await assert.rejects(parse_key(wrong), Malformed, wrong);
		}));

		test('RFC 8032, and a signature that is none', () => with_engine(subtle, async () => {
			const hex = (text) => new Uint8Array(Buffer.from(text, 'hex'));
			const key = hex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c');
			const signature = hex('92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
				'085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00');
			assert.equal(await ed25519_verify(key, hex('72'), signature), true);
			assert.equal(await ed25519_verify(key, hex('73'), signature), false);
			assert.equal(await ed25519_verify(hex('ff'.repeat(32)), hex('72'), signature), false);
			assert.equal(await ed25519_verify(key, hex('72'), signature.slice(1)), false);
		}));
	});

test('the commitments of the golden events', async () => {
	const lines = readFileSync(file('golden/events/case.answered.v1.txt'), 'utf8').split('\n');
	assert.ok(lines.length > 3);
	// docs/events.md: name, salt and value of one field give the number in the entry.
	const salt = new Uint8Array(32).fill(7);
	const by_hand = await sha256(new Uint8Array(Buffer.concat([Buffer.from('yidan/field/1\n'), Buffer.of(11), Buffer.from('public_text'),
		salt, Buffer.of(1), Buffer.from('灯亮了')])));
	assert.deepEqual(await commitment('public_text', salt, '灯亮了'), by_hand);
});

test('a key passes on only by both signatures', async () => {
	const pair = async () => {
		const keys = await SUBTLE.generateKey('Ed25519', true, ['sign', 'verify']);
		return { secret: keys.privateKey, public_key: new Uint8Array(await SUBTLE.exportKey('raw', keys.publicKey)) };
	};
	const hex = (bytes) => Buffer.from(bytes).toString('hex');
	const [one, two] = [await pair(), await pair()];
	const data = { old_key: hex(one.public_key), new_key: hex(two.public_key) };
	const message = Buffer.from(`yidan/key/1\nlog.example\n${data.old_key}\n${data.new_key}`);
	data.old_signature = hex(await SUBTLE.sign('Ed25519', one.secret, message));
	data.new_signature = hex(await SUBTLE.sign('Ed25519', two.secret, message));
	const event = { type: 'ledger.key_changed', data };
	assert.equal(await passes_on(event, 'log.example', one, two), true);
	assert.equal(await passes_on(event, 'other.example', one, two), false);
	assert.equal(await passes_on(event, 'log.example', two, one), false);
	assert.equal(await passes_on({ type: 'ledger.key_changed', data: { ...data, old_signature: data.new_signature } }, 'log.example', one, two), false);
});

// ---- What a real server gives out

describe('a real server', () => {
	let yidan;
	let server;
	let key;
	let receipt;
	let proof;
	let short;

	before(async () => {
		yidan = await start({ demo: [], serve: ['--intake-rate', '0'] });
		const kept = new Map();
		server = server_of(async (path) => {
			if (!kept.has(path))
				kept.set(path, await (await fetch(`${yidan.origin}/ledger/${path}`)).arrayBuffer());
			return new Response(kept.get(path));
		});
		[key] = (await server.log()).keys;
		const list = await (await fetch(`${yidan.origin}/cases?state=closed`)).text();
		const code = list.match(/\/c\/([0-9A-Z-]{11})"/)[1];
		proof = await (await fetch(`${yidan.origin}/c/${code}/proof.json`)).text();
		receipt = await (await fetch(`${yidan.origin}/c/${code}/receipt.tlog-proof`)).text();
		short = short_of(parse_file(receipt), await leaf_hash(parse_file(receipt).entry));
	});
	after(() => yidan?.remove());

	const url64 = (bytes) => Buffer.from(bytes).toString('base64url');

	function short_of({ note, index }, leaf) {
		const { checkpoint, signatures: [by] } = note;
		return ['yidan-receipt/1', checkpoint.origin, index, url64(leaf), checkpoint.size, url64(checkpoint.root),
			url64(Buffer.from(by.id, 'hex')), url64(by.bytes)].join(' ');
	}

	const states = (report) => Object.fromEntries(report.steps.map(({ name, state }) => [name, state]));

	// Every byte by one bit: in turn the lowest, and the one that makes another case of a letter.
	async function every_byte(text, options, step = 1) {
		const bytes = Buffer.from(text);
		for (let at = 0; at < bytes.length; at += step) {
			const changed = Buffer.from(bytes);
			changed[at] ^= at % 2 ? 1 : 0x20;
			const report = await check(changed.toString(), options);
			assert.notEqual(report.verdict, 'good', `byte ${at} of ${text.slice(Math.max(0, at - 20), at + 20)}`);
		}
	}

	test('receipt, short receipt and case hold', async () => {
		const all = { server, given: key };
		assert.deepEqual(states(await check(receipt, all)), { read: 'good', sign: 'good', place: 'good', grown: 'good', key: 'good' });
		assert.deepEqual(states(await check(short, all)), { read: 'good', sign: 'good', grown: 'good', place: 'good', key: 'good' });
		assert.deepEqual(states(await check(proof, all)), { read: 'good', sign: 'good', place: 'good', order: 'good', words: 'good', key: 'good' });
		const code = JSON.parse(proof).case;
		for (const text of [receipt, short, proof])
			assert.equal((await check(text, all)).facts.code, code);
	});

	test('offline, with the key alone, and what sending does to a text', async () => {
		assert.equal((await check(receipt, { given: key })).verdict, 'good');
		assert.equal((await check(`\ufeff${receipt.replaceAll('\n', '\r\n').trim()}`, { given: ` ${key}\n` })).verdict, 'good');
		assert.deepEqual(states(await check(short, { given: key })), { read: 'good', sign: 'good', place: 'part', key: 'good' });
		assert.equal((await check(receipt)).steps.at(-1).why, 'no-key');
	});

	test('without a key of one’s own the report says so and holds', async () => {
		const report = await check(receipt, { server });
		assert.equal(report.verdict, 'good');
		assert.equal(states(report).key, 'note');
	});

	test('another key is another log', async () => {
		const other = golden('log.vkey');
		assert.deepEqual(states(await check(receipt, { server, given: other })).key, 'bad');
		assert.equal((await check(receipt, { server, given: other })).verdict, 'bad');
		await assert.rejects(check(receipt, { given: key.slice(0, -2) }), Malformed);
	});

	test('a receipt with any byte changed is refused', () => with_engine(QUICK, () => every_byte(receipt, { given: key })));
	test('a short receipt with any byte changed is refused', () => with_engine(QUICK, () => every_byte(short, { server, given: key })));
	// with the keys that stand in it: a reader's own would not look at those
	test('a proof with any byte changed is refused', () => with_engine(QUICK, () => every_byte(proof, {})));
	test('by noble alone, too', () => with_engine(undefined, () => every_byte(receipt, { given: key }, 7)));

	test('entries left out, doubled, swapped, of another case', async () => {
		const broken = async (change) => {
			const json = JSON.parse(proof);
			change(json);
			return check(JSON.stringify(json), { given: key });
		};
		assert.ok(JSON.parse(proof).entries.length > 4);
		for (const change of [
			(json) => json.entries.splice(2, 1),
			(json) => json.entries.splice(2, 0, json.entries[2]),
			(json) => json.entries.reverse(),
			(json) => json.entries.shift(),
			(json) => { json.case = `${json.case.slice(1)}2`; },
		])
			assert.equal((await broken(change)).steps.find(({ state }) => state === 'bad').name, 'order');
		const swapped = await broken((json) => {
			const [a, b] = json.entries.flatMap(({ fields }) => fields);
			[a.value, b.value] = [b.value, a.value];
		});
		assert.equal(swapped.steps.find(({ state }) => state === 'bad').name, 'words');
		const cut = await broken((json) => json.entries.pop());
		assert.equal(cut.verdict, 'good', 'an older proof is a proof; the page says how many entries there are');
	});

	test('a page that shows something else', async () => {
		const json = JSON.parse(proof);
		const { parse_any } = await import('../../assets/js/ledger/receipt.js');
		const { as_shown } = await import('../../assets/js/ledger/verify.js');
		const page = { ...as_shown(parse_any(proof)), entries: json.entries.length, is_told: true };
		const shown = async (change) => states(await check(proof, { given: key, page: { ...page, ...change } })).page;
		assert.ok(page.title && page.text && Object.keys(page.words).length > 0 && page.told.length > 3);
		const [seq] = Object.keys(page.words);
		assert.equal(await shown({}), 'good');
		assert.equal(await shown({ text: page.text.replaceAll('\n', '\r\n') }), 'good');
		assert.equal(await shown({ title: `${page.title}。` }), 'bad');
		assert.equal(await shown({ text: '' }), 'bad');
		assert.equal(await shown({ words: { ...page.words, [seq]: '别的话' } }), 'bad');
		assert.equal(await shown({ words: { ...page.words, 99: '多出来的' } }), 'bad');
		assert.equal(await shown({ told: page.told.slice(1) }), 'bad');
		assert.equal(await shown({ told: page.told.map((one) => one.replace(/\d$/, (d) => (Number(d) + 1) % 10)) }), 'bad');
		assert.equal(await shown({ state: 'in_hand' }), 'bad');
		assert.equal(await shown({ code: '222222222' }), 'bad');
		assert.equal(await shown({ is_told: false }), 'bad');
		assert.equal(await shown({ entries: page.entries - 1 }), 'part');
	});

	test('a server that lies about its log', async () => {
		const lying = (change) => server_of(async (path) => {
			const bytes = new Uint8Array(await server.bytes(path));
			return change(path, bytes) ?? new Response(bytes);
		});
		const earlier = parse_file(receipt);
		const grown = async (other) => states(await check(short, { server: other, given: key })).grown;
		// an intake, so that there is something to prove
		await fetch(`${yidan.origin}/api/v1/cases`, {
			method: 'POST', headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify({ kind: 'question', text: '几点开门', publish: false }),
		});
		const fresh = server_of((path) => fetch(`${yidan.origin}/ledger/${path}`));
		assert.equal(await grown(fresh), 'good');
		assert.ok(parse_checkpoint(parse_note(await fresh.text('checkpoint')).text).size > earlier.note.checkpoint.size);
		const flipped = server_of(async (path) => {
			const bytes = new Uint8Array(await fresh.bytes(path));
			if (path.startsWith('tile/'))
				bytes[0] ^= 1;
			return new Response(bytes);
		});
		assert.equal(await grown(flipped), 'bad');
		const shrunk = lying((path) => (path === 'checkpoint' ?
			new Response(`heting.example/ledger\n1\n${Buffer.alloc(32).toString('base64')}\n\n— heting.example/ledger AAAAAAAA\n`) : null));
		assert.equal(await grown(shrunk), 'bad');
		const gone = server_of(async () => { throw new TypeError('no line'); });
		assert.equal(await grown(gone), 'part');
	});
});
