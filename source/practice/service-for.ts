import type {Proof, Requirement} from '../catalog/types.ts';
import type {Service} from './scenario.ts';

/**
 * The healthy service of a requirement: the first expected status, every proving header, and a body that satisfies the
 * first proof about bodies. Where the catalog knows nothing, it is 200 and a line of text. Null for UDP.
 */
export function serviceFor(
	requirement: Pick<Requirement, 'expect' | 'path' | 'protocol' | 'purpose'>,
	host: string,
	port: number,
): Service | null {
	const {expect, path, protocol, purpose} = requirement;
	if (protocol === 'udp') return null;
	const status = expect.statuses[0] ?? 200;
	const content = expect.proofs.map(contentFor).find(candidate => candidate !== null) ?? plainText(purpose);
	const headers: {[name: string]: string} = {'content-type': content.type};
	for (const proof of expect.proofs) {
		if (proof.kind === 'header') headers[proof.name.toLowerCase()] = proof.includes ?? 'practice';
	}
	if (status >= 300 && status < 400) headers.location = '/elsewhere';
	// A path that depends on the region is answered whatever the region.
	return {host, port, protocol, path: path?.includes('<') ? null : path, status, headers, body: content.body};
}

type Content = {readonly type: string; readonly body: string};

/** In words of its own: where many hosts say the same, something in between speaks for them. */
function plainText(purpose: string): Content {
	return {type: 'text/plain', body: `The practice network plays this service. ${purpose}\n`};
}

/** A body that satisfies the proof, or null if the proof is not about bodies. */
function contentFor(proof: Proof): Content | null {
	switch (proof.kind) {
		case 'header':
			return null;
		case 'body-equals':
			return {type: 'text/plain', body: proof.text};
		case 'body-includes':
			return {type: 'text/plain', body: `${proof.text}\n`};
		case 'json-array':
			return {type: 'application/json', body: '["practice"]'};
		case 'json-object':
			return {
				type: 'application/json',
				body: JSON.stringify(Object.fromEntries(proof.keys.map(key => [key, 'practice']))),
			};
	}
}

/**
 * The hosts and patterns under which a requirement can be probed, whatever the region and the user's own resources:
 * placeholders become `*`.
 */
export function hostsOf(requirement: Pick<Requirement, 'pattern' | 'standIns' | 'resource'>): readonly string[] {
	const texts = [
		requirement.pattern,
		...requirement.standIns.map(({host}) => host),
		...(requirement.resource === null ? [] : [requirement.resource.host]),
	];
	const patterns = texts.map(text =>
		text
			.split('.')
			.map(label => (/<[^<>]+>/.test(label) ? '*' : label))
			.join('.'),
	);
	// A resource that is a whole host name of the user's own fits the pattern anyway.
	return [...new Set(patterns)].filter(pattern => pattern !== '*');
}
