import {execFileSync} from 'node:child_process';
import {describe, expect, it} from 'vitest';
import {buildCurlLine, type CurlRequest} from '../../source/diagnosis/curl-line.ts';

const start = 'curl --verbose --silent --show-error --output /dev/null --http1.1 --connect-timeout 5 --max-time 15';

const direct: CurlRequest = {
	host: 'mcr.microsoft.com',
	port: 443,
	protocol: 'https',
	path: '/v2/',
	proxy: null,
	proxyCaFile: null,
	timeoutMs: 5000,
};
const proxy = {scheme: 'http', host: 'proxy', port: 3128, username: null} as const;

/** The arguments that a real shell makes of the line. A command that breaks out would print something else. */
function argumentsOf(line: string | null): string[] {
	const script = `curl() { printf '%s\\0' "$@"; }; ${line}`;
	return execFileSync('sh', ['-c', script], {encoding: 'utf8'}).split('\0').slice(0, -1);
}

describe('buildCurlLine', () => {
	it.each<[string, Partial<CurlRequest>, string]>([
		['direct', {}, "--noproxy '*' https://mcr.microsoft.com/v2/"],
		['without a path', {path: null}, "--noproxy '*' https://mcr.microsoft.com/"],
		['a port of its own', {port: 8084, path: '/'}, "--noproxy '*' https://mcr.microsoft.com:8084/"],
		['plain HTTP', {protocol: 'http', port: 80, path: '/'}, "--noproxy '*' http://mcr.microsoft.com/"],
		['HTTPS on port 80', {port: 80, path: '/'}, "--noproxy '*' https://mcr.microsoft.com:80/"],
		['an IPv6 address', {host: '2001:db8::1', path: '/'}, "--noproxy '*' 'https://[2001:db8::1]/'"],
		['through a proxy', {proxy}, "--proxy http://proxy:3128 --noproxy '' https://mcr.microsoft.com/v2/"],
		[
			'with a user name, so that curl asks for the password',
			{proxy: {...proxy, username: 'anna'}},
			"--proxy http://proxy:3128 --noproxy '' --proxy-user anna https://mcr.microsoft.com/v2/",
		],
		[
			'through a TLS proxy with a CA of its own',
			{proxy: {...proxy, scheme: 'https'}, proxyCaFile: '/etc/my ca.pem'},
			"--proxy https://proxy:3128 --noproxy '' --proxy-cacert '/etc/my ca.pem' https://mcr.microsoft.com/v2/",
		],
		['a query', {path: '/list?a=1&b=2'}, "--noproxy '*' 'https://mcr.microsoft.com/list?a=1&b=2'"],
		['braces in the path', {path: '/{a}'}, "--noproxy '*' --globoff 'https://mcr.microsoft.com/{a}'"],
	])('%s', (_, change, expected) => {
		expect(buildCurlLine({...direct, ...change})).toBe(`${start} ${expected}`);
	});

	it('asks for an upgrade where the service speaks WebSocket', () => {
		const line = buildCurlLine({...direct, protocol: 'websocket'});
		expect(argumentsOf(line)).toEqual(expect.arrayContaining(['Upgrade: websocket', 'Connection: Upgrade']));
	});

	it('has nothing for UDP', () => {
		expect(buildCurlLine({...direct, protocol: 'udp', port: 123})).toBeNull();
	});

	it('leaves out whatever follows a colon in a user name', () => {
		expect(buildCurlLine({...direct, proxy: {...proxy, username: 'anna:secret'}})).not.toContain('secret');
	});

	it.each([
		"x'; touch /tmp/owned; '.example",
		'$(touch /tmp/owned)',
		'a b',
		'evil@real.example',
		'real.example/path?x=#y',
		'{a,b}.example',
		'[1-9].example',
		'new\nline',
		'-option',
		'\u001b[2J.example',
		'\ud800.example',
	])('keeps the host %j inside one URL', host => {
		const words = argumentsOf(buildCurlLine({...direct, host, path: '/'}));
		expect(words).toHaveLength(13);
		const url = words.at(-1) ?? '';
		expect(url).toMatch(/^https:\/\/[A-Za-z0-9._%-]+\/$/);
	});

	it.each(["/'; touch /tmp/owned; '", '/$(id)', '/new\nline', '/ä b'])(
		'keeps the path %j inside one argument',
		path => {
			const words = argumentsOf(buildCurlLine({...direct, path}));
			expect(words).toHaveLength(13);
			expect(words.at(-1)).toMatch(/^https:\/\/mcr\.microsoft\.com\/[!-~]+$/);
		},
	);
});
