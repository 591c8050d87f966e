// What reg.exe prints, with line ends of its own, and what WinINet and WinHTTP make of the values.
import {describe, expect, it} from 'vitest';
import {
	describeSystemProxy,
	parseInternetSettings,
	parseWinHttp,
	type SystemProxy,
} from '../../source/settings/windows-proxy.ts';

const key = String.raw`HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Internet Settings`;
type Values = {readonly [name: string]: readonly [type: string, text: string]};

function listing(values: Values): string {
	const lines = Object.entries(values).map(([name, [type, text]]) => `    ${name}    ${type}    ${text}`);
	return ['', key, ...lines, '', `${key}\\ZoneMap`, `${key}\\Zones`, ''].join('\r\n');
}

const enabled = ['REG_DWORD', '0x1'] as const;
const server = (text: string, bypass?: string): Values => ({
	ProxyEnable: enabled,
	ProxyServer: ['REG_SZ', text],
	...(bypass !== undefined && {ProxyOverride: ['REG_SZ', bypass] as const}),
});

/** The proxies in a few words: for HTTPS, for HTTP, past them, and the script. */
function told(found: SystemProxy | null) {
	if (found === null) return null;
	const name = (one: SystemProxy['https']) =>
		one && `${one.endpoint.scheme}://${one.endpoint.host}:${one.endpoint.port}`;
	return [name(found.https), name(found.http), found.noProxy, found.pac];
}

describe('the proxy in the Internet settings of Windows', () => {
	it.each<readonly [string, Values, unknown]>([
		['none', {'User Agent': ['REG_SZ', 'Mozilla/4.0']}, null],
		['one that is switched off', {...server('proxy:8080'), ProxyEnable: ['REG_DWORD', '0x0']}, null],
		['one without its switch', {ProxyServer: ['REG_SZ', 'proxy:8080']}, null],
		['a switch without one', {ProxyEnable: enabled}, null],
		['an empty one', server(''), null],
		['one for all', server('proxy.corp.example:8080'), [...twice('http://proxy.corp.example:8080'), '', null]],
		['one without a port', server('proxy.corp.example'), [...twice('http://proxy.corp.example:80'), '', null]],
		['one with a scheme', server('http://proxy:8080/'), [...twice('http://proxy:8080'), '', null]],
		['one over TLS', server('https://proxy'), [...twice('https://proxy:443'), '', null]],
		['an IPv6 address', server('[2001:db8::1]:3128'), [...twice('http://2001:db8::1:3128'), '', null]],
		['one for each', server('http=a:1;https=b:2;ftp=c:3;socks=d:4'), ['http://b:2', 'http://a:1', '', null]],
		['blanks between them', server('HTTP=a:1  HTTPS=http://b:2'), ['http://b:2', 'http://a:1', '', null]],
		['one for HTTP alone', server('http=a:1'), [null, 'http://a:1', '', null]],
		['SOCKS for the rest', server('http=a:1;socks=d'), ['socks4://d:1080', 'http://a:1', '', null]],
		['SOCKS with its version', server('socks=socks5://d:9'), [...twice('socks5://d:9'), '', null]],
		['one for FTP alone', server('ftp=c:3'), null],
		['one twice', server('https=a:1;https=b:2'), ['http://a:1', null, '', null]],
		['one that is empty', server('https=;http=a:1'), [null, 'http://a:1', '', null]],
		[
			'exceptions',
			server('p:1', '*.corp.example;LOCALHOST;10.*;192.168.1.*;172.16.*.*;<local>;<-loopback>'),
			[...twice('http://p:1'), '.corp.example,localhost,10.0.0.0/8,192.168.1.0/24,172.16.0.0/16', null],
		],
		[
			'exceptions with schemes, ports and stars',
			server('p:1', 'https://a.example/; b.example:8443 ;*c.example;[2001:db8::2];*'),
			[...twice('http://p:1'), 'a.example,b.example:8443,c.example,[2001:db8::2],*', null],
		],
		['local names alone', server('p:1', '<local>'), [...twice('http://p:1'), '', null]],
		[
			'a script before an address',
			{...server('p:1'), AutoConfigURL: ['REG_SZ', 'http://config.example/proxy.pac']},
			[...twice('http://p:1'), '', 'http://config.example/proxy.pac'],
		],
		[
			'a script alone',
			{ProxyEnable: ['REG_DWORD', '0x0'], AutoConfigURL: ['REG_EXPAND_SZ', 'http://config.example/proxy.pac']},
			[null, null, '', 'http://config.example/proxy.pac'],
		],
	])('%s', (_name, values, expected) => {
		expect(told(parseInternetSettings(listing(values)))).toEqual(expected);
	});

	it.each([
		['', null],
		['ERROR: The system was unable to find the specified registry key or value.\r\n', null],
		['\u0000\u0000\u0000\u0000', null],
		// Names in another case, and the line ends of another system.
		[`\n${key}\n    PROXYENABLE    REG_DWORD    0x1\n    proxyserver    REG_SZ    p:1\n`, 'http://p:1'],
		// What a value of two lines says of other values comes too late.
		[`${listing(server('p:1'))}\r\n    ProxyServer    REG_SZ    evil:1\r\n`, 'http://p:1'],
		[listing({...server('p:1'), ProxyOverride: ['REG_SZ', 'a;'.repeat(500_000)]}), 'http://p:1'],
		[listing({...server(';'.repeat(1_000_000))}), null],
	])('reads %# of odd listings', (text, expected) => {
		const found = parseInternetSettings(text);
		expect(found && describeSystemProxy(found)).toBe(expected);
	});

	it.each([
		[{...server('http://[x]:1')}, 'The proxy of Windows (ProxyServer) has no IPv6 address between its brackets'],
		[{...server('https=a:b:c')}, 'The proxy of Windows (ProxyServer) has more than one colon'],
		[{...server('https=p:99999')}, 'The proxy of Windows (ProxyServer) has a port that is not a number'],
		[{...server('\u001b[2Jp:1')}, 'The proxy of Windows (ProxyServer) has a host that is neither'],
		[{...server('socks=socks9://d:1')}, 'The proxy of Windows (ProxyServer) names SOCKS without a version'],
		[{AutoConfigURL: ['REG_SZ', 'http://jo:S3cret@c/p.pac']}, 'The PAC script of Windows (AutoConfigURL) has a login'],
		[{AutoConfigURL: ['REG_SZ', 'gopher://c/p.pac']}, 'The PAC script of Windows (AutoConfigURL) is no URL'],
	] as const)('refuses %j and repeats nothing of it', (values, expected) => {
		expect(() => parseInternetSettings(listing(values))).toThrow(expected);
		expect(() => parseInternetSettings(listing(values))).not.toThrow(/S3cret|\u001b/);
	});

	it('keeps a login out of what is remembered', () => {
		const found = parseInternetSettings(listing(server('http://jo:S3cret@p:1')));
		expect(found?.https).toMatchObject({endpoint: {username: 'jo'}, password: 'S3cret'});
		expect(found && describeSystemProxy(found)).toBe('http://p:1');
	});

	it.each([
		['srv*.corp.example', 'srv*.corp.example'],
		['a.*.example;b.*.example;c.*.example;d.*.example', 'a.*.example, b.*.example, c.*.example and 1 more pattern'],
		['ev\u202eil?.example', 'ev il?.example'],
	])('says what of the exceptions %j no_proxy has no words for', (bypass, left) => {
		const found = parseInternetSettings(listing(server('p:1', `ok.example;${bypass}`)));
		expect(found).toMatchObject({
			noProxy: 'ok.example',
			notes: [`Windows also lets ${left} past its proxy, which no_proxy has no words for: it is left out here.`],
		});
	});
});

function twice<Value>(value: Value): readonly [Value, Value] {
	return [value, value];
}

describe('the proxy that services of Windows take', () => {
	/** As `netsh winhttp set proxy` writes it. */
	const binary = (access: number, list: string, bypass = '') => {
		const words = (...values: readonly number[]) => {
			const bytes = Buffer.alloc(4 * values.length);
			for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, 4 * index);
			return bytes.toString('hex');
		};
		const text = (value: string) => words(value.length) + Buffer.from(value).toString('hex');
		return words(0x28, 0, access) + text(list) + text(bypass);
	};
	it.each([
		['direct', binary(1, ''), null],
		['one', binary(3, 'proxy:8080', '*.corp.example;<local>'), [...twice('http://proxy:8080'), '.corp.example', null]],
		['one for each', binary(3, 'http=a:1;https=b:2'), ['http://b:2', 'http://a:1', '', null]],
		['cut off', binary(3, 'proxy:8080').slice(0, 28), null],
		['with a length beyond its end', `280000000000000003000000ffffffff${Buffer.from('p:1').toString('hex')}`, 'p'],
		['no hex', 'zz', null],
	])('%s', (_name, hex, expected) => {
		const found = parseWinHttp(listing({WinHttpSettings: ['REG_BINARY', hex.toUpperCase()]}));
		expect(told(found)).toEqual(expected === 'p' ? [...twice('http://p:1'), '', null] : expected);
	});
});
