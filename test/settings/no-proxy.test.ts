import {describe, expect, it} from 'vitest';
import {loopbackRule, matchNoProxy} from '../../source/settings/no-proxy.ts';
import {createRandom, pickBy} from '../helpers/random.ts';

describe('matchNoProxy', () => {
	it.each<[title: string, noProxy: string, host: string, port: number, rule: string | null]>([
		['an empty list', '', 'example.com', 443, null],
		['only separators', ' , ,, ', 'example.com', 443, null],
		['a name, itself', 'example.com', 'example.com', 443, 'example.com'],
		['a name, below it', 'example.com', 'a.b.example.com', 443, 'example.com'],
		['a name, another that ends alike', 'example.com', 'badexample.com', 443, null],
		['a name, above it', 'a.example.com', 'example.com', 443, null],
		['a name as a prefix', 'example.com', 'example.com.evil.org', 443, null],
		['a leading dot, below it', '.example.com', 'a.example.com', 443, '.example.com'],
		['a leading dot, the name itself', '.example.com', 'example.com', 443, null],
		['a leading star, below it', '*.example.com', 'a.b.example.com', 443, '*.example.com'],
		['a leading star, the name itself', '*.example.com', 'example.com', 443, null],
		['a star within a name matches nothing', 'a*.example.com', 'ab.example.com', 443, null],
		['a star alone', '*', 'example.com', 443, '*'],
		['a star alone and an address', '*', '10.0.0.1', 443, '*'],
		['a star in a list', 'a.org, *', 'example.com', 443, '*'],
		['a top-level suffix', '.svc', 'kubernetes.default.svc', 443, '.svc'],
		['a single label', 'svc', 'kubernetes.default.svc', 443, 'svc'],
		['case', 'EXAMPLE.com', 'Example.COM', 443, 'EXAMPLE.com'],
		['a trailing dot in the rule', 'example.com.', 'example.com', 443, 'example.com.'],
		['a trailing dot in the host', 'example.com', 'example.com.', 443, 'example.com'],
		['a dot alone', '.', 'example.com', 443, null],
		['the first of several', 'com, example.com', 'example.com', 443, 'com'],
		['blanks around commas', 'a.org , example.com ', 'example.com', 443, 'example.com'],
		['blanks alone', 'a.org example.com', 'example.com', 443, 'example.com'],
		['a port that fits', 'example.com:8443', 'example.com', 8443, 'example.com:8443'],
		['a port that fits, below the name', 'example.com:8443', 'a.example.com', 8443, 'example.com:8443'],
		['a port that does not fit', 'example.com:8443', 'example.com', 443, null],
		['a port behind a dot rule', '.example.com:8443', 'a.example.com', 8443, '.example.com:8443'],
		['a port behind a star rule', '*.example.com:8443', 'a.example.com', 443, null],
		['an empty port', 'example.com:', 'example.com', 443, 'example.com:'],
		['a port that is no number', 'example.com:https', 'example.com', 443, null],
		['a port alone', ':443', 'example.com', 443, null],
		['an IPv4 address', '10.0.0.1', '10.0.0.1', 443, '10.0.0.1'],
		['another IPv4 address', '10.0.0.1', '10.0.0.10', 443, null],
		['an IPv4 address and port', '10.0.0.1:6443', '10.0.0.1', 6443, '10.0.0.1:6443'],
		['an IPv4 address and another port', '10.0.0.1:6443', '10.0.0.1', 443, null],
		['an address rule and a name', '10.0.0.1', 'example.com', 443, null],
		['the end of an address is no suffix', '0.0.1', '10.0.0.1', 443, null],
		['an IPv6 address', '2001:db8::1', '2001:db8::1', 443, '2001:db8::1'],
		['an IPv6 address, spelled otherwise', '2001:DB8:0:0::1', '2001:db8::1', 443, '2001:DB8:0:0::1'],
		['an IPv6 address in brackets', '[2001:db8::1]', '2001:db8::1', 443, '[2001:db8::1]'],
		['an IPv6 host in brackets', '2001:db8::1', '[2001:db8::1]', 443, '2001:db8::1'],
		['an IPv6 address and port', '[2001:db8::1]:6443', '2001:db8::1', 6443, '[2001:db8::1]:6443'],
		['an IPv6 address and another port', '[2001:db8::1]:6443', '2001:db8::1', 443, null],
		['an IPv4 range', '10.0.0.0/8', '10.200.3.4', 443, '10.0.0.0/8'],
		['outside an IPv4 range', '10.0.0.0/8', '11.0.0.1', 443, null],
		['an IPv4 range written with host bits', '172.16.5.4/12', '172.31.0.1', 443, '172.16.5.4/12'],
		['the range of all', '0.0.0.0/0', '203.0.113.1', 443, '0.0.0.0/0'],
		['one address as a range', '192.0.2.1/32', '192.0.2.1', 443, '192.0.2.1/32'],
		['a range and a name', '10.0.0.0/8', 'example.com', 443, null],
		['a range and IPv4 mapped into IPv6', '10.0.0.0/8', '::ffff:10.1.2.3', 443, '10.0.0.0/8'],
		['an IPv4 range and an IPv6 address', '10.0.0.0/8', '2001:db8::1', 443, null],
		['an IPv6 range', 'fd00::/8', 'fd12:3456::1', 443, 'fd00::/8'],
		['outside an IPv6 range', 'fd00::/8', '2001:db8::1', 443, null],
		['too many bits', '10.0.0.0/33', '10.0.0.1', 443, null],
		['a range without bits', '10.0.0.0/', '10.0.0.1', 443, null],
		['a name with a slash', 'example.com/24', 'example.com', 443, null],
		[
			'an international name in its own letters',
			'.bücher.example',
			'www.xn--bcher-kva.example',
			443,
			'.bücher.example',
		],
		['an international name in ASCII', 'xn--bcher-kva.example', 'Bücher.example', 443, 'xn--bcher-kva.example'],
		['a zone behind an IPv6 address is no name', 'example.com', 'fe80::1%.example.com', 443, null],
		['the word Arc, a host of its identity service', 'Arc', 'eus.his.arc.azure.com', 443, 'Arc'],
		['the word Arc, its data plane', 'a.org,Arc', 'eastus.dp.kubernetesconfiguration.azure.com', 443, 'Arc'],
		['the word Arc, in another cloud', 'Arc', 'usgv.his.arc.azure.us', 443, 'Arc'],
		['the word Arc, guest configuration', 'Arc', 'eastus-gas.guestconfiguration.azure.cn', 443, 'Arc'],
		['the word Arc, a host without a private endpoint', 'Arc', 'eastus.obo.arc.azure.com', 8084, null],
		['the word Arc, a host that ends alike', 'Arc', 'evilhis.arc.azure.com', 443, null],
		['the word Arc, a host of this name', 'Arc', 'arc', 443, null],
		['a host called arc is no word for others', 'arc', 'eus.his.arc.azure.com', 443, null],
		['localhost without a rule', '', 'localhost', 8080, loopbackRule],
		['a loopback address without a rule', '', '127.8.9.10', 8080, loopbackRule],
		['IPv6 loopback without a rule', '', '::1', 8080, loopbackRule],
		['a name below localhost', '', 'a.localhost', 8080, null],
	])('%s', (_title, noProxy, host, port, rule) => {
		expect(matchNoProxy(noProxy, host, port)).toBe(rule);
	});
});

/** A target as numbers or labels, so that what a rule means can be told without reading its text. */
type Drawn =
	| {readonly text: string; readonly labels: readonly string[]}
	| {readonly text: string; readonly number: number};
type DrawnRule = {readonly text: string; readonly covers: (target: Drawn, port: number) => boolean};

/** Lists, and targets that they may cover, over so few labels and addresses that many do. */
function drawList(seed: number) {
	const random = createRandom(seed);
	const pick = pickBy(random);
	const drawLabels = () => Array.from({length: 1 + random(4)}, () => pick(['a', 'b', 'svc', 'example', 'com']));
	const addressOf = (number: number) => `10.0.${number >> 8}.${number & 255}`;
	const drawPort = () => pick([80, 443, 8443]);
	const drawCase = (text: string) => (random(3) === 0 ? text.toUpperCase() : text);

	const drawRule = (): DrawnRule => {
		const port = random(4) === 0 ? drawPort() : null;
		const behind = port === null ? '' : `:${port}`;
		const labels = drawLabels();
		const number = random(1024);
		const bits = 16 + random(17);
		const isBelow = (target: Drawn, isSelfToo: boolean) =>
			'labels' in target &&
			(isSelfToo ? target.labels.length >= labels.length : target.labels.length > labels.length) &&
			target.labels.slice(-labels.length).join() === labels.join();
		const isPort = (given: number) => port === null || port === given;
		return pick<() => DrawnRule>([
			() => ({
				text: drawCase(`${labels.join('.')}${behind}`),
				covers: (target, given) => isPort(given) && isBelow(target, true),
			}),
			() => ({
				text: drawCase(`${pick(['.', '*.'])}${labels.join('.')}${behind}`),
				covers: (target, given) => isPort(given) && isBelow(target, false),
			}),
			() => ({
				text: `${addressOf(number)}${behind}`,
				covers: (target, given) => isPort(given) && 'number' in target && target.number === number,
			}),
			() => ({
				text: `${addressOf(number)}/${bits}`,
				covers: target => 'number' in target && target.number >> (32 - bits) === number >> (32 - bits),
			}),
		])();
	};
	const drawTarget = (): Drawn => {
		const labels = drawLabels();
		const number = random(1024);
		return random(2) === 0 ? {text: drawCase(labels.join('.')), labels} : {text: addressOf(number), number};
	};
	const rules = Array.from({length: 1 + random(6)}, drawRule);
	const separators = [',', ', ', ' ,', ',,', ' '] as const;
	return {
		rules,
		list: rules.map(({text}) => text).join(pick(separators)),
		targets: Array.from({length: 20}, () => ({target: drawTarget(), port: drawPort()})),
	};
}

it('covers what the rules of any list mean, and names the first that does', () => {
	for (let seed = 1; seed <= 50; seed++) {
		const {rules, list, targets} = drawList(seed);
		for (const {target, port} of targets) {
			const expected = rules.find(({covers}) => covers(target, port))?.text ?? null;
			expect(matchNoProxy(list, target.text, port), `${list} for ${target.text}:${port}`).toBe(expected);
		}
	}
});
