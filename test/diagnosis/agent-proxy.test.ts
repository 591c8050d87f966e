import {describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {diagnose} from '../../source/diagnosis/diagnose.ts';
import {nextSteps} from '../../source/diagnosis/next-steps.ts';
import {parsePacAnswer, routeByPac} from '../../source/plan/pac.ts';
import {judgeAgain} from '../../source/record/judge-again.ts';
import {toRun} from '../../source/record/judged-run.ts';
import {parseProxyUrl} from '../../source/settings/proxy-url.ts';
import type {JudgedRun} from '../../source/verdict/types.ts';
import {proxyStage, tcpStage} from '../helpers/sample-evidence.ts';
import {type Sample, sampleRun, sampleSettings} from '../helpers/sample-run.ts';

function connectOf(run: JudgedRun): {readonly command: string; readonly told: string} {
	const step = nextSteps(run, diagnose(run)).find(({id}) => id === 'connect');
	return {
		command: step?.commands.at(-1)?.replace(/^.*--location eastus ?/, '') ?? '',
		told: step?.steps.join(' ') ?? '',
	};
}

const endpoint = (url: string) => parseProxyUrl(url, 'it').endpoint;

/** A run whose PAC answers so for each host; `http:` before one is plain HTTP. */
function byPac(answers: {readonly [host: string]: string}, pac = '/etc/proxy.pac'): JudgedRun {
	const rows = Object.keys(answers).map(name =>
		name.startsWith('http:') ? ({host: name.slice(5), port: 80, protocol: 'http'} as const) : {host: name},
	);
	const run = sampleRun({rows, settings: {pac}});
	const list = Object.values(answers);
	return {
		...run,
		results: run.results.map((result, index) => ({
			...result,
			planned: {...result.planned, route: routeByPac(parsePacAnswer(list[index] ?? ''))},
		})),
	};
}

const range = ",127.0.0.1,localhost,kubernetes.default.svc,.svc.cluster.local,.svc'";

describe('what az connectedk8s connect is told of a PAC', () => {
	it.each<[string, {readonly [host: string]: string}, string, readonly string[]]>([
		[
			'one proxy for all',
			{'a.example': 'PROXY p:3128', 'http:b.example': 'PROXY p:3128'},
			`--proxy-https http://p:3128 --proxy-http http://p:3128 --proxy-skip-range '<SERVICE-CIDR>${range}`,
			['has no parameter for a PAC', 'HTTPS_PROXY and HTTP_PROXY to the same proxy'],
		],
		[
			'one proxy, and the inside direct',
			{'a.example': 'PROXY p:3128', 'b.corp.example': 'DIRECT', 'http:c.example': 'PROXY p:3128'},
			`--proxy-https http://p:3128 --proxy-http http://p:3128 --proxy-skip-range 'b.corp.example,<SERVICE-CIDR>${range}`,
			['say the same as /etc/proxy.pac'],
		],
		[
			'another proxy for plain HTTP',
			{'a.example': 'PROXY p:3128', 'http:b.example': 'PROXY q:8080'},
			`--proxy-https http://p:3128 --proxy-http http://q:8080 --proxy-skip-range '<SERVICE-CIDR>${range}`,
			['differ', 'HTTPS_PROXY to the proxy for HTTPS, HTTP_PROXY to the proxy for plain HTTP'],
		],
		[
			'plain HTTP direct',
			{'a.example': 'HTTPS p:3129', 'http:b.example': 'DIRECT'},
			`--proxy-https https://p:3129 --proxy-skip-range '<SERVICE-CIDR>${range}`,
			['--proxy-http is left out', 'The proxy itself speaks TLS'],
		],
		[
			'no plain HTTP at all',
			{'a.example': 'PROXY p:3128', 'b.example': 'PROXY p:3128'},
			`--proxy-https http://p:3128 --proxy-skip-range '<SERVICE-CIDR>${range}`,
			['--proxy-http is left out, since no endpoint of this run would use it'],
		],
		['everything direct', {'a.example': 'DIRECT', 'http:b.example': 'DIRECT'}, '', ['the agents are told no proxy']],
		[
			'two proxies for one scheme',
			{'a.example': 'PROXY p:3128', 'b.example': 'PROXY q:3128'},
			`--proxy-https '<PROXY>' --proxy-http '<PROXY>' --proxy-skip-range '<SERVICE-CIDR>${range}`,
			['no fixed proxy means the same', 'http://p:3128 and http://q:3128', 'in the place of <PROXY>'],
		],
		[
			'SOCKS',
			{'a.example': 'SOCKS5 s:1080'},
			`--proxy-https '<PROXY>' --proxy-http '<PROXY>' --proxy-skip-range '<SERVICE-CIDR>${range}`,
			['is a SOCKS proxy, which agents and nodes do not know'],
		],
		[
			'a list',
			{'a.example': 'PROXY p:3128; PROXY q:3128; DIRECT', 'http:b.example': 'PROXY p:3128'},
			`--proxy-https http://p:3128 --proxy-http http://p:3128 --proxy-skip-range '<SERVICE-CIDR>${range}`,
			['falls back to http://q:3128 and no proxy', 'told the first of the list'],
		],
	])('%s', (_what, answers, command, told) => {
		const run = byPac(answers);
		const connect = connectOf(run);
		expect(connect.command).toBe(command);
		for (const words of told) expect(connect.told).toContain(words);
		// A saved run says the same.
		const again = judgeAgain(toRun(run, diagnose(run)), catalog).nextSteps.find(({id}) => id === 'connect');
		expect(again?.steps.join(' ')).toBe(connect.told);
		expect(again?.commands.at(-1)).toContain(command);
	});
});

function bySettings(https: string | null, http: string | null, noProxy = '10.0.0.0/16'): JudgedRun {
	const proxy = {
		source: 'given',
		https: https === null ? null : endpoint(https),
		http: http === null ? null : endpoint(http),
		noProxy,
	} as const;
	return sampleRun({rows: [{host: 'ok.example'}], settings: {...sampleSettings(), proxy}});
}

describe('what az connectedk8s connect is told of other proxies', () => {
	it.each<[string, JudgedRun, string, readonly string[]]>([
		[
			'one',
			bySettings('http://p:1', 'http://p:1'),
			'--proxy-https http://p:1 --proxy-http http://p:1 ',
			['the same proxy'],
		],
		[
			'two',
			bySettings('http://p:1', 'http://q:2'),
			'--proxy-https http://p:1 --proxy-http http://q:2 ',
			['differ: --proxy-https and --proxy-http name one each'],
		],
		[
			'one for HTTPS alone',
			bySettings('http://p:1', null),
			'--proxy-https http://p:1 --proxy-skip',
			['--proxy-http is left out'],
		],
		[
			'one for HTTP alone',
			bySettings(null, 'http://p:1'),
			'--proxy-http http://p:1 --proxy-skip',
			['--proxy-https is left out'],
		],
		[
			'SOCKS',
			bySettings('socks5h://s:1080', 'socks5h://s:1080'),
			'',
			['no parameter for a SOCKS proxy (socks5h://s:1080)'],
		],
		[
			'SOCKS beside HTTP',
			bySettings('socks5h://s:1080', 'http://p:1'),
			'--proxy-http http://p:1 ',
			['no parameter for a SOCKS proxy (socks5h://s:1080)'],
		],
		['a list of everything', bySettings('http://p:1', 'http://p:1', '*'), '', ['sends everything past the proxy']],
		['TLS', bySettings('https://p:1', 'https://p:1'), '--proxy-https https://p:1 ', ['into the file of --proxy-cert']],
	])('%s', (_what, run, command, told) => {
		const connect = connectOf(run);
		if (command === '') expect(connect.command).not.toContain('--proxy');
		expect(connect.command).toContain(command);
		for (const words of told) expect(connect.told).toContain(words);
	});

	it.each<[string, string, boolean]>([
		['Negotiate', 'takes Negotiate and no Basic', true],
		['Negotiate, NTLM', 'takes NTLM and Negotiate and no Basic', true],
		['Negotiate, Basic realm="a"', 'offers Negotiate beside Basic', true],
		['Basic realm="a"', 'beside Basic', false],
	])('a login by %s', (header, words, isSaid) => {
		const stage = proxyStage('a.example:443', {ok: false, status: 407, headers: {'proxy-authenticate': header}});
		const sample: Sample = {
			proxy: 'http://p:3128',
			rows: [{host: 'ok.example'}, {host: 'a.example', cause: 'proxy.auth-required', stages: [tcpStage(3128), stage]}],
		};
		const {told} = connectOf(sampleRun(sample));
		expect(told.includes(words)).toBe(isSaid);
	});
});
