import {formatHostPort} from '../host-port.ts';
import type {PlanReport} from '../record/plan-report.ts';
import {flawOf, shapeOf} from './host-shape.ts';
import type {RuleSet} from './types.ts';

/** The proxies of the settings, each once; one whose host is no plain name or address is none that a rule could name. */
export function proxiesOf({proxy}: PlanReport['settings']): RuleSet['proxies'] {
	const plain = [proxy.https, proxy.http]
		.flatMap(endpoint => endpoint ?? [])
		.map(({host, port}) => ({host: host.toLowerCase(), port}))
		.filter(({host, port}) => ['name', 'address'].includes(shapeOf(host)) && flawOf(host, port) === null);
	return [...new Map(plain.map(used => [formatHostPort(used.host, used.port), used])).values()];
}
