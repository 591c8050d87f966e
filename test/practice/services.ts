import type {Service} from '../../source/practice/scenario.ts';

/** A healthy service for a test, by default HTTPS on 443 that answers 200. */
export function healthy(host: string, differences: Partial<Service> = {}): Service {
	return {
		host,
		port: 443,
		protocol: 'https',
		path: null,
		status: 200,
		headers: {'content-type': 'text/plain'},
		body: `This is ${host}.`,
		...differences,
	};
}
