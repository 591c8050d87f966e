import {safeText} from '../safe-text.ts';
import type {Cause} from '../verdict/causes.ts';
import {uniqueOf} from '../words.ts';

/** What one line of an error text says of the network. */
export type ErrorReading = {
	/** Null: it says that something failed, and not what. */
	readonly cause: Cause | null;
	/** `host:port` of what could not be reached, the nearest to the error first; empty where none is named. */
	readonly hosts: readonly string[];
	/** The words that say so, bounded and safe to show. */
	readonly words: string;
};

type ErrorPattern = {
	readonly pattern: RegExp;
	/** Null: several causes leave the same words, and none of them may be guessed. */
	readonly cause: Cause | null;
	/** Holds on port 443 alone: elsewhere the port may be what is denied. */
	readonly isForUsualPort?: true;
};

/**
 * No pattern looks far ahead of where it began: logs may be of a stranger, and each character is looked at a few times.
 * How az (Python's requests), helm, kubelet and containerd (Go) and curl word a failure. The first that fits a line holds, so
 * what names the proxy stands before what may mean the host, and the doubtful behind the certain.
 */
const patterns: readonly ErrorPattern[] = [
	{
		pattern: /(?:tunnel connection failed|received http code|status code):? 407|proxy authentication required/i,
		cause: 'proxy.auth-required',
	},
	{
		pattern: /tunnel connection failed: 403|received http code 403 from proxy/i,
		cause: 'proxy.host-denied',
		isForUsualPort: true,
	},
	// Go makes an error of the words of a status only where a proxy answered CONNECT with it (net/http, transport.go).
	{
		pattern: /\b(?:get|head|post|put|patch) \\?"https:\/\/[^"\s]{1,500}": forbidden\b/i,
		cause: 'proxy.host-denied',
		isForUsualPort: true,
	},
	{pattern: /tunnel connection failed: \d+|received http code \d+ from proxy/i, cause: null},
	{
		pattern: /proxyconnect tcp: (?:dial tcp: )?lookup \S+(?: on \S+)?: no such host|could not resolve proxy/i,
		cause: 'proxy.unresolvable',
	},
	{
		pattern:
			/(?:proxyconnect tcp: |error connecting to proxy \S+ )dial tcp \S+: (?:connect|getsockopt): connection refused/i,
		cause: 'proxy.refused',
	},
	{
		pattern: /cannot connect to proxy\.?', newconnectionerror\(.{0,300}(?:errno 111|winerror 10061)/i,
		cause: 'proxy.refused',
	},
	{pattern: /proxyconnect tcp: dial tcp \S+: (?:i\/o timeout|connect: connection timed out)/i, cause: 'proxy.timeout'},
	{pattern: /cannot connect to proxy\.?', (?:connect)?timeout(?:error)?\(/i, cause: 'proxy.timeout'},
	{
		pattern: /proxyconnect tcp: dial tcp \S+: connect: (?:no route to host|network is unreachable)/i,
		cause: 'proxy.unreachable',
	},
	{pattern: /proxyconnect tcp: tls: first record does not look like a tls handshake/i, cause: 'proxy.wrong-scheme'},
	{
		pattern: /proxyconnect tcp: (?:tls: failed to verify certificate: )?x509: certificate signed by unknown authority/i,
		cause: 'proxy.tls-untrusted',
	},
	{
		pattern: /proxyconnect tcp: eof|cannot connect to proxy\.?', remotedisconnected|proxy connect aborted/i,
		cause: 'proxy.closed',
	},
	{pattern: /proxyconnect tcp|cannot connect to proxy|error connecting to proxy|_connect_tls_proxy/i, cause: null},

	{
		pattern:
			/lookup \S+(?: on \S+)?: no such host|errno 11001\] getaddrinfo failed|errno -2\] name or service not known/i,
		cause: 'dns.nxdomain',
	},
	{pattern: /lookup \S+(?: on \S+)?: .{0,120}i\/o timeout/i, cause: 'dns.timeout'},
	{
		pattern: /lookup \S+(?: on \S+)?: |could not resolve host|temporary failure in name resolution|getaddrinfo/i,
		cause: null,
	},

	// A service of this machine itself says nothing of the network.
	{pattern: /dial tcp (?:127\.[\d.]+|\[::1\]):\d+: /i, cause: null},
	{
		pattern: /dial tcp \S+: (?:(?:connect|getsockopt): connection refused|connectex: no connection could be made)/i,
		cause: 'tcp.refused',
	},
	{
		pattern: /errno 111\] connection refused|failed to connect to \S+ port \d+.{0,60}: connection refused/i,
		cause: 'tcp.refused',
	},
	{
		pattern:
			/dial tcp \S+: (?:i\/o timeout|connect: (?:connection|operation) timed out|connectex: a connection attempt failed)/i,
		cause: 'tcp.timeout',
	},
	{
		pattern:
			/connecttimeouterror\(|errno 110\] connection timed out|failed to connect to \S+ port \d+.{0,60}timed out/i,
		cause: 'tcp.timeout',
	},
	{pattern: /failed to connect to \S+ port \d+.{0,60}: could(?:n't| not) connect to server/i, cause: null},
	{
		pattern: /dial tcp \S+: connect: (?:no route to host|network is unreachable)|errno (?:101|113)\]/i,
		cause: 'tcp.unreachable',
	},

	{pattern: /net\/http: tls handshake timeout/i, cause: 'tls.timeout'},
	{
		pattern:
			/x509: certificate is valid for \S|hostname mismatch, certificate is not valid for|no alternative certificate subject name matches/i,
		cause: 'tls.hostname-mismatch',
	},
	{
		pattern: /current time \S+ is after|(?:verify failed|problem): certificate has expired(?! or)/i,
		cause: 'tls.expired',
	},
	{
		pattern: /current time \S+ is before|(?:verify failed|problem): certificate is not yet valid/i,
		cause: 'tls.not-yet-valid',
	},
	{
		pattern:
			/x509: certificate signed by unknown authority|unable to get local issuer certificate|self[- ]signed certificate/i,
		cause: 'tls.untrusted',
	},
	{pattern: /ssl_connect: connection reset by peer/i, cause: 'tls.reset'},
	{pattern: /socket disconnected before secure tls connection was established/i, cause: 'tls.closed'},
	{pattern: /remote error: tls: |sslv3 alert handshake failure/i, cause: 'tls.alert'},
	{pattern: /server gave http response to https client/i, cause: 'tls.protocol'},

	{
		pattern:
			/certificate has expired or is not yet valid|certificate_verify_failed|connection reset by peer|forcibly closed|client\.timeout exceeded|timed out|unexpected (?:http )?status|service unavailable|bad gateway|gateway timeout|websocket: bad handshake|does not look like a tls handshake|wrong[_ ]version[_ ]number|: eof\b|eof occurred|remotedisconnected|errimagepull|imagepullbackoff|bad_network_connectivity|failed to (?:pull|do request|establish)|max retries exceeded|unable to (?:install|pull) helm/i,
		cause: null,
	},
];

/** Whether a line says anything at all: most lines of a log do not. */
const anyPattern = new RegExp(patterns.map(({pattern}) => pattern.source).join('|'), 'i');

/** So many lines with an error are read, and so much of them, in characters; who has more has read enough. */
const mostErrors = 5000;
const mostErrorText = 1_000_000;
/** Longer texts are logs, of which the beginning of each line tells; in characters. */
const longestLine = 4000;
/** So many characters of the words are shown. */
const shownWords = 160;

/**
 * Reads an error text of az, helm, kubelet, containerd or the ML extension: what each line says of the network, each only
 * once. Empty: nothing in it is about the network. It never guesses: where the words leave several causes open, the cause is null.
 */
export function readErrorText(text: string): ErrorReading[] {
	const lines = [...new Set(text.split('\n').map(line => line.slice(0, longestLine)))];
	const readings: ErrorReading[] = [];
	let [count, size] = [0, 0];
	for (const line of lines) {
		if (!anyPattern.test(line)) continue;
		if (++count > mostErrors || size > mostErrorText) break;
		size += line.length;
		readings.push(...readLine(line));
	}
	const known = readings.filter(({cause}) => cause !== null);
	const all = known.length > 0 ? known : readings;
	const places = new Map<string, ErrorReading>();
	for (const reading of all) {
		const key = `${reading.cause} ${reading.hosts[0] ?? ''}`;
		if (!places.has(key)) places.set(key, reading);
	}
	const found = [...places.values()];
	// A traceback says again, without the host, what was said with it.
	return found.filter(
		({cause, hosts}) => hosts.length > 0 || !found.some(one => one.cause === cause && one.hosts.length > 0),
	);
}

function readLine(line: string): ErrorReading[] {
	for (const {pattern, cause, isForUsualPort} of patterns) {
		const match = pattern.exec(line);
		if (match === null) continue;
		const hosts = hostsIn(line, match.index + match[0].length);
		const isElsewhere = isForUsualPort === true && hosts[0] !== undefined && !hosts[0].endsWith(':443');
		return [{cause: isElsewhere ? null : cause, hosts, words: safeText(match[0], shownWords)}];
	}
	return [];
}

type Place = {readonly name: string; readonly at: number};

/** A link to read more is no endpoint. */
const helpLink = /(?:info|see|here|visit|refer|documentation|feedback)\b[^/]{0,24}$/i;

/** Hosts of a line: those before the end of the error from near to far, then the others. */
function hostsIn(line: string, end: number): string[] {
	const found = [...pairs(line), ...urls(line), ...lookups(line), ...images(line), ...refused(line)];
	const [before, after] = [found.filter(({at}) => at <= end), found.filter(({at}) => at > end)];
	const sorted = [
		...before.toSorted((one, other) => other.at - one.at),
		...after.toSorted((one, other) => one.at - other.at),
	];
	return uniqueOf(sorted.map(({name}) => name.toLowerCase()));
}

const hostText = String.raw`((?:[a-z0-9*](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*)`;
const placePatterns = {
	pair: new RegExp(`host='${hostText}', port=(\\d+)`, 'gi'),
	url: new RegExp(`(https?|wss?)://${hostText}(?::(\\d+))?`, 'gi'),
	lookup: new RegExp(`(proxyconnect tcp: (?:dial tcp: )?)?lookup ${hostText}(?= on |:)`, 'gi'),
	image: new RegExp(`(?:image|reference) \\\\?"${hostText}/`, 'gi'),
	connection: new RegExp(`(?:connect(?:ion to)?|connect to) ${hostText}(?::| port )(\\d+)`, 'gi'),
	otherName: new RegExp(`, not ${hostText}`, 'gi'),
	unresolved: new RegExp(`(?:resolve(?: host)?:?|getaddrinfo enotfound) '?${hostText}`, 'gi'),
	timeout: new RegExp(`connection to ${hostText} timed out`, 'gi'),
} as const;

function find(line: string, pattern: RegExp, toName: (match: RegExpExecArray) => string | null): Place[] {
	return [...line.matchAll(pattern)].flatMap(match => {
		const name = toName(match);
		return name === null ? [] : [{name, at: match.index}];
	});
}

/** `host='login.microsoftonline.com', port=443`. */
function pairs(line: string): Place[] {
	return find(line, placePatterns.pair, ([, host, port]) => `${host}:${port}`);
}

function urls(line: string): Place[] {
	return find(line, placePatterns.url, ({1: scheme, 2: host, 3: port, index}) => {
		const before = line.slice(Math.max(0, index - shownWords), index);
		if (/proxy \S*$/i.test(before) || helpLink.test(before)) return null;
		return `${host}:${port ?? (/^(?:http|ws)$/i.test(scheme ?? '') ? 80 : 443)}`;
	});
}

function lookups(line: string): Place[] {
	return find(line, placePatterns.lookup, ([, proxy, host]) => (proxy === undefined ? `${host}:443` : null));
}

/** `image "mcr.microsoft.com/azurearck8s/…"`. */
function images(line: string): Place[] {
	return find(line, placePatterns.image, ([, host]) => `${host}:443`);
}

/** `CONNECT mcr.microsoft.com:443`, `connection to mcr.microsoft.com:443`, `is valid for …, not mcr.microsoft.com`. */
function refused(line: string): Place[] {
	return [
		...find(line, placePatterns.connection, ([, host, port]) => `${host}:${port}`),
		...(/is valid for /i.test(line) ? find(line, placePatterns.otherName, ([, host]) => `${host}:443`) : []),
		...find(line, placePatterns.unresolved, ([, host]) => `${host}:443`),
		...find(line, placePatterns.timeout, ([, host]) => `${host}:443`),
	];
}
