import fs from 'node:fs';
import path from 'node:path';
import {type Places, resolveTyped} from '../export/destination.ts';

/** More entries are not looked at: a folder of so many is not typed into by hand. */
const mostEntries = 10_000;

/**
 * What a shell would make of a path at Tab: as much as all names that fit have in common, with a slash behind a folder. The text
 * as it is where nothing fits, or where it can't be read.
 */
export function completePath(typed: string, places: Places): string {
	const slash = typed.lastIndexOf('/') + 1;
	const [folder, start] = [typed.slice(0, slash), typed.slice(slash)];
	if (typed === '~') return '~/';
	try {
		const whole = resolveTyped(folder === '' ? '.' : folder, places);
		const names = fs
			.readdirSync(whole, {withFileTypes: true})
			.slice(0, mostEntries)
			.map(({name}) => name)
			.filter(name => name.startsWith(start) && (start !== '' || !name.startsWith('.')));
		const [first, ...others] = names;
		if (first === undefined) return typed;
		const common = others.reduce(commonStart, first);
		const isFolder = others.length === 0 && fs.statSync(path.join(whole, common)).isDirectory();
		return `${folder}${common}${isFolder ? '/' : ''}`;
	} catch {
		return typed;
	}
}

function commonStart(one: string, other: string): string {
	let length = 0;
	while (length < one.length && one[length] === other[length]) length++;
	return one.slice(0, length);
}
