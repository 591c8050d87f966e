import type {IncomingHttpHeaders, OutgoingHttpHeaders} from 'node:http';
import type {ProxyOptions} from './scenario.ts';

/** Reads `host:port` or `[address]:port`, as CONNECT has it; null if it is neither. */
export function parseAuthority(text: string): {host: string; port: number} | null {
	const [, bracketed, plain, port] = /^(?:\[([0-9a-f:.]+)\]|([^:/\s]+)):(\d{1,5})$/i.exec(text) ?? [];
	const host = bracketed ?? plain;
	return host === undefined ? null : {host, port: Number(port)};
}

/** Reads the target of a request in absolute form; null if it is in another form or not plain HTTP. */
export function parseAbsoluteUrl(text: string): URL | null {
	const url = URL.parse(text);
	return url?.protocol === 'http:' ? url : null;
}

/** The headers for the next hop; those that belong to the hop from client to proxy stay here (RFC 9110 7.6.1). */
export function onwardHeaders(received: IncomingHttpHeaders, url: URL, options: ProxyOptions): OutgoingHttpHeaders {
	const headers: OutgoingHttpHeaders = {...received, host: url.host, via: viaOf(options), connection: 'close'};
	delete headers['proxy-connection'];
	delete headers['proxy-authorization'];
	return headers;
}

/** How a proxy signs the messages that pass through it. */
export function viaOf({host, isTerse}: ProxyOptions): string {
	return isTerse ? '1.1 proxy' : `1.1 ${host} (squid/6.6)`;
}
