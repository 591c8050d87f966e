import {UsageError} from '../../errors.ts';

type Field = {readonly words: string[]; readonly line: number; readonly text: string};
export type Edit = {
	readonly table: string;
	/** The virtual domain; nothing where there is none. */
	readonly scope: string;
	name: string;
	readonly fields: Map<string, Field>;
	readonly line: number;
};
export type FileEdit = Edit & {readonly file: string};

export const valuesOf = ({fields}: Edit, key: string): readonly string[] => fields.get(key)?.words ?? [];
export const firstValue = (edit: Edit, key: string): string => valuesOf(edit, key)[0] ?? '';

/** Objects of a configuration by where they stand, each list in the order of the file. */
export type EditIndex = {
	/** The first object of that name in a table. */
	find(table: string, name: string): FileEdit | undefined;
	/** What stands within an object, at any depth. */
	below(object: FileEdit): readonly FileEdit[];
};

/** How tables within an object say that they are part of it. */
export const within = ({scope, name}: Edit) => `${scope} ${name}`;

/** Finds edits by their tables and names; of several with one name the first counts. */
export function indexEdits(edits: readonly FileEdit[]): EditIndex {
	const named = new Map<string, FileEdit>();
	const inside = new Map<string, FileEdit[]>();
	for (const edit of edits) {
		const {table, name, scope} = edit;
		const key = JSON.stringify([table, name]);
		if (!named.has(key)) named.set(key, edit);
		for (let end = scope.length; end > 0; end = scope.lastIndexOf(' ', end - 1)) {
			const own = scope.slice(0, end);
			const same = inside.get(own);
			if (same) same.push(edit);
			else inside.set(own, [edit]);
		}
	}
	return {
		find: (table, name) => named.get(JSON.stringify([table, name])),
		below: object => inside.get(within(object)) ?? [],
	};
}

/** Tables within tables; a real configuration has four. */
const deepest = 20;

/** Words of a line, of which some stand in quotes. */
const wordsOf = (line: string): string[] =>
	[...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
		([, quoted, plain]) => quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '',
	);

const clean = (raw: string, isOwn: boolean) =>
	raw
		.replace(/^\uFEFF/, '')
		.trim()
		.replace(isOwn ? /^# {0,}(?=\s*(?:config|edit|set|append|next|end)\b)/ : /^$/, '')
		.trim();

export type Refuse = (line: number, text: string, why: string) => void;

/**
 * Every `edit` of every table, with what is set within, in the order in which later commands put them; a table within one is
 * called after both.
 */
export function readEdits(text: string, isOwn: boolean, refuse: Refuse): Edit[] {
	const done: Edit[] = [];
	const tables: {readonly name: string; readonly scope: string}[] = [];
	const edits: (Edit | null)[] = [];
	const known = new Map<string, Edit>();
	const keyOf = (table: string, scope: string, name: string) => JSON.stringify([table, scope, name]);
	for (const [index, raw] of text.split('\n').entries()) {
		const line = clean(raw, isOwn);
		if (line === '' || line.startsWith('#')) continue;
		const [command = '', ...words] = wordsOf(line);
		const table = tables.at(-1);
		// A table within an object may set its values at once.
		if (table && edits.at(-1) === null && command === 'set') {
			const own = {...table, table: table.name, name: '', fields: new Map<string, Field>(), line: index + 1};
			edits[edits.length - 1] = own;
			done.push(own);
		}
		const edit = edits.at(-1);
		if (command === 'config') {
			// Within an object the table is a part of that; within a virtual domain it is one of its own.
			if (tables.length >= deepest)
				throw new UsageError(
					`Line ${index + 1} is nested too deeply for a configuration of FortiGate: give another file.`,
				);
			const isWhole = table === undefined || table.name === 'vdom' || table.name === 'global';
			tables.push({
				name: isWhole ? words.join(' ') : `${table.name} ${words.join(' ')}`,
				scope: isWhole ? (edits.at(-1)?.name ?? '') : `${table.scope} ${edits.at(-1)?.name ?? ''}`,
			});
			edits.push(null);
		} else if (command === 'edit' && table) {
			const name = words[0] ?? '';
			const key = keyOf(table.name, table.scope, name);
			const own = known.get(key) ?? {
				...table,
				table: table.name,
				name,
				fields: new Map<string, Field>(),
				line: index + 1,
			};
			edits[edits.length - 1] = own;
			// The number 0 stands for the next one that is free.
			if (!known.has(key) || name === '0') done.push(own);
			if (name !== '0') known.set(key, own);
		} else if (/^(?:set|append|select|unset|unselect)$/.test(command) && edit) {
			const [key = '', ...rest] = words;
			const before = edit.fields.get(key)?.words ?? [];
			if (command === 'unset') edit.fields.delete(key);
			else {
				if (command === 'append') before.push(...rest);
				const now =
					command === 'append' ? before : command === 'unselect' ? before.filter(word => !rest.includes(word)) : rest;
				edit.fields.set(key, {words: now, line: index + 1, text: line});
			}
		} else if (command === 'next') edits[edits.length - 1] = null;
		else if (command === 'end') {
			tables.pop();
			edits.pop();
		} else if (/^(?:move|delete|purge|rename|clone)$/.test(command) && table) {
			const isHere = (one: Edit) => one.table === table.name && one.scope === table.scope;
			const indexOf = (name = '') => done.findIndex(one => isHere(one) && one.name === name);
			const [name = '', way, other = ''] = words;
			const from = indexOf(name);
			const to = indexOf(other);
			const own = done[from];
			const target = done[to];
			if (command === 'purge') {
				for (const one of done.filter(isHere)) {
					done.splice(done.indexOf(one), 1);
					known.delete(keyOf(table.name, table.scope, one.name));
				}
			} else if (command === 'delete' && own) {
				done.splice(from, 1);
				known.delete(keyOf(table.name, table.scope, name));
			} else if (command === 'move' && own && target && own !== target && /^(?:before|after)$/.test(way ?? '')) {
				done.splice(from, 1);
				done.splice(done.indexOf(target) + (way === 'after' ? 1 : 0), 0, own);
			} else if (command === 'rename' && own && way === 'to') {
				known.delete(keyOf(table.name, table.scope, name));
				own.name = other;
				known.set(keyOf(table.name, table.scope, other), own);
			} else {
				refuse(index + 1, line, 'what it changes is not in the file');
				// A denial that is moved beside what nobody knows may stand above everything.
				if (command === 'move' && own) {
					done.splice(from, 1);
					if (own.fields.get('action')?.words[0] === 'accept') done.push(own);
					else done.unshift(own);
				}
			}
		}
	}
	return done;
}

/** The lines that no command of the syntax begins, each with its number from 1. */
export function strayLines(text: string, isOwn: boolean): {line: number; text: string}[] {
	return text.split('\n').flatMap((raw, index) => {
		const line = clean(raw, isOwn);
		return line === '' ||
			/^(?:#|config|edit|set|append|unset|next|end|conf_file|select|delete|purge|move|rename|clone|unselect)\b|^#/.test(
				line,
			)
			? []
			: [{line: index + 1, text: line}];
	});
}
