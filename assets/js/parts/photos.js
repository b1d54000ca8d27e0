// SPDX-License-Identifier: Apache-2.0
// input[type=file][data-preview="ID"] shows small pictures of what was chosen in list ID, before it is sent, and says at
// once when there are too many or one is too large. data-max (how many), data-max-bytes, data-too-many, data-too-large
// (words; {name} stands for the file's name). The server checks again.

for (const input of document.querySelectorAll('input[data-preview]')) {
	const list = document.getElementById(input.dataset.preview);
	let urls = [];
	input.addEventListener('change', () => {
		urls.forEach((url) => URL.revokeObjectURL(url));
		urls = [];
		list.textContent = '';
		let wrong = '';
		if (input.files.length > Number(input.dataset.max))
			wrong = input.dataset.tooMany;
		for (const file of input.files) {
			if (file.size > Number(input.dataset.maxBytes))
				wrong = input.dataset.tooLarge.replace('{name}', file.name);
			const item = document.createElement('li');
			const picture = document.createElement('img');
			const url = URL.createObjectURL(file);
			urls.push(url);
			picture.alt = file.name;
			picture.src = url;
			// HEIC is shown by few browsers: its name stands there instead.
			picture.addEventListener('error', () => { item.textContent = file.name; });
			item.append(picture);
			list.append(item);
		}
		input.setCustomValidity(wrong);
		input.reportValidity();
	});
}
