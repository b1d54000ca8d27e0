// SPDX-License-Identifier: Apache-2.0
// A throw-away PostgreSQL, see tools/with_postgres.
//
//	const postgres = await start_postgres();
//	const url = postgres.make('one');                // a database of its own
//	postgres.sql(url, 'SELECT …');                   // rows as lines, columns separated by |
//	await postgres.stop();
import { execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const TOOL = fileURLToPath(new URL('../../tools/with_postgres', import.meta.url));

export async function start_postgres() {
	const { YIDAN_TEST_POSTGRES: _, ...env } = process.env; // one of our own, that we may stop
	const child = spawn(TOOL, ['--fast'], { stdio: ['pipe', 'pipe', 'inherit'], env });
	const ended = new Promise((done) => child.on('exit', done));
	const url = await new Promise((done, fail) => {
		createInterface({ input: child.stdout }).once('line', done);
		ended.then((code) => fail(new Error(`with_postgres ended with ${code}`)));
	});
	const sql = (database, statement) => execFileSync('psql', ['-X', '-A', '-t', '-q', '-v', 'ON_ERROR_STOP=1', '-d', database, '-c',
		statement], { encoding: 'utf8' }).trim();
	return {
		url, sql,
		make(name) {
			sql(url, `CREATE DATABASE ${name}`);
			return url.replace(/[^/]*$/, name);
		},
		stop() {
			child.stdin.end();
			return ended;
		},
	};
}
