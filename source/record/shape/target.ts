import * as z from 'zod';
import type {PlannedTarget} from '../../plan/types.ts';
import {formatProxy} from '../../settings/proxy-url.ts';
import {holds, portNumber} from '../../shape-kit.ts';

/** Where a row leads, in a run as in a plan. */
export const targetShape = z
	.object({
		host: holds('host', z.string()),
		port: portNumber(),
		sampled: z.boolean().describe('A public stand-in is probed for a wildcard.'),
	})
	.meta({id: 'Target'});

export const routeFields = {
	origin: z
		.enum(['catalog', 'live', 'user'])
		.nullable()
		.describe('Where the host comes from: the catalog, a service that was asked, or the user.'),
	route: z.enum(['direct', 'proxy']).nullable(),
	routeReason: holds('text', z.string()).nullable(),
	noProxyRule: holds('text', z.string())
		.nullable()
		.default(null)
		.describe('The no_proxy rule that sends it past the proxy. Absent in older reports.'),
	proxy: holds('text', z.string()).nullable().describe('Scheme, host and port of the proxy on the way.'),
};

/** Where a target comes from and the way to it; all null where there is no target. */
export function toRouteFields({origin, route}: PlannedTarget) {
	return {
		origin,
		route: route?.via ?? null,
		routeReason: route?.reason ?? null,
		noProxyRule: route?.noProxyRule ?? null,
		proxy: route?.via === 'proxy' && route.proxy !== null ? formatProxy(route.proxy) : null,
	};
}
