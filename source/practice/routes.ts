import type {Socket} from 'node:net';
import {constants} from 'node:os';
import {withDeadline} from '../probe/deadline.ts';
import type {ConnectOptions} from '../probe/network.ts';
import {connectSocket} from '../probe/system-network.ts';
import type {Arrivals} from './arrivals.ts';
import type {FaultOn} from './faults.ts';
import type {Lifetime} from './lifetime.ts';
import {faultOn, type PlayedFault, type Service, type Side, serviceAt} from './scenario.ts';
import type {Zone} from './zone.ts';

/** Failures to connect that take a router or a firewall, and so are made rather than met. */
type ConnectErrorCode = 'ECONNREFUSED' | 'ECONNRESET' | 'EHOSTUNREACH' | 'ENETUNREACH' | 'EACCES';

/** The faults of a path that Node reports at once. */
const connectFailures: {readonly [name in FaultOn<'path'>]?: ConnectErrorCode} = {
	'tcp-refused': 'ECONNREFUSED',
	'tcp-reset': 'ECONNRESET',
	'tcp-unreachable': 'EHOSTUNREACH',
	'tcp-no-route': 'ENETUNREACH',
	'tcp-prohibited': 'EACCES',
};

/** The way from (documentation address, port) to the loopback listener that plays it. */
export type Routes = {
	connect(options: ConnectOptions, side: Side): Promise<Socket>;
	/** A proxy is reached by its place and port, and by the loopback port itself. */
	addProxy(proxy: {readonly host: string; readonly port: number; readonly loopbackPort: number}): void;
};

export function createRoutes(options: {
	readonly zone: Zone;
	readonly services: readonly Service[];
	readonly faults: readonly PlayedFault[];
	readonly internetPort: number;
	readonly arrivals: Arrivals;
	readonly lifetime: Lifetime;
}): Routes {
	const {zone, services, faults, internetPort, arrivals, lifetime} = options;
	const proxies = new Map<string, number>();

	async function connect(asked: ConnectOptions, side: Side): Promise<Socket> {
		const {address, family, port} = asked;
		const dial = {...asked, signal: AbortSignal.any([asked.signal, lifetime.signal])};
		const toLoopback = (loopbackPort: number) =>
			connectSocket({...dial, address: '127.0.0.1', family: 4, port: loopbackPort});
		if (isLoopback(address)) {
			if ([...proxies.values()].includes(port)) return toLoopback(port);
			throw connectError('ECONNREFUSED', address, port);
		}
		const place = zone.byAddress.get(address);
		if (place === undefined) throw connectError('ENETUNREACH', address, port);

		const fault = faultOn(faults, 'path', {host: place.host, port, side});
		const failure = fault === null ? undefined : connectFailures[fault];
		if (failure !== undefined) throw connectError(failure, address, port);
		if (fault === 'tcp-dropped' || (fault === 'ipv6-dropped' && family === 6)) return vanish(dial);

		const proxyPort = proxies.get(`${place.host}:${port}`);
		if (proxyPort !== undefined) return toLoopback(proxyPort);
		const service = serviceAt(services, {host: place.host, port});
		if (service === null) throw connectError('ECONNREFUSED', address, port);
		await pass(dial, service.pace?.roundTripMs ?? 0);
		const socket = await toLoopback(internetPort);
		arrivals.announce(socket, {place, port, side});
		return socket;
	}

	return {
		connect,
		addProxy: ({host, port, loopbackPort}) => proxies.set(`${host}:${port}`, loopbackPort),
	};
}

function isLoopback(address: string): boolean {
	return address.startsWith('127.') || address === '0.0.0.0' || address === '::1' || address === '::';
}

/** Packets that vanish: nothing happens until the limit is over. */
function vanish(dial: ConnectOptions): Promise<Socket> {
	return withDeadline<Socket>({...dial, what: describe(dial)}, () => undefined);
}

/** The time that a packet takes to the other side and back. */
async function pass(dial: ConnectOptions, ms: number): Promise<void> {
	if (ms === 0) return;
	await withDeadline<void>({...dial, what: describe(dial)}, resolve => {
		const timer = setTimeout(resolve, ms);
		return () => clearTimeout(timer);
	});
}

function describe({address, port}: ConnectOptions): string {
	return `connecting to ${address} port ${port}`;
}

/** The error that Node would have for this failure, for the address that the practice network plays. */
function connectError(code: ConnectErrorCode, address: string, port: number): NodeJS.ErrnoException {
	return Object.assign(new Error(`connect ${code} ${address}:${port}`), {
		code,
		errno: -constants.errno[code],
		syscall: 'connect',
		address,
		port,
	});
}
