import type {Requirement} from '../catalog/types.ts';

const outsideId = 'outside-the-catalog';

/**
 * Stands in the requirement's place for a host that the user asked about and no catalog lists. It counts as mandatory, and
 * is asked over TLS unless the port is 80.
 */
export function outsideCatalog(host: string, port: number): Requirement {
	return {
		id: outsideId,
		clouds: ['public', 'usgov', 'china'],
		pattern: host,
		port,
		protocol: port === 80 ? 'http' : 'https',
		level: 'mandatory',
		features: [],
		purpose: 'Asked for by name.',
		impact: 'Unknown: no document of the catalog lists it.',
		scope: [],
		trust: 'public',
		lifecycle: {state: 'unknown', replacement: null},
		noInspection: false,
		narrowed: null,
		resource: null,
		standIns: [],
		path: '/',
		expect: {statuses: [], basis: 'unknown', proofs: [], fixedBody: false},
		notes: null,
		sources: [],
	};
}

export function isOutsideCatalog({id}: Pick<Requirement, 'id'>): boolean {
	return id === outsideId;
}
