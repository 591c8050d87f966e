/** Labels that no list names by chance: of letters alone, with a digit, with a hyphen. */
const anyLabels = ['arcnetcheckany', 'any7', 'any-name'];

/**
 * Names that stand for all that a pattern takes: itself, or under a wildcard some of one label and one of two, since a
 * leading `*` is any depth.
 */
export function sampleNames(host: string): string[] {
	if (!host.includes('*')) return [host];
	const [first = '', ...rest] = host.split('.');
	const tail = rest.map(label => (label === '*' ? 'any7' : label)).join('.');
	if (first !== '*') return [`${first}.${tail}`];
	return [...anyLabels.map(label => `${label}.${tail}`), `any.deep7.${tail}`];
}
