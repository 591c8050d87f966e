/**
 * The script of the page. It only adds comforts: sorting, filtering, copying. Everything can be read without it. It
 * writes text and moves nodes, and never makes HTML out of anything.
 */
export const pageScript = `'use strict';
(() => {
	const table = document.getElementById('endpoints');
	const body = table && table.tBodies[0];

	// Sorting: each column title becomes a button.
	const keyOf = (row, column) => {
		const cell = row.cells[column];
		return cell.dataset.order === undefined ? cell.textContent.trim().toLowerCase() : Number(cell.dataset.order);
	};
	const sortBy = (head, column) => {
		const isAscending = head.getAttribute('aria-sort') !== 'ascending';
		for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
		head.setAttribute('aria-sort', isAscending ? 'ascending' : 'descending');
		const keyed = [...body.rows].map(row => ({row, key: keyOf(row, column)}));
		keyed.sort((one, other) => {
			const order = one.key < other.key ? -1 : one.key > other.key ? 1 : 0;
			return isAscending ? order : -order;
		});
		body.append(...keyed.map(({row}) => row));
	};
	if (body) {
		for (const [column, head] of [...table.tHead.rows[0].cells].entries()) {
			const button = document.createElement('button');
			button.type = 'button';
			button.append(...head.childNodes);
			button.addEventListener('click', () => sortBy(head, column));
			head.append(button);
		}
		table.tHead.rows[0].cells[0].setAttribute('aria-sort', 'ascending');
	}

	// Filtering: every word must be in the row.
	const filter = document.getElementById('filter');
	if (filter && body) {
		const text = document.getElementById('filter-text');
		const status = document.getElementById('filter-status');
		const count = document.getElementById('filter-count');
		const apply = () => {
			const words = text.value.toLowerCase().split(/\\s+/).filter(Boolean);
			let shown = 0;
			for (const row of body.rows) {
				const content = row.textContent.toLowerCase();
				const isShown = (status.value === '' || row.dataset.status === status.value) && words.every(word => content.includes(word));
				row.hidden = !isShown;
				if (isShown) shown++;
			}
			count.textContent = shown + ' of ' + body.rows.length + ' shown';
		};
		filter.hidden = false;
		filter.addEventListener('input', apply);
		apply();
	}

	// Copying: by the clipboard, else by the older command, else the text is selected for the reader to copy.
	const select = element => {
		const range = document.createRange();
		range.selectNodeContents(element);
		const selection = getSelection();
		selection.removeAllRanges();
		selection.addRange(range);
	};
	const copy = async (element, text) => {
		try {
			await navigator.clipboard.writeText(text ?? element.textContent);
			return true;
		} catch {
			select(element);
			try {
				return document.execCommand('copy');
			} catch {
				return false;
			}
		}
	};
	for (const block of document.querySelectorAll('.command')) {
		const button = document.createElement('button');
		button.type = 'button';
		button.className = 'copy';
		button.textContent = 'Copy';
		button.setAttribute('aria-live', 'polite');
		button.addEventListener('click', async () => {
			const isCopied = await copy(block.querySelector('code'));
			button.textContent = isCopied ? 'Copied' : 'Selected: press Ctrl+C';
			setTimeout(() => { button.textContent = 'Copy'; }, 2500);
		});
		block.append(button);
	}

	for (const block of document.querySelectorAll('.allow')) {
		const button = document.createElement('button');
		button.type = 'button';
		button.className = 'copy';
		button.textContent = 'Copy names';
		button.setAttribute('aria-live', 'polite');
		button.addEventListener('click', async () => {
			const names = [...block.querySelectorAll('tbody code')].map(code => code.textContent);
			const isCopied = await copy(block.querySelector('tbody'), names.join('\\n'));
			button.textContent = isCopied ? 'Copied' : 'Selected: press Ctrl+C';
			setTimeout(() => { button.textContent = 'Copy names'; }, 2500);
		});
		block.append(button);
	}

	// Paper has no way to open what is folded.
	addEventListener('beforeprint', () => {
		for (const details of document.querySelectorAll('details')) details.open = true;
	});
})();
`;
