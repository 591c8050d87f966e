/** A value of the part of Bicep that rules are written in. A reference to a name stands as `{$name: …}`. */
type BicepValue =
	| string
	| number
	| readonly BicepValue[]
	| {readonly [name: string]: BicepValue}
	| {readonly $expression: string};

export type BicepFile = {
	readonly parameters: {readonly [name: string]: {readonly type: string; readonly value: BicepValue | null}};
	readonly resources: {
		readonly [name: string]: {readonly type: string; readonly isExisting: boolean; readonly body: BicepValue};
	};
};

const tokenPattern = /\s*(?:(\/\/[^\n]*)|('(?:[^'\\\n$]|\\.)*')|([A-Za-z_][A-Za-z0-9_]*)|(\d+)|([@(){}[\]=:+])|(\S))/y;

/** Words, strings, numbers and signs; anything else is no part of this Bicep. Line ends count, so they are kept. */
function readTokens(text: string): string[] {
	const tokens: string[] = [];
	for (const line of text.split('\n')) {
		tokenPattern.lastIndex = 0;
		const rest = line.trimEnd();
		while (tokenPattern.lastIndex < rest.length) {
			const match = tokenPattern.exec(rest);
			if (match === null || match[6] !== undefined) throw new Error(`Not Bicep: ${line}`);
			const [, comment, ...values] = match;
			if (comment === undefined) tokens.push(values.find(value => value !== undefined) ?? '');
		}
		tokens.push('\n');
	}
	return tokens;
}

/** Reads parameters and resources by the grammar of the language: one item of a list, one property on each line. */
export function parseBicep(text: string): BicepFile {
	const tokens = readTokens(text);
	let at = 0;
	const peek = () => tokens[at];
	const next = () => tokens[at++] ?? '';
	const skipLines = () => {
		while (peek() === '\n') at++;
	};
	const expect = (token: string) => {
		const found = next();
		if (found !== token) throw new Error(`Expected ${token} at token ${at}, found ${JSON.stringify(found)}`);
	};
	const endLine = () => {
		if (at < tokens.length) expect('\n');
		skipLines();
	};

	function readItems<Item>(close: string, readItem: () => Item): Item[] {
		const items: Item[] = [];
		endLine();
		while (peek() !== close) {
			items.push(readItem());
			endLine();
		}
		expect(close);
		return items;
	}

	function readValue(): BicepValue {
		const token = next();
		if (token === '[') return readItems(']', readValue);
		if (token === '{') {
			const properties = readItems('}', (): [string, BicepValue] => {
				const name = next();
				expect(':');
				return [name, readValue()];
			});
			return Object.fromEntries(properties);
		}
		if (token.startsWith("'")) return token.slice(1, -1);
		if (/^\d+$/.test(token)) return Number(token);
		if (!/^[A-Za-z_]/.test(token)) throw new Error(`No value: ${JSON.stringify(token)}`);
		if (peek() !== '+') return {$expression: token};
		next();
		return {$expression: `${token} + ${next()}`};
	}

	const parameters: Record<string, BicepFile['parameters'][string]> = {};
	const resources: Record<string, BicepFile['resources'][string]> = {};
	skipLines();
	while (at < tokens.length) {
		const word = next();
		if (word === '@') {
			expect('description');
			expect('(');
			next();
			expect(')');
		} else if (word === 'param') {
			const name = next();
			const type = next();
			const hasDefault = peek() === '=';
			if (hasDefault) next();
			parameters[name] = {type, value: hasDefault ? readValue() : null};
		} else if (word === 'resource') {
			const name = next();
			const type = next().slice(1, -1);
			const isExisting = peek() === 'existing';
			if (isExisting) next();
			expect('=');
			resources[name] = {type, isExisting, body: readValue()};
		} else throw new Error(`Neither parameter nor resource: ${word}`);
		endLine();
	}
	return {parameters, resources};
}
