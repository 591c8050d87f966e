import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {text as read} from 'node:stream/consumers';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {diagnose} from '../../source/diagnosis/diagnose.ts';
import type {Check} from '../../source/diagnosis/types.ts';
import type {FaultName} from '../../source/practice/faults.ts';
import {type PracticeNetwork, startPracticeNetwork} from '../../source/practice/practice-network.ts';
import type {Service} from '../../source/practice/scenario.ts';
import {runPlan} from '../../source/session/run-plan.ts';
import {planOf, proxyOf} from '../helpers/plan-of.ts';
import {describeWithPeers} from './helpers/describe-with-peers.ts';

const byName: readonly FaultName[] = [
	'dns-nxdomain',
	'dns-no-answer',
	'dns-servfail',
	'dns-refused',
	'dns-silent',
	'dns-sinkhole',
];
const behindProxy: readonly FaultName[] = [
	'tls-reset',
	'tls-closed',
	'tls-alert',
	'certificate-expired',
	'certificate-not-yet-valid',
	'certificate-wrong-name',
	'certificate-unknown-issuer',
	'certificate-inspected',
	'http-closed',
	'http-block-page',
	'http-portal',
];

const hostFor = (fault: string) => (fault.includes('.') ? `${fault}.example` : `${fault}.test.example`);
const serviceFor = (host: string): Service => ({
	host,
	port: 443,
	protocol: 'https',
	path: null,
	status: 404,
	headers: {'content-type': 'text/plain'},
	body: 'ok',
});

/** What a shell prints for a command, on both of its outputs. */
async function print(command: string): Promise<string> {
	const child = spawn('sh', ['-c', command], {stdio: ['ignore', 'pipe', 'pipe']});
	const [said, complained] = await Promise.all([read(child.stdout), read(child.stderr), once(child, 'exit')]);
	return `${said}${complained}`;
}

/** The exact words that a sentence promises, alternatives included, and statuses as a response begins with them. */
function promised(sentence: string): string[] {
	const statuses = [...sentence.matchAll(/status (\d{3})/g)].map(([, status]) => `HTTP/1.1 ${status}`);
	return [...[...sentence.matchAll(/"([^"]+)"/g)].map(([, words = '']) => words), ...statuses];
}

describeWithPeers('the checks of findings, run by the real tools', ['curl', 'nslookup'], () => {
	let practice: PracticeNetwork;
	beforeAll(async () => {
		const faults = [...byName, ...behindProxy];
		practice = await startPracticeNetwork({
			services: ['healthy', 'denied.elsewhere', ...faults].map(name => serviceFor(hostFor(name))),
			faults: faults.map(fault => ({host: hostFor(fault), fault})),
			proxies: {main: {host: 'proxy.test.example', port: 3128, scheme: 'http', allow: ['*.test.example']}},
		});
	});
	afterAll(() => practice.close());

	const checkOf = async (fault: string, proxyUrl: string | null): Promise<Check> => {
		const {proxy, secrets} = proxyOf(proxyUrl);
		const rows = [{host: hostFor(fault)}, {host: hostFor('healthy')}];
		const settings = fault === 'dns-silent' ? {timeoutMs: 2000} : {};
		const run = await runPlan(planOf(rows, {proxy, settings}), {
			signal: new AbortController().signal,
			network: practice.network,
			secrets,
		});
		const check = diagnose(run)[0]?.checks[0];
		if (check === undefined) throw new Error(`${fault} leads to no check`);
		return check;
	};

	it.each(behindProxy)('%s, through a proxy', async fault => {
		const {command, now} = await checkOf(fault, practice.proxies.main?.url ?? null);
		const said = await print(command);
		for (const words of promised(now)) expect(said).toContain(words);
		expect(promised(now).length > 0 || /(?:start|expire) date: /.test(said), `${now}\n${said}`).toBe(true);
	});

	it('what the proxy denies', async () => {
		const {command, now} = await checkOf('denied.elsewhere', practice.proxies.main?.url ?? null);
		expect(now).toBe('Prints "proxy 403, service 000".');
		expect(await print(command)).toContain('proxy 403, service 000');
	});

	it.each(byName)('%s', async fault => {
		const {command, now} = await checkOf(fault, null);
		const said = await print(command);
		expect(
			promised(now).some(words => said.includes(words)),
			`${now}\n${said}`,
		).toBe(true);
	});

	it('what is healthy prints what a fix leads to', async () => {
		const command = (await checkOf('tls-reset', practice.proxies.main?.url ?? null)).command;
		const healthy = command.replaceAll(hostFor('tls-reset'), hostFor('healthy')).replace('curl ', 'curl --insecure ');
		expect(await print(healthy)).toBe('proxy 200, service 404\n');
		const lookup = (await checkOf('dns-nxdomain', null)).command.replaceAll(
			hostFor('dns-nxdomain'),
			hostFor('healthy'),
		);
		expect(await print(lookup)).toMatch(/Name:\s+healthy\.test\.example\.?\nAddress: \d/);
	});
});
