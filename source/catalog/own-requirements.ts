import * as z from 'zod';
import {UsageError} from '../errors.ts';
import {parseJson, placeIn} from '../json-document.ts';
import {safeText} from '../safe-text.ts';
import {cloudIds, levels} from '../vocabulary.ts';
import {isHost, isWildcard, matchesHostPattern} from './host-pattern.ts';
import {pathSchema, portSchema, statusSchema} from './schema.ts';
import {type Protocol, protocols, type Requirement} from './types.ts';

const usualPorts: {readonly [protocol in Protocol]: number | null} = {https: 443, websocket: 443, http: 80, udp: null};

/**
 * Reads a user's own requirements into rows like those of the catalog. They name no feature, which means that they are
 * part of every plan. Throws a UsageError that names the file, the place in it and the cure.
 */
export function parseOwnRequirements(text: string, fileName: string): Requirement[] {
	const file = safeText(fileName);
	const data = parseJson(text, file, `write it like ${example} and mind commas and quotes`);
	const parsed = ownRequirementsSchema.safeParse(data);
	if (!parsed.success) throw new UsageError(`${file}: ${describeIssue(parsed.error.issues[0])}.`);
	return parsed.data.requirements.map((own, index) => completeRequirement(own, index, file));
}

function completeRequirement(own: OwnRequirement, index: number, file: string): Requirement {
	const place = `${file}: requirements[${index}]`;
	const protocol = own.protocol ?? (own.port === 80 ? 'http' : 'https');
	const port = own.port ?? usualPorts[protocol];
	if (port === null) throw new UsageError(`${place}.port is missing; UDP has no usual port, so name one.`);
	checkTogether(own, protocol, place);

	return {
		id: `own-${index + 1}-${own.host}`,
		clouds: [...cloudIds],
		pattern: own.host,
		port,
		protocol,
		level: own.level ?? 'mandatory',
		features: [],
		purpose: own.purpose === undefined ? `Requirement of your own, from ${file}.` : safeText(own.purpose),
		impact: own.impact === undefined ? 'Your own list does not say what breaks without it.' : safeText(own.impact),
		scope: ['cluster', 'jumpbox'],
		trust: 'public',
		lifecycle: {state: 'active', replacement: null},
		noInspection: protocol === 'websocket',
		narrowed: null,
		resource: null,
		standIns: (own.standIns ?? []).map(host => ({host, confidence: 'high', source: file})),
		path: protocol === 'udp' ? null : (own.path ?? '/'),
		expect: {
			statuses: own.statuses ?? [],
			basis: own.statuses === undefined ? 'unknown' : 'documented',
			proofs: [],
			fixedBody: false,
		},
		notes: null,
		sources: [file],
	};
}

/** What is wrong only in the light of another field. */
function checkTogether(own: OwnRequirement, protocol: Protocol, place: string): void {
	if (protocol === 'udp' && (own.path !== undefined || own.statuses !== undefined)) {
		const field = own.path === undefined ? 'statuses' : 'path';
		throw new UsageError(`${place}.${field} has no meaning for UDP; leave it out.`);
	}

	if (own.standIns !== undefined && !isWildcard(own.host)) {
		throw new UsageError(`${place}.standIns is for wildcards such as "*.example.com"; leave it out for a single host.`);
	}

	const stranger = own.standIns?.findIndex(host => !matchesHostPattern(own.host, host)) ?? -1;
	if (stranger >= 0) {
		throw new UsageError(`${place}.standIns[${stranger}] does not fall under ${own.host}; name a host that does.`);
	}
}

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
type OwnRequirement = z.infer<typeof ownRequirementSchema>;

/** What a user may write: only `host` is needed, and what is left out gets its usual value. */
export const ownRequirementsSchema = z.strictObject({requirements: z.array(ownRequirementSchema)});

/** The shortest file that is right. */
const example = '{"requirements": [{"host": "registry.example.com"}]}';

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
function describeIssue(issue: z.core.$ZodIssue | undefined): string {
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
