import {loginWithoutTicket, ticketSpared} from '../evidence/codes.ts';
import {offeredSchemes} from '../evidence/headers.ts';
import {nameServersOf, targetTlsOf, valuesInStages} from '../evidence/stages.ts';
import type {StageEvidence, TlsEvidence} from '../evidence/types.ts';
import {loopbackRule} from '../settings/no-proxy.ts';
import {isSocks} from '../settings/proxy-url.ts';
import {authorityFault, refusalOf} from '../verdict/by-stage/chain-faults.ts';
import type {Cause} from '../verdict/causes.ts';
import type {Result} from '../verdict/types.ts';
import {uniqueOf} from '../words.ts';
import {dnsTexts} from './cause-texts/dns.ts';
import {httpTexts} from './cause-texts/http.ts';
import {hostsPhrase, onPortsPhrase, proxyPhrase} from './cause-texts/phrases.ts';
import {agentsNeedBasic, proxyRelay, proxyTexts} from './cause-texts/proxy.ts';
import {tcpTexts} from './cause-texts/tcp.ts';
import {tlsTexts} from './cause-texts/tls.ts';
import {findIssuer} from './describe-evidence.ts';
import {hostOf, proxyNameOf, proxyOf} from './results.ts';
import type {CauseContext, CauseText} from './types.ts';

/** Every cause with its title, its owner, what it means and how it is put right. A cause without a text does not compile. */
export const causeTexts: {readonly [cause in Cause]: CauseText} = {
	...dnsTexts,
	...tcpTexts,
	...proxyTexts,
	...tlsTexts,
	...httpTexts,
};

/** What a cause means where the evidence says more than its name does: another owner, another cure. */
type Variant = {
	readonly cause: Cause;
	/** Goes behind the cause in the id of a finding. */
	readonly key: string;
	readonly fits: (result: Result) => boolean;
	readonly text: Partial<CauseText>;
};

const agentsNeedHttp =
	'The agents and nodes know no SOCKS: they need a way of their own, direct or through an HTTP proxy.';

const reportAddress = 'If the proxy has another host name or port, tell whoever made this check.';

const socksVariants: readonly Variant[] = [
	{
		cause: 'proxy.protocol-error',
		key: 'socks',
		fits: isAskedBySocks,
		text: {
			title: 'No SOCKS proxy as it is set',
			meaning: 'Something answers at the address of the proxy, but not as the version of SOCKS that was named.',
			fix: context => [
				{
					requester: `Check the scheme, host and port of ${proxyPhrase(context)}: an HTTP proxy is http://, and a SOCKS proxy socks5h://, socks5:// or socks4a://.`,
				},
				agentsNeedHttp,
			],
		},
	},
	{
		cause: 'proxy.auth-required',
		key: 'socks',
		fits: isAskedBySocks,
		text: {
			title: 'The SOCKS proxy asks for credentials',
			meaning: 'The SOCKS proxy lets nobody through without a user name and password.',
			fix: context => [
				{
					requester: `Put the user name into the address of ${proxyPhrase(context)} (socks5h://USER@HOST:PORT), and the password into ARC_NETCHECK_PROXY_PASSWORD, and run the check again.`,
				},
				agentsNeedHttp,
			],
		},
	},
	{
		cause: 'proxy.auth-rejected',
		key: 'socks',
		fits: isAskedBySocks,
		text: {
			title: 'The SOCKS proxy rejects the credentials',
			meaning: 'User name and password were sent, and the SOCKS proxy turned them down.',
			fix: context => [
				'Check the user name and the password.',
				`Ask whoever runs ${proxyPhrase(context)} whether the account may use it, and whether it is locked.`,
				agentsNeedHttp,
			],
		},
	},
	{
		cause: 'proxy.upstream-unreachable',
		key: 'socks',
		fits: isAskedBySocks,
		text: {
			title: 'The SOCKS proxy cannot reach the host',
			meaning:
				'The SOCKS proxy took the request, but the machine that it runs on did not get through to the host, or does not know its name.',
			fix: context => [
				`Open the way from the machine of ${proxyPhrase(context)} to ${hostsPhrase(context)} ${onPortsPhrase(context)}, and check that it resolves the names.`,
				agentsNeedHttp,
			],
		},
	},
	{
		cause: 'proxy.host-denied',
		key: 'socks',
		fits: isAskedBySocks,
		text: {
			title: 'Denied by the SOCKS proxy',
			meaning: 'The SOCKS proxy works and refuses these hosts by its own rules.',
			fix: context => [
				`On ${proxyPhrase(context)}, allow ${hostsPhrase(context)} ${onPortsPhrase(context)} for this machine.`,
				agentsNeedHttp,
			],
		},
	},
];

const ticketVariants: readonly Variant[] = [
	{
		cause: 'proxy.auth-required',
		key: 'ticket',
		fits: result => lastStageOf(result)?.error?.code === loginWithoutTicket,
		text: {
			title: 'This machine has no login for the proxy',
			meaning:
				'The proxy lets nobody through without a login, and this machine has no ticket or kept login that would do.',
			fix: context => [
				{
					requester:
						'Log in to the domain on this machine (kinit for Negotiate; for NTLM winbind has to keep the login), and run the check again.',
				},
				`If the reason names no such server, let the domain have HTTP/NAME for the name by which ${proxyPhrase(context)} is addressed here.`,
				`For the agents that changes nothing: ${agentsNeedBasic}`,
				`On ${proxyPhrase(context)}, let the addresses of the cluster nodes pass to ${hostsPhrase(context)} without a login.`,
				...proxyRelay,
			],
		},
	},
	{
		cause: 'proxy.auth-rejected',
		key: 'ticket',
		fits: hasOwnLogin,
		text: {
			title: 'The proxy rejects the login of this machine',
			owner: 'proxy',
			meaning: 'A ticket, or a login that this machine keeps, was sent, and the proxy answered 407 again.',
			fix: context => [
				`Look up the login in the log of ${proxyPhrase(context)}: for Negotiate its key (keytab) has to be the one that the domain has for HTTP/NAME, by the name used here, and the clocks have to agree; for NTLM it has to reach a domain controller.`,
				'Ask whether the user that is logged in on this machine may use the proxy.',
				`For the agents that changes nothing: ${agentsNeedBasic}`,
				...proxyRelay,
			],
		},
	},
];

const variants: readonly Variant[] = [
	...socksVariants,
	...ticketVariants,
	{
		cause: 'proxy.timeout',
		key: 'mute',
		fits: result => lastStageOf(result)?.stage !== 'tcp',
		text: {
			title: 'The proxy takes connections and does not answer',
			owner: 'proxy',
			meaning:
				'The proxy takes the connection and then says nothing, so no firewall is in the way of connections to it.',
			fix: context => [
				`Look up the requests of this machine in the log of ${proxyPhrase(context)}: it is overloaded, waits for something else, or whatever listens there is no proxy.`,
				{
					requester:
						'Check the scheme of the proxy in your settings: one that waits for TLS is silent to plain requests, and the other way round.',
				},
				reportAddress,
			],
		},
	},
	{
		cause: 'proxy.protocol-error',
		key: 'begun',
		fits: result => lastStageOf(result)?.error?.received !== undefined,
		text: {
			title: 'The proxy does not end its answer',
			owner: 'proxy',
			meaning:
				'The proxy began an answer and never came to the end of its head, so nobody can tell what it means. What it sends does arrive: no packets are lost.',
			fix: context => [
				`Ask whoever runs ${proxyPhrase(context)} what it answers to CONNECT: the head of an answer ends with an empty line, and this one does not.`,
				'Look for a device before it that changes or holds back answers.',
			],
		},
	},
	{
		cause: 'tls.expired',
		key: 'authority',
		fits: result => {
			const last = result.attempts.at(-1);
			const shown = last && targetTlsOf(last);
			return shown !== undefined && authorityFault(shown) !== null;
		},
		text: {
			title: 'The trusted authority has expired',
			owner: 'security',
			meaning: 'What signed the certificate is trusted here by a certificate of its own that is past its end date.',
			fix: context => [
				...context.authorityCures,
				'Agents and nodes need the renewed certificate as well: pass it to az connectedk8s connect with --proxy-cert, and put it into the trust store of every node.',
			],
		},
	},
	{
		cause: 'tls.expired',
		key: 'cluster',
		fits: isClusterCertificate,
		text: {
			title: 'The certificate of the cluster has expired',
			owner: 'cluster',
			meaning:
				'The service shows a certificate of the cluster’s own authority, as it should, and that is past its end date. Clients that verify it turn it down.',
			fix: context => [
				`Rotate the certificates of the cluster behind ${context.hosts.join(', ')} (AKS: az aks rotate-certs --resource-group GROUP --name CLUSTER; it restarts the nodes), or renew the certificate where the service is run by hand ${onPortsPhrase(context)}.`,
				'Fetch the credentials of the cluster again afterwards (az aks get-credentials): the authority in the old file may be out of date too.',
				'Compare the clock of this machine with a time server.',
			],
		},
	},
];

/** What the cause of a row means, told as closely as its evidence allows, and the key of that; null: as the cause has it. */
export function causeTextOf(
	cause: Cause,
	result: Result | undefined,
): {readonly text: CauseText; readonly key: string | null} {
	const variant = result && variants.find(one => one.cause === cause && one.fits(result));
	return {text: {...causeTexts[cause], ...variant?.text}, key: variant?.key ?? null};
}

/** A login of this machine's own was turned down, now or before. */
function hasOwnLogin(result: Result): boolean {
	const last = lastStageOf(result);
	if (last?.stage !== 'proxy' && last?.stage !== 'http') return false;
	return last.login !== undefined || last.error?.message === ticketSpared.message;
}

function isAskedBySocks(result: Result): boolean {
	const proxy = proxyOf(result);
	return proxy !== null && isSocks(proxy);
}

function lastStageOf({attempts}: Result): StageEvidence | undefined {
	return attempts.at(-1)?.stages.at(-1);
}

/** The service shows a certificate that no public authority signed, by design. */
function isClusterCertificate({planned, attempts}: Result): boolean {
	const last = attempts.at(-1);
	const shown = last && targetTlsOf(last);
	return planned.requirement.trust !== 'public' && shown !== undefined && shown.trust !== 'public';
}

/** What the fix of a finding may name, taken from its rows. */
export function causeContextOf(results: readonly Result[]): CauseContext {
	const [first] = results;
	const shown = shownBy(results);
	return {
		proxy: first === undefined ? null : proxyNameOf(first),
		hosts: uniqueOf(results.map(ruleHostOf)),
		ports: uniqueOf(results.map(({planned}) => planned.target?.port ?? planned.requirement.port)),
		noProxyRules: uniqueOf(
			results.flatMap(({planned}) => planned.route?.noProxyRule ?? []).filter(rule => rule !== loopbackRule),
		),
		nameServers: nameServersOf(results),
		issuer: first === undefined ? null : findIssuer(first),
		loginSchemes: loginSchemesOf(results),
		authorityCures: uniqueOf(shown.flatMap(tls => authorityFault(tls)?.cure ?? [])),
		refusalCures: uniqueOf(shown.flatMap(tls => refusalOf(tls)?.cure ?? [])),
		uninspectable: uniqueOf(results.filter(({planned}) => planned.requirement.noInspection).map(ruleHostOf)),
	};
}

function loginSchemesOf(results: readonly Result[]): string[] {
	return valuesInStages(results, stage =>
		(stage.stage === 'proxy' || stage.stage === 'http') && (stage.status === 407 || stage.status === 401)
			? offeredSchemes(stage.headers)
			: [],
	);
}

/** The name that a rule needs: the wildcard itself where a public stand-in was probed for it. */
function ruleHostOf(result: Result): string {
	return result.planned.target?.sampled ? result.planned.requirement.pattern : hostOf(result);
}

/** The handshake that decided each row. */
function shownBy(results: readonly Result[]): TlsEvidence[] {
	return results.flatMap(({attempts}) => {
		const last = attempts.at(-1);
		return (last && targetTlsOf(last)) ?? [];
	});
}
