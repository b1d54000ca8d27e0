// SPDX-License-Identifier: Apache-2.0
// The hash tree of RFC 6962 section 2.1: what a proof proves. Sizes are whole numbers that a double holds.
import { concat, equal } from './bytes.js';
import { sha256 } from './crypto.js';

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export const leaf_hash = (bytes) => sha256(concat(LEAF, bytes));
export const node_hash = (left, right) => sha256(concat(NODE, left, right));

const half = (n) => Math.floor(n / 2);

const all_hashes = (hashes) => hashes.every((hash) => hash.length === 32);

// Whether `leaf` stands at `index` in the tree of `size` with this root.
export async function proves_inclusion(leaf, index, size, proof, root) {
	if (index >= size || !all_hashes([leaf, root, ...proof]))
		return false;
	let at = index;
	let last = size - 1;
	let hash = leaf;
	for (const other of proof) {
		if (last === 0)
			return false;
		if (at % 2 === 1 || at === last) {
			hash = await node_hash(other, hash);
			while (at % 2 === 0 && at !== 0) {
				at = half(at);
				last = half(last);
			}
		} else {
			hash = await node_hash(hash, other);
		}
		at = half(at);
		last = half(last);
	}
	return last === 0 && equal(hash, root);
}

// Whether the tree of `new_size` begins with the whole tree of `old_size`. Nothing is said of an empty one.
export async function proves_consistency(old_size, new_size, proof, old_root, new_root) {
	if (old_size < 1 || old_size > new_size)
		return false;
	if (old_size === new_size)
		return proof.length === 0 && equal(old_root, new_root);
	if (!all_hashes([old_root, new_root, ...proof]))
		return false;
	let at = old_size - 1;
	let last = new_size - 1;
	while (at % 2 === 1) {
		at = half(at);
		last = half(last);
	}
	// A complete old tree is itself the first node.
	const path = at === 0 ? [old_root, ...proof] : proof;
	if (path.length === 0)
		return false;
	let [old_hash] = path;
	let [new_hash] = path;
	for (const other of path.slice(1)) {
		if (last === 0)
			return false;
		if (at % 2 === 1 || at === last) {
			old_hash = await node_hash(other, old_hash);
			new_hash = await node_hash(other, new_hash);
			while (at % 2 === 0 && at !== 0) {
				at = half(at);
				last = half(last);
			}
		} else {
			new_hash = await node_hash(new_hash, other);
		}
		at = half(at);
		last = half(last);
	}
	return last === 0 && equal(old_hash, old_root) && equal(new_hash, new_root);
}
