// SPDX-License-Identifier: Apache-2.0
// The page that checks a receipt: form[data-check="BASE"]; [data-no-check] stands there while this has not run. The
// receipt comes from the field, from a file, or behind "#" in the address, and leaves the browser for none of them.
import { Malformed } from './bytes.js';
import { busy, results_in } from './results.js';
import { check, server_of } from './verify.js';

const FILE_BYTES_MAX = 16 * 1024 * 1024;
const GROUP = 3;

const grouped = (code) => code.match(new RegExp(`.{1,${GROUP}}`, 'g')).join('-');

// As the page's own times: those of the jurisdiction, wherever the reader is.
function local_time(at_us, offset_min, lang) {
	return new Date(at_us / 1000 + offset_min * 60000).toLocaleString(lang, { dateStyle: 'full', timeStyle: 'short', timeZone: 'UTC' });
}

function show_facts(list, facts, { base, offset_min }) {
	const { lang } = document.documentElement;
	const number = (n) => n.toLocaleString(lang);
	const values = {
		code: facts.code && grouped(facts.code),
		at: facts.at && local_time(facts.at, offset_min, lang),
		place: facts.index === undefined ? '' : number(facts.index + 1),
		size: facts.key && number(facts.size),
		origin: facts.key && facts.origin,
		key: facts.key,
	};
	for (const part of list.querySelectorAll('[data-fact]'))
		part.hidden = !values[part.dataset.fact];
	for (const [name, value] of Object.entries(values)) {
		const place = list.querySelector(`dd[data-fact="${name}"]`);
		const target = place.matches('[data-value]') ? place : place.querySelector('[data-value]');
		target.textContent = value || '';
		if (target.localName === 'a')
			target.href = `${base}/c/${value || ''}`;
	}
	list.hidden = !facts.key;
}

// What stands behind "#": the short receipt, as a QR code carries it.
function from_address() {
	try {
		return decodeURIComponent(location.hash.slice(1));
	} catch {
		return '';
	}
}

function start(form) {
	const base = form.dataset.check;
	const root = document.querySelector('[data-results]');
	const results = results_in(root);
	const text = form.querySelector('#receipt');
	const file = form.querySelector('#receipt-file');
	const own_key = form.querySelector('#own-key');
	const key_error = form.querySelector('#own-key-error');

	async function run() {
		results.clear();
		root.hidden = true;
		key_error.hidden = true;
		own_key.removeAttribute('aria-invalid');
		try {
			const server = server_of((path) => fetch(`${base}/ledger/${path}`));
			const report = await check(text.value, { server, given: own_key.value });
			results.show(report);
			root.hidden = false;
			show_facts(root.querySelector('[data-facts]'), report.verdict === 'bad' ? {} : report.facts,
				{ base, offset_min: Number(form.dataset.offset) });
			root.querySelector('[data-result]').focus();
		} catch (error) {
			if (!(error instanceof Malformed)) {
				results.failed();
				root.hidden = false;
				return;
			}
			form.querySelector('[data-own-key]').open = true;
			key_error.hidden = false;
			own_key.setAttribute('aria-invalid', 'true');
			own_key.focus();
		}
	}

	form.addEventListener('submit', (event) => {
		event.preventDefault();
		busy(form.querySelector('button[type=submit]'), run);
	});
	file.addEventListener('change', async () => {
		const [chosen] = file.files;
		if (!chosen)
			return;
		// Too large for a receipt: what is no receipt says so below.
		text.value = chosen.size <= FILE_BYTES_MAX ? await chosen.text() : '-';
		form.requestSubmit();
	});
	const come_from_address = () => {
		const line = from_address();
		if (!line.startsWith('yidan-receipt/'))
			return;
		text.value = line;
		form.requestSubmit();
	};
	addEventListener('hashchange', come_from_address);
	document.querySelector('[data-no-check]').hidden = true;
	form.hidden = false;
	come_from_address();
}

for (const form of document.querySelectorAll('form[data-check]'))
	start(form);
