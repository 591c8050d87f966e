import {awsNetworkFirewall} from './dialects/aws-network-firewall.ts';
import {azureFirewall} from './dialects/azure-firewall.ts';
import {bicep} from './dialects/bicep.ts';
import {checkPoint} from './dialects/check-point.ts';
import {cilium} from './dialects/cilium.ts';
import {fortigate} from './dialects/fortigate.ts';
import {paloAlto, paloAltoEdl} from './dialects/palo-alto.ts';
import {plainList} from './dialects/plain-list.ts';
import {squid} from './dialects/squid.ts';
import {terraform} from './dialects/terraform.ts';
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
