import {describe, expect, it} from 'vitest';
import {UsageError} from '../../source/errors.ts';
import {lintProxyText} from '../../source/settings/lint/lint-settings.ts';
import {readProxyEnvironment} from '../../source/settings/proxy-environment.ts';
import {parseProxyChoice} from '../../source/settings/proxy-field.ts';
import {formatProxy, parseProxyUrl} from '../../source/settings/proxy-url.ts';
import {createRandom, pickBy} from '../helpers/random.ts';

const messageOf = (text: string, field = '--proxy') => {
	try {
		parseProxyUrl(text, field);
	} catch (error) {
		expect(error).toBeInstanceOf(UsageError);
		return (error as UsageError).message;
	}
	throw new Error(`"${text}" was accepted`);
};

describe('an address that is understood', () => {
	it.each([
		['http://proxy:3128', 'http', 'proxy', 3128, null, null],
		['HTTP://Proxy.Example.COM:3128', 'http', 'proxy.example.com', 3128, null, null],
		['http://proxy:3128/', 'http', 'proxy', 3128, null, null],
		['https://proxy.example:8443', 'https', 'proxy.example', 8443, null, null],
		['proxy:3128', 'http', 'proxy', 3128, null, null],
		['10.0.0.1:3128', 'http', '10.0.0.1', 3128, null, null],
		['http://proxy', 'http', 'proxy', 80, null, null],
		['https://proxy', 'https', 'proxy', 443, null, null],
		['http://proxy_1.corp.:3128', 'http', 'proxy_1.corp.', 3128, null, null],
		['http://[::1]:3128', 'http', '::1', 3128, null, null],
		['[2001:DB8::1]:3128', 'http', '2001:db8::1', 3128, null, null],
		['https://[2001:db8::1]', 'https', '2001:db8::1', 443, null, null],
		['http://ann@proxy:3128', 'http', 'proxy', 3128, 'ann', null],
		['http://ann:secret@proxy:3128', 'http', 'proxy', 3128, 'ann', 'secret'],
		['ann:secret@proxy:3128', 'http', 'proxy', 3128, 'ann', 'secret'],
		['http://ann:@proxy:3128', 'http', 'proxy', 3128, 'ann', ''],
		['http://corp%5Cann:p%40ss%3Aw%2F%25@proxy:3128', 'http', 'proxy', 3128, 'corp\\ann', 'p@ss:w/%'],
		['http://ann:p@ss:word@proxy:3128', 'http', 'proxy', 3128, 'ann', 'p@ss:word'],
		['http://ann:p%C3%A4ss@[::1]:3128', 'http', '::1', 3128, 'ann', 'päss'],
		['http://@proxy:3128', 'http', 'proxy', 3128, null, null],
		['socks5h://bastion:1080', 'socks5h', 'bastion', 1080, null, null],
		['SOCKS5://Bastion', 'socks5', 'bastion', 1080, null, null],
		['socks5h://ann:secret@[::1]:9', 'socks5h', '::1', 9, 'ann', 'secret'],
		['socks4a://ann@bastion', 'socks4a', 'bastion', 1080, 'ann', null],
		['socks4://bastion:1081', 'socks4', 'bastion', 1081, null, null],
		['http://ann:se;cret,$x@proxy:3128', 'http', 'proxy', 3128, 'ann', 'se;cret,$x'],
	] as const)('%s', (text, scheme, host, port, username, password) => {
		expect(parseProxyUrl(text, '--proxy')).toEqual({endpoint: {scheme, host, port, username}, password});
	});
});

describe('an address that is refused', () => {
	it.each([
		['', 'is empty'],
		['   ', 'is empty'],
		[' http://proxy:3128', 'has a blank'],
		['http://proxy:3128\n', 'has a line end behind it'],
		['http://proxy:3128\r', 'has a line end behind it'],
		['http://proxy:3128\r\n', 'has a line end behind it'],
		["'http://proxy:3128'", 'has quotes around it'],
		['"http://svc:secret@proxy:3128"', 'has quotes around it'],
		['\u201chttp://proxy:3128\u201d', 'has quotes around it'],
		['`http://proxy:3128`', 'has quotes around it'],
		['"http://proxy:3128', 'has quotes around it'],
		['http://proxy:3128"', 'has quotes around it'],
		['<http://proxy:3128>', 'has brackets around it'],
		['(http://proxy:3128)', 'has brackets around it'],
		['[http://proxy:3128]', 'has brackets around it'],
		['\ufeffhttp://proxy:3128', 'has an invisible character'],
		['http://proxy:3128\u200b', 'has an invisible character'],
		['HTTPS_PROXY=http://proxy:3128', 'has the name of a variable in front'],
		['export https_proxy=http://ann:secret@proxy:3128', 'has the name of a variable in front'],
		['http=proxy:3128;https=proxy:3128', 'is a list of proxies for several protocols'],
		['http://proxy:3128;http://other:3128', 'has more than one address'],
		['http://ann:secret@proxy:3128,http://ann:secret@other:3128', 'has more than one address'],
		['proxy:3128;other:3128', 'has more than one address'],
		['http://proxy:3128;', 'has a comma or semicolon behind it'],
		['http://ann:se;cret,@proxy:3128,', 'has a comma or semicolon behind it'],
		['$HTTP_PROXY', 'is the name of a variable'],
		['\u0024{HTTP_PROXY}', 'is the name of a variable'],
		['%HTTP_PROXY%', 'is the name of a variable'],
		['{{ .Values.proxy }}', 'is the name of a variable'],
		['PROXY proxy:3128', 'is a line of a PAC script'],
		['DIRECT', 'is a word'],
		['null', 'is a word'],
		['http//proxy:3128', 'has something else than ://'],
		['http:\\\\proxy:3128', 'has something else than ://'],
		['http://pro xy:3128', 'has a blank'],
		['socks://proxy:1080', 'SOCKS without a version'],
		['socks6h://proxy:1080', 'SOCKS without a version'],
		['socks4a://ann:secret@proxy', 'a password, and SOCKS4 knows none'],
		[`socks5h://ann:${'secret'.repeat(50)}@proxy`, 'more than 255 bytes'],
		[`socks5h://${'a'.repeat(256)}@proxy`, 'more than 255 bytes'],
		['socks5h//proxy:1080', 'has something else than ://'],
		['socks5h://a:1,socks5h://b:1', 'has more than one address'],
		['SOCKS5 proxy:1080', 'is a line of a PAC script'],
		['pac+https://wpad/proxy.pac', 'PAC script'],
		['http://wpad/proxy.pac', 'PAC script'],
		['ftp://proxy:21', 'a scheme other than'],
		['file:///etc/proxy', 'a scheme other than'],
		['http://http://proxy:3128', 'two schemes'],
		['https://http://proxy:3128', 'two schemes'],
		['proxy', 'has no port'],
		['http://proxy:', 'has a port that'],
		['http://proxy:0', 'has a port that'],
		['http://proxy:65536', 'has a port that'],
		['http://proxy:31x28', 'has a port that'],
		['http://proxy:-1', 'has a port that'],
		['http://proxy:3128/path', 'has a path'],
		['http://proxy:3128//', 'has a path'],
		['http://proxy:3128?x', 'has a path'],
		['http:/proxy:3128', 'has a path'],
		['http://', 'has no host'],
		['http://:3128', 'has no host'],
		[':3128', 'has no host'],
		['http://ann:secret@:3128', 'has no host'],
		['http://fe80::1:3128', 'more than one colon'],
		['http://[fe80::1%25eth0]:3128', 'no IPv6 address'],
		['http://[proxy]:3128', 'no IPv6 address'],
		['http://[::1]3128', 'more than one colon'],
		['http://10.0.0.300:3128', 'neither a name nor an address'],
		['http://pro..xy:3128', 'neither a name nor an address'],
		['"http://proxy:3128"', 'has quotes around it'],
		['http://*:3128', 'neither a name nor an address'],
		['http://:secret@proxy:3128', 'no user name'],
		['http://ann:100%@proxy:3128', 'encodes nothing'],
		['http://ann:%E4@proxy:3128', 'encodes nothing'],
		['http://ann:a%0d%0ab@proxy:3128', 'control character'],
		['http://ann:se/cret@proxy:3128', 'ends an address'],
		['http://ann:se#cret@proxy:3128', 'ends an address'],
	])('%j', (text, problem) => {
		expect(messageOf(text)).toContain(problem);
		expect(messageOf(text)).toMatch(/^--proxy (names|is|has) .+: .+\.$/);
	});

	it('names the field it came from', () => {
		expect(messageOf('proxy', 'The environment variable HTTPS_PROXY')).toMatch(
			/^The environment variable HTTPS_PROXY has /,
		);
	});

	it.each([
		'http://ann:hunter2@proxy:99999',
		'http://ann:hunter2@proxy:3128/path',
		'http://ann:hunter2@',
		'http://ann:hunter2',
		'ann:hunter2@proxy',
		'http://http://ann:hunter2@proxy:3128',
		'socks://ann:hunter2@proxy:1080',
		'http://ann:hunter2 @proxy:3128',
		'http://ann:hunter2%@proxy:3128',
		'http://ann:hunter2/@proxy:3128',
		'http://:hunter2@proxy:3128',
		'hunter2',
	])('%s never shows the password', text => {
		expect(messageOf(text)).not.toContain('hunter2');
	});
});

describe('formatProxy', () => {
	it.each([
		['http://ann:secret@proxy:3128', 'http://proxy:3128'],
		['https://proxy', 'https://proxy:443'],
		['[2001:db8::1]:3128', 'http://[2001:db8::1]:3128'],
	])('%s', (text, formatted) => {
		expect(formatProxy(parseProxyUrl(text, '--proxy').endpoint)).toBe(formatted);
	});
});

const nasty = [
	'@',
	':',
	'/',
	'//',
	'?',
	'#',
	'%',
	'%zz',
	'%0a',
	' ',
	'\t',
	'\\\\',
	'[',
	']',
	'"',
	'http://',
	'socks5://',
	'ü',
	'',
] as const;

it('never shows the password of an address that somebody mistyped', () => {
	for (let seed = 1; seed <= 200; seed++) {
		const random = createRandom(seed);
		const pick = pickBy(random);
		// Nothing that the program says has these letters in a row.
		const password = `Zq${random(90) + 10}Xv${pick(nasty)}Zq${random(90) + 10}Xv`;
		const parts = [
			'http',
			'://',
			'ann',
			':',
			password,
			'@',
			pick(['proxy.example', '10.0.0.1', '[::1]', 'proxy']),
			':',
			'3128',
		];
		for (let slips = random(4); slips > 0; slips--) {
			const place = random(parts.length);
			pick([
				() => parts.splice(place, 0, pick(nasty)),
				() => parts[place] !== password && parts.splice(place, 1),
				() => parts.splice(place, 0, parts[random(parts.length)] === password ? '' : pick(['x', '9', '.'])),
			])();
		}
		const text = parts.join('');
		const said = [
			() => parseProxyUrl(text, '--proxy'),
			() => parseProxyChoice(text, '--proxy'),
			() => readProxyEnvironment({HTTPS_PROXY: text, http_proxy: text, NO_PROXY: 'a'}).notes,
			() => lintProxyText('HTTPS_PROXY', text),
		].map(work => {
			try {
				const value = work();
				// What was read as a proxy is no longer a slip.
				return Array.isArray(value) ? JSON.stringify(value) : '';
			} catch (error) {
				return error instanceof UsageError ? error.message : String(error);
			}
		});
		for (const sentence of said) expect(sentence, text).not.toMatch(/Zq\d|Xv/i);
	}
});

it('reads any address as it was meant', () => {
	for (let seed = 1; seed <= 100; seed++) {
		const random = createRandom(seed);
		const pick = pickBy(random);
		const credential = () =>
			Array.from({length: 1 + random(8)}, () =>
				pick(['a', 'Z', '7', '@', ':', '/', '%', '#', '?', '\\', "'", ' ', 'ü', '💥']),
			).join('');
		const endpoint = {
			scheme: pick(['http', 'https'] as const),
			host: pick(['proxy', 'proxy.corp.example', '10.0.0.1', 'fd00::1', '_wpad.corp']),
			port: 1 + random(65_535),
			username: random(3) === 0 ? null : credential(),
		};
		const password = endpoint.username === null || random(3) === 0 ? null : credential();
		const userinfo =
			endpoint.username === null
				? ''
				: `${encodeURIComponent(endpoint.username)}${password === null ? '' : `:${encodeURIComponent(password)}`}@`;
		const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
		const text = `${endpoint.scheme}://${userinfo}${host}:${endpoint.port}${pick(['', '/'])}`;
		expect(parseProxyUrl(text, '--proxy')).toEqual({endpoint, password});
		expect(parseProxyUrl(formatProxy(endpoint), '--proxy')).toEqual({
			endpoint: {...endpoint, username: null},
			password: null,
		});
	}
});
