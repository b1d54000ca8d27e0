// SPDX-License-Identifier: Apache-2.0
// input[type=file][data-preview="ID"] shows small pictures of what was chosen in list ID, before it is sent, and says at
// once when there are too many or one is too large: data-max (how many), data-max-bytes, data-too-many, data-too-large (the
// words). The server checks again. Pictures are drawn on a canvas, since pages may load nothing but files of the server.

const WIDTH = 320;
const HEIGHT = 240;

// The middle of the picture, filling the canvas. What this browser cannot read (HEIC, mostly) is shown by its name.
async function draw(file, item) {
	try {
		const picture = await createImageBitmap(file);
		const canvas = document.createElement('canvas');
		canvas.width = WIDTH;
		canvas.height = HEIGHT;
		canvas.setAttribute('role', 'img');
		canvas.setAttribute('aria-label', file.name);
		const scale = Math.max(WIDTH / picture.width, HEIGHT / picture.height);
		const width = picture.width * scale;
		const height = picture.height * scale;
		canvas.getContext('2d').drawImage(picture, (WIDTH - width) / 2, (HEIGHT - height) / 2, width, height);
		picture.close();
		item.append(canvas);
	} catch {
		item.textContent = file.name;
	}
}

for (const input of document.querySelectorAll('input[data-preview]')) {
	const list = document.getElementById(input.dataset.preview);
	input.addEventListener('change', async () => {
		const files = [...input.files];
		let wrong = '';
		if (files.some((file) => file.size > Number(input.dataset.maxBytes)))
			wrong = input.dataset.tooLarge;
		if (files.length > Number(input.dataset.max))
			wrong = input.dataset.tooMany;
		input.setCustomValidity(wrong);
		input.reportValidity();
		list.textContent = '';
		if (wrong)
			return;
		const items = files.map(() => document.createElement('li'));
		list.append(...items);
		// One after the other: five photos of a telephone at once are too much for its memory.
		for (let i = 0; i < files.length; i++)
			await draw(files[i], items[i]);
	});
}
