// SPDX-License-Identifier: Apache-2.0
// Signed notes, verifier keys and checkpoints (c2sp.org: signed-note, tlog-checkpoint).
import { concat, equal, from_base64, from_decimal, from_hex, must, to_base64, to_hex, utf8 } from './bytes.js';
import { ed25519_verify, sha256 } from './crypto.js';

const ED25519 = 1;
const NOTE_BYTES_MAX = 16 * 1024;
const SIGNATURES_MAX = 32;
// U+2028, U+2029 and U+0085 count as blanks too.
const NAME = /^[^\s\u0085+\u0000-\u001f\u007f]{1,255}$/;

// "NAME+ID+BASE64": { name, id (hex), public_key, text }. Throws Malformed.
export async function parse_key(text) {
	const match = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text);
	must(match && NAME.test(match[1]), 'no verifier key');
	const bytes = from_base64(match[3]);
	must(bytes.length === 33 && bytes[0] === ED25519, 'no key of a log');
	const id = await sha256(concat(utf8(`${match[1]}\n`), bytes));
	must(to_hex(id.slice(0, 4)) === match[2], 'the number of the key is not that of the key');
	return { name: match[1], id: match[2], public_key: bytes.slice(1), text };
}

function parse_signature(line) {
	const match = /^\u2014 (\S+) ([A-Za-z0-9+/=]+)$/.exec(line);
	must(match && NAME.test(match[1]), 'a line that is no signature');
	const bytes = from_base64(match[2]);
	must(bytes.length > 4, 'a signature that is too short');
	return { name: match[1], id: to_hex(bytes.slice(0, 4)), bytes: bytes.slice(4) };
}

// { text, signatures: [{ name, id, bytes }] }
export function parse_note(note) {
	must(utf8(note).length <= NOTE_BYTES_MAX, 'a note that is too long');
	must(!/[\u0000-\u0009\u000b-\u001f\u007f]/.test(note), 'a note with control characters');
	const end = note.lastIndexOf('\n\n');
	must(end > 0 && note.endsWith('\n'), 'a note without signatures');
	const lines = note.slice(end + 2, -1).split('\n');
	must(lines.length <= SIGNATURES_MAX, 'too many signatures');
	return { text: note.slice(0, end + 1), signatures: lines.map(parse_signature) };
}

// { origin, size, root }. We write no further lines, and take none.
export function parse_checkpoint(text) {
	const lines = text.split('\n');
	must(lines.length === 4 && lines[3] === '' && NAME.test(lines[0]), 'no checkpoint');
	const root = from_base64(lines[2]);
	must(root.length === 32, 'no root');
	return { origin: lines[0], size: from_decimal(lines[1]), root };
}

export const format_checkpoint = ({ origin, size, root }) => `${origin}\n${size}\n${to_base64(root)}\n`;

// The first of these keys that signed the note; null where none did. A line of a key that is not its signature spoils
// the note.
export async function who_signed(note, keys) {
	let found = null;
	for (const key of keys)
		for (const line of note.signatures) {
			if (line.name !== key.name || line.id !== key.id)
				continue;
			if (!await ed25519_verify(key.public_key, utf8(note.text), line.bytes))
				return null;
			found = found || key;
		}
	return found;
}

// Whether the old key passed on to the new one: the event ledger.key_changed says so, signed by both.
export async function passes_on(event, origin, old_key, new_key) {
	const { data } = event;
	if (event.type !== 'ledger.key_changed' || data.old_key !== to_hex(old_key.public_key) || data.new_key !== to_hex(new_key.public_key))
		return false;
	const message = utf8(`yidan/key/1\n${origin}\n${data.old_key}\n${data.new_key}`);
	return await ed25519_verify(old_key.public_key, message, from_hex(data.old_signature, 64)) &&
		ed25519_verify(new_key.public_key, message, from_hex(data.new_signature, 64));
}

export const same_key = (a, b) => a.name === b.name && equal(a.public_key, b.public_key);
