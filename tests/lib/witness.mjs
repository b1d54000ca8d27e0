// SPDX-License-Identifier: Apache-2.0
// `yidan witness` and `yidan witness key` for tests.
//
//	const { key_file, vkey } = make_witness_key(folder, 'audit.example/witness');
//	const witness = await start_witness({ key_file, state: join(folder, 'state'), logs: [vkey_of_a_log] });
//	witness.origin; witness.log(); await witness.end();
import { spawn, spawnSync } from 'node:child_process';
import { createPublicKey, verify } from 'node:crypto';
import { join } from 'node:path';
import { PROGRAM } from './yidan.mjs';

// The environment of whoever runs the tests must not be read as settings, nor must a proxy be asked for loopback.
export const clean_env = Object.fromEntries(Object.entries(process.env).filter(([name]) =>
	!name.startsWith('YIDAN_') && !/^(all|https?)_proxy$/i.test(name)));

export function make_witness_key(folder, name) {
	const key_file = join(folder, `${name.replace(/\W/g, '-')}.key`);
	const made = spawnSync(PROGRAM, ['witness', 'key', name, '--key-file', key_file], { encoding: 'utf8', env: clean_env });
	if (made.status !== 0)
		throw new Error(made.stderr);
	return { key_file, vkey: made.stdout.trim() };
}

// options.under: a command that becomes the witness; options.listen: else a free port.
export async function start_witness({ key_file, state, logs, under = [], listen = '127.0.0.1:0' }) {
	const [command, ...args] = [...under, PROGRAM, 'witness', '--key-file', key_file, '--state', state, '--listen', listen,
		...logs.flatMap((log) => ['--log', log])];
	const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: clean_env });
	let log = '';
	child.stderr.on('data', (bytes) => { log += bytes; });
	const ended = new Promise((done) => child.on('close', (code, signal) => done(signal ?? code)));
	const origin = await new Promise((done, fail) => {
		let out = '';
		child.stdout.on('data', (bytes) => {
			out += bytes;
			const found = out.match(/listening on (http:\/\/[0-9.:]+)/);
			if (found)
				done(found[1]);
		});
		ended.then((code) => fail(new Error(`the witness ended with ${code}: ${log}`)));
	});
	return { origin, child, log: () => log, end: async (signal = 'SIGTERM') => { child.kill(signal); return ended; } };
}

// The time of a cosignature line if it is one of this witness over the text, else null. Checked with nothing of the program.
export function cosigned_at(line, text, vkey) {
	const [, name, id, typed] = vkey.match(/^([^+]+)\+([0-9a-f]{8})\+(\S+)$/);
	const found = line.match(/^— (\S+) (\S+)\n?$/);
	if (!found || found[1] !== name)
		return null;
	const bytes = Buffer.from(found[2], 'base64');
	if (bytes.length !== 76 || bytes.subarray(0, 4).toString('hex') !== id)
		return null;
	const time = Number(bytes.readBigUInt64BE(4));
	const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(typed, 'base64').subarray(1)]);
	const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
	return verify(null, Buffer.from(`cosignature/v1\ntime ${time}\n${text}`), key, bytes.subarray(12)) ? time : null;
}
