/** A regular expression that was read: tests a text in time that grows with its length alone, whatever the expression. Null: its work is used up. */
export type Expression = {readonly source: string; readonly test: (text: string) => boolean | null};

/** Steps that expressions may still take, all together: a list of a stranger may hold thousands of the longest. */
export type Work = {left: number};

/** Steps of one expression by itself. */
const usualWork = 1_000_000;

/** One step of the machine: takes a character, goes on in one or two ways, asks for a place, or is the end. */
type State =
	| {readonly kind: 'take'; readonly takes: (code: number) => boolean; next: number}
	| {readonly kind: 'split'; next: number; other: number}
	| {readonly kind: 'place'; readonly where: '^' | '$' | 'b' | 'B'; next: number}
	| {readonly kind: 'end'};

const mostStates = 4000;
const longestExpression = 2000;
const mostRepetitions = 255;

const classes: {readonly [name: string]: (character: string) => boolean} = {
	alpha: character => /[A-Za-z]/.test(character),
	digit: character => /\d/.test(character),
	alnum: character => /[A-Za-z0-9]/.test(character),
	lower: character => /[a-z]/.test(character),
	upper: character => /[A-Z]/.test(character),
	space: character => /\s/.test(character),
	blank: character => /[ \t]/.test(character),
	punct: character => /[!-/:-@[-`{-~]/.test(character),
	xdigit: character => /[\dA-Fa-f]/.test(character),
	print: character => /[ -~]/.test(character),
	graph: character => /[!-~]/.test(character),
	cntrl: character => /[\u0000-\u001f\u007f]/.test(character),
};
const isWord = (text: string, at: number) => /\w/.test(text[at] ?? ' ');

/** Thrown inside, and told as null: the expression has something that is not read here. */
class NotRead extends Error {}

/**
 * Reads a POSIX extended regular expression as regcomp(3) of glibc does, with its \w, \s and \b. Null where it is none, or
 * one that is not read here (a reference back, too many states). All ways are followed at once, so that no expression of a
 * stranger can take longer than its length times that of the text.
 */
export function readExpression(source: string, isCaseless: boolean, work: Work = {left: usualWork}): Expression | null {
	if (source.length > longestExpression) return null;
	const testPlain = plainTest(source, isCaseless);
	if (testPlain) return {source, test: testPlain};
	try {
		const {states, start} = compile(source, isCaseless);
		return {source, test: text => run(states, start, text, work)};
	} catch (error) {
		if (error instanceof NotRead) return null;
		throw error;
	}
}

/** The test of an expression that is a text, at the beginning, at the end or anywhere, which most in lists are; null: it is more. */
function plainTest(source: string, isCaseless: boolean): Expression['test'] | null {
	const [, start, escaped, end] = /^(\^?)((?:[\w:/-]|\\[.:/-])*)(\$?)$/.exec(source) ?? [];
	if (escaped === undefined) return null;
	const plain = escaped.replaceAll('\\', '');
	const wanted = isCaseless ? plain.toLowerCase() : plain;
	return text => {
		const own = isCaseless ? text.toLowerCase() : text;
		if (start && end) return own === wanted;
		return start ? own.startsWith(wanted) : end ? own.endsWith(wanted) : own.includes(wanted);
	};
}

type Part = {readonly start: number; readonly ends: readonly ((next: number) => void)[]};
type Node = () => Part;

function link(state: {next: number}, next: number): void {
	state.next = next;
}

function leave(state: {other: number}, next: number): void {
	state.other = next;
}

function compile(source: string, isCaseless: boolean): {states: readonly State[]; start: number} {
	const states: State[] = [];
	let at = 0;
	let depth = 0;
	const add = (state: State): number => {
		if (states.length >= mostStates) throw new NotRead();
		return states.push(state) - 1;
	};
	const take = (takes: (code: number) => boolean): Node => {
		return () => {
			const state: State = {kind: 'take', takes, next: -1};
			return {start: add(state), ends: [next => link(state, next)]};
		};
	};
	const place = (where: '^' | '$' | 'b' | 'B'): Node => {
		return () => {
			const state: State = {kind: 'place', where, next: -1};
			return {start: add(state), ends: [next => link(state, next)]};
		};
	};
	const nothing: Node = () => {
		const state: State = {kind: 'split', next: -1, other: -1};
		return {start: add(state), ends: [next => link(state, next)]};
	};
	const chain = (nodes: readonly Node[]): Node => {
		if (nodes.length === 0) return nothing;
		return () => {
			const parts = nodes.map(node => node());
			for (const [index, part] of parts.entries()) {
				const following = parts[index + 1];
				if (following) for (const end of part.ends) end(following.start);
			}
			return {start: parts[0]?.start ?? 0, ends: parts.at(-1)?.ends ?? []};
		};
	};
	const either = (one: Node, other: Node): Node => {
		return () => {
			const [left, right] = [one(), other()];
			return {
				start: add({kind: 'split', next: left.start, other: right.start}),
				ends: [...left.ends, ...right.ends],
			};
		};
	};
	const optional = (node: Node): Node => either(node, nothing);
	const many = (node: Node): Node => {
		return () => {
			const state: State = {kind: 'split', next: -1, other: -1};
			const start = add(state);
			const part = node();
			state.next = part.start;
			for (const end of part.ends) end(start);
			return {start, ends: [next => leave(state, next)]};
		};
	};
	const literal = (character: string): Node => {
		const wanted = isCaseless ? character.toLowerCase() : character;
		return take(code => {
			const own = String.fromCharCode(code);
			return (isCaseless ? own.toLowerCase() : own) === wanted;
		});
	};

	function readAlternatives(): Node {
		if (++depth > 50) throw new NotRead();
		let node = readSequence();
		while (source[at] === '|') {
			at++;
			node = either(node, readSequence());
		}
		depth--;
		return node;
	}

	function readSequence(): Node {
		const nodes: Node[] = [];
		while (at < source.length && source[at] !== '|' && !(source[at] === ')' && depth > 1)) nodes.push(readRepeated());
		return chain(nodes);
	}

	function readRepeated(): Node {
		let node = readAtom();
		for (;;) {
			const mark = source[at];
			if (mark === '*') node = many(node);
			else if (mark === '+') node = chain([node, many(node)]);
			else if (mark === '?') node = optional(node);
			else if (mark === '{') {
				const match = /^\{(\d{0,3})(?:(,)(\d{0,3}))?\}/.exec(source.slice(at, at + 10));
				if (match === null || match[0] === '{}') throw new NotRead();
				const least = Number(match[1] || 0);
				const most = match[2] === undefined ? least : match[3] ? Number(match[3]) : null;
				if (least > mostRepetitions || (most !== null && (most > mostRepetitions || most < least))) throw new NotRead();
				const once = node;
				const fixed = Array.from({length: least}, () => once);
				const rest = most === null ? [many(once)] : Array.from({length: most - least}, () => optional(once));
				node = chain([...fixed, ...rest]);
				at += match[0].length - 1;
			} else return node;
			at++;
		}
	}

	function readAtom(): Node {
		const character = source[at++] ?? '';
		if (character === '(') {
			const inner = readAlternatives();
			if (source[at++] !== ')') throw new NotRead();
			return inner;
		}
		if (character === '^' || character === '$') return place(character);
		if (character === '.') return take(() => true);
		if (character === '[') return readSet();
		// At the beginning of a branch they mean nothing that all readers agree on.
		if (/[*+?{]/.test(character)) throw new NotRead();
		if (character === '\\') return readEscape();
		return literal(character);
	}

	function readEscape(): Node {
		const character = source[at++];
		if (character === undefined || /[1-9<>`']/.test(character)) throw new NotRead();
		const test = (pattern: RegExp) => take(code => pattern.test(String.fromCharCode(code)));
		if (character === 'w') return test(/\w/);
		if (character === 'W') return test(/\W/);
		if (character === 's') return test(/\s/);
		if (character === 'S') return test(/\S/);
		if (character === 'b' || character === 'B') return place(character);
		// regcomp takes `\d` for the letter d, though most who write it mean a digit.
		return literal(character);
	}

	function readSet(): Node {
		const isNegated = source[at] === '^';
		if (isNegated) at++;
		const tests: ((character: string) => boolean)[] = [];
		for (let isFirst = true; source[at] !== ']' || isFirst; isFirst = false) {
			const character = source[at++];
			if (character === undefined) throw new NotRead();
			if (character === '[' && /[:.=]/.test(source[at] ?? '')) {
				const match = /^:([a-z]+):\]/.exec(source.slice(at, at + 12));
				const test = match && classes[match[1] ?? ''];
				if (!match || !test) throw new NotRead();
				tests.push(test);
				at += match[0].length;
				continue;
			}
			const last = source[at] === '-' && source[at + 1] !== ']' ? source[at + 1] : undefined;
			if (last === undefined) {
				tests.push(own => own === character);
				continue;
			}
			if (last === '[' || last < character) throw new NotRead();
			at += 2;
			tests.push(own => own >= character && own <= last);
		}
		at++;
		return take(code => {
			const own = String.fromCharCode(code);
			const forms = isCaseless ? [own.toLowerCase(), own.toUpperCase()] : [own];
			return forms.some(form => tests.some(test => test(form))) !== isNegated;
		});
	}

	const whole = readAlternatives()();
	if (at < source.length) throw new NotRead();
	const end = add({kind: 'end'});
	for (const connect of whole.ends) connect(end);
	return {states, start: whole.start};
}

function run(states: readonly State[], start: number, text: string, work: Work): boolean | null {
	let current = new Set<number>();
	for (let at = 0; at <= text.length; at++) {
		// It may begin anywhere.
		const open = [...current, start];
		const following = new Set<number>();
		const seen = new Set<number>();
		for (let index = open.pop(); index !== undefined; index = open.pop()) {
			if (seen.has(index)) continue;
			if (--work.left < 0) return null;
			seen.add(index);
			const state = states[index];
			if (state?.kind === 'end') return true;
			if (state?.kind === 'split') {
				if (state.next >= 0) open.push(state.next);
				if (state.other >= 0) open.push(state.other);
			} else if (state?.kind === 'place') {
				if (isAt(state.where, text, at)) open.push(state.next);
			} else if (state?.kind === 'take' && at < text.length && state.takes(text.charCodeAt(at))) {
				following.add(state.next);
			}
		}
		current = following;
	}
	return false;
}

function isAt(where: '^' | '$' | 'b' | 'B', text: string, at: number): boolean {
	if (where === '^') return at === 0;
	if (where === '$') return at === text.length;
	return (isWord(text, at - 1) !== isWord(text, at)) === (where === 'b');
}
