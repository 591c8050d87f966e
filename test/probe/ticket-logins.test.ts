import net from 'node:net';
import {afterEach, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {diagnose} from '../../source/diagnosis/diagnose.ts';
import {loginWithoutTicket} from '../../source/evidence/codes.ts';
import {type PracticeNetwork, startPracticeNetwork} from '../../source/practice/practice-network.ts';
import type {Network} from '../../source/probe/network.ts';
import {ProbeFailure} from '../../source/probe/stage-error.ts';
import {connectSocket} from '../../source/probe/system-network.ts';
import type {TicketScheme} from '../../source/probe/ticket-talk.ts';
import {toRun} from '../../source/record/judged-run.ts';
import {redactReport} from '../../source/redact/redact-report.ts';
import {runPlan} from '../../source/session/run-plan.ts';
import type {LoginScheme} from '../../source/settings/proxy-url.ts';
import {planOf, proxyOf, type RowOptions} from '../helpers/plan-of.ts';

const rows: readonly RowOptions[] = Array.from({length: 12}, (_, number) =>
	number % 4 === 1
		? {host: `plain${number}.test.example`, port: 80, protocol: 'http'}
		: {host: `host${number}.test.example`},
);

type Door = {
	readonly offered: readonly string[];
	/** What it answers a token with: nothing lets it pass, null turns it away, a text is a challenge on the same connection. */
	answer(token: string, isSameConnection: boolean): string | null | undefined;
};

let practice: PracticeNetwork | undefined;
let server: net.Server | undefined;

afterEach(async () => {
	server?.close();
	await practice?.close();
});

/** A page that is longer than what is kept of one, as some proxies have it. */
const page = 'Log in. '.repeat(5000);

/** Opens a proxy that wants a login before the practice proxy, and collects what it was sent as one. */
async function openDoor({offered, answer}: Door, innerPort: number): Promise<{port: number; sent: string[]}> {
	const sent: string[] = [];
	server = net.createServer(socket => {
		let asked = 0;
		socket.on('error', () => {});
		const onData = (bytes: Buffer) => {
			const head = bytes.toString('latin1');
			const [, scheme = '', token = ''] = /^proxy-authorization: (\w+) (\S+)/im.exec(head) ?? [];
			if (token !== '') sent.push(`${scheme} ${token}`);
			const said = token === '' ? null : answer(token, asked++ > 0);
			if (said === undefined) {
				socket.off('data', onData);
				const inner = net.connect(innerPort, '127.0.0.1').on('error', () => socket.destroy());
				socket.on('close', () => inner.destroy());
				inner.write(head.replace(/^proxy-authorization:.*\r\n/im, ''), 'latin1');
				socket.pipe(inner).pipe(socket);
				return;
			}
			const challenges = said === null ? offered : [`${scheme} ${said}`];
			const lines = challenges.map(one => `Proxy-Authenticate: ${one}\r\n`).join('');
			socket.write(`HTTP/1.1 407 Login\r\n${lines}Content-Length: ${page.length}\r\n\r\n${page}`);
		};
		socket.on('data', onData);
	});
	await new Promise<void>(resolve => server?.listen(0, '127.0.0.1', resolve));
	return {port: (server.address() as net.AddressInfo).port, sent};
}

/** Probes through the door with these tokens; a text that begins with `!` is why there is none. */
async function probe(door: Door, login: LoginScheme, tokens: (talk: number, challenge: string | null) => string) {
	const service = {status: 200, headers: {via: '1.1 proxy'}, body: 'ok', path: null, host: '*.test.example'};
	practice = await startPracticeNetwork({
		services: [
			{...service, port: 443, protocol: 'https'},
			{...service, port: 80, protocol: 'http'},
		],
		proxies: {main: {host: 'tickets.corp.example', port: 3128, scheme: 'http'}},
	});
	const inside = practice.network;
	const {port, sent} = await openDoor(door, practice.proxies.main?.port ?? 0);
	const talks: {scheme: TicketScheme; host: string; isClosed: boolean}[] = [];
	const network: Network = {
		...inside,
		connect: options => (options.port === port ? connectSocket(options) : inside.connect(options)),
		openTicketTalk(scheme, host) {
			const talk = {scheme, host, isClosed: false};
			const number = talks.push(talk);
			return {
				async next(challenge) {
					const token = tokens(number, challenge);
					if (token.startsWith('!')) throw new ProbeFailure(loginWithoutTicket, token.slice(1));
					return token;
				},
				close() {
					talk.isClosed = true;
				},
			};
		},
	};
	const {proxy, secrets} = proxyOf(`http://127.0.0.1:${port}`);
	const plan = planOf(rows, {proxy, settings: {proxyLogin: login, retries: 0}});
	const run = await runPlan(plan, {signal: new AbortController().signal, network, secrets});
	const causes = new Set(run.results.map(({verdict}) => verdict.cause ?? verdict.status));
	return {run, sent, talks, causes: [...causes], text: JSON.stringify(run)};
}

it('gives each connection a token of its own, and none where nobody asks', async () => {
	const open: Door = {offered: ['Negotiate', 'Basic realm="x"'], answer: () => undefined};
	const {run, sent, talks, causes, text} = await probe(open, 'negotiate', talk => `dG9rZW4${talk}`);

	expect(causes).toEqual(['reachable']);
	expect(new Set(sent).size).toBe(sent.length);
	expect(sent.length).toBeGreaterThanOrEqual(rows.length);
	expect(sent.every(one => one.startsWith('Negotiate dG9rZW4'))).toBe(true);
	expect(talks.every(({host, scheme, isClosed}) => host === '127.0.0.1' && scheme === 'negotiate' && isClosed)).toBe(
		true,
	);
	expect(text).not.toContain('dG9rZW4');
	for (const {planned, attempts} of run.results) {
		expect(planned.route?.reason).toMatch(/login by Negotiate, this machine only$/);
		const logins = attempts.flatMap(({stages}) =>
			stages.flatMap(stage => (stage.stage === 'proxy' || stage.stage === 'http' ? (stage.login ?? []) : [])),
		);
		expect(logins).toEqual([{scheme: 'negotiate', offered: ['Basic', 'Negotiate']}]);
	}
	const finding = diagnose(run).find(({kind}) => kind === 'own-login');
	expect(finding).toMatchObject({severity: 'warning', owner: 'proxy', targets: {length: rows.length}});
	expect(`${finding?.why} ${finding?.fix.join(' ')}`).toMatch(/Basic alone.*without a login.*relay.*gateway/s);
});

it('goes on over the same connection where the proxy answers with a challenge', async () => {
	const challenge = 'Y2hhbGxlbmdl'.repeat(40);
	const steps: Door = {
		offered: ['NTLM'],
		answer: (token, isSame) => (token === 'Zmlyc3Q=' ? challenge : isSame && token === 'bGFzdA==' ? undefined : null),
	};
	const {causes, sent, text} = await probe(steps, 'ntlm', (_talk, said) =>
		said === null ? 'Zmlyc3Q=' : said === challenge ? 'bGFzdA==' : 'd3Jvbmc=',
	);

	expect(causes).toEqual(['reachable']);
	expect(new Set(sent)).toEqual(new Set(['NTLM Zmlyc3Q=', 'NTLM bGFzdA==']));
	expect(text).not.toContain(challenge);
});

it('asks this machine for no more than two hosts where it has no ticket, and sends nothing', async () => {
	const {run, causes, sent, talks} = await probe(
		{offered: ['Negotiate'], answer: () => undefined},
		'negotiate',
		() => '!Server HTTP/proxy.falcon.example@FALCON.EXAMPLE not found',
	);

	expect(causes).toEqual(['proxy.auth-required']);
	expect([sent, talks.length]).toEqual([[], 2]);
	for (const {verdict} of run.results)
		expect(verdict.detail).toContain('has none of its own to give: Server HTTP/proxy.falcon');
	const [finding] = diagnose(run);
	expect(finding?.title).toBe('This machine has no login for the proxy');
	expect(finding?.why).toContain('Server HTTP/proxy.falcon.example@FALCON.EXAMPLE not found');
	const {report} = redactReport(toRun(run, diagnose(run)), catalog);
	expect(JSON.stringify(report)).not.toMatch(/falcon/i);
});

it('sends no more than two tokens that are rejected', async () => {
	const {causes, sent, run} = await probe({offered: ['Negotiate'], answer: () => null}, 'negotiate', () => 'dG9rZW4=');

	expect(causes).toEqual(['proxy.auth-rejected']);
	expect(sent).toHaveLength(2);
	expect(diagnose(run)[0]?.title).toBe('The proxy rejects the login of this machine');
	expect(run.results.filter(({verdict}) => verdict.detail.includes('password'))).toEqual([]);
});

it('takes a refusal that brings the last token for one', async () => {
	const {causes, sent} = await probe({offered: ['Negotiate'], answer: () => 'bGFzdA=='}, 'negotiate', (_talk, said) =>
		said === null ? 'dG9rZW4=' : '!curl gave no token',
	);

	expect(causes).toEqual(['proxy.auth-rejected']);
	expect(sent).toHaveLength(2);
});

it.each([
	['the proxy offers Basic alone', ['Basic realm="x"'], 'negotiate'],
	['the proxy offers another scheme', ['NTLM'], 'negotiate'],
	['nobody wished it', ['Negotiate', 'NTLM'], 'basic'],
] as const)('gives nothing where %s', async (_where, offered, login) => {
	const {causes, sent, talks} = await probe({offered, answer: () => undefined}, login, () => 'dG9rZW4=');

	expect(causes).toEqual(['proxy.auth-required']);
	expect([sent, talks]).toEqual([[], []]);
});
