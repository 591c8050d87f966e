/** Faults of real peers of which a log of each age of curl is kept, by their ids. */
export const tracedFaults: readonly string[] = [
	...['healthy-name', 'unknown', 'no-address', 'refused-name', 'sinkhole', 'private-name', 'reset', 'drop'],
	...[
		'icmp-admin-prohibited',
		'route-unreachable',
		'ipv6-dropped',

		'sni-reset',
		'sni-drop',
		'big-hellos',
	],
	...['status-401', 'portal', 'closes', 'plain-on-443', 'plain-403', 'tls-1-1-only', 'rejects-handshakes', 'expired'],
	...['not-yet-valid', 'wrong-name', 'self-signed', 'unknown-issuer', 'no-intermediate', 'client-certificate'],
];
