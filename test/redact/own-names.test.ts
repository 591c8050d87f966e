import {domainToASCII} from 'node:url';
import {describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {parseOwnRequirements} from '../../source/catalog/own-requirements.ts';
import {joinPieces} from '../../source/chunks.ts';
import {diagnose} from '../../source/diagnosis/diagnose.ts';
import type {
	CertificateEvidence,
	Observation,
	StageError,
	StageEvidence,
	TimeServerEvidence,
} from '../../source/evidence/types.ts';
import {buildPlan, createRouter} from '../../source/plan/build-plan.ts';
import {groupByProbe, type ProbeGroup} from '../../source/plan/endpoints.ts';
import {outsideCatalog} from '../../source/plan/requirements.ts';
import type {PlannedTarget} from '../../source/plan/types.ts';
import {diffRuns} from '../../source/record/diff/diff-runs.ts';
import {diffSurveys} from '../../source/record/diff/diff-surveys.ts';
import {toRun} from '../../source/record/judged-run.ts';
import type {Run} from '../../source/record/run.ts';
import {buildSurvey} from '../../source/record/survey/build-survey.ts';
import {redactDiff, redactReport, redactSurvey} from '../../source/redact/redact-report.ts';
import {renderDiff} from '../../source/report/diff/formats.ts';
import {renderExplanation} from '../../source/report/explain-text.ts';
import {runFormatNames, shortFormatNames} from '../../source/report/format-names.ts';
import {renderSurvey} from '../../source/report/survey/render-survey.ts';
import {renderOutput} from '../../source/session/export/export-reports.ts';
import {outputs} from '../../source/session/export/outputs.ts';
import {defaultSettings} from '../../source/settings/fields.ts';
import {lintSettings} from '../../source/settings/lint/lint-settings.ts';
import type {ProxyEndpoint, Settings} from '../../source/settings/types.ts';
import {judgeRun} from '../../source/verdict/judge-run.ts';
import {summarize} from '../../source/verdict/types.ts';
import {formatHostPort, uniqueOf} from '../../source/words.ts';
import {createRandom, pickBy} from '../helpers/random.ts';
import {certificate, dnsStage, httpStage, proxyStage, tcpStage, tlsStage} from '../helpers/sample-evidence.ts';

const publicIssuer = 'C=US, O=DigiCert Inc, CN=DigiCert TLS RSA 2020';
const options = {columns: 100, colour: false, unicode: true};

/**
 * A company that was never there, and what its network showed of itself: everything is drawn from a seed, and every name
 * that is somebody's own is noted.
 */
function createWorld(seed: number) {
	const random = createRandom(seed);
	const pick = pickBy(random);
	const secrets = new Set<string>();
	const own = (text: string) => {
		secrets.add(text);
		return text;
	};
	const letters = (alphabet: string) => alphabet[random(alphabet.length)] ?? '';
	/** A word that nothing else has. */
	const word = () => own(`q${Array.from({length: 4}, () => letters('bdgkmprtvz') + letters('aeiouy')).join('')}x`);
	/** The same in letters that URLs and names of hosts write in another way. */
	const foreign = () => own(`${word()}${pick(['ü', 'é', 'ж', '東'])}${letters('bdgk')}`);
	const hex = (count: number) => Array.from({length: count}, () => letters('0123456789abcdef')).join('');
	const id = () => own(`${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`);
	const card = () => own(Array.from({length: 6}, () => hex(2)).join(pick([':', '-'])));
	const address = () =>
		own(
			random(4) === 0
				? `fd${hex(2)}:${hex(4)}::${hex(3)}7`
				: `10.${random(200) + 11}.${random(200) + 11}.${random(200) + 11}`,
		);
	const company = word();
	const domain = `${company}.${pick(['com', 'de', 'corp.example', 'internal'])}`;
	const host = () =>
		pick([() => `${word()}.${domain}`, () => word(), () => `${word()}-01`, () => `a.${word()}.${domain}`])();
	const user = pick([
		() => word(),
		() => `CORP\\${word()}`,
		() => `${word()}.${word()}@${domain}`,
		() => `o'${word()}`,
		() => foreign(),
		() => `${word()} ${word()}`,
	])();
	/** As a peer may show it again. */
	own(Buffer.from(user).toString('base64').slice(0, -4));
	const basic = () => own(Buffer.from(`${user}:${word()}`).toString('base64'));
	const file = () =>
		pick([
			() => `/srv/${word()}/${word()}.pem`,
			() => `/home/${word()}/x y.pem`,
			() => `C:\\Users\\${word()}\\a.pem`,
			() => `it's/${word()}.pem`,
			() => `${foreign()}/${word()}.pem`,
			() => `\\\\${word()}\\${word()}$\\x.pem`,
		])();
	const endpoint: ProxyEndpoint = {
		scheme: 'http',
		host: pick([host, address])(),
		port: 3128,
		username: random(3) === 0 ? null : user,
	};

	const settings: Settings = {
		...defaultSettings,
		cloud: 'public',
		region: 'eastus',
		features: ['arc', 'aml-training'],
		resources: {
			acr: [word()],
			vault: [`${word().slice(0, 9)}-kv`],
			workspace: [id()],
			aks: [`${word()}.hcp.eastus.azmk8s.io`],
		},
		requirementsFile: file(),
		caFile: random(2) === 0 ? null : file(),
		publicRootsFile: random(3) === 0 ? file() : null,
		catalogFile: random(2) === 0 ? file() : null,
		pac: pick<() => string | null>([
			() => null,
			file,
			() => `http://${host()}/${word()}.pac`,
			() => `https://${address()}/wpad.dat?u=${word()}`,
		])(),
		proxyLogin: pick(['basic', 'negotiate', 'ntlm']),
		timeServers: [
			{host: host(), port: 123},
			{host: address(), port: 1123},
		],
		proxy:
			random(3) === 0
				? {source: 'none', https: null, http: null, noProxy: ''}
				: {
						source: 'given',
						https: endpoint,
						http: endpoint,
						noProxy: `localhost,.${domain},${word()},${address()},10.0.0.0/33,http://${word()},${word()};${word()}`,
					},
		dns: random(2) === 0 ? null : {address: address(), port: 53},
	};
	secrets.add(settings.resources.vault?.[0] ?? '');
	secrets.add("it's/");

	const name = () =>
		pick([
			() => `O=${word()} ${word()}, CN=${word()} CA 7`,
			() => `CN=${word()}`,
			() => `C=DE, O="${word()}, Inc", OU=${word()}, CN=${host()}`,
		])();
	const reason = () =>
		pick([
			() => 'Forbidden',
			() => `Blocked by ${word()}`,
			() => `No ${basic()}`,
			() => `Not for ${foreign()}`,
			() => word(),
			() => `Denied: "${word()}" for ${user}`,
		])();
	const title = () =>
		pick([
			(): string | null => null,
			() => word(),
			() => `${word()} says "no" to ${user}`,
			() => `${'Very long '.repeat(12)}${word()}`,
			() => `Hello ${basic()} <b>${foreign()}</b>`,
		])();
	const page = () => `<html>${word()} ${user} ${address()}</html>`;
	const link = () =>
		pick([
			() => `https://${host()}/deny?u=${word()}`,
			() => `/${word()}/login`,
			() => `https://login.microsoftonline.com/${id()}/oauth2?state=${word()}`,
			() => `http://${address()}:8080/${word()}`,
		])();
	const headers = () =>
		Object.fromEntries(
			Array.from({length: 6}, () =>
				pick<() => [string, string]>([
					() => ['via', `1.1 ${word()} (${word()}/7.1)`],
					() => ['via', `1.1 ${host()}:3128 (squid/6.6), 1.0 ${word()}`],
					() => ['server', pick([word(), `${word()}/1.2`, `${word()} gateway ${address()}`])],
					() => ['location', link()],
					() => ['proxy-authenticate', `Basic realm="${word()} staff", Negotiate`],
					() => ['www-authenticate', `Bearer authorization="https://login.windows.net/${id()}", resource="${word()}"`],
					() => ['x-squid-error', `ERR_${word().toUpperCase()} 0`],
					() => ['x-cache', `MISS from ${word()}`],
					() => [`x-${word()}`, word()],
					() => [word(), id()],
					() => ['set-cookie', word()],
					() => ['proxy-authorization', `Basic ${basic()}`],
					() => ['refresh', `0; url=https://${host()}/${encodeURIComponent(foreign())}`],
					() => ['server', foreign()],
					() => ['content-type', `text/html; charset=${word()}`],
					() => ['date', word()],
					() => ['age', word()],
					() => ['connection', word()],
					() => ['cache-control', `no-cache, ${word()}`],
					() => ['vary', `x-${word()}`],
					() => ['x-ms-request-id', id()],
					() => ['content-security-policy', `default-src ${host()}`],
				])(),
			),
		);
	const error = (code: string, about: string): StageError => ({
		code,
		syscall: null,
		message: pick([
			code,
			`connect ${code} ${address()}:443`,
			`getaddrinfo ${code} ${about}`,
			`refused by ${card()} for ${own(`S-1-5-21-${random(9e8) + 1e8}-${random(9e8) + 1e8}-1104`)}`,
			`rejected at ${foreign()}.${domain} and xn--${word()}.${domain}`,
			`session ${own(hex(32))} of CORP\\${word()} at \\\\${word()}\\${word()}\\x.log`,
			`Host: ${about}. is not in the cert's altnames: DNS:${host()}`,
		]),
	});
	const chain = (): CertificateEvidence[] => {
		const issuer = name();
		return [
			{
				...certificate(issuer, name()),
				altNames: [host(), `DNS:${host()}`, `IP Address:${address()}`],
				serialNumber: own(hex(20)),
				fingerprint: own(hex(40)),
			},
			{...certificate(name(), issuer), isAuthority: true},
		];
	};

	const authority = () => ({
		...{subject: name(), validFrom: '2020-01-01T00:00:00.000Z', validTo: '2030-01-01T00:00:00.000Z'},
		...{isRoot: true, isAuthority: true, isGiven: true},
	});

	const way = ({lead}: ProbeGroup): StageEvidence[] => {
		const proxy = lead.route?.proxy;
		const asked = lead.target?.host ?? '';
		const local = {localAddress: address()};
		const dial = address();
		const tcp = {dials: [{address: dial, family: 4, ok: true, ms: 1, error: null}], connected: dial, ...local} as const;
		const dns = {
			servers: [`${address()}`.replace(/^(.*:.*)$/, '[$1]').concat(':53')],
			addresses: [{address: dial, family: 4}],
			aliases: [host()],
			system: random(2) === 0 ? null : {addresses: [{address: address(), family: 4} as const], error: null},
			byServers: {addresses: [], error: error('ENOTFOUND', proxy?.host ?? asked)},
			search: {
				ndots: 5,
				answers: [{domain: pick([() => domain, () => word()])(), addresses: [{address: address(), family: 4}]}],
			},
		} as const;
		return proxy
			? [dnsStage(proxy.host, {of: 'proxy', ...dns}), tcpStage(3128, {of: 'proxy', ...tcp})]
			: [dnsStage(asked, dns), tcpStage(443, tcp)];
	};

	const observe = (group: ProbeGroup): Observation => {
		const {lead} = group;
		const asked = lead.target?.host ?? '';
		const named = formatHostPort(asked, lead.target?.port ?? 443);
		const start = way(group);
		const isProxied = Boolean(lead.route?.proxy);
		const tunnel = isProxied ? [...start, proxyStage(named, {headers: headers()})] : start;
		const request = `GET ${lead.path ?? '/'}`;
		const answer = () =>
			httpStage({
				request,
				status: pick([200, 302, 403, 503, 511]),
				statusText: reason(),
				headers: headers(),
				body: page(),
				title: title(),
			});
		const open = () => [
			...tunnel,
			tlsStage(asked, {trust: 'private', chain: chain(), defects: ['SELF_SIGNED_CERT_IN_CHAIN']}),
		];
		const stages = pick<() => StageEvidence[]>([
			() => [dnsStage(asked, {code: 'ENOTFOUND', servers: [address()], error: error('ENOTFOUND', asked)})],
			() => [...start.slice(0, 1), tcpStage(443, {code: 'ECONNREFUSED', error: error('ECONNREFUSED', asked)})],
			() =>
				isProxied
					? [
							...start,
							proxyStage(named, {
								status: pick([403, 407, 502]),
								statusText: reason(),
								headers: headers(),
								body: page(),
							}),
						]
					: [...open(), answer()],
			() => [...open(), answer()],
			() => [
				...tunnel,
				tlsStage(asked, {
					ok: false,
					chain: chain()
						.map(one => ({...one, issuer: publicIssuer}))
						.slice(0, 1),
					error: error('CHAIN_REJECTED', asked),
					defects: ['ERR_TLS_CERT_ALTNAME_INVALID'],
					checks: {public: {code: null, isAnchored: true}, machine: null, isNamed: false},
				}),
			],
			() => [
				...tunnel,
				tlsStage(asked, {
					trust: 'untrusted',
					chain: chain(),
					error: error('CHAIN_REJECTED', asked),
					defects: ['SELF_SIGNED_CERT_IN_CHAIN'],
					checks: {
						public: {code: 'SELF_SIGNED_CERT_IN_CHAIN', isAnchored: false},
						machine: {
							...{code: 'SELF_SIGNED_CERT_IN_CHAIN', isAnchored: false, path: [0, 1], anchor: authority()},
							...{namesakes: [authority()], given: [authority(), authority()]},
						},
						isNamed: true,
					},
				}),
			],
			() => [
				...tunnel,
				tlsStage(asked, {
					issuer: publicIssuer,
					otherFamily: {
						...{address: address(), family: 6, ms: 9, error: error('CHAIN_REJECTED', asked)},
						...{code: 'SELF_SIGNED_CERT_IN_CHAIN', issuer: name()},
					},
				}),
				answer(),
			],
			() => [
				...tunnel,
				tlsStage(asked, {issuer: publicIssuer}),
				httpStage({
					request,
					otherFamily: {
						address: address(),
						family: 6,
						ms: 9,
						status: 403,
						title: title(),
						error: error('ECONNRESET', asked),
					},
				}),
			],
			() => [...tunnel, tlsStage(asked, {issuer: publicIssuer}), answer()],
			() => [...tunnel, tlsStage(asked, {issuer: publicIssuer}), httpStage({request})],
		])();
		return {
			attempts: [{startedAt: '2026-11-22T20:30:00.000Z', stages}],
			controls: [
				{kind: 'tunnel-refusal', ms: 3, passed: false, code: 'refused', detail: `CONNECT ${named}: 403`},
				{
					kind: 'direct',
					ms: 3,
					passed: false,
					code: 'refused',
					detail: `${address()} answered for ${asked}`,
				},
			],
		};
	};

	const requirements = parseOwnRequirements(
		JSON.stringify({
			requirements: Array.from({length: 3}, () => ({
				host: `${word()}.${domain}`,
				path: `/${word()}/${word()}`,
				purpose: `Code of ${word()}.`,
				impact: `Project ${word()} stops.`,
			})),
		}),
		settings.requirementsFile ?? '',
	);
	const planned = buildPlan(settings, catalog, requirements);
	const router = createRouter(settings.proxy);
	const outside = [host(), address()].map(
		(asked): PlannedTarget => ({
			id: `outside-the-catalog@${formatHostPort(asked, 443)}`,
			requirement: outsideCatalog(asked, 443),
			target: {host: asked, port: 443, sampled: false},
			route: router('https', asked, 443),
			origin: 'user',
			path: '/',
			note: null,
		}),
	);
	const documented = planned.targets.filter(({requirement}) => requirement.features.length > 0);
	const targets = [
		...documented.filter(({requirement}) => requirement.resource !== null || random(4) === 0),
		...planned.targets.filter(({requirement}) => requirement.features.length === 0),
		...outside,
	];
	const plan = {...planned, targets};
	const observations = new Map(
		groupByProbe(plan).flatMap(group => {
			const observation = observe(group);
			return group.rows.map(row => [row.id, observation] as const);
		}),
	);
	const results = judgeRun(plan, observations, () => false);
	const timeServers: readonly TimeServerEvidence[] = [host(), host(), address()].map((asked, index) => ({
		...{host: asked, port: index === 0 ? 123 : 1123, address: address(), kiss: null, delayMs: 4, strays: 0},
		...(index === 0
			? {ok: false, error: error('PROBE_TIMEOUT', asked), offsetMs: null, stratum: null}
			: {ok: true, error: null, offsetMs: 900_000, stratum: 2}),
	}));
	const judged = {
		id: '20261122T203000Z-0a1b2c',
		startedAt: '2026-11-22T20:30:00.123Z',
		durationMs: 4321,
		complete: true,
		vantage: {hostname: host(), platform: 'linux x64', kind: 'jumpbox', timeServers},
		settings,
		catalogVersion: catalog.version,
		summary: summarize(results),
		results,
	} as const;
	return {report: toRun(judged, diagnose(judged, lintSettings(settings))), secrets};
}

/** How formats and peers may write a name: as it is, in URLs, in JSON, in markup, in a certificate. */
function spellingsOf(secret: string): readonly string[] {
	if (/^\w+$/.test(secret)) return [secret];
	const bytes = [...Buffer.from(secret)].map(byte => `%${byte.toString(16).padStart(2, '0')}`).join('');
	return uniqueOf(
		[
			secret,
			encodeURIComponent(secret),
			bytes,
			JSON.stringify(secret).slice(1, -1),
			[...secret].map(letter => (letter > '~' ? `&#${letter.codePointAt(0)};` : letter)).join(''),
			[...secret]
				.map(letter => (letter > '~' ? `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}` : letter))
				.join(''),
			domainToASCII(secret),
			Buffer.from(secret)
				.toString('base64')
				.replace(/.{0,2}=*$/, ''),
		].filter(text => text.length > 4),
	);
}

const spellings = new Map<string, readonly string[]>();

/**
 * The own names that a text still has, each with what stands around it. They are looked up by how they begin, so that a
 * text is gone through once and not for each of a thousand names.
 */
function found(text: string, secrets: ReadonlySet<string>): string[] {
	const lower = text.toLowerCase();
	const all = [...secrets].flatMap(secret => {
		const known = spellings.get(secret) ?? spellingsOf(secret).map(spelling => spelling.toLowerCase());
		spellings.set(secret, known);
		return known;
	});
	const length = Math.min(...all.map(spelling => spelling.length));
	const byBeginning = Map.groupBy(all, spelling => spelling.slice(0, length));
	const pairAt = (word: string, at: number) => ((word.charCodeAt(at) & 0xff) << 8) | (word.charCodeAt(at + 1) & 0xff);
	const pairs = new Uint8Array(0x10000);
	for (const beginning of byBeginning.keys()) pairs[pairAt(beginning, 0)] = 1;
	const places = new Map<string, number>();
	for (let at = 0; at < lower.length; at++) {
		if (pairs[pairAt(lower, at)] === 0) continue;
		for (const spelling of byBeginning.get(lower.slice(at, at + length)) ?? []) {
			if (lower.startsWith(spelling, at) && !places.has(spelling)) places.set(spelling, at);
		}
	}
	return [...places.values()].map(at => text.slice(Math.max(0, at - 60), at + 60));
}

/** Worlds as places of one survey, each with what its configuration says; and one of which nothing was seen. */
function placesOf(worlds: readonly ReturnType<typeof createWorld>[], secrets: Set<string>) {
	const lone = (index: number, what: string) => {
		const text = `z${what}${index}${worlds[0]?.report.settings.resources.acr?.[0]}`;
		secrets.add(text);
		return text;
	};
	const runs = worlds.map(({report}, index) => {
		const {hostname} = report.vantage;
		const facts = [
			{source: 'resolv', lines: [`search ${hostname} ${lone(index, 'domain')}`, `nameserver ${hostname}`]},
			{source: 'environment', lines: [`https_proxy=http://***@${lone(index, 'gate')}:3128`]},
			{source: 'containerd', lines: [`"HTTPS_PROXY=http://${lone(index, 'hop')}:8080"`]},
			{source: 'ca', lines: [`containerd SSL_CERT_FILE missing /etc/${lone(index, 'pki')}/x y.pem`]},
			{source: 'clear', lines: ['containerd']},
		];
		const name = [
			`ssh:${lone(index, 'user')}@${hostname}`,
			`pod:${lone(index, 'space')}/${lone(index, 'pod')}`,
			hostname,
		][index % 3];
		const kind = index % 3 === 1 ? ('pod' as const) : ('node' as const);
		const own = {kind, name: name ?? '', node: `node-of-${hostname}`, pool: lone(index, 'pool'), clockSkewMs: 900_000};
		const vantage = {...report.vantage, ...own, site: hostname, facts};
		return {...report, id: `20261122T20300${index}Z-0a1b2c`, vantage};
	});
	const host = lone(9, 'lost');
	const unseen = {
		vantage: {name: `ssh:${lone(9, 'anna')}@${host}`, kind: 'node'},
		state: 'silent',
		reason: `The name ${host} leads to no address ("${lone(9, 'said')}: no").`,
		fix: `Look at the name, or give ${host} a HostName in ~/.ssh/config.`,
	} as const;
	return {runs, unseen};
}

const seeds = Array.from({length: 12}, (_, index) => index + 1);

describe('redaction', () => {
	it.each(seeds)('leaves no own name in any format, nor in rules: the world of seed %i', seed => {
		const {report, secrets} = createWorld(seed);
		expect(found(JSON.stringify(report), secrets).length).toBeGreaterThan(40);
		const shared = redactReport(report, catalog).report;
		const texts = {
			...Object.fromEntries(
				outputs.map(({id}) => [id, renderOutput(id, shared, {catalog, rulesScope: 'all', sources: [], options}).text]),
			),
			explanation: renderExplanation(shared, options),
		};
		for (const [format, text] of Object.entries(texts)) expect(found(text, secrets), format).toEqual([]);
	});

	it.each(seeds.slice(0, 6))('leaves none in a survey: the worlds of seed %i', seed => {
		const worlds = [createWorld(seed), createWorld(seed + 1000), createWorld(seed + 2000)];
		const secrets = new Set(worlds.flatMap(world => [...world.secrets]));
		const {runs, unseen} = placesOf(worlds, secrets);
		const survey = buildSurvey(runs, [unseen]);
		if (survey === null) throw new Error('No survey was made');
		expect(found(JSON.stringify(survey), secrets).length).toBeGreaterThan(40);
		const shared = redactSurvey(survey, catalog);
		for (const {id: format} of runFormatNames) {
			expect(found([...joinPieces(renderSurvey(format, shared, options))].join(''), secrets), format).toEqual([]);
		}
	});

	it.each(seeds.slice(0, 4))('leaves none in a diff: the worlds of seed %i', seed => {
		const [before, after] = [createWorld(seed), createWorld(seed + 1000)];
		const runs: [Run, Run] = [before.report, after.report];
		const diff = redactDiff(diffRuns(...runs), runs, catalog);
		for (const {id} of shortFormatNames) {
			const text = renderDiff(id, diff, options);
			expect(found(text, new Set([...before.secrets, ...after.secrets])), id).toEqual([]);
		}
	});

	it.each(seeds.slice(0, 4))('leaves none in what changed between surveys: the worlds of seed %i', seed => {
		const worlds = [createWorld(seed), createWorld(seed + 1000), createWorld(seed + 2000)];
		const secrets = new Set(worlds.flatMap(world => [...world.secrets]));
		const {runs, unseen} = placesOf(worlds, secrets);
		const failed = runs.map(run => ({
			...run,
			results: run.results.map(row => ({...row, status: 'blocked', severity: 'error', cause: 'tcp.timeout'}) as const),
		}));
		const [before, after] = [buildSurvey(runs), buildSurvey(failed, [unseen])];
		if (before === null || after === null) throw new Error('No survey was made');
		const diff = redactDiff(diffSurveys(before, after), [before, after], catalog);
		expect(diff.changes.length + diff.findings.length).toBeGreaterThan(0);
		expect(diff.new.hostname).toBe('several vantage points');
		for (const {id} of shortFormatNames) expect(found(renderDiff(id, diff, options), secrets), id).toEqual([]);
	});
});
