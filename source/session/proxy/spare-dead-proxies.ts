import type {Observation} from '../../evidence/types.ts';
import type {Prober} from '../../probe/prober.ts';
import {formatProxy} from '../../settings/proxy-url.ts';
import type {ProxyExamination} from './examine-proxy.ts';

/**
 * A prober that waits for nobody behind a proxy where nobody is: as soon as that is known, all that goes this way has seen what
 * the one request to the proxy saw.
 */
export function spareDeadProxies(prober: Prober, examined: Promise<readonly ProxyExamination[]>): Prober {
	const observed = async (proxy: string): Promise<Observation> => {
		const dead = (await examined).find(examination => examination.kind === 'dead' && examination.proxy === proxy);
		if (dead) return {attempts: [dead.attempt], controls: []};
		return new Promise(() => {});
	};
	return {
		...prober,
		probe(group, onEvent) {
			const {proxy = null} = group.lead.route ?? {};
			if (proxy === null) return prober.probe(group, onEvent);
			let isSpared = false;
			const probed = prober.probe(group, event => {
				if (!isSpared) onEvent(event);
			});
			const spared = observed(formatProxy(proxy)).then(observation => {
				isSpared = true;
				return observation;
			});
			return Promise.race([probed, spared]);
		},
	};
}
