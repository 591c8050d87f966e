import type {Cause} from '../../verdict/causes.ts';
import type {CauseText} from '../types.ts';
import {hostsPhrase, onPortsPhrase, routePhrase} from './phrases.ts';

type HttpCause = Extract<Cause, `http.${string}`>;

const readLog = 'Ask for the log entries of this time and source address on the devices along the path.';

export const httpTexts: {readonly [cause in HttpCause]: CauseText} = {
	'http.block-page': {
		title: 'Answered by a block page',
		owner: 'security',
		meaning: 'A web filter on the way answers with its own page in place of the service.',
		fix: context => [
			`Allow ${hostsPhrase(context)} ${onPortsPhrase(context)} in the web filter ${context.proxy === null ? 'on the direct path' : `at or behind ${context.proxy}`}.`,
			'If the filter decides by category, ask for an exception by name: the category of a cloud host changes.',
		],
	},
	'http.portal': {
		title: 'Sent to a login portal',
		owner: 'network',
		meaning: 'Something on the way redirects to a login page of its own before it lets traffic pass.',
		fix: context => [
			`Exempt this machine and the cluster nodes from the portal for ${hostsPhrase(context)}: agents cannot log in to it.`,
		],
	},
	'http.wrong-service': {
		title: 'Answered by another service',
		owner: 'network',
		meaning: 'The answer differs from the fixed one that the real service gives, so something else answered.',
		fix: context => [
			`Find out what answers ${routePhrase(context)} for ${hostsPhrase(context)}: a wrong DNS entry, an address translation, or a cache.`,
		],
	},
	'http.websocket-denied': {
		title: 'WebSocket not let through',
		owner: 'network',
		meaning: 'Ordinary requests pass, but something on the way refuses to switch the connection to a WebSocket.',
		fix: context => [
			`Allow WebSocket upgrades ${routePhrase(context)} to ${hostsPhrase(context)} ${onPortsPhrase(context)}.`,
			'Leave these hosts out of TLS inspection: a device that inspects often drops the upgrade.',
		],
	},
	'http.service-denied': {
		title: 'Refused by the network rules of the service itself',
		owner: 'you',
		meaning:
			'The real service answered, and says that its own firewall or its switched-off public network access keeps this caller out, which no rule of a firewall or proxy on the way cures.',
		fix: context => [
			`Ask the owner of ${hostsPhrase(context)} to let in the public address from which ${context.proxy === null ? 'this network' : `the proxy ${context.proxy}`} goes out (Networking of the resource), or to give the cluster a private endpoint for it.`,
			context.proxy === null
				? `If the resource has a private endpoint, let the name servers of this network answer its private address for ${hostsPhrase(context)} (private DNS zone).`
				: `If the resource has a private endpoint, put ${hostsPhrase(context)} into no_proxy, and into --proxy-skip-range for the Arc agents: through the proxy the request comes from a public address.`,
		],
	},
	'http.timeout': {
		title: 'No answer to the request',
		owner: 'network',
		meaning: 'The connection stands, but the request got no answer in time.',
		fix: context => [
			`Check what holds requests ${routePhrase(context)} to ${hostsPhrase(context)}: content scanning, an overloaded device, or a rule that drops after the handshake.`,
			readLog,
		],
	},
	'http.closed': {
		title: 'Closed before the answer',
		owner: 'network',
		meaning: 'The connection stands, but it was closed before an answer to the request came.',
		fix: context => [
			`Look for a content filter ${routePhrase(context)} that cuts requests to ${hostsPhrase(context)}.`,
			readLog,
		],
	},
	'http.protocol-error': {
		title: 'The answer is not HTTP',
		owner: 'network',
		meaning: 'Something answered the request, but not in HTTP.',
		fix: context => [
			`Find out what answers ${routePhrase(context)} for ${hostsPhrase(context)} ${onPortsPhrase(context)}.`,
		],
	},
};
