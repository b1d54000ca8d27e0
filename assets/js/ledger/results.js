// SPDX-License-Identifier: Apache-2.0
// Shows how a check went (templates/public/ledger.html, part_checks):
//   [data-result]          all of it, hidden until there is something
//   [data-verdict="…"]     one of the boxes above the steps: good, part, bad, failed
//   [data-step="…"]        a step; in it [data-is="good|bad|part|note"], of which those with the step's state stay; where
//                          it has a reason, that with [data-why="…"]
//   [data-salts]           published words with their salts, in copies of [data-salt], each value in its [data-part="…"]

function show_step(item, { state, why }) {
	const words = [...item.querySelectorAll('[data-is]')];
	const fitting = words.filter((word) => word.dataset.is === state && word.dataset.why === (why || undefined));
	const plain = words.filter((word) => word.dataset.is === state && !word.dataset.why);
	const shown = (list) => list.filter((word) => word.localName === 'p');
	const paragraphs = shown(fitting).length > 0 ? shown(fitting) : shown(plain);
	const sign = state === 'note' ? 'part' : state;
	for (const word of words)
		word.toggleAttribute('hidden', word.localName === 'p' ? !paragraphs.includes(word) : word.dataset.is !== sign);
	item.dataset.state = state;
	item.hidden = false;
}

// The words that were checked, with what the sums are made from: copies of the first, empty list.
function show_salts(result, words) {
	const details = result.querySelector('[data-salts]');
	const [model, ...shown] = details.querySelectorAll('[data-salt]');
	for (const list of shown)
		list.remove();
	for (const word of words) {
		const list = model.cloneNode(true);
		for (const part of list.querySelectorAll('[data-part]'))
			part.textContent = word[part.dataset.part];
		list.hidden = false;
		model.parentNode.append(list);
	}
	details.open = false;
	details.hidden = words.length === 0;
}

// `result` is the element [data-result] inside `root`.
export function results_in(root) {
	const result = root.querySelector('[data-result]');
	const verdict = (name) => {
		for (const box of result.querySelectorAll('[data-verdict]'))
			box.hidden = box.dataset.verdict !== name;
	};
	return {
		clear() {
			result.hidden = true;
			show_salts(result, []);
			for (const item of result.querySelectorAll('[data-step]'))
				item.hidden = true;
			for (const part of result.querySelectorAll('[data-facts]'))
				part.hidden = true;
		},
		show(report) {
			verdict(report.verdict);
			for (const step of report.steps)
				show_step(result.querySelector(`[data-step="${step.name}"]`), step);
			show_salts(result, (report.facts.words || []).map((word) => ({
				...word, place: (word.index + 1).toLocaleString(document.documentElement.lang),
			})));
			result.hidden = false;
		},
		failed() {
			verdict('failed');
			result.hidden = false;
		},
	};
}

// A button that says that it works while `work` does.
export async function busy(button, work) {
	const words = button.querySelector('span');
	const before = words.textContent;
	button.setAttribute('aria-busy', 'true');
	button.disabled = true;
	words.textContent = button.dataset.busy;
	try {
		await work();
	} finally {
		button.removeAttribute('aria-busy');
		button.disabled = false;
		words.textContent = before;
	}
}
