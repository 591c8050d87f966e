import {gatewayAddress} from './namespaces.ts';
import {type Peer, startPeer} from './peer.ts';

/** One tinyproxy each: with a filter list, with a user name, and for nobody. */
export const tinyproxyPorts = {filtering: 8880, basic: 8881, closed: 8882} as const;

const rules: {readonly [door in keyof typeof tinyproxyPorts]: string} = {
	filtering: `
Filter "@FOLDER@/filter"
FilterDefaultDeny Yes
ConnectPort 443`,
	basic: 'BasicAuth me secret',
	closed: 'Allow 192.0.2.1',
};

/** What the filter list lets pass. Names that it denies must not match by accident. */
const filter = ['allowed', 'port', 'unknown', 'refused']
	.flatMap(id => [`^tinyproxy-${id}\\.peers\\.example$`, `^tinyproxy-plain-${id}\\.peers\\.example$`])
	.join('\n');

/** Starts tinyproxy on the gateway, once for each of its doors. */
export function startTinyproxies(): Promise<Peer>[] {
	return (Object.keys(tinyproxyPorts) as (keyof typeof tinyproxyPorts)[]).map(door =>
		startPeer('tinyproxy', folder => ['-d', '-c', `${folder}/tinyproxy.conf`], {
			files: {
				filter: `${filter}\n`,
				'tinyproxy.conf': `
Port ${tinyproxyPorts[door]}
Listen ${gatewayAddress}
Timeout 600
MaxClients 100
LogLevel Info
PidFile "@FOLDER@/tinyproxy.pid"
${rules[door]}
`,
			},
			address: gatewayAddress,
			port: tinyproxyPorts[door],
			namespace: 'gateway',
		}),
	);
}
