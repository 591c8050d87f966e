import {mitmproxyPorts} from '../helpers/mitmproxy.ts';
import {gatewayAddress} from '../helpers/namespaces.ts';
import {blocked, type Fault, intercepted, reachable, withAddresses} from './types.ts';

const peer = 'mitmproxy';
const explicit = `http://${gatewayAddress}:${mitmproxyPorts.explicit}`;
const plain = {protocol: 'http', port: 80} as const;
/** Connections to the address are led to the transparent mitmproxy. */
const redirected = {isRedirected: true} as const;

export const mitmproxyFaults: readonly Fault[] = withAddresses(120, [
	{
		id: 'mitm-explicit',
		peer,
		fault: 'A proxy inspects TLS, with a CA that this machine trusts',
		proxy: explicit,
		trusts: 'mitmproxy',
		expected: intercepted,
	},
	{
		id: 'mitm-explicit-untrusted',
		peer,
		fault: 'A proxy inspects TLS, with a CA that this machine does not trust',
		proxy: explicit,
		expected: blocked('tls.untrusted'),
	},
	{
		id: 'mitm-ignored',
		peer,
		fault: 'A proxy inspects TLS, but not for this host',
		proxy: explicit,
		expected: reachable,
		isHarmless: true,
	},
	{
		id: 'mitm-unknown',
		peer,
		fault: 'The inspecting proxy can not resolve the name',
		proxy: explicit,
		trusts: 'mitmproxy',
		records: [],
		expected: blocked('proxy.upstream-dns', 'medium'),
	},
	{
		id: 'mitm-refused',
		peer,
		fault: 'The service refuses the inspecting proxy',
		proxy: explicit,
		trusts: 'mitmproxy',
		originRules: ['tcp dport 443 reject with tcp reset'],
		expected: blocked('proxy.upstream-unreachable', 'medium'),
	},
	{
		id: 'mitm-plain-unknown',
		peer,
		fault: 'Plain HTTP, the proxy can not resolve the name',
		proxy: explicit,
		request: plain,
		records: [],
		expected: blocked('proxy.upstream-dns', 'medium'),
	},
	{
		id: 'mitm-none',
		peer,
		fault: 'No credentials',
		proxy: `http://${gatewayAddress}:${mitmproxyPorts.basic}`,
		expected: blocked('proxy.auth-required'),
	},
	{
		id: 'mitm-wrong',
		peer,
		fault: 'Wrong credentials',
		proxy: `http://me:wrong@${gatewayAddress}:${mitmproxyPorts.basic}`,
		expected: blocked('proxy.auth-rejected'),
	},
	{
		id: 'mitm-transparent',
		peer,
		fault: 'The gateway inspects TLS unasked, with a CA that this machine trusts',
		trusts: 'mitmproxy',
		...redirected,
		expected: intercepted,
	},
	{
		id: 'mitm-transparent-untrusted',
		peer,
		fault: 'The gateway inspects TLS unasked, with a CA that this machine does not trust',
		...redirected,
		expected: blocked('tls.untrusted'),
	},
	{
		id: 'mitm-transparent-ignored',
		peer,
		fault: 'The gateway inspects TLS unasked, but not for this host',
		...redirected,
		expected: reachable,
		isHarmless: true,
	},
	{
		id: 'mitm-hang-up',
		peer,
		fault: 'The gateway inspects TLS unasked and hangs up on the request',
		trusts: 'mitmproxy',
		...redirected,
		expected: blocked('http.closed'),
	},
	{
		id: 'mitm-bare-403',
		peer,
		fault: 'The gateway inspects TLS unasked and answers 403 without a word',
		trusts: 'mitmproxy',
		...redirected,
		expected: intercepted,
		explanation: "A bare 403 could be the service's own. That TLS is inspected is said, the denial can not be proven.",
	},
	{
		id: 'mitm-transparent-refused',
		peer,
		fault: 'The gateway inspects TLS unasked, and the service refuses it',
		trusts: 'mitmproxy',
		...redirected,
		originRules: ['tcp dport 443 reject with tcp reset'],
		expected: blocked('tls.closed', 'medium'),
		explanation: 'The gateway takes the connection and closes it in silence, as a broken server would.',
	},
]);
