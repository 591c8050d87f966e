// Writes docs/samples/: a run in the practice network, in every format. What differs from run to run (times, ids, ports,
// certificates made at start, this machine's name) is replaced, so that the files change only when the program does.
import {createHash} from 'node:crypto';
import {mkdirSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {catalog} from '../source/catalog/catalog.ts';
import {diagnose} from '../source/diagnosis/diagnose.ts';
import type {StageEvidence} from '../source/evidence/types.ts';
import {buildPlan} from '../source/plan/build-plan.ts';
import {completeSettings} from '../source/plan/complete-settings.ts';
import {startDemoCompany} from '../source/practice/company.ts';
import {toRun} from '../source/record/judged-run.ts';
import {redactReport} from '../source/redact/redact-report.ts';
import {runFormatNames} from '../source/report/format-names.ts';
import {renderRun} from '../source/report/formats.ts';
import {runPlan} from '../source/session/run-plan.ts';
import {resolveSettings} from '../source/settings/resolve-settings.ts';
import type {JudgedRun} from '../source/verdict/types.ts';

const folder = new URL('../docs/samples/', import.meta.url);
const options = {columns: 100, colour: false, unicode: true};

/** Times as a company network has them, in milliseconds. */
const stageTimes = {dns: 4, tcp: 11, proxy: 23, tls: 34, http: 41};

const run = await probeDemoCompany();
const report = toRun(run, diagnose(run));
mkdirSync(folder, {recursive: true});
for (const {id, endings} of runFormatNames) write(`run.${endings[0]}`, renderRun(id, report, options));
write('run-redacted.md', renderRun('markdown', redactReport(report, catalog).report, options));

function write(name: string, text: string): void {
	const file = new URL(name, folder);
	writeFileSync(file, text);
	console.log(fileURLToPath(file));
}

async function probeDemoCompany(): Promise<JudgedRun> {
	const company = await startDemoCompany(catalog);
	try {
		const {settings, secrets} = resolveSettings({
			flags: {region: 'eastus', features: catalog.features.filter(({isDefault}) => isDefault).map(({id}) => id)},
			profile: null,
			environment: {...company.environment},
		});
		const plan = buildPlan(completeSettings(settings, catalog), catalog, []);
		const {signal} = new AbortController();
		const probed = await runPlan(plan, {signal, network: company.network, secrets});
		return steady(probed, `127.0.0.1:${company.nameServer.port}`);
	} finally {
		await company.close();
	}
}

/** The run without what changes: the practice network is on loopback, and a company's machines are not. */
function steady(run: JudgedRun, nameServer: string): JudgedRun {
	const text = JSON.stringify(run, (key, value) => {
		// Kept in its place among the fields, and set below.
		if (key === 'ms') return 0;
		if (key === 'localAddress' && value !== null) return '10.20.0.15';
		if (key === 'date' && typeof value === 'string') return 'Sun, 22 Nov 2026 20:30:00 GMT';
		return value;
	}).replaceAll(nameServer, '10.20.0.2:53');
	const steadyRun: JudgedRun = JSON.parse(text);
	return {
		...steadyRun,
		id: '20261122T203000Z-0a1b2c',
		startedAt: '2026-11-22T20:30:00.000Z',
		durationMs: 4200,
		vantage: {hostname: 'jump-1.northwind.example', platform: 'linux x64', kind: steadyRun.vantage.kind},
		results: steadyRun.results.map((result, index) => ({
			...result,
			attempts: result.attempts.map((attempt, tried) => ({
				startedAt: new Date(Date.UTC(2026, 10, 22, 20, 30, 0) + index * 25 + tried * 1200).toISOString(),
				stages: attempt.stages.map(steadyStage),
			})),
			controls: result.controls.map(control => ({...control, ms: 30})),
		})),
	};
}

function steadyStage(stage: StageEvidence): StageEvidence {
	const ms = stageTimes[stage.stage];
	if ('dials' in stage) return {...stage, ms, dials: stage.dials.map(dial => ({...dial, ms}))};
	if (!('chain' in stage)) return {...stage, ms};
	const chain = stage.chain.map(certificate => {
		const print = createHash('sha256').update(certificate.subject).digest('hex').toUpperCase();
		return {
			...certificate,
			validFrom: '2026-10-01T00:00:00.000Z',
			validTo: '2027-10-01T00:00:00.000Z',
			serialNumber: print.slice(0, 16),
			fingerprint: print.match(/../g)?.join(':') ?? '',
		};
	});
	return {...stage, ms, chain};
}
