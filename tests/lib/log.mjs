// SPDX-License-Identifier: Apache-2.0
// A log of one's own in a few lines, apart from the program's: tree, signed checkpoints, tiles, a server that publishes them.
// For tests of who watches a log: this one can do what an honest one cannot (fork, shrink, withhold, sign with another key).
//
//	const log = new Log('log.example/x');
//	log.add(300);                                   // 300 entries
//	log.key.vkey; log.checkpoint(); log.prove(100)  // from 100 entries to all
//	const server = await publish(log);              // server.url; server.log may be exchanged; await server.close()
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';

const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
const leaf_of = (entry) => sha256(Buffer.from([0]), entry);
const node_of = (left, right) => sha256(Buffer.from([1]), left, right);
const split_of = (count) => 2 ** Math.floor(Math.log2(count - 1)); // the largest power of two below

export function root_of(leaves) {
	if (leaves.length === 0)
		return sha256();
	if (leaves.length === 1)
		return leaves[0];
	const split = split_of(leaves.length);
	return node_of(root_of(leaves.slice(0, split)), root_of(leaves.slice(split)));
}

// RFC 6962, 2.1.2.
function subproof(size, leaves, is_whole) {
	if (size === leaves.length)
		return is_whole ? [] : [root_of(leaves)];
	const split = split_of(leaves.length);
	if (size <= split)
		return [...subproof(size, leaves.slice(0, split), is_whole), root_of(leaves.slice(split))];
	return [...subproof(size - split, leaves.slice(split), false), root_of(leaves.slice(0, split))];
}

// Ed25519 in the form of signed notes; `kind` 1 signs notes, 4 cosigns.
export class Key {
	constructor(name) {
		this.name = name;
		const pair = generateKeyPairSync('ed25519');
		this.private_key = pair.privateKey;
		this.public_bytes = pair.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
		const typed = Buffer.concat([Buffer.from([1]), this.public_bytes]);
		this.id = sha256(Buffer.from(`${name}\n`), typed).subarray(0, 4);
		this.vkey = `${name}+${this.id.toString('hex')}+${typed.toString('base64')}`;
	}

	sign(bytes) {
		return sign(null, Buffer.from(bytes), this.private_key);
	}

	line(text) {
		return `— ${this.name} ${Buffer.concat([this.id, this.sign(text)]).toString('base64')}\n`;
	}
}

export class Log {
	constructor(origin, key = new Key(origin)) {
		this.origin = origin;
		this.key = key;
		this.entries = [];
		this.leaves = [];
		this.kept = new Map(); // size -> {cause, note}
	}

	add(count, word = 'entry') {
		for (let i = 0; i < count; i++)
			this.append(`{"${word}":${this.entries.length}}`);
		return this;
	}

	append(text) {
		const entry = Buffer.from(text);
		this.entries.push(entry);
		this.leaves.push(leaf_of(entry));
		return this;
	}

	// The same until `size`; what is added to it is another history.
	fork(size) {
		const other = new Log(this.origin, this.key);
		other.entries = this.entries.slice(0, size);
		other.leaves = this.leaves.slice(0, size);
		return other;
	}

	get size() {
		return this.entries.length;
	}

	text(size = this.size) {
		return `${this.origin}\n${size}\n${root_of(this.leaves.slice(0, size)).toString('base64')}\n`;
	}

	checkpoint(size = this.size, keys = [this.key]) {
		const text = this.text(size);
		return `${text}\n${keys.map((key) => key.line(text)).join('')}`;
	}

	prove(from, to = this.size) {
		return from === 0 || from === to ? [] : subproof(from, this.leaves.slice(0, to), true);
	}

	// A new key by the rules: an entry that both sign, a checkpoint that both sign, from then on the new one.
	change_key(next = new Key(this.origin), forged = false) {
		const old_key = this.key.public_bytes.toString('hex');
		const new_key = next.public_bytes.toString('hex');
		const bytes = `yidan/key/1\n${this.origin}\n${old_key}\n${new_key}`;
		const old_signature = (forged ? next : this.key).sign(bytes).toString('hex');
		this.append(JSON.stringify({ at: 1, data: { new_key, new_signature: next.sign(bytes).toString('hex'), number: 1, old_key,
			old_signature }, type: 'ledger.key_changed', v: 1 }));
		this.kept.set(this.size, { cause: 'key', note: this.checkpoint(this.size, [this.key, next]) });
		this.key = next;
		return this;
	}

	// The log that takes the place of this one after entries were lost: its first `size` are there, the last checkpoint that it
	// names is this one's, as far as `changes` says nothing else.
	restarted(size, changes = {}, before = this) {
		const [, number] = this.origin.match(/\/(\d+)$/) ?? [0, 1];
		const next = new Log(`${this.origin.replace(/\/\d+$/, '')}/${Number(number) + 1}`);
		const last = before.text();
		const signature = Buffer.concat([before.key.id, before.key.sign(last)]).toString('hex');
		next.append(JSON.stringify({ at: 2, data: { cause: 'restored', number: Number(number) + 1, origin: next.origin,
			previous_origin: before.origin, previous_root: Buffer.from(last.split('\n')[2], 'base64').toString('hex'),
			previous_signature: signature, previous_size: before.size, public_key: next.key.public_bytes.toString('hex'), ...changes },
		type: 'ledger.started', v: 1 }));
		for (const entry of this.entries.slice(0, size))
			next.append(entry);
		return next;
	}

	tile(level, index, width) {
		const span = 256 ** level;
		const hashes = [];
		for (let i = 0; i < width; i++) {
			const at = (index * 256 + i) * span;
			if (at + span > this.size)
				return null;
			hashes.push(root_of(this.leaves.slice(at, at + span)));
		}
		return Buffer.concat(hashes);
	}

	bundle(index, width) {
		const entries = this.entries.slice(index * 256, index * 256 + width);
		if (entries.length < width)
			return null;
		return Buffer.concat(entries.flatMap((entry) => [Buffer.from([entry.length >> 8, entry.length & 255]), entry]));
	}

	// What is published under /ledger.
	get(path) {
		const found = path.match(/^tile\/(\d+|entries)\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d+))?$/);
		if (found) {
			const index = Number(found[2].replace(/[x/]/g, ''));
			const width = Number(found[3] ?? 256);
			return found[1] === 'entries' ? this.bundle(index, width) : this.tile(Number(found[1]), index, width);
		}
		if (path === 'checkpoint')
			return this.checkpoint();
		if (path.startsWith('checkpoint/'))
			return this.kept.get(Number(path.slice(11)))?.note ?? null;
		if (path === 'log.json') {
			const kept = [...this.kept].map(([size, { cause }]) => ({ size, cause })).reverse();
			return JSON.stringify({ version: 1, number: 1, origin: this.origin, size: this.size, keys: [this.key.vkey], kept });
		}
		return null;
	}
}

export async function publish(log) {
	const state = { log, asked: [], answer: null };
	const server = createServer((request, response) => {
		const path = request.url.replace(/^\/ledger\//, '');
		state.asked.push(path);
		const told = state.answer?.(path); // null: there is no such thing; undefined: as the log has it
		const body = told === undefined ? state.log.get(path) : told;
		response.writeHead(body === null ? 404 : 200);
		response.end(body ?? 'nothing here');
	});
	await new Promise((done) => server.listen(0, '127.0.0.1', done));
	state.url = `http://127.0.0.1:${server.address().port}`;
	state.close = () => new Promise((done) => { server.close(done); server.closeAllConnections?.(); });
	return state;
}
