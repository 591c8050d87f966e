import {writeFileSync} from 'node:fs';
import {probeTimeout} from '../../../source/evidence/codes.ts';
import {splitPem} from '../../../source/pem.ts';
import type {Plan} from '../../../source/plan/types.ts';
import {createRoots} from '../../../source/probe/certificates.ts';
import {markdownText} from '../../../source/report/escape.ts';
import {markdownTable} from '../../../source/report/markdown-table.ts';
import {nextRound, observeLogs} from '../../../source/vantage/portable/observe-logs.ts';
import {type EvidenceLog, factOf, readLogs} from '../../../source/vantage/portable/read-log.ts';
import {createChainReader} from '../../../source/vantage/portable/read-target.ts';
import {firstRound, makeScript, newNonce, type Round} from '../../../source/vantage/portable/script.ts';
import {judgeRun} from '../../../source/verdict/judge-run.ts';
import type {Result} from '../../../source/verdict/types.ts';
import type {Machine} from './machines.ts';

/** What came of a plan on a machine. */
export type Seen = {readonly results: readonly Result[]; readonly logs: readonly EvidenceLog[]};

/** Looks at a plan from a machine by the script, in all the rounds that the judge asks for. */
export async function observeByScript(
	plan: Plan,
	machine: Machine,
	certificates: {readonly caPem: string | null; readonly publicRootsPem: string},
	password: string | null,
): Promise<Seen> {
	const {caPem, publicRootsPem} = certificates;
	const reader = createChainReader(
		createRoots(splitPem(publicRootsPem), () => [], caPem === null ? [] : splitPem(caPem)),
	);
	const nonce = newNonce();
	const logs: EvidenceLog[] = [];
	const rounds: Round[] = [];
	for (let round = firstRound(plan); round.size > 0 && rounds.length < 5; ) {
		rounds.push(round);
		const script = makeScript(plan, round, {nonce, round: rounds.length, ...certificates});
		logs.push(...readLogs(await machine.run(script, password ?? '')));
		round = nextRound(plan, observeLogs(plan, logs, reader), rounds);
	}
	return {results: judgeRun(plan, observeLogs(plan, logs, reader), () => false), logs};
}

/** Why a verdict differs, as the logs have it: what the tools there could not tell, and else where they got no further. */
export function reasonOf({results, logs}: Seen): string {
	const [first] = logs;
	const curl = /^curl \S+/.exec((first && factOf(first, 'curl')) ?? '')?.[0] ?? 'curl';
	const hasOpenssl = first !== undefined && factOf(first, 'openssl') !== null;
	const has = (key: RegExp) =>
		logs.some(({targets}) => [...targets.values()].flat().some(entry => key.test(entry.key)));
	const failed = results.flatMap(({attempts}) => attempts.at(-1)?.stages.find(({ok}) => !ok) ?? [])[0];
	const isAboutName = failed === undefined || failed.stage === 'dns';
	if (isAboutName && has(/^tcp\./))
		return 'without bash, name servers are asked over TCP, where they may say something else';
	if (isAboutName && has(/^nslookup$/)) return 'what a name server said is known from the words of nslookup alone';
	const isUnseen = results.some(({attempts}) =>
		attempts.at(-1)?.stages.some(stage => stage.stage === 'tls' && stage.ok && stage.chain.length === 0),
	);
	if (isUnseen)
		return `${curl} shows no certificates there, ${hasOpenssl ? 'nor does openssl' : 'and there is no openssl'}`;
	if (failed?.error?.code === probeTimeout) return `${curl} ran into its time limit (${failed.stage})`;
	if (failed?.error)
		return `${curl} tells no more than: ${failed.error.message} (${failed.stage}, ${failed.error.code})`;
	return has(/^large$/)
		? `${curl} met nothing that fails`
		: `${curl} met nothing that fails, and no large hello could be sent`;
}

/** Writes the page that says on which machines verdicts differ from those of the program, and why. */
export function writeDifferences(
	page: string,
	{
		title,
		test,
		what,
		counts,
		rows,
	}: {
		readonly title: string;
		/** The test that makes the page, by the beginning of its name. */
		readonly test: string;
		/** The faults, with where they stand. */
		readonly what: string;
		readonly counts: readonly {readonly machine: Machine; readonly of: number; readonly differing: number}[];
		/** Of each difference the machine, the fault, the verdict expected, the one by the script, and the reason. */
		readonly rows: readonly (readonly string[])[];
	},
): void {
	const lines = counts.map(
		({machine, of, differing}) =>
			`- ${machine.name}: ${of - differing} of ${of} verdicts are exactly those of the program.`,
	);
	const table = markdownTable(
		['Machine', 'Fault', 'Expected', 'By the script', 'Reason, from its log'],
		rows.map(row => row.map(markdownText)),
	);
	writeFileSync(
		page,
		`# ${title}

Made by the test run itself (\`ARC_NETCHECK_RECORD=1 test/real-peers/run.sh ${test}\`); do not edit.

${what}, seen through the script of \`vantage script\` with the tools of several machines.

${lines.join('\n')}

${rows.length === 0 ? 'Nothing differs.' : table}
`,
	);
}
