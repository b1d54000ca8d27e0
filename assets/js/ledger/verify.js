// SPDX-License-Identifier: Apache-2.0
// Checks what people bring, step by step, and says of each step how it went. No page here: check.js and panel.js show it,
// the tests call it.
//
//	const report = await check(text, { server, given, page, on_step });
//	report.verdict   'good'; 'part': nothing is wrong, but something could not be looked at; 'bad'
//	report.steps     [{ name, state, why }]: state 'good', 'part', 'bad', or 'note': something to know that spoils nothing
//	report.facts     what is proven: { origin, size, root, index, code, at, key, entries, words }
//
// Steps: read (it is a receipt), sign (the log signed the list), place (the entry stands in it), order (the entries are
// those of one case, without a gap), words (what is published is what was entered), page (this page shows just that),
// grown (the list of today still holds the one of then), key (whose key it was).
import { Malformed, concat, equal, from_hex, to_base64, to_hex, to_text, utf8 } from './bytes.js';
import { sha256 } from './crypto.js';
import { leaf_hash, proves_consistency, proves_inclusion } from './merkle.js';
import { parse_checkpoint, parse_key, parse_note, passes_on, same_key, who_signed } from './note.js';
import { parse_any, parse_event } from './receipt.js';
import { bundle_entries, tile_path, tile_tree } from './tiles.js';

const FIELD = utf8('yidan/field/1\n');
const BUNDLE = 256;

// The commitment to a private field, docs/events.md.
export function commitment(name, salt, value) {
	const bytes = utf8(name);
	return sha256(concat(FIELD, Uint8Array.of(bytes.length), bytes, salt, Uint8Array.of(1), utf8(value)));
}

// ---- The server that the page came from

// A log as its server shows it; `get(path)` fetches below /ledger/ and gives a Response. Everything it says is proven or
// said to be its own word.
export function server_of(get) {
	const bytes = async (path) => {
		const response = await get(path);
		if (!response.ok)
			throw new Error(`${path}: ${response.status}`);
		return new Uint8Array(await response.arrayBuffer());
	};
	let log = null;
	return {
		bytes,
		text: async (path) => to_text(await bytes(path)),
		async log() {
			log = log || JSON.parse(to_text(await bytes('log.json')));
			return log;
		},
	};
}

// Keys that the server names for a log, the newest first.
async function served_keys(server, origin) {
	if (!server)
		return [];
	try {
		const log = await server.log();
		const one = [log, ...log.earlier].find((each) => each.origin === origin);
		return one && one.keys ? (await Promise.all(one.keys.map(parse_key))).reverse() : [];
	} catch {
		return [];
	}
}

// Whether the reader's key passed on, perhaps over several, to the one that signed: the entries say so at each change.
async function leads_to(server, given, signer, keys) {
	const log = await server.log();
	const line = [...keys].reverse();
	let at = line.findIndex((key) => same_key(key, given));
	const to = line.findIndex((key) => same_key(key, signer));
	if (at < 0 || to < at)
		return false;
	for (; at < to; at += 1) {
		let passed = false;
		for (const { size, cause } of log.kept) {
			if (passed || cause !== 'key')
				continue;
			const n = Math.floor((size - 1) / BUNDLE);
			const entries = bundle_entries(await server.bytes(tile_path('entries', n, Math.min(BUNDLE, size - n * BUNDLE))));
			for (const entry of entries)
				passed = passed || await passes_on(parse_event(entry), given.name, line[at], line[at + 1]);
		}
		if (!passed)
			return false;
	}
	return true;
}

// ---- Steps

async function place_of_entries(proof, { root, size }) {
	for (const { bytes, index, proof: path } of proof.entries)
		if (!await proves_inclusion(await leaf_hash(bytes), index, size, path, root))
			return false;
	return true;
}

// The rules of docs/ledger.md for the entries of one stream, and that it is the stream of this case.
export function in_order(proof) {
	const [{ event: first }] = proof.entries;
	if (first.type !== 'case.received' || first.data.code !== proof.code)
		return false;
	return proof.entries.every(({ event, index }, i) => {
		const before = proof.entries[i - 1];
		return event.seq === i + 1 && event.stream_kind === 'case' && event.stream === first.stream &&
			event.jurisdiction === first.jurisdiction && (!before || (event.at >= before.event.at && index > before.index));
	});
}

// What the sums of the published words are made from, for whoever wants to do them.
const words_of = (proof) => proof.entries.flatMap(({ event, index, fields }) => fields.map(({ name, salt, value }) => (
	{ index, name, value, salt: to_hex(salt), entered: event.private[name] })));

async function words_fit(proof) {
	for (const { event, fields } of proof.entries)
		for (const { name, salt, value } of fields) {
			const entered = event.private[name];
			if (typeof entered !== 'string' || !equal(await commitment(name, salt, value), from_hex(entered, 32)))
				return false;
		}
	return true;
}

// Entries that the timeline of a page tells of: all but the release, the first choice of a category, notes and messages.
const UNTOLD = ['case.noted', 'case.written', 'case.told', 'case.allotted', 'case.listed'];
function is_told({ type, data }) {
	return !UNTOLD.includes(type) && type !== 'case.released' && (type !== 'case.classified' ||
		(data.previous_category_id !== null && data.previous_category_id !== data.category_id));
}

const STATES = {
	'case.received': 'received', 'case.assigned': 'assigned', 'case.accepted': 'in_hand', 'case.returned': 'returned',
	'case.answered': 'answered', 'case.closed': 'closed', 'case.reopened': 'reopened', 'case.waiting': 'waiting', 'case.resumed': 'in_hand', 'case.sent_back': 'in_hand',
	'case.withdrawn': 'withdrawn', 'case.declined': 'declined', 'case.appealed': 'appealed',
};

const AFTER_APPEAL = { upheld: 'declined', overturned: 'received' };

// What a page must show of these entries: { code, state, words: { 'SEQ.FIELD': text }, title, told: ['SEQ TYPE SECOND'] }.
export function as_shown(proof) {
	const shown = { code: proof.code, state: '', title: '', text: '', told: [], words: {} };
	for (const { event, fields } of proof.entries) {
		shown.state = event.type === 'case.appeal_decided' ? AFTER_APPEAL[event.data.outcome] : STATES[event.type] || shown.state;
		if (is_told(event))
			shown.told.push(`${event.seq} ${event.type} ${Math.floor(event.at / 1e6)}`);
		for (const { name, value } of fields) {
			if (name === 'public_title')
				shown.title = value;
			else if (event.type === 'case.released')
				shown.text = value;
			else
				shown.words[event.seq] = value;
		}
	}
	return shown;
}

// A browser reads a lone carriage return as a line end, and so do we.
const lines = (text) => text.replace(/\r\n?/g, '\n');

// `page` is what a case's page shows, in the form of as_shown; a page before release tells nothing but code and state.
export function page_fits(proof, page) {
	const must_be = as_shown(proof);
	const seqs = Object.keys({ ...must_be.words, ...page.words });
	const has_words = page.is_told ? page.told.join() === must_be.told.join() &&
		lines(page.title) === lines(must_be.title) && lines(page.text) === lines(must_be.text) &&
		seqs.every((seq) => lines(page.words[seq] || '') === lines(must_be.words[seq] || '')) :
		must_be.title === '' && must_be.text === '' && seqs.length === 0;
	return page.code === must_be.code && page.state === must_be.state && has_words;
}

// Whether the list of today still holds the one that was signed then.
async function has_grown(server, proof, keys, signer) {
	const { origin, size, root } = proof.note.checkpoint;
	const log = await server.log();
	if (log.origin !== origin)
		return { state: 'part', why: 'earlier' };
	const note = parse_note(await server.text('checkpoint'));
	const now = parse_checkpoint(note.text);
	if (now.origin !== origin || !await who_signed(note, [...keys, signer]) || now.size < size)
		return { state: 'bad' };
	const tree = tile_tree(now.size, (path) => server.bytes(path));
	const path = now.size === size ? [] : await tree.consistency(size);
	if (!await proves_consistency(size, now.size, path, root, now.root))
		return { state: 'bad' };
	return { state: 'good', tree, now };
}

// ---- The whole

function make_report(on_step) {
	const report = { verdict: 'good', steps: [], facts: {} };
	report.add = (name, state, why) => {
		const step = { name, state: state === true ? 'good' : state === false ? 'bad' : state, why };
		report.steps.push(step);
		if (step.state === 'bad' || report.verdict === 'bad')
			report.verdict = 'bad';
		else if (step.state === 'part')
			report.verdict = 'part';
		on_step(step);
		return step.state !== 'bad';
	};
	return report;
}

async function read(report, text) {
	try {
		const proof = parse_any(text);
		report.facts = { kind: proof.kind, origin: proof.note.checkpoint.origin, size: proof.note.checkpoint.size, root: to_base64(proof.note.checkpoint.root) };
		report.add('read', 'good');
		return proof;
	} catch (error) {
		if (!(error instanceof Malformed))
			throw error;
		report.why = error.message;
		report.add('read', 'bad');
		return null;
	}
}

function tell_event(report, event, index) {
	Object.assign(report.facts, { code: event.data.code, at: event.at, index });
}

async function check_key(report, { server, given }, signer, keys) {
	if (!given)
		return report.add('key', 'note');
	if (same_key(given, signer))
		return report.add('key', 'good');
	let leads = false;
	try {
		leads = server && await leads_to(server, given, signer, keys);
	} catch {
		// Not to be had, or not what it should be: nothing leads there.
	}
	return report.add('key', leads ? 'good' : 'bad', leads ? 'changed' : '');
}

async function check_grown(report, server, proof, keys, signer) {
	let grown;
	if (!server)
		return null;
	try {
		grown = await has_grown(server, proof, keys, signer);
	} catch (error) {
		grown = error instanceof Malformed ? { state: 'bad' } : { state: 'part', why: 'offline' };
	}
	report.add('grown', grown.state, grown.why);
	return grown.tree ? grown : null;
}

// A short receipt has neither proof nor entry: the server's tiles give both, and what they give is proven.
async function check_short(report, server, proof, grown) {
	if (!grown) {
		report.add('place', report.verdict === 'bad' ? 'bad' : 'part', 'offline');
		return;
	}
	try {
		const path = await grown.tree.inclusion(proof.index);
		if (!report.add('place', await proves_inclusion(proof.leaf, proof.index, grown.now.size, path, grown.now.root)))
			return;
		const n = Math.floor(proof.index / BUNDLE);
		const width = Math.min(BUNDLE, grown.now.size - n * BUNDLE, (proof.index % BUNDLE) + 1);
		const entry = bundle_entries(await server.bytes(tile_path('entries', n, width)))[proof.index % BUNDLE];
		if (equal(await leaf_hash(entry), proof.leaf))
			tell_event(report, parse_event(entry), proof.index);
	} catch (error) {
		if (report.steps.every((step) => step.name !== 'place'))
			report.add('place', error instanceof Malformed ? 'bad' : 'part', 'offline');
	}
}

async function check_case(report, proof, page) {
	const { checkpoint } = proof.note;
	if (proof.entries.length === 0) {
		report.add('grown', 'part', 'waiting');
		return;
	}
	if (!report.add('place', await place_of_entries(proof, checkpoint)))
		return;
	const [first] = proof.entries;
	tell_event(report, first.event, first.index);
	report.facts.entries = proof.entries.length;
	if (!report.add('order', in_order(proof)) || !report.add('words', await words_fit(proof)))
		return;
	report.facts.words = words_of(proof);
	if (page)
		report.add('page', page.entries !== proof.entries.length + proof.waiting ? 'part' : page_fits(proof, page), 'newer');
	if (proof.waiting > 0)
		report.add('grown', 'part', 'waiting');
}

async function check_file(report, proof) {
	const { size, root } = proof.note.checkpoint;
	const fits = proof.event.type === 'case.received' &&
		await proves_inclusion(await leaf_hash(proof.entry), proof.index, size, proof.proof, root);
	if (report.add('place', fits))
		tell_event(report, proof.event, proof.index);
}

// `given`: the reader's own key, as text, or empty; throws Malformed where it is none. `server` may be null: offline.
export async function check(text, { server = null, given = '', page = null, on_step = () => {} } = {}) {
	const report = make_report(on_step);
	const own = given.trim() ? await parse_key(given.trim()) : null;
	const proof = await read(report, text);
	if (!proof)
		return report;
	const { origin } = proof.note.checkpoint;
	let keys = await served_keys(server, origin);
	if (keys.length === 0 && proof.kind === 'case')
		keys = (await Promise.all(proof.keys.map((key) => parse_key(key).catch(() => null)))).filter(Boolean).reverse();
	const known = (own ? [own, ...keys] : keys).filter((key) => key.name === origin);
	const signer = await who_signed(proof.note, known);
	if (!report.add('sign', Boolean(signer), known.length === 0 ? 'no-key' : ''))
		return report;
	report.facts.key = signer.text;
	if (proof.kind === 'case') {
		await check_case(report, proof, page);
	} else if (proof.kind === 'receipt') {
		await check_file(report, proof);
		await check_grown(report, server, proof, keys, signer);
	} else {
		const grown = await check_grown(report, server, proof, keys, signer);
		await check_short(report, server, proof, grown);
	}
	await check_key(report, { server, given: own }, signer, keys);
	return report;
}

