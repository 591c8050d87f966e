import type {CommandNode, Values} from './command-tree.ts';

/** A text between single quotes, as bash and zsh read it. */
export function quoted(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The options of which the next word is a value; Error where a name takes one in one command and none in another. */
export function valuedOptions(nodes: readonly CommandNode[]): readonly string[] {
	const valued = new Map<string, boolean>();
	for (const {options} of nodes) {
		for (const {names, values, isOptional} of options) {
			for (const name of names) {
				const takesWord = values !== null && !isOptional;
				if ((valued.get(name) ?? takesWord) !== takesWord)
					throw new Error(`${name} takes a value in one command alone.`);
				valued.set(name, takesWord);
			}
		}
	}
	return [...valued].flatMap(([name, takesWord]) => (takesWord ? [name] : []));
}

/** Where a value can stand, as a pattern of `case`: behind an option, or at a place behind the command. */
export function placesOf({path, options, parameters, isVariadic}: CommandNode): readonly (readonly [string, Values])[] {
	const at = (where: string) => `${path.join(' ')}|${where}`;
	return [
		...options.flatMap(({names, values}) =>
			values === null ? [] : [[quoted(at(names.at(-1) ?? '')), values] as const],
		),
		...parameters.map((values, index) => {
			const isLast = isVariadic && index === parameters.length - 1;
			return [isLast ? `${quoted(at(''))}[0-9]*` : quoted(at(`${index}`)), values] as const;
		}),
	];
}
