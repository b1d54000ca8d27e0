// SPDX-License-Identifier: Apache-2.0
// [data-theme-switch]: light to dark and back, remembered on this device. Where the choice equals the system's wish
// it is forgotten, so that the page follows the system again.

const root = document.documentElement;

function system_theme() {
	return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

function shown_theme() {
	return root.dataset.theme || system_theme();
}

for (const button of document.querySelectorAll('[data-theme-switch]')) {
	const tell = () => button.setAttribute('aria-pressed', String(shown_theme() === 'dark'));
	tell();
	button.addEventListener('click', () => {
		const wanted = shown_theme() === 'dark' ? 'light' : 'dark';
		const follows_system = wanted === system_theme();
		if (follows_system)
			delete root.dataset.theme;
		else
			root.dataset.theme = wanted;
		try {
			if (follows_system)
				localStorage.removeItem('theme');
			else
				localStorage.setItem('theme', wanted);
		} catch {
			// Not remembered then.
		}
		tell();
	});
}
