import {expect, it} from 'vitest';
import {judgeTcp} from '../../../source/verdict/by-stage/judge-tcp.ts';
import {tcpStage} from '../../helpers/sample-evidence.ts';

const missing = {code: 'NO_ROUTE', syscall: null, message: 'this machine has no route to 192.0.2.10 (ENETUNREACH)'};

it.each(['target', 'proxy'] as const)('calls a missing route to the %s a fault of this machine', of => {
	const dials = [{address: '192.0.2.10', family: 4, ok: false, ms: 1, error: missing}] as const;
	expect(judgeTcp(tcpStage(443, {of, code: 'NO_ROUTE', error: missing, dials}))).toEqual({
		kind: 'local',
		detail: 'This machine has no route to 192.0.2.10 (ENETUNREACH).',
	});
});

it('lets the other address family speak where this machine has a route to it', () => {
	const dropped = {code: 'PROBE_TIMEOUT', syscall: null, message: 'no answer after 5000 ms'};
	const dials = [
		{address: '2001:db8::1', family: 6, ok: false, ms: 1, error: missing},
		{address: '192.0.2.10', family: 4, ok: false, ms: 5000, error: dropped},
	] as const;
	expect(judgeTcp(tcpStage(443, {code: 'NO_ROUTE', error: missing, dials}))).toMatchObject({
		cause: 'tcp.timeout',
		detail: expect.stringContaining('192.0.2.10 port 443'),
	});
});

it('still blames the way where a router says so', () => {
	expect(judgeTcp(tcpStage(443, {code: 'ENETUNREACH'}))).toMatchObject({cause: 'tcp.unreachable', confidence: 'high'});
});
