// SPDX-License-Identifier: Apache-2.0
// SHA-256 and Ed25519: the browser's own where it has them (not on plain HTTP, and Ed25519 only in newer ones), else
// those of noble, which give the same answers.
import { hashes, verify } from '@noble/ed25519';
import { sha256 as noble_sha256, sha512 } from '@noble/hashes/sha2.js';

hashes.sha512 = sha512;

// Tests choose; pages take what is there.
export const engine = { subtle: globalThis.crypto && globalThis.crypto.subtle };

export async function sha256(bytes) {
	if (!engine.subtle)
		return noble_sha256(bytes);
	return new Uint8Array(await engine.subtle.digest('SHA-256', bytes));
}

async function native_verify(public_key, message, signature) {
	const key = await engine.subtle.importKey('raw', public_key, 'Ed25519', false, ['verify']);
	return engine.subtle.verify('Ed25519', key, signature, message);
}

export async function ed25519_verify(public_key, message, signature) {
	if (public_key.length !== 32 || signature.length !== 64)
		return false;
	try {
		if (engine.subtle)
			return await native_verify(public_key, message, signature);
	} catch {
		// This browser has no Ed25519, or the key is no point: noble tells which.
	}
	try {
		return verify(signature, message, public_key, { zip215: false });
	} catch {
		return false;
	}
}
