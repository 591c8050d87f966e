import {expect, it} from 'vitest';
import {faultOn, type PlayedFault, serviceAt} from '../../source/practice/scenario.ts';
import {healthy} from './services.ts';

const played: PlayedFault[] = [
	{host: '*', fault: 'tcp-dropped', seenBy: 'client'},
	{host: '*.registry.example', fault: 'tls-reset'},
	{host: 'good.registry.example', fault: 'tls-alert', port: 8443},
	{host: 'a.example', fault: 'dns-nxdomain'},
	{host: 'a.example', fault: 'http-silent', seenBy: 'proxy'},
];

it.each([
	['path', 'a.example', 443, 'client', 'tcp-dropped'],
	['path', 'a.example', 443, 'proxy', null],
	['name', 'a.example', null, 'client', 'dns-nxdomain'],
	['http', 'a.example', 443, 'client', null],
	['http', 'a.example', 443, 'proxy', 'http-silent'],
	['handshake', 'b.registry.example', 443, 'client', 'tls-reset'],
	['handshake', 'good.registry.example', 443, 'client', 'tls-reset'],
	['handshake', 'good.registry.example', 8443, 'client', 'tls-alert'],
	['certificate', 'good.registry.example', 443, 'client', null],
] as const)('%s layer of %s:%s for the %s: %s', (layer, host, port, side, expected) => {
	expect(faultOn(played, layer, {host, port, side})).toBe(expected);
});

const services = [
	healthy('a.example', {path: '/v2/', body: 'registry'}),
	healthy('a.example', {path: null, body: 'the rest'}),
	healthy('a.example', {port: 80, protocol: 'http', body: 'plain'}),
	healthy('*.example', {path: '/v2/', body: 'any registry'}),
];

it.each([
	['the path counts', {host: 'a.example', port: 443, path: '/v2/'}, 'registry'],
	['other paths share an answer', {host: 'a.example', port: 443, path: '/other'}, 'the rest'],
	['the port counts', {host: 'a.example', port: 80, path: '/v2/'}, 'plain'],
	['the only path answers for all', {host: 'b.example', port: 443, path: '/other'}, 'any registry'],
	['no path is asked for', {host: 'b.example', port: 443}, 'any registry'],
	['nobody listens on the port', {host: 'a.example', port: 22}, undefined],
	['nobody has the name', {host: 'a.test', port: 443}, undefined],
])('%s', (_, request, body) => {
	expect(serviceAt(services, request)?.body).toBe(body);
});
