import {type Node as JsonNode, type ParseError, parseTree} from 'jsonc-parser';
import {
	type Alias,
	Composer,
	type Document,
	isAlias,
	isMap,
	isScalar,
	isSeq,
	Lexer,
	LineCounter,
	type Node,
	Parser,
} from 'yaml';
import {UsageError} from '../errors.ts';

/** Data of any syntax, each part with its line: JSON, YAML, HCL, Bicep. A key may stand there several times, as blocks do. */
export type Tree = {
	readonly line: number;
	/** A text, a number or a word; null where it is none, or where its value is not in the file. */
	readonly text: string | null;
	readonly list: readonly Tree[] | null;
	readonly entries: readonly (readonly [key: string, value: Tree])[] | null;
	/** The name of something else, whose value is not in the file. */
	readonly reference?: string;
	/** The variable whose default stands here: whoever applies the file may override it. */
	readonly variable?: Variable;
};

/** A variable of Terraform or a parameter of Bicep, and the line that declares it. */
export type Variable = {readonly name: string; readonly line: number};

export const scalarTree = (line: number, text: string | null): Tree => ({line, text, list: null, entries: null});
export const listTree = (line: number, list: readonly Tree[]): Tree => ({line, text: null, list, entries: null});
export const mapTree = (line: number, entries: NonNullable<Tree['entries']>): Tree => ({
	line,
	text: null,
	list: null,
	entries,
});

const plainKey = (key: string) => key.toLowerCase().replace(/[_-]/g, '');

/** The values of a key, whichever way its words are joined; those of a list one by one. */
export function valuesOf(tree: Tree | undefined, ...keys: readonly string[]): Tree[] {
	if (!tree?.entries) return [];
	const wanted = keys.map(plainKey);
	return tree.entries.filter(([key]) => wanted.includes(plainKey(key))).flatMap(([, value]) => value.list ?? [value]);
}

/** The first of `valuesOf`. */
export function firstOf(tree: Tree | undefined, ...keys: readonly string[]): Tree | undefined {
	return valuesOf(tree, ...keys)[0];
}

/** The text at a key, or of the tree itself where none is named; empty where there is none. */
export function textOf(tree: Tree | undefined, ...keys: readonly string[]): string {
	return (keys.length === 0 ? tree : firstOf(tree, ...keys))?.text ?? '';
}

/** Whether a key is there at all. */
export function has(tree: Tree, ...keys: readonly string[]): boolean {
	if (!tree.entries) return false;
	const wanted = keys.map(plainKey);
	return tree.entries.some(([key]) => wanted.includes(plainKey(key)));
}

/** The variables whose defaults stand under some keys, at any depth, but for names and descriptions: these decide nothing. */
export function variablesUnder(tree: Tree, keys: readonly string[]): Variable[] {
	const wanted = keys.map(plainKey);
	const found = new Set<Variable>();
	const gather = ({variable, list, entries}: Tree): void => {
		if (variable) found.add(variable);
		for (const child of list ?? []) gather(child);
		for (const [key, child] of entries ?? []) if (!/^(?:name|description)$/i.test(key)) gather(child);
	};
	for (const [key, child] of tree.entries ?? []) if (wanted.includes(plainKey(key))) gather(child);
	return [...found];
}

/** Calls back for every map of a tree, the outer ones first; what it says true of is not looked into. */
export function walk(tree: Tree, visit: (map: Tree) => boolean): void {
	if (tree.entries !== null && visit(tree)) return;
	for (const child of tree.list ?? tree.entries?.map(([, value]) => value) ?? []) walk(child, visit);
}

/** Deeper than this nothing is looked at: a file of a stranger must not end the program. */
const deepest = 200;

/** So many parts are looked at: names that stand for lists of names grow without end. */
const mostNodes = 1_000_000;

/** So many words and signs of YAML are read in less than a second; a policy of 10,000 hosts has most of them. */
const mostTokens = 200_000;

/**
 * Reads JSON, or YAML: every document of the text. Throws a UsageError that names the file and the line.
 *
 * @param firstLine the line of the file at which the text begins
 */
export function parseData(text: string, file: string, firstLine = 1): Tree[] {
	const plain = text.replace(/^\uFEFF/, '');
	try {
		const json = /^\s*[[{]/.test(plain) ? parseJson(plain, firstLine) : null;
		return json?.trees ?? parseYaml(plain, file, firstLine, json?.brokenAt);
	} catch (error) {
		if (error instanceof UsageError) throw error;
		throw tooDeep(file);
	}
}

const tooDeep = (file: string) =>
	new UsageError(`${file} is nested too deeply to be a list of rules: give another file.`);

const unreadable = (file: string, line: number) =>
	new UsageError(`${file} can't be read at line ${line}: mend its YAML or JSON there.`);

/** Reads JSON; where it is none, which may still be YAML, it says at which line. */
function parseJson(text: string, firstLine: number): {readonly trees?: Tree[]; readonly brokenAt?: number} {
	const errors: ParseError[] = [];
	const root = parseTree(text, errors, {disallowComments: true});
	const counter = new LineCounter();
	counter.addNewLine(0);
	for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) counter.addNewLine(end + 1);
	const lineAt = (offset: number) => counter.linePos(offset).line + firstLine - 1;
	const [error] = errors;
	if (root === undefined || error) return {brokenAt: lineAt(error?.offset ?? 0)};
	return {trees: [jsonTree(root, ({offset}) => lineAt(offset), 0)]};
}

function jsonTree(node: JsonNode, lineOf: (node: JsonNode) => number, depth: number): Tree {
	const {type, value, children = []} = node;
	const line = lineOf(node);
	if (depth > deepest) return scalarTree(line, null);
	if (type === 'array') {
		return listTree(
			line,
			children.map(child => jsonTree(child, lineOf, depth + 1)),
		);
	}
	if (type !== 'object') return scalarTree(line, value === null ? null : String(value));
	return mapTree(
		line,
		children.flatMap(({children: [key, child] = []}) =>
			key && child ? [[String(key.value), jsonTree(child, lineOf, depth + 1)] as const] : [],
		),
	);
}

function parseYaml(text: string, file: string, firstLine: number, brokenJson?: number): Tree[] {
	const counter = new LineCounter();
	const lineAt = (position: number) => counter.linePos(position).line + firstLine - 1;
	const documents = composeYaml(text, counter, () => {
		if (brokenJson !== undefined) throw unreadable(file, brokenJson);
		throw new UsageError(`${file} is too long for one file of YAML: split it, and give all of its parts.`);
	});
	return documents.map(document => {
		const [problem] = document.errors;
		if (problem) throw unreadable(file, lineAt(problem.pos[0]));
		let left = mostNodes;
		const resolve = (alias: Alias): Node => {
			const node = alias.resolve(document);
			if (node) return node as Node;
			const line = lineAt(alias.range?.[0] ?? 0);
			throw new UsageError(`${file} can't be read at line ${line}: nothing is called ${alias.source} there.`);
		};
		const count = () => {
			if (--left < 0) throw tooDeep(file);
		};
		return toTree(document.contents as Node | null, {lineAt, resolve, count}, 0);
	});
}

/** The documents of a text, of which no more is read than a second has time for. */
function composeYaml(text: string, counter: LineCounter, onTooLong: () => never): Document[] {
	const parser = new Parser(counter.addNewLine);
	const composer = new Composer({lineCounter: counter, uniqueKeys: false, logLevel: 'silent'});
	let left = mostTokens;
	function* tokens() {
		for (const lexeme of new Lexer().lex(text)) {
			if (--left < 0) onTooLong();
			yield* parser.next(lexeme);
		}
		yield* parser.end();
	}
	counter.addNewLine(0);
	return [...composer.compose(tokens())] as Document[];
}

type Around = {
	readonly lineAt: (position: number) => number;
	/** What a name stands for. */
	readonly resolve: (alias: Alias) => Node;
	readonly count: () => void;
};

function toTree(node: Node | null, around: Around, depth: number): Tree {
	const line = node?.range ? around.lineAt(node.range[0]) : 0;
	around.count();
	if (node === null || depth > deepest) return scalarTree(line, null);
	if (isAlias(node)) return toTree(around.resolve(node), around, depth + 10);
	// What a tag of CloudFormation calculates (`!Ref`, `!Split`) has no value here; `!Sub` fills in a part of its text alone.
	if (node.tag?.startsWith('!') && node.tag !== '!Sub') return scalarTree(line, null);
	if (isScalar(node)) return scalarTree(line, node.value === null ? null : String(node.value));
	if (isSeq(node))
		return listTree(
			line,
			node.items.map(item => toTree(item as Node, around, depth + 1)),
		);
	if (!isMap(node)) return scalarTree(line, null);
	return mapTree(
		line,
		node.items.map(({key, value}) => [
			isScalar(key) ? String(key.value) : '',
			toTree(value as Node | null, around, depth + 1),
		]),
	);
}
