// SPDX-License-Identifier: Apache-2.0
// An officer at the desk without a browser: cookies, and forms with what they hide.
//
//	const officer = await sign_in(yidan.origin, 'intake');
//	await officer.move(code, 'assign', { unit: '7' });
import assert from 'node:assert/strict';

export const PASSWORD = 'heting-demo-2019';

const unescape = (text) => text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>')
	.replaceAll('&amp;', '&');

const attribute = (tag, name) => unescape(tag.match(new RegExp(`\\s${name}="([^"]*)"`))?.[1] ?? '');

// The form whose action ends so, as text.
export function form_of(page, ending) {
	const form = page.match(/<form[^]*?<\/form>/g)?.find((text) => attribute(text.match(/<form[^>]*>/)[0], 'action').endsWith(ending));
	assert.ok(form, `the page has a form ${ending}`);
	return form;
}

function hidden_of(form) {
	const tags = form.match(/<input[^>]*type="hidden"[^>]*>/g) ?? [];
	return Object.fromEntries(tags.map((tag) => [attribute(tag, 'name'), attribute(tag, 'value')]));
}

class Officer {
	#cookies = new Map();

	constructor(origin) {
		this.origin = origin;
	}

	async ask(path, options = {}) {
		const answer = await fetch(`${this.origin}${path}`, {
			redirect: 'manual', ...options,
			headers: { 'Accept-Language': 'en', Cookie: [...this.#cookies].map((pair) => pair.join('=')).join('; '), ...options.headers },
		});
		for (const cookie of answer.headers.getSetCookie?.() ?? [answer.headers.get('set-cookie')].filter(Boolean)) {
			const [name, value] = cookie.split(';')[0].split('=');
			this.#cookies.set(name, value);
		}
		return answer;
	}

	async page(path) {
		const answer = await this.ask(path);
		assert.equal(answer.status, 200, path);
		return answer.text();
	}

	// Sends the form of a page with what it hides and what is filled in.
	async send(page, ending, fields = {}) {
		const form = form_of(page, ending);
		// a field may have several values
		const pairs = Object.entries({ ...hidden_of(form), ...fields }).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
		return this.ask(attribute(form.match(/<form[^>]*>/)[0], 'action'), {
			method: 'POST',
			headers: { Origin: this.origin, 'Content-Type': 'application/x-www-form-urlencoded' },
			body: new URLSearchParams(pairs).toString(),
		});
	}

	// Fields to a path, without a page.
	post(path, fields) {
		return this.ask(path, {
			method: 'POST',
			headers: { Origin: this.origin, 'Content-Type': 'application/x-www-form-urlencoded' },
			body: new URLSearchParams(fields).toString(),
		});
	}

	async move(code, name, fields = {}) {
		const answer = await this.send(await this.page(`/desk/c/${code}`), `/desk/c/${code}/${name}`, fields);
		assert.equal(answer.status, 303, `${name}: ${answer.status === 303 ? '' : await answer.text()}`);
		// Whoever returns a case sees it no more.
		assert.ok([`/desk/c/${code}?done=${name}`, `/desk?done=${name}&of=${code}`].includes(answer.headers.get('location')), name);
	}

	// The value of the choice with these words in a select of the case's page.
	async choice(code, form_ending, words) {
		const form = form_of(await this.page(`/desk/c/${code}`), form_ending);
		const option = form.match(/<option[^>]*>[^<]*/g).find((text) => text.includes(words));
		assert.ok(option, `a choice ${words}`);
		return attribute(option, 'value');
	}
}

export async function sign_in_as(origin, login, password) {
	const officer = new Officer(origin);
	const answer = await officer.send(await officer.page('/desk/login'), '/desk/login', { login, password });
	assert.equal(answer.status, 303, `${login} signs in`);
	assert.equal(answer.headers.get('location'), '/desk');
	return officer;
}

export const sign_in = (origin, login) => sign_in_as(origin, login, PASSWORD);
