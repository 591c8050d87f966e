import process from 'node:process';
import {describe, expect, it} from 'vitest';
import {askScript, type PacReply} from '../../../source/session/pac/sandbox.ts';

const known = {'intra.example': ['10.1.2.3'], 'six.example': ['2001:db8::7'], 'none.example': null};
const own = ['2001:db8::9', '192.0.2.7'];

/** What the body of FindProxyForURL comes to for a URL and its host. */
async function ask(body: string, host = 'www.intra.example', url = `https://${host}/`): Promise<PacReply> {
	const outcome = await askScript(`function FindProxyForURL(url, host) { ${body} }`, [{url, host}], {known, own});
	if ('failure' in outcome) throw new Error(outcome.message);
	const [reply] = outcome.replies;
	if (!reply) throw new Error('no reply');
	return reply;
}

describe('what a script may call', () => {
	it('answers as in clients', async () => {
		const cases: readonly (readonly [expression: string, value: unknown])[] = [
			['isPlainHostName("www")', true],
			['isPlainHostName("www.example")', false],
			['isPlainHostName("2001:db8::1")', false],
			['dnsDomainIs("www.example.com", ".example.com")', true],
			['dnsDomainIs("www.example.com", "ple.com")', true],
			['dnsDomainIs("www.example.com", ".example.org")', false],
			['localHostOrDomainIs("www", "www.example.com")', true],
			['localHostOrDomainIs("www.example.com", "www.example.com")', true],
			['localHostOrDomainIs("www.example.org", "www.example.com")', false],
			['dnsDomainLevels("www.example.com")', 2],
			['isResolvable("intra.example")', true],
			['isResolvable("none.example")', false],
			['isResolvable("six.example")', false],
			['isResolvableEx("six.example")', true],
			['dnsResolve("INTRA.example.")', '10.1.2.3'],
			['dnsResolve("none.example")', null],
			['dnsResolve("192.0.2.1")', '192.0.2.1'],
			['dnsResolve("localhost")', '127.0.0.1'],
			['dnsResolveEx("six.example")', '2001:db8::7'],
			['myIpAddress()', '192.0.2.7'],
			['myIpAddressEx()', '2001:db8::9;192.0.2.7'],
			['isInNet("10.1.2.3", "10.1.0.0", "255.255.0.0")', true],
			['isInNet("intra.example", "10.0.0.0", "255.0.0.0")', true],
			['isInNet("none.example", "10.0.0.0", "255.0.0.0")', false],
			['isInNet(dnsResolve("none.example"), "0.0.0.0", "0.0.0.0")', false],
			['dnsResolve(null)', null],
			['isResolvable(undefined)', false],
			['dnsResolveEx(null)', ''],
			['isInNet("300.1.2.3", "10.0.0.0", "255.0.0.0")', false],
			['isInNet("192.168.7.1", "192.168.0.0", "255.255.248.0")', true],
			['isInNet("192.168.8.1", "192.168.0.0", "255.255.248.0")', false],
			['isInNetEx("six.example", "2001:db8::/32")', true],
			['isInNetEx("intra.example", "10.1.0.0/16")', true],
			['isInNetEx("intra.example", "10.2.0.0/16")', false],
			['shExpMatch("a.example.com", "*.example.com")', true],
			['shExpMatch("aXexample.com", "*.example.com")', false],
			['shExpMatch("abc", "a?c")', true],
			['shExpMatch("b.com", "(a|b).com")', true],
			['shExpMatch("https://a.example/x", "*/a.example/*")', true],
			['weekdayRange("SUN", "SAT")', true],
			['timeRange(0, 23)', true],
			['timeRange(0, 0, 23, 59)', true],
			['timeRange(0, 0, 0, 23, 59, 59, "GMT")', true],
			['dateRange(1, 31)', true],
			['dateRange("JAN", "DEC")', true],
			['dateRange(2000, 2001)', false],
			['dateRange(1, "JAN", 2000, 31, "DEC", 9999)', true],
			['typeof alert', 'function'],
			['typeof require + typeof process + typeof fetch + typeof WebAssembly + typeof console', 'undefined'.repeat(5)],
			['new Function("return typeof globalThis.process")()', 'undefined'],
		];
		const list = cases.map(([expression]) => expression).join(', ');
		const reply = await ask(`return JSON.stringify([${list}]);`);
		expect(reply).toMatchObject({kind: 'string', wanted: []});
		if (!('answer' in reply)) return;
		const values: readonly unknown[] = JSON.parse(reply.answer);
		expect(cases.map(([expression], index) => [expression, values[index]])).toEqual(cases);
	});

	it('notes names that nobody looked up yet', async () => {
		expect(await ask('return isInNet(host, "10.0.0.0", "255.0.0.0") ? "DIRECT" : "PROXY p:1";', 'new.example')).toEqual(
			{
				kind: 'string',
				answer: 'PROXY p:1',
				wanted: ['new.example'],
			},
		);
	});

	it('is there also where the script puts its own in the place of the language', async () => {
		const outcome = await askScript(
			'var JSON = null, String = null, RegExp = null; function FindProxyForURL(u, h) { return shExpMatch(h, "*.example") ? "DIRECT" : "PROXY x:1"; }',
			[{url: 'https://a.example/', host: 'a.example'}],
			{known, own},
		);
		expect(outcome).toMatchObject({replies: [{answer: 'DIRECT'}]});
	});
});

describe('an honest script', () => {
	const lines = Array.from(
		{length: 3000},
		(_, index) => `if (shExpMatch(h, "*.h${index}.example")) return "PROXY p:1";`,
	);
	const large = `function FindProxyForURL(u, h) { ${lines.join('\n')} return "DIRECT"; }`;
	const hosts = Array.from({length: 70}, (_, index) => `www.h${2999 - index}.example`);

	it('may have thousands of lines for each of many hosts, while this thread is busy', async () => {
		const asking = askScript(
			large,
			hosts.map(host => ({url: `https://${host}/`, host})),
			{known, own},
		);
		const busy = setInterval(() => {
			const {user} = process.cpuUsage();
			while (process.cpuUsage().user - user < 600_000);
		}, 20);
		const outcome = await asking.finally(() => clearInterval(busy));
		expect(outcome).toMatchObject({replies: {length: 70}});
		if ('failure' in outcome) return;
		expect(new Set(outcome.replies.map(reply => 'answer' in reply && reply.answer))).toEqual(new Set(['PROXY p:1']));
	});
});

describe('a hostile script', () => {
	const answers = 'function FindProxyForURL(u, h) { return isResolvable(h) ? "DIRECT" : "PROXY x:1"; }';

	it.each([
		['turns objects into numbers', 'Object.prototype.toJSON = function () { return 5; };'],
		['turns lists into numbers', 'Array.prototype.toJSON = function () { return [5]; };'],
		['cuts texts into numbers', 'String.prototype.slice = function () { return 5; };'],
		['puts its own in the place of the asking', '__ask = function () { return "null"; };'],
		[
			'defines its own in the place of the asking',
			'try { Object.defineProperty(globalThis, "__ask", {value: 5}); } catch (e) {}',
		],
		['takes the asking away', 'delete globalThis.__ask;'],
		[
			'catches what is put into lists',
			'Object.defineProperty(Array.prototype, "0", {set: function () {}, get: function () { return 5; }});',
		],
		['makes its own list', 'Array.prototype.push = Array.prototype.indexOf = function () { return 5; };'],
	])('that %s is asked all the same', async (_title, attack) => {
		const outcome = await askScript(`${attack} ${answers}`, [{url: 'https://a.example/', host: 'a.example'}], {
			known,
			own,
		});
		expect(outcome).toEqual({replies: [{kind: 'string', answer: 'PROXY x:1', wanted: ['a.example']}]});
	});

	it.each([
		['of another kind of error', '({name: 5, message: {}})', 'thrown'],
		['whose error fails', '({get stack() { throw 7; }})', 'thrown'],
		['whose error is a text without an end', '({name: "x".repeat(1e6), message: "y"})', 'thrown'],
	])('%s is told so', async (_title, error, key) => {
		expect(Object.keys(await ask(`throw ${error};`))).toContain(key);
	});

	it('that declares the asking anew is none', async () => {
		const outcome = await askScript(`let __ask = function () { return "null"; }; ${answers}`, [{url: 'u', host: 'h'}], {
			known,
			own,
		});
		expect(outcome).toMatchObject({failure: 'load'});
	});

	it.each<[title: string, body: string, reply: object]>([
		['throws', 'throw new TypeError("no");', {thrown: 'TypeError: no', line: 1}],
		['calls itself', 'return FindProxyForURL(url, host) + 1;', {thrown: expect.stringMatching(/call stack/)}],
		['wants a gigabyte', 'return "x".repeat(1e9);', {thrown: expect.stringMatching(/out of memory/)}],
		[
			'fills the memory',
			// At one stroke: bit by bit it may take so long on a busy machine that it is ended for that.
			'return "x".repeat(4e7);',
			{thrown: expect.stringMatching(/out of memory/)},
		],
		['reaches out', 'new XMLHttpRequest();', {thrown: expect.stringMatching(/XMLHttpRequest is not defined/)}],
		[
			'wants the machine',
			'return require("fs").readFileSync("/etc/passwd");',
			{thrown: expect.stringMatching(/require/)},
		],
		['imports', 'import("fs"); return "DIRECT";', {kind: 'string', answer: 'DIRECT'}],
		['returns a number', 'return 7;', {kind: 'number', answer: ''}],
		['returns nothing', '', {kind: 'undefined'}],
		['nests without an end', 'return JSON.parse("[".repeat(1e6));', {thrown: expect.stringMatching(/call stack/)}],
	])('that %s is told so', async (_title, body, reply) => {
		expect(await ask(body)).toMatchObject(reply);
	});

	it.each([
		['in a loop', 'function FindProxyForURL() { for (;;); }'],
		['before it is asked', 'while (true);'],
		['in a loop of the engine', 'function FindProxyForURL() { [].indexOf.call({length: Math.pow(2, 53) - 1}, 1); }'],
		['in an expression', 'function FindProxyForURL() { /^(a+)+$/.test("a".repeat(99) + "!"); }'],
		['in its own error', 'function FindProxyForURL() { throw {toString: function () { for (;;); }}; }'],
	])('that does not end %s is ended', async (_title, text) => {
		expect(await askScript(text, [{url: 'https://a/', host: 'a'}], {known, own})).toMatchObject({failure: 'time'});
	});

	it('that takes long for each answer is ended by its pace', async () => {
		// A hundred answers would take many seconds; a few of them tell.
		const text = 'function FindProxyForURL() { for (var n = 0, i = 0; i < 2e6; i++) n += i; return "DIRECT"; }';
		const questions = Array.from({length: 5000}, (_, index) => ({url: `https://h${index}/`, host: `h${index}`}));
		const outcome = await askScript(text, questions, {known, own});
		expect(outcome).toMatchObject({failure: 'time', message: 'takes more than 10 s for all endpoints'});
	});

	it.each([
		['throws', 'throw 1;'],
		['returns a number', 'return 1;'],
	])('that %s is not asked again', async (_title, failure) => {
		const text = `var n = 0; function FindProxyForURL() { if (++n === 3) { ${failure} } return "DIRECT"; }`;
		const questions = Array.from({length: 9}, (_, index) => ({url: `https://h${index}/`, host: `h${index}`}));
		const outcome = await askScript(text, questions, {known, own});
		expect('replies' in outcome && outcome.replies.length).toBe(3);
	});

	it('is ended by a signal', async () => {
		const signal = AbortSignal.timeout(20);
		const asking = askScript('for (;;);', [{url: 'https://a/', host: 'a'}], {known, own, signal});
		await expect(asking).rejects.toThrow(/aborted due to timeout/);
	});

	it.each([
		['torn', 'function FindProxyForURL(u, h) {\n\n return "DIRECT"', {failure: 'load', line: 3}],
		['a web page', '<!DOCTYPE html><html></html>', {failure: 'load', line: 1}],
		['of something else', 'var a = 1;', {replies: [{missing: true}]}],
		['empty', '', {replies: [{missing: true}]}],
	])('that is %s is none', async (_title, text, outcome) => {
		expect(await askScript(text, [{url: 'https://a/', host: 'a'}], {known, own})).toMatchObject(outcome);
	});
});
