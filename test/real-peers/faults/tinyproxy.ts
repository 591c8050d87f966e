import {gatewayAddress} from '../helpers/namespaces.ts';
import {tinyproxyPorts} from '../helpers/tinyproxy.ts';
import {blocked, type Fault, reachable, reachablePlainly, withAddresses} from './types.ts';

const peer = 'tinyproxy';
const at = (port: number, credentials = '') => `http://${credentials}${gatewayAddress}:${port}`;
const filtering = at(tinyproxyPorts.filtering);
/** Its answer is `500 Unable to connect` for both. */
const sameWords = 'Tinyproxy answers alike for a name that it can not resolve and for a host that it can not reach.';
const plain = {protocol: 'http', port: 80} as const;

export const tinyproxyFaults: readonly Fault[] = withAddresses(100, [
	{
		id: 'tinyproxy-allowed',
		peer,
		fault: 'The host is on the filter list',
		proxy: filtering,
		expected: reachable,
		isHarmless: true,
	},
	{
		id: 'tinyproxy-denied',
		peer,
		fault: 'The host is not on the filter list',
		proxy: filtering,
		expected: blocked('proxy.host-denied'),
	},
	{
		id: 'tinyproxy-port',
		peer,
		fault: 'ConnectPort names 443, and 8084 is asked for',
		proxy: filtering,
		request: {port: 8084},
		expected: blocked('proxy.port-denied'),
	},
	{
		id: 'tinyproxy-client',
		peer,
		fault: 'Clients from this network are not allowed',
		proxy: at(tinyproxyPorts.closed),
		expected: blocked('proxy.host-denied'),
		explanation: 'Every host is denied in the same words, so that the client can not know that it is about the client.',
	},
	{
		id: 'tinyproxy-unknown',
		peer,
		fault: 'The proxy can not resolve the name',
		proxy: filtering,
		records: [],
		expected: blocked('proxy.upstream-unreachable', 'low'),
		explanation: sameWords,
	},
	{
		id: 'tinyproxy-refused',
		peer,
		fault: 'The service refuses the proxy',
		proxy: filtering,
		originRules: ['tcp dport 443 reject with tcp reset'],
		expected: blocked('proxy.upstream-unreachable', 'low'),
		explanation: sameWords,
	},
	{
		id: 'tinyproxy-plain-allowed',
		peer,
		fault: 'Plain HTTP, the host is on the filter list',
		proxy: filtering,
		request: plain,
		expected: reachablePlainly,
		isHarmless: true,
	},
	{
		id: 'tinyproxy-plain-denied',
		peer,
		fault: 'Plain HTTP, the host is not on the filter list',
		proxy: filtering,
		request: plain,
		expected: blocked('proxy.host-denied'),
	},
	{
		id: 'tinyproxy-plain-unknown',
		peer,
		fault: 'Plain HTTP, the proxy can not resolve the name',
		proxy: filtering,
		request: plain,
		records: [],
		expected: blocked('proxy.upstream-unreachable', 'low'),
		explanation: sameWords,
	},
	{
		id: 'tinyproxy-none',
		peer,
		fault: 'No credentials',
		proxy: at(tinyproxyPorts.basic),
		expected: blocked('proxy.auth-required'),
	},
	{
		id: 'tinyproxy-wrong',
		peer,
		fault: 'Wrong credentials',
		proxy: at(tinyproxyPorts.basic, 'me:wrong@'),
		expected: blocked('proxy.auth-rejected'),
	},
	{
		id: 'tinyproxy-right',
		peer,
		fault: 'The right credentials',
		proxy: at(tinyproxyPorts.basic, 'me:secret@'),
		expected: reachable,
		isHarmless: true,
	},
]);
