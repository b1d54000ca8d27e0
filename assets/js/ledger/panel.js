// SPDX-License-Identifier: Apache-2.0
// The proof panel of a case's page: [data-proof="BASE"] with data-code, data-entries, data-state, and data-released where the
// page tells more than code and state. Checks the proofs of all entries, and that this page shows what they say:
// The button that starts it is shown, and this loaded, by parts/proof.js.
//   [data-said="title|text"]     published words
//   [data-told="SEQ TYPE"]       a step of the timeline: its <time>, and its words in [data-words]
import { busy, results_in } from './results.js';
import { check, server_of } from './verify.js';

const AGAIN_MS = 1500;
const TIMES = 4;

const said = (name) => {
	const element = document.querySelector(`[data-said="${name}"]`);
	return element ? element.textContent : '';
};

function shown_here(panel) {
	const page = {
		code: panel.dataset.code.replace(/-/g, ''), state: panel.dataset.state, is_told: 'released' in panel.dataset,
		entries: Number(panel.dataset.entries), title: said('title'), text: said('text'), told: [], words: {},
	};
	for (const step of document.querySelectorAll('[data-told]')) {
		const [seq] = step.dataset.told.split(' ');
		const words = step.querySelector('[data-words]');
		page.told.push(`${step.dataset.told} ${Date.parse(step.querySelector('time').dateTime) / 1000}`);
		if (words)
			page.words[seq] = words.textContent;
	}
	return page;
}

const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });

async function run(panel, results) {
	const base = panel.dataset.proof;
	const server = server_of((path) => fetch(`${base}/ledger/${path}`));
	results.clear();
	for (let left = TIMES; ; left -= 1) {
		const response = await fetch(`${base}/c/${panel.dataset.code}/proof.json`, { cache: 'no-store' });
		if (!response.ok)
			throw new Error(`${response.status}`);
		const report = await check(await response.text(), { server, page: shown_here(panel) });
		// The newest entry may wait for its checkpoint.
		if (left > 1 && report.steps.some(({ why }) => why === 'waiting')) {
			await wait(AGAIN_MS);
			continue;
		}
		results.show(report);
		return;
	}
}

for (const panel of document.querySelectorAll('[data-proof]')) {
	const button = panel.querySelector('[data-check-page]');
	const results = results_in(panel);
	button.addEventListener('click', () => busy(button, () => run(panel, results).catch(() => results.failed())));
}
