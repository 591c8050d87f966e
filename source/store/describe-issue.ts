import type * as z from 'zod';
import {safeText} from '../safe-text.ts';

/** What is wrong with the data of a file, with the place: `settings.proxy.https.port: give a number of at least 1`. */
export function describeIssue(issue: z.core.$ZodIssue | undefined): string {
	if (issue === undefined) return 'unknown fault';
	const place = issue.path
		.map(key => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
		.join('')
		.replace(/^\./, '');
	return `${place === '' ? '' : `${safeText(place, 120)}: `}${safeText(problemOf(issue), 300).replace(/\.$/, '')}`;
}

function problemOf(issue: z.core.$ZodIssue): string {
	switch (issue.code) {
		case 'unrecognized_keys': {
			const [key = ''] = issue.keys;
			// A password in the wrong place is the likeliest reason for one.
			const isSecret = /password|secret/i.test(key);
			const cure = isSecret ? 'a profile holds no password: name where it is with "passwordFrom"' : 'take it out';
			return `"${safeText(key, 60)}" is not known here; ${cure}`;
		}
		case 'invalid_type':
			return issue.message.endsWith('received undefined') ? 'it is missing' : `give ${withArticle(issue.expected)}`;
		case 'invalid_value':
			return issue.values.length === 1 ? `write ${quoted(issue.values)}` : `choose one of ${quoted(issue.values)}`;
		case 'too_small':
			return issue.origin === 'string' || issue.origin === 'array'
				? 'it is empty'
				: `give a number of at least ${issue.minimum}`;
		case 'too_big':
			return `give a number of at most ${issue.maximum}`;
		case 'invalid_union':
			return 'it has none of the forms that it may have; see schema/profile.schema.json';
		default:
			return issue.message;
	}
}

const quoted = (values: readonly unknown[]) => values.map(value => JSON.stringify(value)).join(', ');

function withArticle(type: string): string {
	const words: {readonly [type: string]: string} = {
		string: 'a text in quotes',
		int: 'a whole number',
		array: 'a list in [ ]',
		record: 'an object in { }',
		object: 'an object in { }',
		boolean: 'true or false',
	};
	return words[type] ?? `a ${type}`;
}
