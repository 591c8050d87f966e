import fs from 'node:fs';

const begin = '<!-- results: written by npm run bench -->';
const end = '<!-- end of results -->';

/** Puts results between the two marks of a page, in place of those that stand there. Throws if the page has no marks. */
export function writeIntoPage(file: string, results: string): void {
	const page = fs.readFileSync(file, 'utf8');
	const [before, rest] = page.split(begin);
	const after = rest?.split(end)[1];
	if (before === undefined || after === undefined) throw new Error(`${file} has no place for results.`);
	fs.writeFileSync(file, `${before}${begin}\n\n${results}\n\n${end}${after}`);
}
