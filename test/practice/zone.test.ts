import {expect, it} from 'vitest';
import type {FaultName} from '../../source/practice/faults.ts';
import type {Scenario} from '../../source/practice/scenario.ts';
import {answerName, createZone, type NameAnswer} from '../../source/practice/zone.ts';
import {healthy} from './services.ts';

function ask(scenario: Scenario, name: string, type: 'A' | 'AAAA' | 'CNAME', side: 'client' | 'proxy' = 'client') {
	return answerName(createZone(scenario), scenario.faults ?? [], {name, type, side});
}

function found(addresses: string[], aliases: string[] = []): NameAnswer {
	return {kind: 'answer', code: 'NOERROR', aliases, addresses};
}

const nxdomain: NameAnswer = {kind: 'answer', code: 'NXDOMAIN', aliases: [], addresses: []};

const services = [healthy('a.example'), healthy('*.registry.example')];

it.each<[string, 'A' | 'AAAA' | 'CNAME', NameAnswer]>([
	['a.example', 'A', found(['203.0.113.1'])],
	['A.Example', 'A', found(['203.0.113.1'])],
	['a.example', 'AAAA', found([])],
	['a.example', 'CNAME', found([])],
	['deep.down.registry.example', 'A', found(['203.0.113.2'])],
	['registry.example', 'A', nxdomain],
])('%s %s', (name, type, expected) => {
	expect(ask({services}, name, type)).toEqual(expected);
});

it.each<[FaultName, NameAnswer, NameAnswer]>([
	['dns-nxdomain', nxdomain, nxdomain],
	['dns-no-answer', found([]), found([])],
	['dns-silent', {kind: 'silence'}, {kind: 'silence'}],
	['dns-sinkhole', found(['0.0.0.0']), found([])],
	['dns-loopback', found(['127.0.0.1']), found([])],
	['dns-private', found(['10.20.0.1'], ['a.privatelink.example']), found([], ['a.privatelink.example'])],
	['dns-made-up', found(['198.18.0.1']), found([])],
	[
		'dns-alias',
		found(['203.0.113.1'], ['edge.a.example', 'pool-7.delivery.example']),
		found([], ['edge.a.example', 'pool-7.delivery.example']),
	],
	['dns-alias-to-sinkhole', found(['0.0.0.0'], ['sinkhole.filter.example']), found([], ['sinkhole.filter.example'])],
	['ipv6-dropped', found(['203.0.113.1']), found(['2001:db8::1'])],
])('%s', (fault, expected, expectedOfIpv6) => {
	const scenario: Scenario = {services, faults: [{host: 'a.example', fault}]};

	expect(ask(scenario, 'a.example', 'A')).toEqual(expected);
	expect(ask(scenario, 'a.example', 'AAAA')).toEqual(expectedOfIpv6);
});

it('can fail for one side only', () => {
	const scenario: Scenario = {services, faults: [{host: '*', fault: 'dns-servfail', seenBy: 'client'}]};

	expect(ask(scenario, 'a.example', 'A', 'client')).toMatchObject({code: 'SERVFAIL'});
	expect(ask(scenario, 'a.example', 'A', 'proxy')).toMatchObject({code: 'NOERROR'});
});

it('gives a host with a fault an address apart from its pattern', () => {
	const scenario: Scenario = {services, faults: [{host: 'bad.registry.example', fault: 'tcp-refused'}]};

	expect(ask(scenario, 'bad.registry.example', 'A')).not.toEqual(ask(scenario, 'good.registry.example', 'A'));
});

it('gives every host an IPv6 address on demand', () => {
	expect(ask({services, hasIpv6: true}, 'x.registry.example', 'AAAA')).toEqual(found(['2001:db8::2']));
});

it('has room for 762 hosts, each with an address of its own', () => {
	const many = (count: number) => ({services: Array.from({length: count}, (_, index) => healthy(`h${index}.example`))});

	expect(new Set(createZone(many(762)).places.map(({ipv4}) => ipv4)).size).toBe(762);
	expect(() => createZone(many(763))).toThrow(RangeError);
});
