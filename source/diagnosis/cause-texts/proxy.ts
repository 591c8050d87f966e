import {loginNames} from '../../settings/proxy-url.ts';
import type {Cause} from '../../verdict/causes.ts';
import type {CauseContext, CauseText, FixStep} from '../types.ts';
import {hostsPhrase, onPortsPhrase, portsPhrase, proxyPhrase} from './phrases.ts';

type ProxyCause = Extract<Cause, `proxy.${string}`>;

const checkAddress = 'Check the host name and port of the proxy in your settings (--proxy).';

/** The same for a reader who runs the proxy or the network, and chose nothing. */
const reportAddress = 'If the proxy has another host name or port, tell whoever made this check.';

/** What of a proxy's logins the agents know, in one sentence. */
export const agentsNeedBasic =
	"Azure Arc's agents support Basic alone, as far as is documented, and Negotiate, Kerberos and NTLM do not work with the Azure CLI.";

/** The ways out where the nodes are to have no login of their own. */
export const proxyRelay = [
	'Or run a relay near the nodes that logs in at the proxy for them, and let only the nodes use it.',
	'An Azure Arc gateway leaves fewer hosts that have to pass without a login.',
];

export const proxyTexts: {readonly [cause in ProxyCause]: CauseText} = {
	'proxy.unresolvable': {
		title: 'The name of the proxy cannot be resolved',
		owner: 'you',
		meaning: 'This machine finds no address for the name of the proxy, so nothing that goes through it can work.',
		fix: context => [
			{requester: checkAddress},
			`If they are right, ask the DNS team for an entry for ${proxyPhrase(context)}, or set the proxy by its IP address.`,
		],
	},
	'proxy.refused': {
		title: 'The proxy refuses connections',
		owner: 'proxy',
		meaning: 'Nothing accepts connections at the address of the proxy: it is down, or the port is wrong.',
		fix: context => [
			`Make sure that ${proxyPhrase(context)} is running, and that it accepts connections on that port from this machine and from the cluster nodes.`,
			reportAddress,
		],
	},
	'proxy.timeout': {
		title: 'The proxy does not answer',
		owner: 'network',
		meaning: 'The proxy gave no answer in time: it is down or overloaded, or a firewall drops the way to it.',
		fix: context => [
			`Allow TCP from this machine and from the cluster nodes to ${proxyPhrase(context)}.`,
			'Ask the proxy team whether the proxy is up and accepts requests from these addresses.',
			reportAddress,
		],
	},
	'proxy.unreachable': {
		title: 'No route to the proxy',
		owner: 'network',
		meaning: 'A router on the way says that the address of the proxy cannot be reached.',
		fix: context => [`Check routing and firewalls between this machine and ${proxyPhrase(context)}.`, reportAddress],
	},
	'proxy.tls-untrusted': {
		title: 'The certificate of the proxy is not trusted',
		owner: 'you',
		meaning: 'The proxy itself speaks TLS, and this machine does not trust the certificate that it shows.',
		fix: context => [
			{
				requester: `Get the CA certificate that issued the certificate of ${proxyPhrase(context)} and give it as the CA file (--ca-file FILE).`,
			},
			'For the Arc agents pass the same file to az connectedk8s connect with --proxy-cert.',
			'If the proxy is meant to be spoken to in plain HTTP, write its address with http://.',
		],
	},
	'proxy.wrong-scheme': {
		title: 'The proxy is addressed with the wrong scheme',
		owner: 'you',
		meaning: 'The proxy speaks TLS where the settings say http://, or plain HTTP where they say https://.',
		fix: context => [
			`Change the scheme of ${proxyPhrase(context)}: the scheme says how the proxy itself is spoken to, not what is fetched through it. Most proxies are http://, also for HTTPS endpoints.`,
			'Write the same address into HTTPS_PROXY and into the --proxy-https parameter of az connectedk8s connect.',
		],
	},
	'proxy.auth-required': {
		title: 'The proxy asks for credentials',
		owner: 'proxy',
		meaning: 'The proxy answered 407: it lets nobody through without a user name and password.',
		fix: context => [
			`On ${proxyPhrase(context)}, let the addresses of the cluster nodes pass to ${hostsPhrase(context)} without a login.`,
			isWithoutBasic(context)
				? `Or let the proxy offer Basic to them: it offers ${context.loginSchemes.join(', ')} alone, and Azure Arc's agents support Basic alone, as far as is documented, like this check and the Azure CLI.`
				: {
						requester:
							'If Basic authentication is what you plan to use, set the user name in the proxy URL (http://USER@host:port) and run the check again; the password is asked for.',
					},
			...(isWithoutBasic(context) ? [] : [`Keep Basic on offer if the nodes are to log in: ${agentsNeedBasic}`]),
			...proxyRelay,
			...ticketStep(context),
		],
	},
	'proxy.auth-rejected': {
		title: 'The proxy rejects the credentials',
		owner: 'you',
		meaning: 'User name and password were sent, and the proxy answered 407 again.',
		fix: context => [
			'Check the user name and the password; characters such as @ : / # must be percent-encoded in a proxy URL.',
			`Ask the proxy team whether the account may use ${proxyPhrase(context)} with Basic authentication, and whether it is locked.`,
		],
	},
	'proxy.host-denied': {
		title: 'The proxy denies access',
		owner: 'proxy',
		meaning: 'The proxy works and refuses these hosts by its own rules.',
		fix: context => [
			`On ${proxyPhrase(context)}, allow ${hostsPhrase(context)} ${onPortsPhrase(context)}, for the cluster nodes and this machine.`,
			'Match names, not addresses: the addresses behind these names change without notice.',
			...(context.uninspectable.length === 0
				? []
				: [`Leave these out of TLS inspection as well: ${context.uninspectable.join(', ')}.`]),
		],
	},
	'proxy.port-denied': {
		title: 'Port not allowed by the proxy',
		owner: 'proxy',
		meaning: 'The proxy lets the host pass on another port and refuses this one.',
		fix: context => [
			`Add ${portsPhrase(context)} to the ports that ${proxyPhrase(context)} allows for CONNECT, for ${hostsPhrase(context)}.`,
		],
	},
	'proxy.upstream-dns': {
		title: 'The proxy cannot resolve the name',
		owner: 'proxy',
		meaning: 'The proxy accepted the request, but found no address for the host.',
		fix: context => [
			`Check the name servers of ${proxyPhrase(context)}: they must resolve ${hostsPhrase(context)}.`,
			{requester: 'Check the spelling of the region and of your own resource names where they are part of the host.'},
		],
	},
	'proxy.upstream-unreachable': {
		title: 'The proxy cannot reach the host',
		owner: 'proxy',
		meaning:
			'The proxy accepted the request, but its own connection to the host failed, mostly at a firewall behind the proxy.',
		fix: context => [
			`Open the way from ${proxyPhrase(context)} to ${hostsPhrase(context)} ${onPortsPhrase(context)}; the firewall between the proxy and the internet is the first place to look.`,
		],
	},
	'proxy.closed': {
		title: 'The proxy closes the connection',
		owner: 'proxy',
		meaning: 'The proxy took the request and closed the connection without an answer.',
		fix: context => [
			`Look up the requests of this machine in the log of ${proxyPhrase(context)}: it says why the proxy closed them.`,
			{requester: 'Check the scheme of the proxy in your settings: a proxy that expects TLS closes plain requests.'},
		],
	},
	'proxy.protocol-error': {
		title: 'No HTTP proxy at this address',
		owner: 'you',
		meaning: 'Something answers at the address of the proxy, but not as an HTTP proxy does.',
		fix: context => [
			{
				requester: `${checkAddress} A SOCKS proxy, a web server or another service may listen at ${context.proxy ?? 'that address'}.`,
			},
			'The agents speak to HTTP proxies alone: ask the proxy team for the address of one. A SOCKS proxy (socks5h://) serves this machine only.',
		],
	},
};

/** The proxy names schemes of a login, and Basic is none of them. */
/** How this machine may get through where it has a ticket: to see what is behind the proxy, since the agents have none. */
function ticketStep({loginSchemes: offered}: CauseContext): FixStep[] {
	const scheme = (['negotiate', 'ntlm'] as const).find(one => offered.includes(loginNames[one]));
	return scheme === undefined
		? []
		: [
				{
					requester: `To see what is behind the proxy, run the check again with --proxy-login ${scheme} where you are logged in to the domain; the agents have no such login.`,
				},
			];
}

function isWithoutBasic({loginSchemes}: CauseContext): boolean {
	return loginSchemes.length > 0 && !loginSchemes.includes('Basic');
}
