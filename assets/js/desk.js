// SPDX-License-Identifier: Apache-2.0
// The desk by keyboard. Single letters act only while no field has the focus, and can be switched off in the help.
//   j k        down, up          (rows: [data-row])
//   enter      open              (the row's link has the focus, so the browser does it)
//   a e n r …  the move whose element has data-key; <details> is opened and its first field focused
//   /          the search field  ([data-search])
//   ?          help              (dialog[data-keys])
//   x          tick the row      (its [name="code"])
//   , .        the case before, the next
//   u          back to the list  ([data-key="u"])

const rows = [...document.querySelectorAll('[data-row] a')];
const help = document.querySelector('dialog[data-keys]');
const off_switch = help && help.querySelector('input[type="checkbox"]');

function stored(value) {
	try {
		if (value !== undefined)
			localStorage.setItem('keys', value);
		return localStorage.getItem('keys');
	} catch {
		return null;
	}
}

function step(by) {
	if (rows.length === 0)
		return;
	const at = rows.indexOf(document.activeElement);
	const to = at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1);
	rows[to].focus();
	rows[to].scrollIntoView({ block: 'nearest' });
}

function tick() {
	const row = document.activeElement.closest('[data-row]') ?? rows[0].closest('[data-row]');
	row.querySelector('input[name="code"]')?.click();
}

function act(element) {
	if (element.tagName === 'DETAILS') {
		element.open = true;
		const field = element.querySelector('form input:not([type="hidden"]), form select, form textarea, form button');
		element.scrollIntoView({ block: 'nearest' });
		if (field)
			field.focus();
	} else {
		element.click();
	}
}

function show_help() {
	if (help && help.showModal && !help.open)
		help.showModal();
}

document.addEventListener('keydown', (event) => {
	if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented)
		return;
	const target = event.target;
	const typing = target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
		(target.tagName === 'INPUT' && !/^(checkbox|radio|button|submit)$/.test(target.type));
	if (typing) {
		if (event.key === 'Escape')
			target.blur();
		return;
	}
	if (help && help.open)
		return;
	if (event.key === '?') {
		show_help();
		event.preventDefault();
		return;
	}
	if (stored() === 'off')
		return;
	if (event.key === 'j' || event.key === 'k') {
		step(event.key === 'j' ? 1 : -1);
	} else if (event.key === 'x' && rows.length > 0) {
		tick();
	} else if (event.key === '/') {
		const search = document.querySelector('[data-search]');
		if (!search)
			return;
		search.focus();
		search.select();
	} else if (/^[a-z.,]$/.test(event.key)) {
		const element = document.querySelector(`[data-key="${event.key}"]`);
		if (!element)
			return;
		act(element);
	} else {
		return;
	}
	event.preventDefault();
});

for (const button of document.querySelectorAll('[data-show-keys]'))
	button.addEventListener('click', show_help);

if (off_switch) {
	off_switch.checked = stored() !== 'off';
	off_switch.addEventListener('change', () => stored(off_switch.checked ? 'on' : 'off'));
}

// Only one move is open at a time, also where browsers do not know <details name>.
const moves = [...document.querySelectorAll('details.move')];
for (const move of moves)
	move.addEventListener('toggle', () => {
		if (move.open)
			moves.forEach((other) => { if (other !== move) other.open = false; });
	});

// How many are ticked, and all at once.
const ticked = document.querySelector('[data-ticked]');
if (ticked) {
	const boxes = [...ticked.closest('form').querySelectorAll('input[name="code"]')];
	const all = document.querySelector('[data-tick-all]');
	const tell = () => {
		const count = boxes.filter((box) => box.checked).length;
		ticked.textContent = String(count);
		all.checked = count === boxes.length;
		all.indeterminate = count > 0 && count < boxes.length;
	};
	for (const box of boxes)
		box.addEventListener('change', tell);
	all.addEventListener('change', () => { boxes.forEach((box) => { box.checked = all.checked; }); tell(); });
	addEventListener('pageshow', tell);
	tell();
}

// A reply template goes into its field at once, behind what is there.
for (const select of document.querySelectorAll('select[data-reply]')) {
	const put = () => {
		const field = document.getElementById(select.dataset.reply);
		const text = select.selectedOptions[0].dataset.text;
		if (!text)
			return;
		field.value = field.value.trim() ? `${field.value.trimEnd()}\n\n${text}` : text;
		field.dispatchEvent(new Event('input', { bubbles: true }));
		field.focus();
		const gap = field.value.search(/\{(\?[^}]*|[a-z_]+)\}/);
		if (gap >= 0)
			field.setSelectionRange(gap, field.value.indexOf('}', gap) + 1);
	};
	select.form.querySelector('[data-reply-go]').addEventListener('click', (event) => { event.preventDefault(); put(); });
}

// What is known, beside a form, while its words are typed.
for (const field of document.querySelectorAll('[data-beside]')) {
	const into = document.getElementById(field.dataset.besideInto);
	let timer, newest = 0;
	field.addEventListener('input', () => {
		clearTimeout(timer);
		timer = setTimeout(async () => {
			const number = ++newest, words = field.value.trim();
			try {
				const answer = words ? await fetch(`${field.dataset.beside}?q=${encodeURIComponent(words)}`) : null;
				const html = answer && answer.ok ? await answer.text() : '';
				if (number === newest)
					into.innerHTML = html; // of our own server, escaped there
			} catch {
				// The line is lost; the button opens the whole list.
			}
		}, 250);
	});
}
