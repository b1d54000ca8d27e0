// SPDX-License-Identifier: Apache-2.0
// Makes tests/golden/ledger/: keys, a cosigned checkpoint, a request to a witness and a receipt, with Node's
// own SHA-256, Ed25519 and base64 and from the specifications alone (c2sp.org: signed-note, tlog-checkpoint,
// tlog-cosignature, tlog-witness, tlog-proof). The C library must write and read the same bytes.
//
//	node tests/tools/ledger_notes.mjs DIRECTORY
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const LOG = 'yidan.example/青石';
const WITNESS = 'witness.example/w1';
const TIME = 1795507200;
const ENTRIES = ['灯不亮', 'a', '', 'the fourth', '\u0000\u0001'];
const OLD = 3;

const sha256 = (...parts) => crypto.createHash('sha256').update(Buffer.concat(parts.map((p) => Buffer.from(p)))).digest();

// ---- Keys

function signer(name, algorithm) {
	const seed = sha256(`seed of ${name}`);
	// RFC 8410: an Ed25519 private key is this head and the seed.
	const secret = crypto.createPrivateKey({
		key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]), format: 'der', type: 'pkcs8',
	});
	const open = Buffer.from(crypto.createPublicKey(secret).export({ format: 'jwk' }).x, 'base64url');
	const id = sha256(name, '\n', [algorithm], open).subarray(0, 4);
	const key = (bytes) => `${name}+${id.toString('hex')}+${Buffer.concat([Buffer.from([algorithm]), bytes]).toString('base64')}`;
	return { name, id, secret, verifierKey: key(open), signerKey: `PRIVATE+KEY+${key(seed)}` };
}

const line = (by, bytes) => `— ${by.name} ${Buffer.concat([by.id, bytes]).toString('base64')}\n`;
const sign = (by, text) => line(by, crypto.sign(null, Buffer.from(text), by.secret));

function cosign(by, text, time) {
	const stamp = Buffer.alloc(8);
	stamp.writeBigUInt64BE(BigInt(time));
	const message = Buffer.from(`cosignature/v1\ntime ${time}\n${text}`);
	return line(by, Buffer.concat([stamp, crypto.sign(null, message, by.secret)]));
}

// ---- The tree, as RFC 6962 section 2.1 defines it

const split = (n) => 2 ** (Math.ceil(Math.log2(n)) - 1);

function root(leaves) {
	if (leaves.length <= 1)
		return leaves.length ? sha256([0], leaves[0]) : sha256('');
	const k = split(leaves.length);
	return sha256([1], root(leaves.slice(0, k)), root(leaves.slice(k)));
}

function inclusion(m, leaves) {
	if (leaves.length === 1)
		return [];
	const k = split(leaves.length);
	return m < k ? [...inclusion(m, leaves.slice(0, k)), root(leaves.slice(k))] :
		[...inclusion(m - k, leaves.slice(k)), root(leaves.slice(0, k))];
}

function consistency(m, leaves, whole = true) {
	if (m === leaves.length)
		return whole ? [] : [root(leaves)];
	const k = split(leaves.length);
	return m <= k ? [...consistency(m, leaves.slice(0, k), whole), root(leaves.slice(k))] :
		[...consistency(m - k, leaves.slice(k), false), root(leaves.slice(0, k))];
}

const base64Lines = (hashes) => hashes.map((hash) => `${hash.toString('base64')}\n`).join('');

// ---- The files

const log = signer(LOG, 1);
const witness = signer(WITNESS, 4);
const text = `${LOG}\n${ENTRIES.length}\n${root(ENTRIES).toString('base64')}\n`;
const signed = `${text}\n${sign(log, text)}`;
const cosigned = signed + cosign(witness, text, TIME);
const EMPTY = 2; // the index of an empty entry
const receipt = (of, extra) => `c2sp.org/tlog-proof@v1\n${extra ? `extra ${Buffer.from(extra).toString('base64')}\n` : ''}` +
	`index ${of}\n${base64Lines(inclusion(of, ENTRIES))}\n${cosigned}`;

const files = {
	'log.vkey': log.verifierKey,
	'log.skey': log.signerKey,
	'witness.vkey': witness.verifierKey,
	'witness.skey': witness.signerKey,
	'signed.note': signed,
	'cosigned.note': cosigned,
	'late.note': signed + cosign(witness, text, 2n ** 63n), // valid but for the time, one too large
	'request': `old ${OLD}\n${base64Lines(consistency(OLD, ENTRIES))}\n${signed}`,
	'first.tlog-proof': receipt(0, ENTRIES[0]),
	'third.tlog-proof': receipt(EMPTY, ''),
};

const directory = process.argv[2];
fs.mkdirSync(directory, { recursive: true });
for (const [name, content] of Object.entries(files))
	fs.writeFileSync(path.join(directory, name), content);
