import {describe, expect, it} from 'vitest';
import {createPki} from '../../source/practice/certificates.ts';
import {lintCaFile} from '../../source/settings/lint/ca-file.ts';
import {
	lintEnvironment,
	lintProxyAddresses,
	lintProxyText,
	lintSettings,
} from '../../source/settings/lint/lint-settings.ts';
import {lintNoProxy, skipRangeFor} from '../../source/settings/lint/no-proxy-list.ts';
import {parseProxyUrl} from '../../source/settings/proxy-url.ts';

const minimum = '127.0.0.1,localhost,kubernetes.default.svc,.svc.cluster.local,.svc';

function proxySettings(url: string, noProxy = '') {
	const https = parseProxyUrl(url, '--proxy').endpoint;
	return {source: 'given', https, http: https, noProxy} as const;
}

describe('lint of no_proxy', () => {
	it('has nothing to say of an empty list', () => {
		expect(lintNoProxy('')).toEqual([]);
		expect(lintNoProxy('  ')).toEqual([]);
	});

	it('says what is needed where a proxy is set and no list at all', () => {
		const lacking = [{severity: 'info', problem: expect.stringContaining('It lacks 127.0.0.1, localhost,')}];
		for (const empty of ['', ' ']) {
			expect(lintSettings({proxy: proxySettings('http://proxy:3128', empty)}, {})).toMatchObject(lacking);
		}
		// Nobody looked at the environment, so that a list may be set there.
		expect(lintSettings({proxy: proxySettings('http://proxy:3128')})).toEqual([]);
	});

	it.each<[string, RegExp]>([
		[`10.0.0.0/16, ${minimum}`, /blanks in it/],
		[`10.0.0.0/16,,${minimum}`, /empty entry/],
		[`,10.0.0.0/16,${minimum}`, /empty entry/],
		[`10.0.0.0/16,${minimum},`, /empty entry/],
		['*', /"\*" sends everything past/],
		[`10.0.0.0/16,http://intranet/,${minimum}`, /"http:\/\/intranet\/" is neither/],
		[`10.0.0.0/16,10.0.0.0/33,fd00::/8/1,${minimum}`, /"10\.0\.0\.0\/33", "fd00::\/8\/1" are neither/],
		[`10.0.0.0/16,ümlaut.example,${minimum}`, /"ümlaut\.example" is neither/],
		[`10.0.0.0/16,a;b,ümlaut.example,${minimum}`, /separated by semicolons/],
		['localhost;127.0.0.1;*.svc;*.contoso.com;10.0.0.0/8', /separated by semicolons/],
		['localhost; .svc; 10.0.0.0/8', /separated by semicolons/],
		[';', /separated by semicolons/],
		[`"10.0.0.0/16,${minimum}"`, /quotes in it/],
		[`'10.0.0.0/16',${minimum}`, /quotes in it/],
		['\u201clocalhost,127.0.0.1\u201d', /quotes in it/],
		[`["10.0.0.0/16","localhost"]`, /quotes in it/],
		[`[10.0.0.0/16,${minimum}]`, /brackets around it/],
		[`(10.0.0.0/16,${minimum})`, /brackets around it/],
		[`10.0.0.0/16,${minimum}\r`, /line end in it/],
		[`10.0.0.0/16\n${minimum}\n`, /line end in it/],
		['localhost|127.0.0.1|10.*', /separated by bars/],
		[`NO_PROXY=10.0.0.0/16,${minimum}`, /begins with the name of a variable/],
		[`$no_proxy,10.0.0.0/16,${minimum}`, /name of a variable in place of its value/],
		[`%NO_PROXY%,10.0.0.0/16,${minimum}`, /name of a variable in place of its value/],
		[`\ufeff10.0.0.0/16,${minimum}`, /invisible character/],
		[`10.0.0.0/16,<local>,${minimum}`, /"<local>" is neither/],
		[`10.0.0.0/16,*.example.com,${minimum}`, /"\*\.example\.com" has a "\*"/],
	])('warns of %j', (noProxy, problem) => {
		const warnings = lintNoProxy(noProxy).filter(({severity}) => severity === 'warning');
		expect(warnings).toHaveLength(1);
		expect(warnings[0]?.problem).toMatch(problem);
	});

	it.each<[string, string[]]>([
		[`10.0.0.0/16,${minimum}`, ['counts for Go programs']],
		[minimum, ['names no address range']],
		['10.0.0.0/16,.svc,localhost', ['counts for Go programs', 'lacks 127.0.0.1, .svc.cluster.local,']],
		['10.0.0.0/16,svc,cluster.local,localhost,127.0.0.1', ['counts for Go programs']],
		[`10.0.0.0/16,10.0.0.7,fd00::7,[fd00::7]:443,intra_net:8443,.corp.example,a.,${minimum}`, ['counts for Go']],
		['fd00::/8,10.0.0.0/8,*.svc', ['"*.svc"', 'ranges fd00::/8, 10.0.0.0/8 count', 'lacks 127.0.0.1, localhost,']],
	])('%j', (noProxy, problems) => {
		const notes = lintNoProxy(noProxy);
		expect(notes).toHaveLength(problems.length);
		for (const [index, problem] of problems.entries()) expect(notes[index]?.problem).toContain(problem);
	});

	it('says how to find the service range', () => {
		expect(lintNoProxy(minimum)[0]?.cure).toContain('kubectl cluster-info dump');
	});
});

describe('the list for the agents', () => {
	it.each<[string, string]>([
		['', `<SERVICE-CIDR>,${minimum}`],
		['10.0.0.0/16', `10.0.0.0/16,${minimum}`],
		[' *.corp,, *,10.96.0.0/12 ', `.corp,10.96.0.0/12,${minimum}`],
		['localhost,.svc', `localhost,.svc,<SERVICE-CIDR>,127.0.0.1,kubernetes.default.svc,.svc.cluster.local`],
	])('%j becomes %j', (noProxy, expected) => {
		expect(skipRangeFor(noProxy).join(',')).toBe(expected);
	});
});

describe('lint of the proxy address', () => {
	it.each<[string, number]>([
		['http://proxy:3128', 0],
		['https://proxy:3128', 1],
		['https://proxy:8080', 1],
		['https://proxy:8443', 0],
		['http://proxy:443', 1],
		['http://anna:secret@proxy:3128', 0],
		['http://corp%5Canna:secret@proxy:3128', 1],
	])('%s: %i notes', (url, count) => {
		expect(lintProxyAddresses(proxySettings(url))).toHaveLength(count);
	});

	it('says how a user name is written', () => {
		const [note] = lintProxyAddresses(proxySettings('http://corp%5Canna:hunter2@proxy:3128'));
		expect(note?.cure).toContain('corp%5Canna');
		expect(JSON.stringify(note)).not.toContain('hunter2');
	});

	it.each<[string, number]>([
		['http://proxy:3128', 0],
		['http://http://proxy:3128', 1],
		['http://anna:p%40ss@proxy:3128', 0],
		['http://anna:p@ss@proxy:3128', 1],
		['http://anna:p#ss@proxy:3128', 1],
		['', 0],
	])('as typed, %j: %i notes, none of which repeats it', (text, count) => {
		const notes = lintProxyText('HTTPS_PROXY', text);
		expect(notes).toHaveLength(count);
		expect(JSON.stringify(notes)).not.toMatch(/anna|ss@/);
	});
});

describe('lint of the environment', () => {
	it.each<[{[name: string]: string}, string[]]>([
		[{https_proxy: 'http://a:1', HTTPS_PROXY: 'http://a:1'}, []],
		[{https_proxy: 'http://a:1', HTTPS_PROXY: 'http://b:1'}, ['https_proxy and HTTPS_PROXY']],
		[{no_proxy: 'a', NO_PROXY: 'b'}, ['no_proxy and NO_PROXY']],
		[{no_proxy: '', NO_PROXY: 'b'}, []],
		[{HTTP_PROXY: 'http://https://a:1'}, ['HTTP_PROXY']],
	])('%j', (environment, fields) => {
		expect(lintEnvironment(environment).map(({field}) => field)).toEqual(fields);
	});
});

describe('lint of the CA file', () => {
	const pki = createPki(new Date(), 'Northwind Mills');
	const {cert, key} = pki.identityFor(['service.example'], 'corporate');
	const [leaf = ''] = cert.match(/-----BEGIN[\s\S]+?-----END CERTIFICATE-----/g) ?? [];

	it('has nothing to say of a root, or of a chain with its root', () => {
		expect(lintCaFile(pki.corporateRootPem)).toEqual([]);
		expect(lintCaFile(`${leaf}\n${pki.corporateRootPem}`)).toEqual([]);
	});

	it('warns of a chain without its root', () => {
		expect(lintCaFile(leaf)).toMatchObject([{severity: 'warning', problem: expect.stringContaining('no root')}]);
	});

	it('says which authority has expired, and which block can not be read', () => {
		const year2100 = Date.parse('2100-01-01');
		const expired = lintCaFile(pki.corporateRootPem, year2100);
		expect(expired[0]?.problem).toMatch(/"O=[^"]+TLS Inspection CA" in it expired on 20\d\d-\d\d-\d\d/);
		const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
		expect(lintCaFile(`${broken}${pki.corporateRootPem}`)[0]?.problem).toContain('block 1 of 2');
	});

	it.each<[string, (good: string, bad: string) => string, string]>([
		['before', (good, bad) => `${bad}${good}`, 'block 1 of 2, from line 1'],
		['behind', (good, bad) => `# the root\n${good}${bad}`, 'block 2 of 2, from line'],
		[
			'between, with line ends of Windows',
			(good, bad) => `${good}${bad}${good}`.replaceAll('\n', '\r\n'),
			'block 2 of 3, from line',
		],
		['twice', (good, bad) => `${bad}\n${bad}${good}`, 'blocks 1 and 2 of 3, from lines 1 and 5'],
		['without its end', (good, bad) => `${good}${bad.slice(0, 34)}`, 'block 2 of 2, from line'],
		['running into the next', (good, bad) => `${bad.slice(0, 34)}\n${good}`, 'block 1 of 2, from line 1'],
	])('tells a block that can not be read by its line: %s', (_where, write, place) => {
		const bad = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
		const good = `${pki.corporateRootPem.trimEnd()}\n`;
		const [note, ...others] = lintCaFile(write(good, bad));
		expect(note?.problem).toContain(place);
		expect(others).toEqual([]);
	});

	it('warns of a private key, and of a part that cannot be read', () => {
		expect(lintCaFile(`${pki.corporateRootPem}\n${key}`)[0]?.problem).toContain('private key');
		const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
		expect(lintCaFile(`${pki.corporateRootPem}\n${broken}`)[0]?.problem).toContain('Part of it');
	});

	it.each<[string, RegExp]>([
		['', /holds no certificate/],
		['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', /holds no certificate/],
	])('%j', (pem, problem) => {
		expect(lintCaFile(pem)[0]?.problem).toMatch(problem);
	});
});

describe('lintSettings', () => {
	it('says nothing without a proxy', () => {
		const proxy = {source: 'none', https: null, http: null, noProxy: 'a,,b'} as const;
		expect(lintSettings({proxy}, {no_proxy: 'a', NO_PROXY: 'b'}, '')).toEqual([]);
	});

	it('puts the notes of all parts together', () => {
		const notes = lintSettings({proxy: proxySettings('https://proxy:3128', '*')}, {no_proxy: 'a', NO_PROXY: 'b'}, '');
		expect(notes.map(({field}) => field)).toEqual([
			'The HTTPS proxy',
			'no_proxy',
			'no_proxy and NO_PROXY',
			'The CA file',
		]);
	});
});
