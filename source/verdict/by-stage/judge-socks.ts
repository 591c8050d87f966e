import {notSocks, socksLoginRejected, socksLoginWanted, socksNoReply} from '../../evidence/codes.ts';
import type {Attempt, ProxyEvidence, StageError, StageEvidence} from '../../evidence/types.ts';
import {type Blocked, blocked} from '../failure.ts';

type Meaning = (authority: string) => Blocked;

const unreachable =
	(why: string, confidence?: Blocked['confidence']): Meaning =>
	authority =>
		blocked('proxy.upstream-unreachable', `The SOCKS proxy could not connect to ${authority}: ${why}.`, confidence);

const improper =
	(why: string): Meaning =>
	authority =>
		blocked('proxy.protocol-error', `The SOCKS proxy refused CONNECT to ${authority}: ${why}.`);

/** What each reply means: those of RFC 1928 with its own words, and where servers use one for more than it says, how sure that is. */
const meanings: {readonly [code: string]: Meaning} = {
	SOCKS_NOT_ALLOWED: authority =>
		blocked('proxy.host-denied', `The SOCKS proxy does not allow ${authority} by its own rules (reply 2).`),
	SOCKS_NETWORK_UNREACHABLE: unreachable('network unreachable (reply 3)'),
	// Dante 1.4 says so of a name that it can't resolve as well.
	SOCKS_HOST_UNREACHABLE: unreachable(
		'host unreachable (reply 4), which servers say of a name that they can not resolve too',
		'medium',
	),
	SOCKS_CONNECTION_REFUSED: unreachable('connection refused (reply 5)'),
	SOCKS_TTL_EXPIRED: unreachable('it gave up waiting (TTL expired, reply 6)'),
	SOCKS_GENERAL_FAILURE: unreachable('it gives no reason (general failure, reply 1)', 'low'),
	SOCKS_UNKNOWN_REPLY: unreachable('its reply is a number that no document names', 'low'),
	SOCKS_REJECTED: unreachable('it gives no reason (rejected or failed, reply 91)', 'low'),
	// OpenSSH 9.2 has no other way to say it.
	[socksNoReply]: unreachable(
		'it closed the connection in place of a reply, as ssh -D does where the machine at its other end gets nowhere',
		'medium',
	),
	SOCKS_COMMAND_UNSUPPORTED: improper('it does not know that command (reply 7)'),
	SOCKS_ADDRESS_UNSUPPORTED: improper(
		'it does not take this kind of address (reply 8); socks5:// sends an address in place of a name, socks5h:// a name',
	),
	SOCKS_IDENT_MISSING: () =>
		blocked('proxy.auth-required', 'The SOCKS proxy wants to ask this machine who the user is (ident, reply 92).'),
	SOCKS_IDENT_DIFFERS: () =>
		blocked('proxy.auth-rejected', 'The SOCKS proxy knows another user by asking this machine (ident, reply 93).'),
	[socksLoginWanted]: () =>
		blocked(
			'proxy.auth-required',
			'The SOCKS proxy takes nobody without a login: it wants a user name and password, or a way to log in that is not spoken here.',
		),
	[socksLoginRejected]: () => blocked('proxy.auth-rejected', 'The SOCKS proxy rejected the user name or password.'),
	[notSocks]: () =>
		blocked('proxy.protocol-error', 'What answers at the address of the proxy does not speak SOCKS.', 'high'),
};

/** What the reply of a SOCKS server means; null where it gave none. */
export function judgeSocks({request}: ProxyEvidence, {code, message}: StageError): Blocked | null {
	const meant = meanings[code]?.(request.replace('CONNECT ', ''));
	if (!meant) return null;
	return code === notSocks ? {...meant, detail: meant.detail.replace(/\.$/, `: ${message}.`)} : meant;
}

/**
 * Some forwarders grant each request before they connect, and close where the machine at their other end gets nowhere: a
 * tunnel that is closed before anything came through it. Null where that is not what was seen.
 */
export function judgeGrantedInVain(broken: StageEvidence, {stages}: Attempt): Blocked | null {
	const tunnel = stages.find((stage): stage is ProxyEvidence => stage.stage === 'proxy');
	const {code = '', syscall, received} = broken.error ?? {};
	// Node names the system call of a reset; ssh closes in order.
	const isClosed = closings.has(code) && syscall !== 'read' && received === undefined;
	if (!tunnel?.ok || tunnel.socks === undefined || !isClosed) return null;
	if ((broken.stage !== 'tls' && broken.stage !== 'http') || broken.of !== 'target') return null;
	return blocked(
		'proxy.upstream-unreachable',
		`The SOCKS proxy granted ${tunnel.request} and closed the tunnel as soon as it was used: forwarders do so for a host that the machine at their other end can not reach.`,
		'medium',
	);
}

const closings: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'PEER_CLOSED', 'UND_ERR_SOCKET']);
