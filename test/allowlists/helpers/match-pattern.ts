/**
 * Whether Cilium's matchPattern takes a name, by the rules of its documents: `*` is any run of letters, digits, hyphens
 * and underscores within a label. A leading `**.` is one label or more since 1.19; before that it was the same as `*.`.
 */
export function matchesCiliumPattern(pattern: string, name: string, version: '1.18' | '1.19'): boolean {
	const characters = '[-a-zA-Z0-9_]';
	const isDeep = version === '1.19' && pattern.startsWith('**.');
	const rest = isDeep ? pattern.slice(3) : pattern;
	const expression = rest.replaceAll('.', '[.]').replaceAll(/\*+/g, `${characters}*`);
	return new RegExp(`^${isDeep ? `(${characters}+[.])+` : ''}${expression}$`).test(name);
}
