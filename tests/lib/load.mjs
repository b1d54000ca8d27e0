// SPDX-License-Identifier: Apache-2.0
// Intakes through the API, one or a crowd of them, and what must be true of them afterwards.
//
//	const load = new Load();
//	load.begin(() => yidan.origin, 8);               // eight clients, each sending one intake after the other
//	await load.acknowledges(50);
//	… something bad happens …
//	await load.end();                                // each client ends with the answer it waits for
//	await load.check(yidan.origin);                  // what was acknowledged is there
import assert from 'node:assert/strict';

const PATIENCE_MS = 60000; // an answer that takes longer never comes

// One intake; a connection that breaks, or is refused, is status 0.
export async function intake(origin, key, text = `第 ${key} 件：路灯不亮，请修。`, more = {}) {
	try {
		const answer = await fetch(`${origin}/api/v1/cases`, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
			body: JSON.stringify({ kind: 'question', text, ...more }),
			signal: AbortSignal.timeout(PATIENCE_MS),
		});
		const body = await answer.json();
		return { ...body, status: answer.status, retry_after: answer.headers.get('retry-after'), status_in_body: body.status };
	} catch (error) {
		assert.notEqual(error.name, 'TimeoutError', `no answer to ${key} within ${PATIENCE_MS} ms`);
		return { status: 0 };
	}
}

export class Load {
	acknowledged = new Map(); // key → code
	statuses = new Map(); // status → how often
	sent = 0; // keys
	#name;
	#ending = false;
	#clients = [];
	#waiting = [];
	#failure = null; // of a client: thrown by end()

	constructor(name = 'load') {
		this.#name = name;
	}

	// origin(client, attempt) says where to send. A refused or broken intake is sent again under its key, as the API asks
	// for, until the load ends.
	begin(origin, clients) {
		this.#ending = false;
		this.#clients = Array.from({ length: clients }, (_, number) => this.#client(origin, number).catch((error) => {
			this.#failure ??= error;
			this.#ending = true;
		}));
	}

	get has_failed() {
		return this.#failure !== null;
	}

	async #client(origin, number) {
		while (!this.#ending) {
			const key = `${this.#name}-${this.sent++}`;
			for (let attempt = 0; !this.#ending; attempt++) {
				const got = await intake(origin(number, attempt), key);
				this.statuses.set(got.status, (this.statuses.get(got.status) ?? 0) + 1);
				if (got.status === 201) {
					this.#acknowledge(key, got.code);
					break;
				}
				assert.ok(got.status === 503 || got.status === 0, `an intake was answered ${got.status}`);
				assert.ok(got.status === 0 || Number(got.retry_after) > 0, 'a 503 says when to come again');
				await new Promise((done) => setTimeout(done, 20)); // politeness of a client, not a wait for anything
			}
		}
	}

	#acknowledge(key, code) {
		this.acknowledged.set(key, code);
		this.#waiting = this.#waiting.filter((wait) => {
			if (this.acknowledged.size >= wait.count)
				wait.done();
			return this.acknowledged.size < wait.count;
		});
	}

	// Until so many more than now are acknowledged.
	acknowledges(more) {
		return Promise.race([
			new Promise((done) => this.#waiting.push({ count: this.acknowledged.size + more, done })),
			Promise.all(this.#clients),
		]);
	}

	async end() {
		this.#ending = true;
		await Promise.all(this.#clients);
		if (this.#failure)
			throw this.#failure;
	}

	async check_there(origin) {
		assert.equal(new Set(this.acknowledged.values()).size, this.acknowledged.size, 'a case a key');
		for (const [key, code] of this.acknowledged) {
			const found = await fetch(`${origin}/api/v1/cases/${code}`);
			assert.equal(found.status, 200, `${key} was acknowledged and is lost`);
			assert.equal((await found.json()).state, 'received');
		}
	}

	// Every acknowledged case is there, and its key still gives it.
	async check(origin) {
		await this.check_there(origin);
		for (const [key, code] of [...this.acknowledged].slice(-20)) {
			let again = await intake(origin, key);
			for (const until = Date.now() + PATIENCE_MS; again.status === 503 && Date.now() < until;) {
				await new Promise((done) => setTimeout(done, 100)); // a server that has just found its database again
				again = await intake(origin, key);
			}
			assert.deepEqual([again.status, again.code], [201, code], `${key} sent again is another case`);
		}
	}

	toString() {
		const statuses = [...this.statuses].map(([status, count]) => `${count} × ${status || 'broken'}`).join(', ');
		return `${this.sent} sent, ${this.acknowledged.size} acknowledged (${statuses})`;
	}
}
