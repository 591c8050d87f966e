import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {parseArgs} from 'node:util';
import {missingPrograms} from '../test/real-peers/helpers/missing-programs.ts';
import {readCircumstances} from './circumstances.ts';
import {describeMemoryGrowth} from './extras/memory-growth.ts';
import {measureRedaction} from './extras/redaction.ts';
import {measureStarts} from './extras/starts.ts';
import {measureSteadiness} from './extras/steadiness.ts';
import {measureSurvey} from './extras/survey.ts';
import {measureTerminal} from './extras/terminal.ts';
import type {ExtraSection} from './extras/types.ts';
import {openLab} from './lab/lab.ts';
import type {DelayKind} from './lab/round-trip.ts';
import {renderReport} from './render-report.ts';
import {runWorkload, type WorkloadOutcome} from './run-workload.ts';
import {arcNetcheck} from './tools/arc-netcheck.ts';
import {blackboxExporter} from './tools/blackbox-exporter.ts';
import {curlParallel, curlParallelWide, xargsCurl} from './tools/curl.ts';
import {nmap} from './tools/nmap.ts';
import {quickWorkloads, workloads} from './workloads.ts';
import {writeIntoPage} from './write-into-page.ts';

const tools = [arcNetcheck, curlParallel, curlParallelWide, xargsCurl, blackboxExporter, nmap];

/** The lab can't do without these; of the tools each may be missing. */
const needed = ['ip', 'nft', 'nginx', 'dnsmasq', 'squid', 'time'];

const delayNotes: {readonly [kind in DelayKind]: string} = {
	netem: 'The wire of 40 ms is made by netem, in the kernel.',
	'delay line':
		'The wire of 40 ms is made by a program (bench/lab/delay-line.py), since this kernel has no netem; it takes its share of the processors.',
};

const usage = `usage: npm run bench -- [--quick] [--only NAME,…] [--output FILE]
  --quick   a smoke test of a minute: few targets, one round, the result on the screen alone
  --only    these workloads: ${workloads.map(({id}) => id).join(', ')}
  --output  the page whose results are replaced (docs/benchmarks.md)
`;

const {values: flags} = parseArgs({
	options: {
		quick: {type: 'boolean', default: false},
		only: {type: 'string'},
		output: {type: 'string', default: 'docs/benchmarks.md'},
		help: {type: 'boolean', default: false},
	},
});
const tell = (line: string) => process.stderr.write(`${line}\n`);

async function main(): Promise<number> {
	if (flags.help) {
		process.stdout.write(usage);
		return 0;
	}
	const missing = missingPrograms(needed);
	if (missing.length > 0) {
		tell(`The benchmark is skipped: ${missing.join(', ')} is not installed.`);
		tell(
			'Debian: apt install nginx-light squid-openssl dnsmasq-base nftables iproute2 time python3 curl prometheus-blackbox-exporter nmap',
		);
		return 1;
	}
	const absent = new Map(
		tools
			.filter(({program}) => missingPrograms([program]).length > 0)
			.map(({id, program}) => [id, `skipped, since ${program} is not installed`]),
	);
	const names = flags.only?.split(',');
	const chosen = (flags.quick ? quickWorkloads : workloads).filter(({id}) => names?.includes(id) ?? true);
	const circumstances = readCircumstances(new Date(), []);

	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-'));
	const lab = await openLab(folder);
	const outcomes: WorkloadOutcome[] = [];
	for (const workload of chosen) outcomes.push(await runWorkload(workload, tools, absent, lab, folder, tell));
	const extras: ExtraSection[] = [...describeMemoryGrowth(outcomes)];
	if (names === undefined) {
		const looks = [
			...(flags.quick ? [] : [() => measureSteadiness(lab, folder), measureStarts]),
			measureRedaction,
			measureSurvey,
			() => measureTerminal(lab, folder),
		];
		for (const look of looks) extras.push(await look().catch(describeFailure));
	}
	await lab.close();

	const kind = lab.delayKind();
	const notes = kind === null ? [] : [delayNotes[kind]];
	const page = renderReport(outcomes, extras, {...circumstances, notes: [...circumstances.notes, ...notes]});
	if (flags.quick || names !== undefined) process.stdout.write(`${page}\n`);
	else writeIntoPage(flags.output, page);
	return outcomes.every(isRight) ? 0 : 1;
}

/** What was measured so far, often for minutes, is not lost for the sake of one more look. */
function describeFailure(error: unknown): ExtraSection {
	process.exitCode = 1;
	const [reason = ''] = String(error).split('\n');
	tell(`Not measured: ${reason}`);
	return {title: 'Not measured', lines: [reason]};
}

/** The program found what there was to find, in every round. */
function isRight({outcomes: [own], healthyCount}: WorkloadOutcome): boolean {
	return own?.rounds.every(({reached}) => reached === healthyCount) ?? false;
}

process.exitCode = (await main()) || process.exitCode;
