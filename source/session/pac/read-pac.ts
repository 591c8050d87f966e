import http from 'node:http';
import tls from 'node:tls';
import {UsageError} from '../../errors.ts';
import type {Network} from '../../probe/network.ts';
import {safeText} from '../../safe-text.ts';
import {isUrl} from '../../settings/parsers.ts';
import type {Session} from '../session.ts';

/** The most that is read of a script, in bytes, as Chromium has it. */
const largestPac = 1_048_576;

type Options = {
	readonly network: Network;
	readonly timeoutMs: number;
	readonly signal: AbortSignal;
};

/**
 * Reads a PAC script from a file, a pipe or a URL, bounded. Throws a UsageError that says what is wrong with it.
 *
 * @param isAnew whether a URL is asked again where its script is known
 */
export async function readPac(
	location: string,
	{files, names}: Pick<Session, 'files' | 'names'>,
	options: () => Promise<Options>,
	isAnew = true,
): Promise<string> {
	const field = names.subject('pac');
	if (!isUrl(location)) return files.read(location, field, largestPac);
	const url = new URL(location);
	try {
		return await files.fetch(url.href, async () => fetchText(url, await options()), isAnew);
	} catch (error) {
		if (error instanceof UsageError) throw error;
		const {code, message} = error as NodeJS.ErrnoException;
		throw new UsageError(
			`${field} ${location} can't be fetched (${safeText(code ?? message, 100)}): check the address, or save the script to a file and give that.`,
			{cause: error},
		);
	}
}

/** Nobody but the host of the URL is asked: a redirect is told, and not followed. */
async function fetchText(url: URL, {network, timeoutMs, signal}: Options): Promise<string> {
	const limit = AbortSignal.any([signal, AbortSignal.timeout(2 * timeoutMs)]);
	const refuse = (problem: string) => new UsageError(`--pac ${url.href} ${problem}: give the address of the script.`);
	const host = url.hostname.replace(/^\[|\]$/g, '');
	const {addresses, error} = await network.lookup(host, {timeoutMs, signal: limit, prefer: 'application'});
	const [address] = addresses.toSorted((one, other) => one.family - other.family);
	if (!address) throw new UsageError(`--pac ${url.href}: its host has no address (${error?.code ?? 'none'}).`);
	const isSecure = url.protocol === 'https:';
	const port = Number(url.port) || (isSecure ? 443 : 80);
	const connection = await network.connect({...address, port, timeoutMs, signal: limit});
	const socket = isSecure ? await secure(connection, host, network, limit) : connection;
	try {
		return await new Promise<string>((resolve, reject) => {
			onAbort(limit, reject);
			const request = http.get(
				{
					path: `${url.pathname}${url.search}`,
					headers: {host: url.host, accept: '*/*'},
					createConnection: () => socket,
				},
				response => {
					const {statusCode = 0, headers} = response;
					if (statusCode >= 300 && statusCode < 400) {
						return reject(
							refuse(`leads on to ${safeText(headers.location ?? 'elsewhere', 200)}, which is not followed`),
						);
					}
					if (statusCode !== 200) return reject(refuse(`answers ${statusCode}`));
					const chunks: Buffer[] = [];
					let size = 0;
					response.on('data', (chunk: Buffer) => {
						size += chunk.length;
						chunks.push(chunk);
						if (size > largestPac) reject(refuse('is larger than 1 MB'));
					});
					response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
					response.on('error', reject);
				},
			);
			request.on('error', reject);
		});
	} finally {
		socket.destroy();
		connection.destroy();
	}
}

async function secure(
	socket: Awaited<ReturnType<Network['connect']>>,
	host: string,
	{roots}: Network,
	signal: AbortSignal,
): Promise<tls.TLSSocket> {
	const secureContext = roots.machine().context;
	const secured = tls.connect({socket, host, servername: /[a-z]/i.test(host) ? host : '', secureContext});
	return new Promise((resolve, reject) => {
		secured.once('secureConnect', () => resolve(secured));
		secured.once('error', reject);
		onAbort(signal, error => secured.destroy(error));
	});
}

/** Tells at once where the signal came before anybody listened. */
function onAbort(signal: AbortSignal, tell: (error: Error) => void): void {
	const abort = () => tell(Object.assign(new Error('timeout'), {code: 'ETIMEDOUT'}));
	if (signal.aborted) abort();
	else signal.addEventListener('abort', abort);
}
