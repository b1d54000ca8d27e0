// SPDX-License-Identifier: Apache-2.0
// Forms:
//   .errors                      takes the focus, so that a screen reader says what is wrong first
//   form[data-guard]             asks before what was typed is left behind
//   form[data-keep="NAME"]       keeps its texts in this tab's storage until a page with [data-keep-clear="NAME"] is seen
//   form                         is sent once a while, and its button shows that it works
//   [data-count]                 says how many characters there are, of how many
//   [data-fill="ID"]             a button whose value is put into the field ID
//   [data-mirror="ID"]           shows the field's text in element ID while it is typed
//   [data-print]                 prints the page
//   select[data-submit]          sends its form when changed

const summary = document.querySelector('.errors');
if (summary)
	summary.focus();

let left = null;
for (const form of document.querySelectorAll('form[data-guard]')) {
	form.addEventListener('input', () => { left = form; });
	form.addEventListener('submit', () => { left = null; });
}
addEventListener('beforeunload', (event) => {
	if (left)
		event.preventDefault();
});

function keep_name(form, field) {
	return `keep:${form.dataset.keep}:${new URL(form.action).pathname}:${field.name}`;
}

try {
	for (const element of document.querySelectorAll('[data-keep-clear]'))
		for (const name of Object.keys(sessionStorage))
			if (name.startsWith(`keep:${element.dataset.keepClear}:`))
				sessionStorage.removeItem(name);
	for (const form of document.querySelectorAll('form[data-keep]')) {
		const fields = form.querySelectorAll('textarea, input[type="text"]');
		for (const field of fields) {
			const kept = sessionStorage.getItem(keep_name(form, field));
			if (kept && field.value === '')
				field.value = kept;
			field.addEventListener('input', () => sessionStorage.setItem(keep_name(form, field), field.value));
		}
	}
} catch {
	// Storage may be forbidden; the draft on the server still stands.
}

// A second click within this time sends nothing; after it the line may have been lost, and trying again is right (the
// server knows a command that comes twice).
const AGAIN_MS = 10000;

for (const form of document.forms) {
	form.addEventListener('submit', (event) => {
		if (form.dataset.sent) {
			event.preventDefault();
			return;
		}
		if (event.defaultPrevented || form.method !== 'post')
			return;
		form.dataset.sent = '1';
		setTimeout(() => { delete form.dataset.sent; }, AGAIN_MS);
		const button = event.submitter;
		// Later than the submission, because a disabled button would not be sent along.
		setTimeout(() => {
			if (button) {
				button.setAttribute('aria-busy', 'true');
				if (button.dataset.busy)
					button.lastChild.textContent = button.dataset.busy;
			}
		}, 300);
	});
}
// Coming back by the back button shows the page as it was, and its form may be sent again.
addEventListener('pageshow', (event) => {
	if (event.persisted)
		for (const form of document.forms)
			delete form.dataset.sent;
});

for (const field of document.querySelectorAll('[data-count]')) {
	const out = document.getElementById(field.dataset.count);
	const tell = () => {
		const length = [...field.value].length;
		// Only when the end is near: before that the number is noise.
		out.textContent = length * 10 >= field.maxLength * 8 ? `${length} / ${field.maxLength}` : '';
	};
	field.addEventListener('input', tell);
	tell();
}

for (const button of document.querySelectorAll('[data-fill]')) {
	const field = document.getElementById(button.dataset.fill);
	button.addEventListener('click', () => {
		field.value = button.value;
		field.dispatchEvent(new Event('input', { bubbles: true }));
		field.focus();
	});
}

for (const field of document.querySelectorAll('[data-mirror]')) {
	const target = document.getElementById(field.dataset.mirror);
	const empty = target.textContent;
	const tell = () => { target.textContent = field.value.trim() || empty; };
	field.addEventListener('input', tell);
	tell();
}

for (const button of document.querySelectorAll('[data-print]'))
	button.addEventListener('click', () => print());

for (const select of document.querySelectorAll('select[data-submit]'))
	select.addEventListener('change', () => select.form.requestSubmit());
