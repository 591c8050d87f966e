import http from 'node:http';
import type {Socket} from 'node:net';
import tls from 'node:tls';
import type {PracticeNetwork} from '../../source/practice/practice-network.ts';

export type VisitOptions = {
	readonly port?: number;
	readonly path?: string;
	readonly isPlain?: boolean;
	readonly isUpgrade?: boolean;
	/** The server name to send, where it is not the host. */
	readonly serverName?: string;
	/** The stage that is expected to stay silent gets a short limit; all others a generous one. */
	readonly silentStage?: 'dns' | 'tcp' | 'tls' | 'http';
};

export type Answer = {
	readonly status: number;
	readonly headers: http.IncomingHttpHeaders;
	readonly body: string;
};

export const patience = {timeoutMs: 10_000, signal: new AbortController().signal};
const shortMs = 250;
const longestBody = 1_000_000;

/** Goes to a host as a plain client would and says in a few words how far it came: `tcp ECONNREFUSED`, `http 200`. */
export async function visit(practice: PracticeNetwork, host: string, options: VisitOptions = {}): Promise<string> {
	const limit = (stage: VisitOptions['silentStage']) => ({
		...patience,
		timeoutMs: options.silentStage === stage ? shortMs : patience.timeoutMs,
	});
	const found = await practice.network.lookup(host, {...limit('dns'), prefer: 'server'});
	// Which of the two limits is over first, the resolver's own or that of the lookup, is a matter of milliseconds.
	if (/^(E|PROBE_)TIMEOUT$/.test(found.error?.code ?? '')) return 'dns silence';
	if (found.error !== null) return `dns ${found.error.code}`;
	const address = found.addresses[0];
	if (address === undefined) return 'dns nothing';
	const port = options.port ?? (options.isPlain ? 80 : 443);
	let socket: Socket;
	try {
		socket = await practice.network.connect({...address, port, ...limit('tcp')});
	} catch (error) {
		return `tcp ${codeOf(error)} of ${address.address}`;
	}
	try {
		const secured = options.isPlain
			? {socket, verdict: ''}
			: await handshake(socket, options.serverName ?? host, practice.publicRootPem, limit('tls').timeoutMs);
		if (secured.verdict !== '') return secured.verdict;
		return summarize(await request(secured.socket, host, {...options, timeoutMs: limit('http').timeoutMs}));
	} catch (error) {
		return (error as Error).message;
	} finally {
		socket.destroy();
	}
}

/** Speaks TLS and says what is wrong with the certificate, if anything. Rejects with `tls …`. */
export async function handshake(
	socket: Socket,
	serverName: string,
	ca: string | string[],
	timeoutMs = patience.timeoutMs,
): Promise<{socket: tls.TLSSocket; verdict: string}> {
	const secured = tls.connect({
		socket,
		servername: serverName,
		ca,
		rejectUnauthorized: false,
		ALPNProtocols: ['http/1.1'],
	});
	return new Promise((resolve, reject) => {
		const timer = setTimeout(() => reject(new Error('tls silence')), timeoutMs);
		secured.once('error', (error: NodeJS.ErrnoException) => {
			clearTimeout(timer);
			reject(new Error(`tls ${codeOf(error)} ${error.syscall ?? ''}`.trim()));
		});
		secured.once('secureConnect', () => {
			clearTimeout(timer);
			const problem = secured.authorizationError as unknown as string | null;
			resolve({socket: secured, verdict: problem ? `trust ${problem}` : ''});
		});
	});
}

/** Sends one GET on a ready socket. Rejects with `http …` when no whole answer comes. */
export function request(
	socket: Socket,
	host: string,
	options: {path?: string; isUpgrade?: boolean; timeoutMs?: number; headers?: http.OutgoingHttpHeaders} = {},
): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const fail = (words: string) => {
			clearTimeout(timer);
			socket.destroy();
			reject(new Error(`http ${words}`));
		};
		const timer = setTimeout(() => fail('silence'), options.timeoutMs ?? patience.timeoutMs);
		const upgrade = {connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ=='};
		const sent = http.request({
			createConnection: () => socket,
			path: options.path ?? '/',
			headers: {host, ...(options.isUpgrade ? upgrade : {connection: 'close'}), ...options.headers},
		});
		sent.once('error', error => fail(codeOf(error)));
		sent.once('upgrade', answer => {
			clearTimeout(timer);
			resolve({status: answer.statusCode ?? 0, headers: answer.headers, body: ''});
		});
		sent.once('response', answer => {
			const chunks: Buffer[] = [];
			let length = 0;
			answer.on('data', (chunk: Buffer) => {
				chunks.push(chunk);
				length += chunk.length;
				if (length > longestBody) fail(`${answer.statusCode} without end`);
			});
			answer.once('error', () => fail(`${answer.statusCode} torn`));
			answer.once('end', () => {
				clearTimeout(timer);
				resolve({
					status: answer.statusCode ?? 0,
					headers: answer.headers,
					body: Buffer.concat(chunks).toString(),
				});
			});
		});
		sent.end();
	});
}

function summarize({status, headers, body}: Answer): string {
	const title = /<title>([^<]*)<\/title>/.exec(body)?.[1];
	return ['http', status, headers.location && `to ${headers.location}`, title && `"${title}"`]
		.filter(Boolean)
		.join(' ');
}

function codeOf(error: unknown): string {
	return (error as NodeJS.ErrnoException).code ?? String(error);
}
