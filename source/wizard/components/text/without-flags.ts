/**
 * A sentence as the wizard says it. Sentences that reports and the command line say too name the flag of a setting in
 * parentheses behind the words for it, `the CA file (--ca-file FILE)`; here there are fields and keys instead.
 */
export function withoutFlags(text: string): string {
	return text.replace(/ \(--[a-z][^()]*\)/g, '');
}
