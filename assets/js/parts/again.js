// SPDX-License-Identifier: Apache-2.0
// [data-again="ID"]: something that is not there yet. The page is asked again after a second or so, and what has the
// same id in the answer takes its place, until it needs no further asking.
const TIMES = 10;

async function ask(element, left) {
	let found = null;
	try {
		const response = await fetch(location.href, { cache: 'no-store' });
		if (response.ok)
			found = new DOMParser().parseFromString(await response.text(), 'text/html').getElementById(element.dataset.again);
	} catch {
		// The line is lost; the link in the words still does it.
	}
	if (found && !found.dataset.again)
		element.replaceWith(document.adoptNode(found));
	else if (left > 1)
		setTimeout(ask, 1500, element, left - 1);
}

for (const element of document.querySelectorAll('[data-again]'))
	setTimeout(ask, 800, element, TIMES);
