/** What rules can be written in, as the command line names it. It stands alone, so that help comes without loading the dialects. */
export const dialectIds = [
	'azure-firewall',
	'bicep',
	'terraform',
	'squid',
	'palo-alto',
	'palo-alto-edl',
	'fortigate',
	'aws-network-firewall',
	'check-point',
	'cilium',
	'list',
	'csv',
] as const;
export type DialectId = (typeof dialectIds)[number];
