// SPDX-License-Identifier: Apache-2.0
// [data-copy="ID"]: copies the text (or data-copy-text) of an element; the button says so in data-done's words.
// [data-share]: hands this page's address to another app of the telephone; hidden where that cannot be done.

async function copy(text) {
	try {
		await navigator.clipboard.writeText(text);
		return true;
	} catch {
		// In-app browsers and plain HTTP have no clipboard: the old way.
		const field = document.createElement('textarea');
		field.value = text;
		document.body.append(field);
		field.select();
		const done = document.execCommand('copy');
		field.remove();
		return done;
	}
}

for (const button of document.querySelectorAll('[data-copy]')) {
	const words = button.lastElementChild || button;
	const before = words.textContent;
	button.addEventListener('click', async () => {
		const source = document.getElementById(button.dataset.copy);
		if (await copy(source.dataset.copyText || source.value || source.textContent.trim())) {
			words.textContent = button.dataset.done;
			setTimeout(() => { words.textContent = before; }, 2500);
		}
	});
}

for (const button of document.querySelectorAll('[data-share]')) {
	button.hidden = !navigator.share;
	button.addEventListener('click', () => {
		// Refused or called off: nothing to say.
		navigator.share({ title: document.title, url: button.dataset.share }).catch(() => {});
	});
}
