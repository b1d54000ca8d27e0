// SPDX-License-Identifier: Apache-2.0
// The real binary over a throw-away database, for tests over HTTP and in the browser.
//
//	const yidan = await start();                     // a demonstration district without its matters
//	await fetch(`${yidan.origin}/`);
//	await yidan.stop();                              // SIGTERM; gives the exit code; yidan.remove() the folder too
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const BUILD = process.env.YIDAN_BUILD ?? fileURLToPath(new URL('../../build', import.meta.url));
export const PROGRAM = join(BUILD, 'yidan');

export function demo_folder(options = ['--no-cases']) {
	const folder = mkdtempSync(join(tmpdir(), 'yidan-test-'));
	execFileSync(PROGRAM, ['demo', '--db', `sqlite:${join(folder, 'demo.db')}`, ...options], { stdio: 'ignore' });
	return folder;
}

// options.folder: an existing one; options.demo: arguments of `yidan demo`; options.serve: further ones of `yidan serve`;
// options.under: a command that becomes the server, as ['prlimit', '--fsize=…'].
export async function start(options = {}) {
	const folder = options.folder ?? demo_folder(options.demo);
	const url = options.db ?? `sqlite:${join(folder, 'demo.db')}`;
	const [command, ...before] = [...(options.under ?? []), PROGRAM];
	const child = spawn(command, [...before, 'serve', '--db', url, '--listen', '127.0.0.1:0', ...(options.serve ?? [])],
		{ stdio: ['ignore', 'pipe', 'pipe'] });
	let log = '';
	child.stderr.on('data', (bytes) => { log += bytes; });
	const ended = new Promise((done) => child.on('exit', (code, signal) => done(signal ?? code)));
	const origin = await new Promise((done, fail) => {
		let out = '';
		child.stdout.on('data', (bytes) => {
			out += bytes;
			const found = out.match(/listening on (https?:\/\/[0-9.:]+)/);
			if (found)
				done(found[1]);
		});
		ended.then((code) => fail(new Error(`serve ended with ${code}: ${out}${log}`)));
	});
	return {
		origin, folder, child, url, ended,
		log: () => log,
		stop: async () => { child.kill('SIGTERM'); return ended; },
		kill: async () => { child.kill('SIGKILL'); return ended; },
		remove: async () => { child.kill('SIGKILL'); await ended; rmSync(folder, { recursive: true, force: true }); },
	};
}
