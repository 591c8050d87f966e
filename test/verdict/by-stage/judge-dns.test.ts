import {describe, expect, it} from 'vitest';
import {judgeDns} from '../../../source/verdict/by-stage/judge-dns.ts';
import {dnsStage} from '../../helpers/sample-evidence.ts';

const failed = (code: string, message: string, more: Parameters<typeof dnsStage>[1] = {}) =>
	judgeDns(dnsStage('a.example', {servers: ['10.0.0.53'], ...more, code, error: {code, syscall: null, message}}));

describe('three things that c-ares calls ECONNREFUSED, and REFUSED', () => {
	it.each<[string, string, string, object]>([
		[
			'REFUSED',
			'EREFUSED',
			'queryA EREFUSED a.example',
			{cause: 'dns.refused', detail: 'Name server 10.0.0.53 answered REFUSED: a.example.'},
		],
		[
			'nobody listens',
			'ECONNREFUSED',
			'nobody listens on 10.0.0.53:53',
			{cause: 'dns.refused', detail: 'Nobody listens on 10.0.0.53:53: a.example.'},
		],
		[
			'a router says so',
			'EHOSTUNREACH',
			'a router on the way calls 10.0.0.53:53 unreachable',
			{cause: 'dns.timeout', detail: 'A router on the way calls 10.0.0.53:53 unreachable: a.example.'},
		],
		[
			'no route',
			'NAME_SERVER_OUT_OF_REACH',
			'this machine has no route to its name server 10.0.0.53:53 (ENETUNREACH)',
			{kind: 'local', detail: 'This machine has no route to its name server 10.0.0.53:53 (ENETUNREACH).'},
		],
	])('%s', (_what, code, message, expected) => {
		expect(failed(code, message)).toMatchObject(expected);
	});

	it.each(['EBADRESP', 'EFORMERR', 'ENOTIMP', 'ESERVFAIL', 'EREFUSED', 'ENODATA', 'ENOTFOUND', 'ETIMEOUT'])(
		'are, like %s, no fault of this machine',
		code => {
			expect(failed(code, code)).toMatchObject({kind: 'blocked'});
		},
	);

	it('keep a proxy from being found, unless it is this machine’s own doing', () => {
		expect(failed('ECONNREFUSED', 'nobody listens on 10.0.0.53:53', {of: 'proxy'})).toMatchObject({
			cause: 'proxy.unresolvable',
			detail: 'Nobody listens on 10.0.0.53:53: a.example, the proxy.',
		});
		expect(failed('NAME_SERVER_OUT_OF_REACH', 'this machine has no route', {of: 'proxy'})).toMatchObject({
			kind: 'local',
		});
	});
});
