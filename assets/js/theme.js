// SPDX-License-Identifier: Apache-2.0
// Runs in the head before the first paint, so that nothing flashes: says that scripts run, and sets the theme the
// reader chose earlier. Pages are cached for everybody and hold no theme.
const root = document.documentElement;
root.classList.add('js');
try {
	const theme = localStorage.getItem('theme');
	if (theme === 'dark' || theme === 'light')
		root.dataset.theme = theme;
} catch {
	// Storage may be forbidden; the system's wish holds then.
}
