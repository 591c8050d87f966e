import {describe, expect, it} from 'vitest';
import {causeContextOf, causeTexts} from '../../source/diagnosis/cause-texts.ts';
import type {CauseContext, FixStep} from '../../source/diagnosis/types.ts';
import {causes} from '../../source/verdict/causes.ts';

const bare: CauseContext = {...causeContextOf([]), hosts: ['mcr.microsoft.com'], ports: [443]};
const full: CauseContext = {
	proxy: 'http://proxy:3128',
	hosts: ['mcr.microsoft.com', 'pypi.org'],
	ports: [443, 8084],
	noProxyRules: ['.com'],
	nameServers: ['10.0.0.2', '10.0.0.3'],
	issuer: 'CN=Corp CA',
	loginSchemes: ['Negotiate', 'NTLM'],
	authorityCures: [],
	refusalCures: [],
	uninspectable: ['relay.example'],
};

/** What only whoever runs this program can do. */
const aboutProgram =
	/run the check again|in your settings|your own resource names|--(?:dns|proxy|ca-file|requirements|resource)(?![-\w])/i;

describe('causeTexts', () => {
	it('has a title of its own for each cause', () => {
		expect(new Set(causes.map(cause => causeTexts[cause].title)).size).toBe(causes.length);
	});

	describe.each(causes)('%s', cause => {
		const {title, meaning, fix} = causeTexts[cause];

		it('has a short title without a full stop', () => {
			expect(title).toMatch(/^[A-Z][^.]{8,60}[^.]$/);
		});

		it('means one sentence', () => {
			expect(meaning).toMatch(/^[A-Z].*[^.]\.$/);
			expect(meaning).not.toMatch(/[a-z]\. [A-Z]/);
		});

		it.each([bare, full])('has fix steps that are whole sentences', context => {
			const steps = fix(context).map(textOf);
			expect(steps.length).toBeGreaterThan(0);
			for (const step of steps) {
				expect(step).toMatch(/^[A-Z].*\.$/);
				expect(step).not.toMatch(/undefined|null|NaN|\{|\}/);
			}
		});
	});

	it.each(causes)('%s gives its owner no step that needs this program', cause => {
		for (const step of [bare, full].flatMap(context => causeTexts[cause].fix(context))) {
			if (typeof step === 'string') expect(step).not.toMatch(aboutProgram);
			else expect(step.requester).toMatch(aboutProgram);
		}
	});

	it.each(causes.filter(cause => causeTexts[cause].owner !== 'you'))('%s tells its owner to ask nobody else', cause => {
		const team = {proxy: 'proxy team', dns: 'DNS team', security: 'security team', network: 'network team'};
		const owner = Object.entries(team).find(([name]) => name === causeTexts[cause].owner);
		expect(owner).toBeDefined();
		for (const context of [bare, full])
			expect(stepsOf(cause, context)).not.toMatch(new RegExp(`ask the ${owner?.[1]}`, 'i'));
	});

	it.each<[Parameters<typeof stepsOf>[0], CauseContext, string]>([
		[
			'proxy.host-denied',
			full,
			'On the proxy http://proxy:3128, allow mcr.microsoft.com and pypi.org each on its own port (443, 8084)',
		],
		['proxy.host-denied', full, 'Leave these out of TLS inspection as well: relay.example.'],
		['dns.nxdomain', full, 'Let the name servers 10.0.0.2 and 10.0.0.3 resolve mcr.microsoft.com and pypi.org'],
		['dns.nxdomain', full, 'take ".com" out of no_proxy'],
		['dns.nxdomain', bare, 'name it (--proxy http://HOST:PORT)'],
		['tcp.timeout', bare, 'Allow outbound TCP to mcr.microsoft.com on port 443'],
		['tls.intercepted', full, 'get the certificate of the CA "CN=Corp CA"'],
		[
			'tls.intercepted',
			full,
			'Exempt relay.example from TLS inspection: the service breaks under it, whatever CA is trusted.',
		],
		['tls.reset', full, 'through the proxy http://proxy:3128'],
	])('%s names what the run knows', (cause, context, expected) => {
		expect(stepsOf(cause, context)).toContain(expected);
	});

	it('names a wildcard, since opening the names tested for it would not open it', () => {
		const hosts = ['a.example', 'b.example', 'c.example', '*.data.mcr.microsoft.com'];
		expect(stepsOf('proxy.host-denied', {...full, hosts})).toContain(
			'these names (*.data.mcr.microsoft.com as a whole)',
		);
	});
});

function stepsOf(cause: (typeof causes)[number], context: CauseContext): string {
	return causeTexts[cause].fix(context).map(textOf).join('\n');
}

function textOf(step: FixStep): string {
	return typeof step === 'string' ? step : step.requester;
}

describe.each([['Negotiate'], ['NTLM'], ['Negotiate', 'NTLM'], ['Negotiate', 'Basic'], ['Basic']])(
	'a proxy that offers %s %s',
	(...offered) => {
		const steps = causeTexts['proxy.auth-required']
			.fix({...full, loginSchemes: offered.filter(scheme => scheme !== undefined)})
			.map(textOf)
			.join('\n');

		it('names what agents can do, and every way out', () => {
			expect(steps).toContain("Azure Arc's agents support Basic alone");
			for (const way of ['addresses of the cluster nodes', 'relay', 'Azure Arc gateway']) expect(steps).toContain(way);
			expect(steps.includes('set the user name in the proxy URL')).toBe(offered.includes('Basic'));
		});
	},
);
