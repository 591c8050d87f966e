import type {TimeServerEvidence} from '../evidence/types.ts';
import {formatHostPort} from '../host-port.ts';
import {ntpPort} from '../settings/parsers.ts';

/** `ntp.example (203.0.113.5)`, with its port where that is not the usual one. */
export function nameTimeServer({host, port, address}: TimeServerEvidence): string {
	const name = port === ntpPort ? host : formatHostPort(host, port);
	return address === null || address === host ? name : `${name} (${address})`;
}

/** `this machine is 300.021 s behind ntp.example (203.0.113.5), to within 0.006 s (stratum 2)`, or why nothing was measured. */
export function describeTimeServer(server: TimeServerEvidence): string {
	const {offsetMs, delayMs, stratum, error} = server;
	const name = nameTimeServer(server);
	if (offsetMs === null) {
		const isRefused = error?.code === 'ECONNREFUSED';
		return `${name} told no time: ${isRefused ? 'nobody listens on its UDP port' : (error?.message ?? 'no answer')}`;
	}
	const seconds = (ms: number) => `${(Math.abs(ms) / 1000).toFixed(3)} s`;
	const within = `to within ${seconds(Math.max(1, (delayMs ?? 0) / 2))} (stratum ${stratum})`;
	return `this machine is ${seconds(offsetMs)} ${offsetMs >= 0 ? 'behind' : 'ahead of'} ${name}, ${within}`;
}
