// SPDX-License-Identifier: Apache-2.0
// What people bring to be checked (docs/ledger.md): a receipt as a file (c2sp.org/tlog-proof), a receipt in one line, a
// case with its proofs. Parsing only; Malformed says that it is none.
import { from_base64, from_base64url, from_decimal, from_hex, must, to_hex, to_text, utf8 } from './bytes.js';
import { format_checkpoint, parse_checkpoint, parse_note } from './note.js';

const RECEIPT_BYTES_MAX = 64 * 1024;
const CASE_BYTES_MAX = 16 * 1024 * 1024;
const ENTRY_BYTES_MAX = 16 * 1024;
const PROOF_MAX = 64;

function note_with_checkpoint(text) {
	const note = parse_note(text);
	return { ...note, checkpoint: parse_checkpoint(note.text) };
}

// The public part of an event: the keys of docs/events.md, all of them and no others.
const EVENT_KEYS = 'at by by_unit data jurisdiction private seq stream stream_kind type v';

export function parse_event(bytes) {
	let event;
	must(bytes.length <= ENTRY_BYTES_MAX, 'an entry that is too long');
	try {
		event = JSON.parse(to_text(bytes));
	} catch {
		must(false, 'an entry that is no event');
	}
	must(event && typeof event === 'object' && Object.keys(event).join(' ') === EVENT_KEYS, 'an entry that is no event');
	must(Number.isSafeInteger(event.at) && Number.isSafeInteger(event.seq) && event.data && event.private, 'an entry that is no event');
	return event;
}

// A tlog-proof with its entry. What the entry says is not looked at here.
export function parse_file(text) {
	must(utf8(text).length <= RECEIPT_BYTES_MAX, 'a receipt that is too long');
	const end = text.indexOf('\n\n');
	must(end > 0, 'a receipt without checkpoint');
	const [, ...lines] = text.slice(0, end).split('\n');
	const extra = /^extra (\S+)$/.exec(lines.shift());
	must(extra, 'a receipt without its entry');
	const index = /^index (\S+)$/.exec(lines.shift() || '');
	must(index && lines.length <= PROOF_MAX, 'a receipt without index');
	const note = note_with_checkpoint(text.slice(end + 2));
	const entry = from_base64(extra[1]);
	return {
		kind: 'receipt', note, entry, index: from_decimal(index[1]),
		proof: lines.map((line) => {
			const hash = from_base64(line);
			must(hash.length === 32, 'a hash of another length');
			return hash;
		}),
	};
}

function parse_line(text) {
	const parts = text.split(' ');
	must(parts.length === 8 && parts[0] === 'yidan-receipt/1', 'a short receipt with parts missing');
	const [, origin, index, leaf, size, root, id, signature] = parts;
	const checkpoint = { origin, size: from_decimal(size), root: from_base64url(root, 32) };
	const note_text = format_checkpoint(checkpoint);
	parse_checkpoint(note_text);
	return {
		kind: 'short', index: from_decimal(index), leaf: from_base64url(leaf, 32),
		note: {
			text: note_text, checkpoint,
			signatures: [{ name: origin, id: to_hex(from_base64url(id, 4)), bytes: from_base64url(signature, 64) }],
		},
	};
}

const keys_of = (object) => (object && typeof object === 'object' ? Object.keys(object).sort().join(' ') : '');

function parse_entry(item) {
	must(keys_of(item) === 'entry fields index proof' && Number.isSafeInteger(item.index) && item.index >= 0, 'an entry with parts missing');
	must(typeof item.entry === 'string' && Array.isArray(item.proof) && item.proof.length <= PROOF_MAX && Array.isArray(item.fields),
		'an entry with parts missing');
	const bytes = utf8(item.entry);
	return {
		index: item.index, bytes, event: parse_event(bytes), proof: item.proof.map((hash) => from_hex(hash, 32)),
		fields: item.fields.map((field) => {
			must(keys_of(field) === 'name salt value' && typeof field.name === 'string' && typeof field.value === 'string',
				'a field with parts missing');
			return { name: field.name, salt: from_hex(field.salt, 32), value: field.value };
		}),
	};
}

function parse_case(text) {
	let json;
	must(text.length <= CASE_BYTES_MAX, 'a proof that is too long');
	try {
		json = JSON.parse(text);
	} catch {
		must(false, 'no JSON');
	}
	must(keys_of(json) === 'case checkpoint entries keys origin version waiting' && json.version === 1, 'not the proofs of a case');
	must(typeof json.checkpoint === 'string' && Array.isArray(json.keys) && Array.isArray(json.entries) &&
		Number.isSafeInteger(json.waiting) && json.waiting >= 0 && json.entries.length + json.waiting > 0, 'proofs with parts missing');
	const note = note_with_checkpoint(json.checkpoint);
	must(json.origin === note.checkpoint.origin, 'proofs of another log');
	must(json.keys.every((key) => typeof key === 'string'), 'no keys');
	return {
		kind: 'case', note, code: json.case, keys: json.keys, waiting: json.waiting, entries: json.entries.map(parse_entry),
	};
}

// What somebody pasted, opened or scanned. Only what sending and pasting do to a text is put right.
export function parse_any(pasted) {
	const text = pasted.replace(/^\ufeff/, '').replace(/\r\n/g, '\n').replace(/^[ \t\n]+|[ \t\n]+$/g, '');
	if (text.startsWith('{'))
		return parse_case(text);
	if (text.startsWith('yidan-receipt/'))
		return parse_line(text);
	must(text.startsWith('c2sp.org/tlog-proof@v1\n'), 'no receipt');
	const receipt = parse_file(`${text}\n`);
	return { ...receipt, event: parse_event(receipt.entry) };
}
