import {UsageError} from '../errors.ts';
import {parseJson} from '../json-document.ts';
import {safeText} from '../safe-text.ts';
import {cloudIds} from '../vocabulary.ts';
import {isWildcard, matchesHostPattern} from './host-pattern.ts';
import {describeIssue, example, type OwnRequirement, ownRequirementsSchema} from './own-requirements-schema.ts';
import type {Protocol, Requirement} from './types.ts';

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
