// SPDX-License-Identifier: Apache-2.0
// The proof panel of a case: its checks are worth 15 kB of script, which [data-proof]'s data-script loads when somebody
// wants them. ledger.js then takes over the button [data-check-page] (assets/js/ledger/panel.js).

function load(panel, button) {
	const words = button.querySelector('span');
	const before = words.textContent;
	const result = panel.querySelector('[data-result]');
	const script = document.createElement('script');
	const end = () => {
		button.disabled = false;
		words.textContent = before;
	};
	button.disabled = true;
	words.textContent = button.dataset.busy;
	result.hidden = true;
	script.src = panel.dataset.script;
	script.onload = () => {
		end();
		button.click();
	};
	script.onerror = () => {
		end();
		script.remove();
		for (const box of result.querySelectorAll('[data-verdict]'))
			box.hidden = box.dataset.verdict !== 'failed';
		result.hidden = false;
		button.addEventListener('click', () => load(panel, button), { once: true });
	};
	document.head.append(script);
}

for (const panel of document.querySelectorAll('[data-proof]')) {
	const button = panel.querySelector('[data-check-page]');
	// Ed25519 counts with numbers that some old browsers have not: there the button stays away, as without scripts.
	if (typeof BigInt !== 'function')
		continue;
	button.addEventListener('click', () => load(panel, button), { once: true });
	button.hidden = false;
}
