// SPDX-License-Identifier: Apache-2.0
// Proofs out of tiles (c2sp.org/tlog-tiles): only the tiles on the way are asked for. What comes out is no more than a
// claim; whoever gets it proves it (merkle.js).
import { must } from './bytes.js';
import { node_hash } from './merkle.js';

const TILE = 256;

function tile_number(n) {
	let path = String(n % 1000).padStart(3, '0');
	for (let rest = Math.floor(n / 1000); rest > 0; rest = Math.floor(rest / 1000))
		path = `x${String(rest % 1000).padStart(3, '0')}/${path}`;
	return path;
}

export const tile_path = (level, n, width) => `tile/${level}/${tile_number(n)}${width < TILE ? `.p/${width}` : ''}`;

// The largest power of two below n (n > 1).
function split(n) {
	let k = 1;
	while (k * 2 < n)
		k *= 2;
	return k;
}

// load(path) gives the bytes of a tile.
export function tile_tree(size, load) {
	const tiles = new Map();

	async function stored(level, at) {
		const n = Math.floor(at / TILE);
		const width = Math.min(TILE, Math.floor(size / TILE ** level) - n * TILE);
		const path = tile_path(level, n, width);
		if (!tiles.has(path))
			tiles.set(path, load(path));
		const bytes = await tiles.get(path);
		must(bytes.length === width * 32, 'a tile of another size than it must have');
		return bytes.slice((at % TILE) * 32, (at % TILE) * 32 + 32);
	}

	// The node at this height that begins at leaf `start`, all of whose leaves are there.
	async function node(height, start) {
		const level = Math.floor(height / 8);
		const count = 2 ** (height % 8);
		const first = start / 2 ** (8 * level);
		let row = await Promise.all(Array.from({ length: count }, (_, i) => stored(level, first + i)));
		while (row.length > 1) {
			const pairs = row.filter((_, i) => i % 2 === 0);
			row = await Promise.all(pairs.map((left, i) => node_hash(left, row[2 * i + 1])));
		}
		return row[0];
	}

	async function range(start, end) {
		const length = end - start;
		const height = Math.log2(length);
		if (Number.isInteger(height) && 2 ** height === length)
			return node(height, start);
		const k = split(length);
		return node_hash(await range(start, start + k), await range(start + k, end));
	}

	async function inclusion(index, start = 0, end = size) {
		if (end - start === 1)
			return [];
		const middle = start + split(end - start);
		return index < middle ?
			[...await inclusion(index, start, middle), await range(middle, end)] :
			[...await inclusion(index, middle, end), await range(start, middle)];
	}

	async function consistency(old, start = 0, end = size, is_whole = true) {
		if (old === end)
			return is_whole ? [] : [await range(start, end)];
		const middle = start + split(end - start);
		return old <= middle ?
			[...await consistency(old, start, middle, is_whole), await range(middle, end)] :
			[...await consistency(old, middle, end, false), await range(start, middle)];
	}

	return { inclusion: (index) => inclusion(index), consistency: (old) => consistency(old), root: () => range(0, size) };
}

// Entries of a bundle: each behind its length in two bytes.
export function bundle_entries(bytes) {
	const entries = [];
	for (let at = 0; at < bytes.length;) {
		must(at + 2 <= bytes.length, 'a bundle that ends early');
		const end = at + 2 + bytes[at] * 256 + bytes[at + 1];
		must(end <= bytes.length, 'a bundle that ends early');
		entries.push(bytes.slice(at + 2, end));
		at = end;
	}
	return entries;
}
