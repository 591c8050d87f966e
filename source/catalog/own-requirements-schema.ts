import * as z from 'zod';
import {placeIn} from '../json-document.ts';
import {safeText} from '../safe-text.ts';
import {levels} from '../vocabulary.ts';
import {isHost} from './host-pattern.ts';
import {pathSchema, portSchema, statusSchema} from './schema.ts';
import {protocols} from './types.ts';

const name = z.string().transform(text => text.trim().toLowerCase().replace(/\.$/, ''));
const hostSchema = name.refine(isHost);

/** Like a host, and labels may be `*`, `<region>` or `<region-code>`. */
const patternSchema = name.refine(text => isHost(text.replaceAll(/(?<=^|\.)(\*|<region>|<region-code>)(?=\.)/g, 'x')));

const ownRequirementSchema = z.strictObject({
	host: patternSchema,
	port: portSchema.optional(),
	protocol: z.enum(protocols).optional(),
	level: z.enum(levels).optional(),
	purpose: z.string().min(1).optional(),
	impact: z.string().min(1).optional(),
	path: pathSchema.optional(),
	statuses: z.array(statusSchema).optional(),
	standIns: z.array(hostSchema).optional(),
});
export type OwnRequirement = z.infer<typeof ownRequirementSchema>;

/** What a user may write: only `host` is needed, and what is left out gets its usual value. */
export const ownRequirementsSchema = z.strictObject({requirements: z.array(ownRequirementSchema)});

/** The shortest file that is right. */
export const example = '{"requirements": [{"host": "registry.example.com"}]}';

/** What a good value looks like, by the last name in the place of a bad one. */
const expectations: {readonly [field: string]: string} = {
	'': `an object such as ${example}`,
	requirements: 'a list of objects, each with a "host"',
	host: 'a host name such as "registry.example.com" or "*.example.com", without scheme, port or path',
	port: 'a whole number from 1 to 65535',
	protocol: `one of ${protocols.join(', ')}`,
	level: `one of ${levels.join(', ')}`,
	purpose: 'a sentence in quotes',
	impact: 'a sentence in quotes',
	path: 'a path such as "/health", in plain ASCII without blanks',
	statuses: 'a list of HTTP statuses such as [200, 401]',
	standIns: 'a list of host names such as ["cdn.example.com"]',
};

/** The same for one item of a list. */
const itemExpectations: {readonly [field: string]: string} = {
	requirements: 'an object with a "host"',
	statuses: 'an HTTP status from 100 to 599',
	standIns: 'a host name such as "cdn.example.com", without wildcard, scheme, port or path',
};

/** What is wrong with a file, where in it, and what would be right. */
export function describeIssue(issue: z.core.$ZodIssue | undefined): string {
	const path = issue?.path ?? [];
	const name = placeIn(path) || 'the file';
	if (issue?.code === 'unrecognized_keys') {
		const known = path.length === 0 ? ['requirements'] : Object.keys(ownRequirementSchema.shape);
		return `${name} has ${JSON.stringify(safeText(issue.keys[0] ?? '', 40))}, which is not known; use only ${known.join(', ')}`;
	}

	const field = String(path.findLast(part => typeof part === 'string') ?? '');
	const isListItem = typeof path.at(-1) === 'number';
	const expected = isListItem ? itemExpectations[field] : expectations[field];
	return `${name} must be ${expected ?? 'written differently'}`;
}
