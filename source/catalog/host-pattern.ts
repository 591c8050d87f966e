import {isIP} from 'node:net';

const label = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;
const placeholder = /<[a-z-]+>/;

/** Whether the pattern names many hosts: it has a `*` label. */
export function isWildcard(pattern: string): boolean {
	return pattern.split('.').includes('*');
}

/** Whether text is an IP address or a host name in lower-case ASCII, without scheme, port, path or final dot. */
export function isHost(text: string): boolean {
	if (isIP(text) !== 0) return true;
	const labels = text.split('.');
	// An all-digit last label is a mistyped IPv4 address: no top-level domain is a number.
	return text.length <= 253 && labels.every(part => label.test(part)) && !/^\d+$/.test(labels.at(-1) ?? '');
}

/**
 * Whether a host falls under a pattern. A leading `*` stands for one label or more, as firewalls read it; a `*` further
 * in, or a placeholder such as `<region>`, stands for exactly one; a placeholder may be a part of one.
 */
export function matchesHostPattern(pattern: string, host: string): boolean {
	// Most are names, or a name below a `*`: a practice network asks them a thousand times for each check.
	const tail = pattern.startsWith('*.') ? pattern.slice(1) : pattern;
	if (!/[*<]/.test(tail)) {
		const [wanted, given] = [tail.toLowerCase(), host.toLowerCase()];
		return tail === pattern ? given === wanted : given.endsWith(wanted);
	}

	const expected = pattern.toLowerCase().split('.');
	const actual = host.toLowerCase().split('.');
	if (expected[0] === '*') {
		const rest = expected.slice(1);
		return actual.length > rest.length && matchLabels(rest, actual.slice(-rest.length));
	}

	return matchLabels(expected, actual);
}

function matchLabels(expected: readonly string[], actual: readonly string[]): boolean {
	return (
		expected.length === actual.length &&
		expected.every((part, index) => part === '*' || matchLabel(part, actual[index] ?? ''))
	);
}

/** A placeholder stands for a label, or for a part of one as in `app-<region>-prod`. */
function matchLabel(expected: string, actual: string): boolean {
	const [before = '', after] = expected.split(placeholder);
	if (after === undefined) return expected === actual;
	return actual.length > before.length + after.length && actual.startsWith(before) && actual.endsWith(after);
}
