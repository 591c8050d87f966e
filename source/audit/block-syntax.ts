import path from 'node:path';
import {firstOf, has, listTree, mapTree, scalarTree, type Tree, type Variable, valuesOf} from './tree.ts';

type Token = {readonly kind: 'word' | 'text' | 'mark' | 'line' | 'other'; readonly text: string; readonly line: number};

const pattern =
	/[ \t\r]+|(\n)|((?:#|\/\/)[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|<<[-~]?(\w+)\r?\n|"((?:[^"\\\n]|\\.)*)"?|'((?:[^'\\\n]|\\.)*)'?|([A-Za-z_][\w.-]*|\d[\d.]*)|([{}[\](),=:])|([\s\S])/y;

function readTokens(text: string): Token[] {
	const tokens: Token[] = [];
	const reader = new RegExp(pattern);
	let line = 1;
	while (reader.lastIndex < text.length) {
		const match = reader.exec(text);
		if (match === null) break;
		const [whole, end, comment, heredoc, double, single, word, mark, other] = match;
		if (end !== undefined) tokens.push({kind: 'line', text: '\n', line});
		else if (heredoc !== undefined) {
			const close = new RegExp(`^[ \\t]*${heredoc}[ \\t]*\\r?$`, 'm').exec(text.slice(reader.lastIndex));
			const stop = close === null ? text.length : reader.lastIndex + close.index + close[0].length;
			const content = text.slice(reader.lastIndex, close === null ? stop : reader.lastIndex + close.index);
			// Its lines begin below the mark.
			tokens.push({kind: /\$\{|%\{/.test(content) ? 'other' : 'text', text: content, line: line + 1});
			line += text.slice(match.index, stop).split('\n').length - 1;
			reader.lastIndex = stop;
			continue;
		} else if (double !== undefined || single !== undefined) {
			const content = double ?? single ?? '';
			// What is filled in later has no value here, nor has what has no end on its line.
			const isOpen = whole.length < content.length + 2;
			tokens.push({
				kind: isOpen || /\$\{|%\{/.test(content) ? 'other' : 'text',
				text: content.includes('\\') ? content.replace(/\\(.)/g, '$1') : content,
				line,
			});
		} else if (word !== undefined) tokens.push({kind: 'word', text: word, line});
		else if (mark !== undefined) tokens.push({kind: 'mark', text: mark, line});
		else if (other !== undefined) tokens.push({kind: 'other', text: other, line});
		// No other token goes over several lines.
		if (end !== undefined) line++;
		else if (comment !== undefined) line += comment.split('\n').length - 1;
	}
	return tokens;
}

const deepest = 100;
/** Names that name lists of names grow without end: so many values are filled in, and the others have none. */
const mostFilled = 1_000_000;

/**
 * Reads what HCL and Bicep have in common: blocks, lists and objects of literal values, with their lines. A value that has to
 * be calculated is none, but for a name whose value stands in the same file (`var.x`, `local.x`, a parameter or variable of
 * Bicep). It reads lists of names, and is no parser of either language.
 */
export function parseBlocks(text: string, others: ReadonlyMap<string, Known>): Tree {
	const {tree, known} = readBlocks(text);
	return fillTree(tree, name => overridden(known.get(name), others.get(name)), known);
}

/** The default of a variable gives way to a value that another file sets. */
const overridden = (own: Known | undefined, other: Known | undefined) =>
	own?.variable && other && !other.variable ? other : (own ?? other);

/** A name whose value stands in a file. */
export type Known = {readonly value: Tree; readonly variable?: Variable};

/**
 * What the other files of a module of Terraform, which is a folder, declare; files with values (`.tfvars`) set these in place of
 * defaults. The parameters of Bicep are those of one file.
 */
export function declarationsBeside(file: string, files: readonly File[]): Map<string, Known> {
	const all = new Map<string, Known>();
	const isModule = files.length > 1 && !/\.bicep$/i.test(file);
	const beside = files.filter(one => isModule && path.dirname(one.file) === path.dirname(file));
	for (const {text} of beside.filter(one => !isValues(one)))
		for (const [name, own] of readBlocks(text).known) all.set(name, own);
	for (const {text} of beside.filter(isValues))
		for (const [name, value] of readBlocks(text).tree.entries ?? []) all.set(`var.${name}`, {value});
	return all;
}

type File = {readonly file: string; readonly text: string};
const isValues = ({file}: File) => /\.tfvars$/i.test(file);

function readBlocks(text: string): {tree: Tree; known: Map<string, Known>} {
	const tokens = readTokens(text.replace(/^\uFEFF/, ''));
	const known = new Map<string, Known>();
	let at = 0;
	const peek = (offset = 0) => tokens[at + offset];
	const isMark = (mark: string, offset = 0) => peek(offset)?.kind === 'mark' && peek(offset)?.text === mark;
	const skip = () => {
		while (peek()?.kind === 'line' || isMark(',')) at++;
	};
	const lineOf = () => peek()?.line ?? 0;

	/** Passes over an expression, to the end of its line or of what holds it. */
	function skipExpression(): void {
		let depth = 0;
		for (; at < tokens.length; at++) {
			const token = tokens[at];
			if (token?.kind === 'mark' && /[[({]/.test(token.text)) depth++;
			if (token?.kind === 'mark' && /[\])}]/.test(token.text) && --depth < 0) return;
			if (depth === 0 && (token?.kind === 'line' || (token?.kind === 'mark' && token.text === ','))) return;
		}
	}

	function readValue(depth: number): Tree {
		const line = lineOf();
		if (depth > deepest) {
			skipExpression();
			return scalarTree(line, null);
		}
		let start = at;
		// Bicep: `= if (condition) {…}`.
		const isConditional = peek()?.text === 'if' && isMark('(', 1);
		if (isConditional) {
			at++;
			let open = 0;
			do {
				if (isMark('(')) open++;
				if (isMark(')')) open--;
				at++;
			} while (open > 0 && at < tokens.length);
			start = at;
		}
		if (isMark('[') && peek(1)?.text !== 'for') {
			at++;
			const list: Tree[] = [];
			for (skip(); at < tokens.length && !isMark(']'); skip()) {
				const before = at;
				list.push(readValue(depth + 1));
				if (at === before) at++;
			}
			at++;
			if (isEnd()) return listTree(line, list);
		} else if (isMark('{') && peek(1)?.text !== 'for') {
			at++;
			const entries = readBody(depth + 1);
			at++;
			const all: typeof entries = isConditional ? [...entries, ['$if', scalarTree(line, null)]] : entries;
			if (isEnd()) return mapTree(line, all);
		} else {
			const token = peek();
			at++;
			if (isEnd()) {
				const isLiteral = token?.kind === 'text' || (token?.kind === 'word' && /^(?:\d|true$|false$)/.test(token.text));
				if (isLiteral) return scalarTree(line, token.text);
				if (token?.kind !== 'word') return scalarTree(line, null);
				return {...scalarTree(line, null), reference: token.text};
			}
		}
		at = start;
		skipExpression();
		return scalarTree(line, null);
	}

	function isEnd(): boolean {
		const token = peek();
		return token === undefined || token.kind === 'line' || (token.kind === 'mark' && /[\]},)]/.test(token.text));
	}

	function readBody(depth: number): (readonly [string, Tree])[] {
		const entries: (readonly [string, Tree])[] = [];
		for (skip(); at < tokens.length && !isMark('}'); skip()) {
			const token = peek();
			const key = token?.kind === 'word' || token?.kind === 'text' ? token.text : null;
			if (key === null) {
				const before = at;
				skipExpression();
				if (at === before) at++;
				continue;
			}
			at++;
			// Labels of a block, the type of a resource, the type of a parameter.
			const labels: string[] = [];
			while (peek()?.kind === 'text' || peek()?.kind === 'word') {
				labels.push(peek()?.text ?? '');
				at++;
			}
			const line = token?.line ?? 0;
			if (isMark('{')) {
				const value = readValue(depth);
				if (key === 'variable' && value.entries) {
					const initial = value.entries.find(([name]) => name === 'default')?.[1];
					const name = `var.${labels[0]}`;
					if (initial) known.set(name, {value: initial, variable: {name, line}});
				}
				if (key === 'locals') for (const [name, own] of value.entries ?? []) known.set(`local.${name}`, {value: own});
				entries.push([
					key,
					mapTree(line, [
						[
							'$labels',
							listTree(
								line,
								labels.map(label => scalarTree(line, label)),
							),
						],
						...(value.entries ?? []),
					]),
				]);
			} else if (isMark('=') || isMark(':')) {
				at++;
				const value = readValue(depth);
				const name = labels[0] ?? '';
				if (key === 'param') known.set(name, {value, variable: {name, line}});
				else if (key === 'var') known.set(name, {value});
				// A resource whose properties are calculated is there all the same.
				const isUnread = key === 'resource' && value.entries === null;
				const names = listTree(
					line,
					labels.map(label => scalarTree(line, label)),
				);
				entries.push([
					key,
					isUnread
						? mapTree(line, [
								['$labels', names],
								['$unread', value],
							])
						: value,
				]);
			} else skipExpression();
		}
		return entries;
	}

	const entries: (readonly [string, Tree])[] = [];
	while (at < tokens.length) {
		for (const entry of readBody(0)) entries.push(entry);
		at++;
	}

	return {tree: mapTree(1, entries), known};
}

/** Puts known values in the place of their names; those of other files stand at the line that names them. */
function fillTree(whole: Tree, find: (name: string) => Known | undefined, here: ReadonlyMap<string, Known>): Tree {
	let filledCount = 0;
	type Around = {readonly variable?: Variable | undefined; readonly line?: number | undefined};
	const fill = (from: Tree, depth: number, around: Around = {}): Tree => {
		if (depth > deepest || ++filledCount > mostFilled) return scalarTree(around.line ?? from.line, null);
		const {reference} = from;
		// `local.firewall.hosts` is a member of a value.
		for (
			let name = reference;
			name !== undefined && name !== '';
			name = name.slice(0, Math.max(0, name.lastIndexOf('.')))
		) {
			const known = find(name);
			if (known === undefined) continue;
			const line = around.line ?? (here.get(name) === known ? undefined : from.line);
			const value = fill(known.value, depth + 10, {variable: known.variable ?? around.variable, line});
			const members = reference?.slice(name.length + 1).split('.') ?? [];
			if (members[0] === '') return value;
			const own = members.reduce<Tree | undefined>(
				(tree, key) => tree?.entries?.find(([label]) => label === key)?.[1],
				value,
			);
			return own ?? {...scalarTree(from.line, null), ...(reference === undefined ? {} : {reference})};
		}
		const hasValue = from.text !== null || from.list !== null || from.entries !== null;
		const {variable, line = from.line} = around;
		const tree = {...from, line, ...(variable && hasValue ? {variable} : {})};
		if (tree.list) {
			const list = tree.list.flatMap(one => {
				const filled = fill(one, depth + 1, around);
				return filled.list && one.reference !== undefined ? filled.list : [filled];
			});
			return {...tree, list};
		}
		return tree.entries
			? {...tree, entries: tree.entries.map(([key, one]) => [key, fill(one, depth + 1, around)])}
			: tree;
	};
	return fill(whole, 0);
}

/** How often a block of Terraform is there, by its `count` or `for_each`; `unknown` where neither is literal. */
export function timesOf(block: Tree): 'some' | 'never' | 'unknown' {
	if (!has(block, '$labels')) return 'some';
	const count = firstOf(block, 'count');
	if (count?.text === '0') return 'never';
	const isCounted = count !== undefined && !(Number(count.text) >= 1);
	const isOpen = valuesOf(block, 'for_each').every(({text, entries}) => text === null && !entries?.length);
	return isCounted || (has(block, 'for_each') && isOpen) ? 'unknown' : 'some';
}
