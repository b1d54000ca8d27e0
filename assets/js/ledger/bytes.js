// SPDX-License-Identifier: Apache-2.0
// Bytes and the texts that stand for them. Each decoder takes one form only and throws at anything else, so that two
// texts never mean the same bytes.

export class Malformed extends Error {}

export function must(condition, words) {
	if (!condition)
		throw new Malformed(words);
}

const encoder = new TextEncoder();

export const utf8 = (text) => encoder.encode(text);

export function to_text(bytes) {
	try {
		return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		throw new Malformed('not UTF-8');
	}
}

export function concat(...parts) {
	const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.length;
	}
	return all;
}

export const equal = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

export const to_hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

export function from_hex(text, length) {
	must(typeof text === 'string' && text.length === 2 * length && /^[0-9a-f]*$/.test(text), 'not hexadecimal');
	return Uint8Array.from({ length }, (_, i) => parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

export function to_base64(bytes) {
	let binary = '';
	for (const byte of bytes)
		binary += String.fromCharCode(byte);
	return btoa(binary);
}

export function from_base64(text) {
	let binary;
	try {
		binary = atob(text);
	} catch {
		throw new Malformed('not base64');
	}
	const bytes = Uint8Array.from(binary, (byte) => byte.charCodeAt(0));
	must(to_base64(bytes) === text, 'not the one form of base64');
	return bytes;
}

// The alphabet of URLs, without padding.
export function from_base64url(text, length) {
	must(/^[A-Za-z0-9_-]*$/.test(text), 'not base64url');
	const bytes = from_base64(text.replace(/-/g, '+').replace(/_/g, '/') + '='.repeat((4 - (text.length % 4)) % 4));
	must(bytes.length === length, 'bytes are missing');
	return bytes;
}

// A whole number in decimal that a double holds exactly.
export function from_decimal(text) {
	must(/^(0|[1-9][0-9]{0,15})$/.test(text) && Number.isSafeInteger(Number(text)), 'not a number');
	return Number(text);
}
