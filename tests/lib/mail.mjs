// SPDX-License-Identifier: Apache-2.0
// Debian's SMTP server on loopback, as tests/lib/smtp_server.py runs it.
//
//	const mail = await start_mail();
//	await mail.order({ rcpt: '451 4.7.1 come again' });
//	await mail.until((seen) => seen.mails.length === 1);
//	mail.stop();
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('./smtp_server.py', import.meta.url));

export async function until(what, wanted, words, limit_ms = 30000) {
	const began = Date.now();
	for (;;) {
		const got = await what();
		if (await wanted(got))
			return got;
		assert.ok(Date.now() - began < limit_ms, `${words ?? 'not'} within ${limit_ms} ms: ${JSON.stringify(got)?.slice(0, 2000)}`);
		await new Promise((done) => setTimeout(done, 50));
	}
}

export async function start_mail(...args) {
	const child = spawn('/usr/bin/python3', [SERVER, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
	const seen = { mails: [], rcpts: [], datas: [], ordered: 0, port: 0, words: '' };
	let rest = '';
	child.stderr.on('data', (bytes) => { seen.words += bytes; });
	child.stdout.on('data', (bytes) => {
		const lines = (rest + bytes).split('\n');
		rest = lines.pop();
		for (const line of lines.map((text) => JSON.parse(text))) {
			if (line.listening)
				seen.port = line.listening;
			if (line.rcpt)
				seen.rcpts.push(line.rcpt);
			if (line.data)
				seen.datas.push(line.data);
			if (line.mail)
				seen.mails.push(line.mail);
			if (line.ordered)
				seen.ordered++;
		}
	});
	const ended = new Promise((done) => child.on('exit', done));
	const wait = (wanted, words, limit_ms) => until(() => seen, wanted, words, limit_ms);
	await Promise.race([wait((now) => now.port), ended.then((code) => assert.fail(`the SMTP server ended with ${code}: ${seen.words}`))]);
	return {
		seen, until: wait,
		url: `smtp://127.0.0.1:${seen.port}`,
		order: async (orders) => {
			const before = seen.ordered;
			child.stdin.write(`${JSON.stringify(orders)}\n`);
			await wait((now) => now.ordered > before, 'ordered');
		},
		stop: async () => { child.kill('SIGKILL'); return ended; },
	};
}
