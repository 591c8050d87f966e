import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {gunzipSync} from 'node:zlib';
import {afterAll, describe, expect, it} from 'vitest';
import {dialects} from '../../source/allowlists/dialects.ts';
import {renderRules} from '../../source/allowlists/render-rules.ts';
import {toRuleEntries} from '../../source/allowlists/rule-entries.ts';
import {catalog} from '../../source/catalog/catalog.ts';
import {checksumOf, parseCatalogFile} from '../../source/catalog/catalog-file.ts';
import {parseOwnRequirements} from '../../source/catalog/own-requirements.ts';
import type {Catalog} from '../../source/catalog/types.ts';
import {joinPieces} from '../../source/chunks.ts';
import {EnvironmentError, UsageError} from '../../source/errors.ts';
import {buildPlan} from '../../source/plan/build-plan.ts';
import {completeSettings} from '../../source/plan/complete-settings.ts';
import {noLiveFacts} from '../../source/plan/expand-requirement.ts';
import {createPki} from '../../source/practice/certificates.ts';
import {createRoots} from '../../source/probe/certificates.ts';
import {diffRuns} from '../../source/record/diff/diff-runs.ts';
import {journalToRun, parseJournal} from '../../source/record/journal.ts';
import {judgeAgain} from '../../source/record/judge-again.ts';
import {parseRun} from '../../source/record/parse-run.ts';
import {toPlanReport} from '../../source/record/plan-report.ts';
import type {Run} from '../../source/record/run.ts';
import {buildSurvey} from '../../source/record/survey/build-survey.ts';
import {parseSurvey} from '../../source/record/survey/parse-survey.ts';
import {redactReport, redactSurvey} from '../../source/redact/redact-report.ts';
import {renderAudit} from '../../source/report/audit/formats.ts';
import {renderDiff} from '../../source/report/diff/formats.ts';
import {runFormatNames} from '../../source/report/format-names.ts';
import {renderRun} from '../../source/report/formats.ts';
import {renderSurvey} from '../../source/report/survey/render-survey.ts';
import {holdList, readList} from '../../source/session/audit.ts';
import {readCertificates} from '../../source/session/files/certificates.ts';
import {openUserFiles} from '../../source/session/files/user-files.ts';
import {askScript} from '../../source/session/pac/sandbox.ts';
import {importLogs} from '../../source/session/vantage/portable.ts';
import {lintCaFile} from '../../source/settings/lint/ca-file.ts';
import {readProxyEnvironment} from '../../source/settings/proxy-environment.ts';
import {parseProxyUrl} from '../../source/settings/proxy-url.ts';
import {flagNames} from '../../source/settings/setting-names.ts';
import {readProfileData} from '../../source/store/profile.ts';
import {sampleReport, sampleSettings} from '../helpers/sample-run.ts';
import {
	beginWork,
	createMaker,
	damageData,
	foreignIn,
	type Maker,
	mostWork,
	password,
	patienceMs,
	seedsFor,
	workOf,
} from './helpers/fuzz.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fuzz-files-'));
afterAll(() => fs.rmSync(folder, {recursive: true, force: true}));

const options = {columns: 80, colour: false, unicode: true};
const sample = JSON.parse(fs.readFileSync('docs/samples/run.json', 'utf8')) as Run;
const older = JSON.parse(fs.readFileSync('test/golden/older/run-2026-11.json', 'utf8')) as unknown;
const small = sampleReport({
	proxy: `http://anna@proxy.corp.example:3128`,
	rows: [
		{host: 'mcr.microsoft.com', cause: 'proxy.host-denied'},
		{host: 'own.corp.example', cause: 'tcp.timeout'},
		{pattern: '*.azurecr.io'},
		{
			host: 'eastus.api.azureml.ms',
			pattern: '<region>.api.azureml.ms',
			cause: 'tls.intercepted',
			status: 'intercepted',
		},
	],
});

/** Whether a text is one sentence for a user, which shows nothing foreign and no trace of ours. */
function expectRefusal(error: unknown, seed: number): void {
	const isExpected = error instanceof UsageError || error instanceof EnvironmentError;
	if (!isExpected) throw new Error(`seed ${seed}`, {cause: error});
}

/** All that can be made of a run that was read, one text a step. */
function writersOf(run: Run, {pick}: Maker): ReadonlyArray<() => string> {
	const shown = pick([run, redactReport(run, catalog).report]);
	const onlyMissing = pick([true, false]);
	const rules = toRuleEntries(shown, catalog, {level: 'legacy', onlyMissing});
	return [
		...runFormatNames.map(
			({id}) =>
				() =>
					renderRun(id, shown, options),
		),
		...dialects.map(dialect => () => renderRules(dialect, rules, {sources: []}, {report: shown, onlyMissing}).text),
		() => renderDiff('markdown', diffRuns(small, run), options),
		() => renderDiff('text', diffRuns(run, judgeAgain(run, catalog)), options),
	];
}

describe('a saved run', () => {
	it(
		'whatever became of it, is refused in a sentence or written in every way',
		() => {
			for (const seed of seedsFor(6)) {
				const maker = createMaker(seed);
				const data = damageData(maker.pick([small, small, sample, older]), maker);
				const text = maker.number(5) === 0 ? maker.damage(JSON.stringify(data)) : JSON.stringify(data);
				const steps: Array<() => void> = [];
				const read = () => {
					for (const write of writersOf(parseRun(text, 'run.json'), maker)) {
						steps.push(() => expect(foreignIn(write()), `seed ${seed}`).toBeNull());
					}
				};
				steps.push(read);
				// Reading adds the steps that write.
				for (const step of steps) {
					const work = workOf(() => {
						try {
							step();
						} catch (error) {
							expectRefusal(error, seed);
						}
					});
					expect(work, `seed ${seed}`).toBeLessThan(mostWork);
				}
			}
		},
		patienceMs,
	);
});

describe('what else is kept or handed on', () => {
	const head = {
		...{schema: 'arc-netcheck/journal@2', tool: small.tool, id: small.id, startedAt: small.startedAt},
		...{targets: small.results.length, settings: small.settings, catalog: small.catalog, vantage: small.vantage},
	};
	const survey = buildSurvey([
		small,
		{...small, vantage: {...small.vantage, hostname: 'other'}, results: sample.results},
	]);
	const traces = path.resolve('test/vantage/portable/traces');
	const trace = gunzipSync(fs.readFileSync(path.join(traces, fs.readdirSync(traces)[0] ?? ''))).toString();
	const writeRun = (run: Run) => [renderRun('text', run, options), renderRun('json', run, options)];

	it.each<[string, (maker: Maker) => string, (text: string) => readonly string[]]>([
		[
			'the journal of a run that was cut off',
			maker => {
				const lines = [head, ...small.results].map(line =>
					JSON.stringify(maker.number(3) === 0 ? damageData(line, maker) : line),
				);
				const whole = lines.join('\n').replace('journal@2', maker.pick(['journal@2', 'journal@2', 'journal@1']));
				const text = whole.slice(0, maker.pick([undefined, maker.number(9000)]));
				return maker.number(3) === 0 ? maker.damage(text) : text;
			},
			text => writeRun(journalToRun(parseJournal(text, 'run.partial.ndjson'), Date.now(), catalog)),
		],
		[
			'a survey',
			maker => {
				const text = JSON.stringify(damageData(survey, maker));
				return maker.number(5) === 0 ? maker.damage(text) : text;
			},
			text => {
				const read = parseSurvey(text, 'survey.json');
				const shown = [read, redactSurvey(read, catalog)];
				return shown.flatMap(one =>
					runFormatNames.map(({id}) => [...joinPieces(renderSurvey(id, one, options))].join('')),
				);
			},
		],
		[
			'the log of a probe from elsewhere',
			({number, pick, text: harm, damage}) => {
				const lines = trace.split('\n').filter(line => !/^t[0-9]+\|/.test(line) || /^t[0-3]\|/.test(line));
				for (let times = number(6) + 1; times > 0; times--) {
					const at = number(lines.length);
					const line = lines[at] ?? '';
					const value = line.slice(line.lastIndexOf('|') + 1);
					lines[at] = pick([
						() => damage(line),
						() => line.slice(0, line.length - value.length) + harm().replaceAll('\n', ' '),
						() => `${line}\n${line}`,
						() => '',
					])();
				}
				return lines.join('\n');
			},
			text => {
				const {runs, notes} = importLogs([{name: 'probe.log', text}]);
				return [...runs.flatMap(writeRun), ...notes];
			},
		],
		[
			'a catalog',
			maker => {
				const changed = damageData({...catalog, requirements: catalog.requirements.slice(0, 5)}, maker) as Catalog;
				return maker.number(2) === 0
					? maker.damage(JSON.stringify(changed))
					: JSON.stringify({schema: 'arc-netcheck/catalog@1', checksum: checksumOf(changed), ...changed});
			},
			text => [parseCatalogFile(text, 'catalog.json', catalog).version],
		],
	])(
		'%s, is refused in a sentence or written',
		(_what, make, read) => {
			for (const seed of seedsFor(6)) {
				const text = make(createMaker(seed));
				const work = workOf(() => {
					try {
						for (const written of read(text)) expect(foreignIn(written), `seed ${seed}`).toBeNull();
					} catch (error) {
						expectRefusal(error, seed);
						expect(foreignIn((error as Error).message), `seed ${seed}`).toBeNull();
					}
				});
				expect(work, `seed ${seed}`).toBeLessThan(mostWork);
			}
		},
		patienceMs,
	);

	it('a PAC script or what one returns, is refused in a sentence as a proxy, or taken', () => {
		const script = `function FindProxyForURL(url, host) { return "PROXY anna:${password}@proxy.example:3128; DIRECT"; }`;
		const texts = [
			...[script, `data:application/x-ns-proxy-autoconfig,${encodeURIComponent(script)}`],
			...['PROXY proxy.example:3128; DIRECT', `HTTPS anna:${password}@proxy.example:443`, 'DIRECT', 'SOCKS5 s:1'],
			...['pac+http://proxy.example/proxy.pac', 'http://wpad/wpad.dat', `http://anna:${password}@x/proxy.pac`],
			`while (true) ${'dnsDomainIs(host, ".example") || '.repeat(4000)}`,
		];
		for (const seed of seedsFor(75)) {
			const maker = createMaker(seed);
			const text = maker.pick([maker.pick(texts), maker.damage(maker.pick(texts))]);
			const work = workOf(() => {
				for (const read of [
					() => parseProxyUrl(text, '--proxy'),
					() => readProxyEnvironment({HTTPS_PROXY: text, NO_PROXY: text}).notes,
				]) {
					try {
						read();
					} catch (error) {
						expectRefusal(error, seed);
						expect((error as Error).message, `seed ${seed}`).not.toContain(password);
						expect(foreignIn((error as Error).message), `seed ${seed}`).toBeNull();
					}
				}
			});
			expect(work, `seed ${seed}`).toBeLessThan(mostWork);
		}
	});
});

describe('a file that somebody wrote', () => {
	const requirements = {
		requirements: [
			{host: 'registry.example.com', port: 443, purpose: 'Images.', path: '/v2/', statuses: [200, 401]},
			{host: '*.example.com', standIns: ['cdn.example.com'], protocol: 'websocket', level: 'optional'},
			{host: 'time.example.com', port: 123, protocol: 'udp', impact: 'Clocks drift.'},
		],
	};
	const profile = {
		schema: 'arc-netcheck/profile@1',
		name: 'prod',
		settings: {
			region: 'eastus',
			features: ['arc'],
			resources: {acr: ['mine12']},
			caFile: '/etc/ca.pem',
			proxy: {
				source: 'given',
				https: {scheme: 'http', host: 'p', port: 1, username: 'me'},
				http: null,
				noProxy: '.svc',
			},
			timeoutMs: 5000,
		},
		passwordFrom: {env: 'PASSWORD'},
		runsKept: 5,
	};

	it.each<[string, unknown, (text: string) => void]>([
		['requirements', requirements, text => void parseOwnRequirements(text, 'own.json')],
		[
			'a profile',
			profile,
			text => {
				const reading = readProfileData(JSON.parse(text));
				if (reading.kind === 'profile') completeSettings(reading.profile.settings, catalog);
				else if (reading.kind === 'invalid') expect(foreignIn(reading.problem)).toBeNull();
			},
		],
	])(
		'%s, is refused in a sentence or taken',
		(_what, valid, read) => {
			for (const seed of seedsFor(100)) {
				const maker = createMaker(seed);
				const text = JSON.stringify(damageData(valid, maker));
				const work = workOf(() => {
					try {
						read(text);
					} catch (error) {
						expectRefusal(error, seed);
						expect(foreignIn((error as Error).message), `seed ${seed}`).toBeNull();
					}
				});
				expect(work, `seed ${seed}`).toBeLessThan(mostWork);
			}
		},
		patienceMs,
	);

	it(
		'certificates, are refused in a sentence or taken',
		async () => {
			const pem = createPki(new Date(), 'Fuzz').corporateRootPem;
			for (const seed of seedsFor(4)) {
				const maker = createMaker(seed);
				const text = maker.pick([
					() => maker.damage(pem),
					() => maker.damage(pem + pem),
					() => maker.text().repeat(maker.number(2000)),
					() => '-----BEGIN CERTIFICATE-----\n'.repeat(maker.number(5000)),
					() => `${pem}-----BEGIN PRIVATE KEY-----\nQUJD\n-----END PRIVATE KEY-----\n`,
				])();
				const file = path.join(folder, `${seed}.pem`);
				fs.writeFileSync(file, text);
				const settings = {...small.settings, caFile: file};
				const work = beginWork();
				try {
					await readCertificates(settings, {files: openUserFiles(), names: flagNames, environment: {}});
					lintCaFile(text);
					createRoots([text], () => []);
				} catch (error) {
					expectRefusal(error, seed);
				}
				expect(work(), `seed ${seed}`).toBeLessThan(mostWork);
			}
		},
		patienceMs,
	);
});

describe('an environment', () => {
	it(
		'of any proxy variables is read, and its passwords are in no note',
		() => {
			const names = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'NO_PROXY', 'no_proxy'];
			for (const seed of seedsFor(150)) {
				const maker = createMaker(seed);
				const value = () => maker.pick([maker.text(), maker.damage(`http://anna:${password}@proxy.example:3128`)]);
				const environment = Object.fromEntries(names.filter(() => maker.number(2) === 0).map(name => [name, value()]));
				const work = workOf(() => {
					try {
						const {notes} = readProxyEnvironment(environment);
						expect(notes.join('\n'), `seed ${seed}`).not.toContain(password);
					} catch (error) {
						expectRefusal(error, seed);
						expect((error as Error).message, `seed ${seed}`).not.toContain(password);
					}
				});
				expect(work, `seed ${seed}`).toBeLessThan(mostWork);
			}
		},
		patienceMs,
	);
});

describe('an allow-list', () => {
	const report = toPlanReport(buildPlan(sampleSettings(), catalog, [], noLiveFacts));
	const entries = toRuleEntries(report, catalog, {level: 'optional', onlyMissing: false});
	const texts = new Map(
		dialects.map(dialect => [
			dialect.id,
			renderRules(dialect, entries, {sources: []}, {report, onlyMissing: false}).text,
		]),
	);

	it.each(dialects.map(({id}) => id))(
		'of %s, whatever became of it, is refused in a sentence or judged',
		async dialect => {
			const whole = texts.get(dialect) ?? '';
			for (const seed of seedsFor(2)) {
				const maker = createMaker(seed);
				const file = path.join(folder, `list-${dialect}-${seed}`);
				const lines = maker.damage(whole).split('\n');
				const at = maker.number(lines.length);
				fs.writeFileSync(
					file,
					maker.pick([
						() => maker.damage(whole),
						() => lines.map(line => (maker.number(4) === 0 ? maker.damage(line) : line)).join('\n'),
						() =>
							[...lines.slice(0, at), ...lines.slice(at, at + 3).flatMap(line => Array(2000).fill(line)), ''].join(
								'\n',
							),
						() => whole.replaceAll(/[a-z]+/g, word => (maker.number(40) === 0 ? maker.text() : word)),
					])(),
				);
				const named = maker.pick([{dialect}, {}]);
				let work = beginWork();
				try {
					const read = await readList([file], {...named, isScreenWaiting: true}, openUserFiles());
					expect(work(), `seed ${seed}`).toBeLessThan(mostWork);
					work = beginWork();
					const {audit, fix} = holdList(read, report, catalog, {sources: [], runs: []});
					expect(work(), `seed ${seed}`).toBeLessThan(mostWork);
					for (const text of [renderAudit('text', audit, {...options, isWhole: true, next: null}), fix.text]) {
						expect(foreignIn(text), `seed ${seed}`).toBeNull();
					}
				} catch (error) {
					expectRefusal(error, seed);
					expect(foreignIn((error as Error).message), `seed ${seed}`).toBeNull();
				}
			}
		},
		patienceMs,
	);
});

describe('a PAC script', () => {
	it(
		'whatever became of it, answers or is given up',
		async () => {
			const script =
				'function FindProxyForURL(url, host) {\n\tvar known = {a: [1, 2], b: /^x+$/};\n\tif (isPlainHostName(host) || shExpMatch(host, "*.example.com")) return "DIRECT";\n\tfor (var i = 0; i < known.a.length; i++) if (isInNet(dnsResolve(host), "10.0.0.0", "255.0.0.0")) return "PROXY a:1";\n\treturn "PROXY proxy.example:3128; DIRECT";\n}\n';
			const questions = ['a.example.com', 'mcr.microsoft.com'].map(host => ({url: `https://${host}/`, host}));
			for (const seed of seedsFor(2)) {
				const maker = createMaker(seed);
				const text = maker.pick([maker.damage(script), script.replace(/\w+(?=\()/, maker.text()), maker.text()]);
				const outcome = await askScript(text, questions, {known: {'a.example.com': ['10.1.2.3']}, own: ['192.0.2.1']});
				if ('failure' in outcome) expect(outcome.message, `seed ${seed}`).not.toBe('');
				else expect(outcome.replies.length, `seed ${seed}`).toBeGreaterThan(0);
			}
		},
		patienceMs,
	);
});
