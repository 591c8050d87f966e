import {randomBytes} from 'node:crypto';
import {gzipSync} from 'node:zlib';
import type {Catalog} from '../../catalog/types.ts';
import {type ControlKind, impossibleHost} from '../../evidence/controls.ts';
import type {Vantage} from '../../evidence/types.ts';
import {groupByProbe, type ProbeGroup} from '../../plan/endpoints.ts';
import type {Plan} from '../../plan/types.ts';
import {evidenceOf, toRun} from '../../record/judged-run.ts';
import {parseRun} from '../../record/parse-run.ts';
import {formatProxy} from '../../settings/proxy-url.ts';
import type {ProxyEndpoint, Settings} from '../../settings/types.ts';
import {judgeRun} from '../../verdict/judge-run.ts';
import {summarize} from '../../verdict/types.ts';
import {tool} from '../../version.ts';
import {formatHostPort} from '../../words.ts';
import {probeText} from './probe-text.ts';

/** What is wanted of one target in one round: its tries, one more of them, or a control. */
export type Wanted = 'tries' | 'once' | ControlKind;

/** What one run of the script is to do, by the place of the target among the probes of the plan. */
export type Round = ReadonlyMap<number, readonly Wanted[]>;

export type ScriptOptions = {
	/** The same in every log of one plan, so that no other log passes for one of them. */
	readonly nonce: string;
	/** Later ones add to what the first saw. */
	readonly round?: number;
	/** Unless given, the script guesses: a hardened pod shows nothing of what it is. */
	readonly kind?: Vantage['kind'] | undefined;
	/** Certificates that count as public in place of the usual ones, and those trusted on top of the machine's. */
	readonly publicRootsPem?: string | null;
	readonly caPem?: string | null;
	/** How long it waits from one target to the next, in seconds; 0: as they come. */
	readonly stepSeconds?: number;
	/** The plan as text, which the log then carries, so that it can be read without any settings. */
	readonly planText?: string | null;
};

/** Longest a script runs, in seconds, whatever it meets. */
const deadlineSeconds = 900;

/** Targets looked at side by side: enough to be quick, few enough not to look like an attack. */
const atOnce = 16;

/** Bytes of one line of the plan that a log carries. */
const lineLength = 1500;

/** 64 random bits in hexadecimal: see `ScriptOptions`. */
export function newNonce(): string {
	return randomBytes(8).toString('hex');
}

/** The first round: every target of a plan is tried. */
export function firstRound(plan: Plan): Round {
	return new Map(groupByProbe(plan).flatMap(({lead}, index) => (isProbed(lead) ? [[index, ['tries'] as const]] : [])));
}

function isProbed({target, route, requirement}: ProbeGroup['lead']): boolean {
	return target !== null && route !== null && requirement.protocol !== 'udp';
}

/** The script for one round of a plan. It holds no password: that comes with its environment. */
export function makeScript(plan: Plan, round: Round, options: ScriptOptions): string {
	const {settings} = plan;
	const groups = groupByProbe(plan);
	const login = loginProxyOf(settings.proxy);
	const workers = Math.min(atOnce, settings.concurrency, Math.max(1, round.size));
	const step = options.stepSeconds ?? 0;
	const lines = [...round].flatMap(([index, wanted]) => {
		const group = groups[index];
		return group ? wanted.map(kind => jobLine(index, group, kind, login)) : [];
	});
	const roots = [options.caPem, options.publicRootsPem].filter(pem => typeof pem === 'string').join('\n');
	const values: readonly (readonly [string, string])[] = [
		['NONCE', options.nonce],
		['ROUND', String(options.round ?? 1)],
		['KIND', options.kind ?? ''],
		['T', String(Math.max(1, Math.round(settings.timeoutMs / 1000)))],
		['R', String(settings.retries)],
		['N', String(workers)],
		['STEP', step === 0 ? '' : step.toFixed(2)],
		['GAP', step === 0 ? '' : (step * workers).toFixed(2)],
		['DNS', settings.dns === null ? '' : `${settings.dns.address} ${settings.dns.port}`],
		// Waits are up to half as long again as they are asked for.
		['DEADLINE', String(deadlineSeconds + Math.ceil(1.5 * step * lines.length))],
		['AGENT', `${tool.name}/${tool.version}`],
		['USER_NAME', login?.username ?? ''],
		['EXTRA_ROOTS', roots],
		['PUBLIC_ROOTS', options.publicRootsPem ?? ''],
		['PLAN', options.planText ? packPlan(options.planText) : ''],
		['TARGETS', lines.join('\n')],
	];
	const assignments = values.map(([name, value]) => `${name}=${quote(value)}`).join('\n');
	return `#!/bin/sh
# ${tool.name} ${tool.version}: probes ${round.size} targets with this machine's own curl and openssl, judges nothing, installs nothing.
# Run it with sh, keep what it prints, and read that with: ${tool.name} vantage import FILE
# A proxy that wants a password gets the one in ARC_NETCHECK_PROXY_PASSWORD.
${assignments}
${probeText}`;
}

/** A plan on its way through a log: packed, in lines. */
function packPlan(text: string): string {
	const packed = gzipSync(text, {level: 9}).toString('base64');
	return (packed.match(new RegExp(`.{1,${lineLength}}`, 'g')) ?? []).join('\n');
}

/** The proxy whose login a script has: it comes with one password, which goes to no other proxy. Null: none wants one. */
export function loginProxyOf({https, http}: Settings['proxy']): ProxyEndpoint | null {
	return [https, http].find(proxy => typeof proxy?.username === 'string') ?? null;
}

function jobLine(index: number, {lead}: ProbeGroup, wanted: Wanted, login: ProxyEndpoint | null): string {
	const {target, route, requirement, path} = lead;
	const host = target?.host ?? '';
	const port = target?.port ?? 443;
	const proxy = route?.proxy ?? null;
	const way = proxy === null ? '-' : formatProxy(proxy);
	const hasLogin = proxy !== null && login !== null && way === formatProxy(login) && proxy.username === login.username;
	const user = hasLogin ? 'user' : '-';
	const job = {id: `t${index}`, protocol: requirement.protocol as string, host, port, path: path ?? '/', way, user};
	const lineOf = (change: Partial<typeof job>, mode: string) => {
		const {id, protocol, host: asked, port: askedPort, path: askedPath, way: over, user: as} = {...job, ...change};
		return [
			id,
			protocol,
			bracket(asked),
			askedPort,
			askedPath.replaceAll(/[^\x21-\x7e]/g, encodeURIComponent),
			over,
			as,
			mode,
		].join(' ');
	};
	const id = `t${index}.${wanted}`;
	switch (wanted) {
		case 'tries':
			return lineOf({}, '-');
		case 'once':
			return lineOf({}, 'again');
		case 'small-hello':
			return lineOf({id}, 'small');
		case 'neutral-name':
			return lineOf({id}, 'neutral');
		case 'proxy-speaks-tls':
			return lineOf(
				{id, protocol: 'https', host: proxy?.host ?? host, port: proxy?.port ?? port, path: '/', way: '-', user: '-'},
				'once',
			);
		case 'proxy-speaks-plain':
			return lineOf({id, way: way.replace(/^https:/, 'http:'), user: '-'}, 'connect');
		case 'same-host-port-443':
			return lineOf({id, protocol: 'https', port: 443, path: '/'}, 'once');
		case 'tunnel-refusal':
			return lineOf({id, protocol: 'https', port: 443, path: '/'}, 'twice');
		case 'no-such-host':
			return lineOf({id, host: impossibleHost}, 'twice');
		case 'over-tls':
			return lineOf({id, protocol: 'https', port: 443}, 'once');
		case 'direct':
			return lineOf({id, way: '-', user: '-'}, 'once');
		case 'known-to-pass':
		case 'program-address':
			return lineOf({id}, 'once');
	}
}

function bracket(host: string): string {
	return formatHostPort(host, 0).replace(/:0$/, '');
}

/** One word for a POSIX shell, whatever is in it. */
function quote(text: string): string {
	return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** What a log has to carry so that it can be read without any settings: the plan, and which certificates count. */
export type CarriedPlan = {readonly plan: Plan; readonly caPem: string | null; readonly publicRootsPem: string | null};

/** A plan as text: a run of which nothing has been seen yet, which is the form that saved plans already have. */
export function writePlanText({plan, caPem, publicRootsPem}: CarriedPlan, nonce: string): string {
	const results = judgeRun(plan, new Map(), () => true);
	const run = toRun(
		{
			id: `plan-${nonce}`,
			startedAt: new Date(0).toISOString(),
			durationMs: 0,
			complete: false,
			vantage: {hostname: '', platform: '', kind: 'jumpbox'},
			settings: plan.settings,
			catalogVersion: plan.catalogVersion,
			catalogChecksum: plan.catalogChecksum,
			summary: summarize(results),
			results,
		},
		[],
	);
	return JSON.stringify({run: {...run, nextSteps: []}, caPem, publicRootsPem});
}

/** Reads such a text. Throws a UsageError that names the file where it is no plan. */
export function readPlanText(text: string, file: string, catalog: Catalog): CarriedPlan {
	const carried = parse(text);
	const run = parseRun(JSON.stringify(carried.run ?? null), `${file}: its plan`);
	return {
		plan: evidenceOf(run, catalog).plan,
		caPem: typeof carried.caPem === 'string' ? carried.caPem : null,
		publicRootsPem: typeof carried.publicRootsPem === 'string' ? carried.publicRootsPem : null,
	};
}

function parse(text: string): {readonly run?: unknown; readonly caPem?: unknown; readonly publicRootsPem?: unknown} {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null ? value : {};
	} catch {
		return {};
	}
}
