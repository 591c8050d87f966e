import type {Socket} from 'node:net';
import {constants} from 'node:os';
import type {ConnectOptions} from '../probe/network.ts';
import {withDeadline} from '../probe/stage-clock.ts';
import {connectSocket} from '../probe/system-network.ts';
import type {FaultOn} from './faults.ts';
import type {Lifetime} from './lifetime.ts';
import {faultOn, type PlayedFault, type Service, type Side, serviceAt} from './scenario.ts';
import {answerName, type Place, type Zone} from './zone.ts';

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
type Routes = {
	connect(options: ConnectOptions, side: Side): Promise<Socket>;
	/** A proxy is reached by its place and port, and by the loopback port itself. */
	addProxy(proxy: {readonly host: string; readonly port: number; readonly loopbackPort: number}): void;
};

/** Finds, for each connection of the practice network, who answers it. */
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

/** The names and connections of the practice internet, as its forward proxies see them. */
export type Upstream = (target: {
	readonly host: string;
	readonly port: number;
	readonly timeoutMs: number;
	readonly signal: AbortSignal;
}) => Promise<Socket>;

/** Resolves and connects; rejects with the code of what went wrong. The IPv4 address comes first. */
export function createUpstream(zone: Zone, faults: readonly PlayedFault[], routes: Routes): Upstream {
	return async ({host, port, timeoutMs, signal}) => {
		const limit = {timeoutMs, signal};
		const addresses = zone.byAddress.has(host) ? [host] : await resolve(host, limit);
		let failure: unknown;
		for (const address of addresses) {
			try {
				const family = address.includes(':') ? 6 : 4;
				return await routes.connect({address, family, port, ...limit}, 'proxy');
			} catch (error) {
				failure = error;
			}
		}
		throw failure;
	};

	async function resolve(host: string, limit: {timeoutMs: number; signal: AbortSignal}): Promise<string[]> {
		const answers = (['A', 'AAAA'] as const).map(type => answerName(zone, faults, {name: host, type, side: 'proxy'}));
		if (answers.some(({kind}) => kind === 'silence')) await silence(host, limit);
		const addresses = answers.flatMap(answer => (answer.kind === 'answer' ? answer.addresses : []));
		if (addresses.length === 0) throw Object.assign(new Error(`${host} has no address`), {code: 'ENOTFOUND'});
		return addresses;
	}
}

/** A name server that never answers: rejects at the limit, with the code that name lookups have for it. */
async function silence(host: string, limit: {timeoutMs: number; signal: AbortSignal}): Promise<void> {
	await withDeadline<void>({...limit, what: `asking for ${host}`}, () => undefined).catch((error: Error) => {
		throw Object.assign(error, {code: 'ETIMEOUT'});
	});
}

/** Where a connection that reached the practice internet was going, and from which side it came. */
export type Arrival = {readonly place: Place; readonly port: number; readonly side: Side};

/**
 * What the practice internet knows of its connections: on loopback they all lead to one listener, so the dialling end
 * announces each one before its first byte. Ends of one connection know each other by the dialling end's port.
 */
export type Arrivals = {
	announce(socket: Socket, arrival: Arrival): void;
	/** Null for a stranger, and for a connection whose dialling end is gone. */
	from(remotePort: number | undefined): Arrival | null;
};

/** Remembers where a connection came from for who takes it, by its local port. */
export function createArrivals(): Arrivals {
	const byPort = new Map<number, Arrival>();
	return {
		announce(socket, arrival) {
			const {localPort} = socket;
			if (localPort === undefined) return;
			byPort.set(localPort, arrival);
			socket.once('close', () => {
				// By now the port may serve another connection.
				if (byPort.get(localPort) === arrival) byPort.delete(localPort);
			});
		},
		from: remotePort => (remotePort === undefined ? null : (byPort.get(remotePort) ?? null)),
	};
}
