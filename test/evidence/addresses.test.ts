import {expect, it} from 'vitest';
import {isMadeUpAddress, isPrivateAddress, isSinkhole} from '../../source/evidence/addresses.ts';

it.each<[string, 'sinkhole' | 'private' | 'made up' | 'public']>([
	['0.0.0.0', 'sinkhole'],
	['127.0.0.53', 'sinkhole'],
	['::', 'sinkhole'],
	['::1', 'sinkhole'],
	['::ffff:0.0.0.0', 'sinkhole'],
	['::ffff:127.0.0.1', 'sinkhole'],
	['64:ff9b::', 'sinkhole'],
	['64:ff9b::7f00:1', 'sinkhole'],
	['10.1.2.3', 'private'],
	['172.31.0.1', 'private'],
	['172.32.0.1', 'public'],
	['192.168.1.1', 'private'],
	['100.64.0.1', 'private'],
	['100.128.0.1', 'public'],
	['fd00::1', 'private'],
	['::ffff:10.0.0.1', 'private'],
	['64:ff9b::a00:1', 'private'],
	['64:ff9b::c0a8:1', 'private'],
	['198.18.0.7', 'made up'],
	['198.19.255.254', 'made up'],
	['198.20.0.1', 'public'],
	['169.254.1.1', 'made up'],
	['240.0.0.1', 'made up'],
	['255.255.255.255', 'made up'],
	['fe80::1', 'made up'],
	['64:ff9b::1428:1e28', 'public'],
	['20.40.30.40', 'public'],
	['2603:1030::1', 'public'],
	['host.example', 'public'],
])('%s is %s', (address, kind) => {
	expect([isSinkhole(address), isPrivateAddress(address), isMadeUpAddress(address)]).toEqual([
		kind === 'sinkhole',
		kind === 'private',
		kind === 'made up',
	]);
});
