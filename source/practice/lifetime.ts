import {once} from 'node:events';
import type {AddressInfo, Server, Socket} from 'node:net';

/** Everything that a practice network has open, so that closing it leaves nothing behind. */
export type Lifetime = {
	/** Aborted when closing begins. */
	readonly signal: AbortSignal;
	/** Listens on 127.0.0.1 at a free port and resolves to that port. */
	listen(server: Server): Promise<number>;
	/** Destroys the socket when closing, and keeps its errors from ending the process: peers may vanish at any time. */
	hold(socket: Socket): void;
	/** Calls back later, unless it is closed first. */
	later(ms: number, callback: () => void): void;
	/** Runs when closing. */
	onClose(release: () => Promise<void> | void): void;
	close(): Promise<void>;
};

/** Begins one that holds nothing. */
export function createLifetime(): Lifetime {
	const controller = new AbortController();
	const sockets = new Set<Socket>();
	const timers = new Set<NodeJS.Timeout>();
	const releases: (() => Promise<void> | void)[] = [];
	let closing: Promise<void> | undefined;

	const lifetime: Lifetime = {
		signal: controller.signal,

		async listen(server) {
			server.on('connection', (socket: Socket) => lifetime.hold(socket));
			server.listen(0, '127.0.0.1');
			await once(server, 'listening');
			releases.push(() => closeServer(server));
			return (server.address() as AddressInfo).port;
		},

		hold(socket) {
			socket.on('error', () => {});
			if (controller.signal.aborted) {
				socket.destroy();
				return;
			}
			sockets.add(socket);
			socket.once('close', () => sockets.delete(socket));
		},

		later(ms, callback) {
			if (controller.signal.aborted) return;
			const timer = setTimeout(() => {
				timers.delete(timer);
				callback();
			}, ms);
			timers.add(timer);
		},

		onClose(release) {
			releases.push(release);
		},

		close() {
			closing ??= (async () => {
				controller.abort();
				for (const timer of timers) clearTimeout(timer);
				for (const socket of sockets) socket.destroy();
				await Promise.all(releases.map(release => release()));
			})();
			return closing;
		},
	};
	return lifetime;
}

async function closeServer(server: Server): Promise<void> {
	server.close();
	await once(server, 'close');
}
