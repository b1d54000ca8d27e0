// SPDX-License-Identifier: Apache-2.0
// What the ledger publishes for programs, over HTTP, on both engines: headers, what is not there, how a checkpoint grows,
// and that receipts hold, by the script of the pages and by the second verifier.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { webcrypto } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { engine } from '../../assets/js/ledger/crypto.js';
import { leaf_hash, proves_consistency } from '../../assets/js/ledger/merkle.js';
import { parse_checkpoint, parse_key, parse_note, who_signed } from '../../assets/js/ledger/note.js';
import { bundle_entries, tile_tree } from '../../assets/js/ledger/tiles.js';
import { check, server_of } from '../../assets/js/ledger/verify.js';
import { start_postgres } from '../lib/postgres.mjs';
import { PROGRAM, start } from '../lib/yidan.mjs';

engine.subtle = webcrypto.subtle;

const SECOND = fileURLToPath(new URL('../second/verify.py', import.meta.url));
const FOR_EVER = 'public, max-age=31536000, immutable';

async function on_sqlite() {
	return start({ serve: ['--intake-rate', '0'] });
}

async function on_postgres() {
	const postgres = await start_postgres();
	const folder = mkdtempSync(join(tmpdir(), 'yidan-ledger-test-'));
	const db = postgres.make('yidan_ledger');
	const key = ['--key-file', join(folder, 'server.key')];
	execFileSync(PROGRAM, ['demo', '--db', db, '--no-cases', ...key], { stdio: 'ignore' });
	const yidan = await start({ folder, db, serve: ['--intake-rate', '0', ...key] });
	return { ...yidan, remove: async () => { await yidan.remove(); await postgres.stop(); } };
}

for (const [name, begin] of [['SQLite', on_sqlite], ['PostgreSQL', on_postgres]])
	describe(name, { timeout: 120000 }, () => {
		let yidan;
		let key;
		let server;

		before(async () => {
			yidan = await begin();
			server = server_of((path) => ask(`/ledger/${path}`));
			await until('/ledger/checkpoint');
			key = await parse_key((await server.log()).keys[0]);
		});
		after(() => yidan?.remove());

		const ask = (path, options) => fetch(`${yidan.origin}${path}`, { redirect: 'manual', ...options });

		// On PostgreSQL an entry waits for its checkpoint for less than a second.
		async function until(path) {
			for (let left = 100; ; left -= 1) {
				const answer = await ask(path);
				if (answer.status === 200 || left === 0)
					return answer;
				assert.equal(answer.status, path.includes('receipt') ? 503 : 404);
				await new Promise((done) => setTimeout(done, 50));
			}
		}

		async function intake(text = '路灯不亮') {
			const answer = await ask('/api/v1/cases', {
				method: 'POST', headers: { 'Content-Type': 'application/json' },
				body: JSON.stringify({ kind: 'complaint', text, contact: { name: '王', phone: '13812345678' }, publish: true }),
			});
			assert.equal(answer.status, 201);
			return answer.json();
		}

		// Of its entry: which keys it has, private ones too; what differs from case to case is left out.
		async function shape_of_receipt(body) {
			const answer = await ask('/api/v1/cases', {
				method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ kind: 'complaint', ...body }),
			});
			assert.equal(answer.status, 201);
			const { code } = await answer.json();
			const receipt = await (await until(`/c/${code}/receipt.tlog-proof`)).text();
			const entry = Buffer.from(receipt.match(/^extra (.*)$/m)[1], 'base64').toString();
			for (const word of ['王', '13812345678', 'wang@', '路灯', '村口'])
				assert.ok(!entry.includes(word) && !receipt.includes(word), word);
			const { data, private: hidden, ...rest } = JSON.parse(entry);
			assert.equal(data.code, code.replaceAll('-', ''));
			for (const commitment of Object.values(hidden))
				assert.match(commitment, /^[0-9a-f]{64}$/);
			assert.equal(new Set(Object.values(hidden)).size, Object.keys(hidden).length, 'each its own salt');
			return [Object.keys(rest), rest.type, rest.by, Object.keys(data), data.channel, data.kind, Object.keys(hidden), receipt.split('\n')[0]];
		}

		async function checkpoint() {
			const note = parse_note(await server.text('checkpoint'));
			assert.equal(await who_signed(note, [key]), key);
			return parse_checkpoint(note.text);
		}

		function headers(answer, type, caching) {
			assert.equal(answer.status, 200);
			assert.equal(answer.headers.get('content-type'), type);
			assert.equal(answer.headers.get('cache-control'), caching);
			assert.equal(answer.headers.get('access-control-allow-origin'), '*');
			assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
		}

		test('the checkpoint is signed and grows by an intake from what it was', async () => {
			headers(await ask('/ledger/checkpoint'), 'text/plain; charset=utf-8', 'no-cache');
			const old = await checkpoint();
			const { code } = await intake();
			await until(`/c/${code}/receipt.tlog-proof`);
			const now = await checkpoint();
			assert.equal(now.size, old.size + 1);
			const proof = await tile_tree(now.size, server.bytes).consistency(old.size);
			assert.ok(await proves_consistency(old.size, now.size, proof, old.root, now.root));
		});

		test('the log in short', async () => {
			const answer = await ask('/ledger/log.json');
			headers(answer, 'application/json; charset=utf-8', 'no-cache');
			const log = await answer.json();
			const now = await checkpoint();
			assert.deepEqual([log.version, log.number, log.origin, log.size], [1, 1, now.origin, now.size]);
			assert.deepEqual([log.keys, log.earlier], [[key.text], []]);
			assert.match(log.signed_at, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
			assert.ok(Array.isArray(log.kept) && log.kept.length > 0);
			for (const { size, cause } of log.kept) {
				assert.ok(['hour', 'key', 'witness'].includes(cause));
				const kept = await ask(`/ledger/checkpoint/${size}`);
				headers(kept, 'text/plain; charset=utf-8', 'public, max-age=60');
				const note = parse_note(await kept.text());
				assert.equal(parse_checkpoint(note.text).size, size);
				assert.equal(await who_signed(note, [key]), key);
			}
		});

		test('checkpoints that are not kept', async () => {
			for (const size of ['0', '1000000', '-1', '01', 'x', '99999999999999999999', '1/'])
				assert.equal((await ask(`/ledger/checkpoint/${size}`)).status, 404, size);
		});

		test('tiles and bundles of every width, and that they fit each other', async () => {
			const { size, root } = await checkpoint();
			const width = size % 256;
			const full = Math.floor(size / 256);
			assert.ok(width > 1 && full < 1000);
			const last = String(full).padStart(3, '0');
			for (let n = 0; n < full; n += 1)
				headers(await ask(`/ledger/tile/0/${String(n).padStart(3, '0')}`), 'application/octet-stream', FOR_EVER);
			const whole = await server.bytes(`tile/0/${last}.p/${width}`);
			for (const part of new Set([1, 2, width - 1, width])) {
				const tile = await ask(`/ledger/tile/0/${last}.p/${part}`);
				headers(tile, 'application/octet-stream', FOR_EVER);
				assert.deepEqual(new Uint8Array(await tile.arrayBuffer()), whole.slice(0, 32 * part));
				const bundle = await ask(`/ledger/tile/entries/${last}.p/${part}`);
				headers(bundle, 'application/octet-stream', FOR_EVER);
				const entries = bundle_entries(new Uint8Array(await bundle.arrayBuffer()));
				assert.equal(entries.length, part);
				for (const [i, entry] of entries.entries())
					assert.deepEqual(await leaf_hash(entry), whole.slice(32 * i, 32 * i + 32));
			}
			assert.deepEqual(await tile_tree(size, server.bytes).root(), root);
		});

		test('tiles that are not there', async () => {
			const { size } = await checkpoint();
			const last = String(Math.floor(size / 256)).padStart(3, '0');
			const wrong = [
				`0/${last}`, `0/${last}.p/${(size % 256) + 1}`, `entries/${last}`, `entries/${last}.p/${(size % 256) + 1}`,
				`0/${last}.p/0`, `0/${last}.p/256`, `0/${last}.p/01`, `0/${last}.p/`, `0/${last}.p`, '0/999', '0/x001/000', '0/0', '0/00',
				'0/0000', '0/x000/000', '1/000', '8/000', '63/000', '64/000', '-1/000', 'x/000', 'entries', 'entries/0', '0', '0/000/', 'data/000',
				`0/${last}.p/1/`, `0/${last}.P/1`, '00/000', '0/000.p/1%20',
			];
			for (const path of wrong)
				assert.equal((await ask(`/ledger/tile/${path}`)).status, 404, path);
		});

		test('a receipt holds: by the script of the pages, by the second verifier', async () => {
			const { code } = await intake();
			const answer = await until(`/c/${code}/receipt.tlog-proof`);
			headers(answer, 'text/plain; charset=utf-8', 'no-store');
			assert.equal(answer.headers.get('content-disposition'), `attachment; filename="${code}.tlog-proof"`);
			const receipt = await answer.text();
			const report = await check(receipt, { server, given: key.text });
			assert.deepEqual([report.verdict, report.facts.code], ['good', code.replaceAll('-', '')]);
			for (const word of ['王', '13812345678', '路灯'])
				assert.ok(!Buffer.from(receipt.match(/^extra (.*)$/m)[1], 'base64').includes(word), word);
			const folder = mkdtempSync(join(tmpdir(), 'yidan-receipt-'));
			writeFileSync(join(folder, 'receipt'), receipt);
			await promisify(execFile)(SECOND, ['receipt', join(folder, 'receipt'), '--key', key.text]);
			const { stderr } = await promisify(execFile)(SECOND, ['receipt', join(folder, 'receipt'), '--key', key.text.replace(key.name, 'a')])
				.catch((error) => error);
			assert.ok(stderr, 'another key is refused');
			rmSync(folder, { recursive: true });
		});

		test('the proofs of a case hold, and its page has them', async () => {
			const { code } = await intake();
			await until(`/c/${code}/receipt.tlog-proof`);
			const answer = await ask(`/c/${code}/proof.json`);
			headers(answer, 'application/json; charset=utf-8', 'no-store');
			const text = await answer.text();
			const json = JSON.parse(text);
			assert.deepEqual([json.case, json.entries.length, json.entries[0].fields, json.waiting], [code.replaceAll('-', ''), 1, [], 0]);
			const page = { code: json.case, state: 'received', entries: 1, is_told: false, title: '', text: '', told: [], words: {} };
			assert.equal((await check(text, { server, given: key.text, page })).verdict, 'good');
			assert.ok((await (await ask(`/c/${code}`)).text()).includes(`/c/${code}/proof.json`));
		});

		test('a receipt does not tell who raised it, nor whether a name was given or is to be kept secret', async () => {
			const text = '村口路灯不亮';
			const contact = { name: '王', phone: '13812345678', email: 'wang@example.org' };
			const anonymous = await shape_of_receipt({ text });
			assert.deepEqual(await shape_of_receipt({ text, contact }), anonymous);
			assert.deepEqual(await shape_of_receipt({ text, contact, secret: true }), anonymous);
			assert.deepEqual(await shape_of_receipt({ text, contact, publish: true }), anonymous);
		});

		test('a raiser’s page has the receipt as file, text and QR code', async () => {
			const { code, secret_url } = await intake();
			await until(`/c/${code}/receipt.tlog-proof`);
			for (const url of [secret_url, `${secret_url}?new=1`]) {
				const page = await (await fetch(url)).text();
				const line = page.match(/id="proof-line"[^>]*>([^<]*)</)[1];
				assert.ok(page.includes(`/c/${code}/receipt.tlog-proof`));
				assert.ok(page.includes(`/ledger/check#${line.replaceAll(' ', '%20')}`), 'the address in the QR code');
				assert.ok(page.includes('qr-dense'));
				const report = await check(line, { server, given: key.text });
				assert.deepEqual([report.verdict, report.facts.code], ['good', code.replaceAll('-', '')]);
			}
		});

		test('a receipt’s page never waits for the proof: it has it, or says that it comes', async () => {
			const { secret_url } = await intake();
			const answer = await fetch(`${secret_url}?new=1`, { headers: { 'Accept-Language': 'en' } });
			const page = await answer.text();
			assert.equal(answer.status, 200);
			assert.match(page, /id="proof" data-again="proof"[^]*href="[^"]*\?new=1">Look again|id="proof-line"/);
		});

		test('codes that are none, and cases that are not there', async () => {
			for (const code of ['222-222-222', 'x', 'K7M-3FX-9PC', '%00', '..'])
				for (const what of ['receipt.tlog-proof', 'proof.json'])
					assert.equal((await ask(`/c/${code}/${what}`)).status, code === '%00' ? 400 : 404, `${code}/${what}`);
		});

		test('only to be read', async () => {
			for (const path of ['/ledger', '/ledger/check', '/ledger/checkpoint', '/ledger/log.json', '/ledger/tile/0/000']) {
				const answer = await ask(path, { method: 'POST', headers: { Origin: yidan.origin }, body: '' });
				assert.deepEqual([answer.status, answer.headers.get('allow')], [405, 'GET, HEAD'], path);
				assert.equal((await ask(path, { method: 'HEAD' })).status, (await ask(path)).status, path);
			}
		});

		test('/ledger for people: the newest checkpoint, the key, and the way to a case', async () => {
			const { code } = await intake();
			await until(`/c/${code}/receipt.tlog-proof`);
			const { size } = await checkpoint();
			const page = await (await ask('/ledger', { headers: { 'Accept-Language': 'en' } })).text();
			assert.ok(page.includes(key.text) && page.includes(`\n${size}\n`) && page.includes('no witness yet'));
			// the first and the last tile of each row, as they stand there
			const tiles = [...page.matchAll(/href="(\/ledger\/tile\/[^"]*)"/g)].map(([, path]) => path);
			assert.ok(tiles.length === 2 || tiles.length === 4);
			for (const path of tiles)
				assert.equal((await ask(path)).status, 200, path);
			for (const [typed, to] of [[code, `/c/${code}#proof`], [code.toLowerCase().replaceAll('-', ' '), `/c/${code}#proof`],
				['什么 &', '/lookup?code=%E4%BB%80%E4%B9%88%20%26'], ['', '/lookup?code=']]) {
				const answer = await ask(`/ledger?code=${encodeURIComponent(typed)}`);
				assert.deepEqual([answer.status, answer.headers.get('location')], [303, to], typed);
			}
		});
	});
