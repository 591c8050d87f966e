import {awsNetworkFirewall} from './aws-network-firewall.ts';
import {azureFirewall} from './azure-firewall.ts';
import {bicep} from './bicep.ts';
import {checkPoint} from './check-point.ts';
import {cilium} from './cilium.ts';
import {fortigate} from './fortigate.ts';
import {paloAlto} from './palo-alto.ts';
import {paloAltoEdl} from './palo-alto-edl.ts';
import {plainList} from './plain-list.ts';
import {squid} from './squid.ts';
import {terraform} from './terraform.ts';
import type {Dialect} from './types.ts';

/** Every dialect in which rules can be loaded, in the order in which they are listed. */
export const firewallDialects: readonly Dialect[] = [
	azureFirewall,
	bicep,
	terraform,
	squid,
	paloAlto,
	paloAltoEdl,
	fortigate,
	awsNetworkFirewall,
	checkPoint,
	cilium,
	plainList,
];
