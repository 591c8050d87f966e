import type {ExtraSection} from './extras/types.ts';
import type {ToolOutcome, WorkloadOutcome} from './run-workload.ts';
import {ratioOf, type Spread, spreadOf} from './statistics.ts';
import {type Goal, oneLimit} from './workloads.ts';

/** Where and with what the numbers were made. */
export type Circumstances = {
	/** ISO date. */
	readonly date: string;
	readonly machine: string;
	readonly versions: readonly string[];
	readonly notes: readonly string[];
};

/** The benchmark's results as a page of Markdown. */
export function renderReport(
	outcomes: readonly WorkloadOutcome[],
	extras: readonly ExtraSection[],
	{date, machine, versions, notes}: Circumstances,
): string {
	return [
		`Made on ${date} on ${machine} by \`npm run bench\`.`,
		versions.join(' · '),
		...notes,
		'A ratio compares the wall times of one round, and is the median of all rounds with the middle half of them in brackets: below 1 arc-netcheck is the faster one. Memory is the largest resident set of any one process.',
		...outcomes.flatMap(renderWorkload),
		...extras.flatMap(({title, lines}) => [`### ${title}`, ...lines]),
	].join('\n\n');
}

function renderWorkload({workload, healthyCount, outcomes}: WorkloadOutcome): string[] {
	const [own] = outcomes;
	const rows = outcomes
		.filter(({absence}) => absence === null)
		.map(outcome => row(outcome, own, healthyCount, workload.goals));
	const table = [
		'| tool | wall time | ratio | goal | processor time | instructions | memory | reached |',
		'| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
		...rows,
	].join('\n');
	const absences = outcomes.flatMap(({tool, absence}) => (absence === null ? [] : [`${tool.title}: ${absence}.`]));
	return [
		`### ${workload.title}`,
		table,
		...workload.goals.map(goal => renderGoal(goal, outcomes, workload.scene)),
		...absences,
	];
}

function row(
	{tool, rounds}: ToolOutcome,
	own: ToolOutcome | undefined,
	healthyCount: number,
	goals: readonly Goal[],
): string {
	const wall = spreadOf(rounds.map(({wallMs}) => wallMs));
	const ratio =
		own && own.tool !== tool
			? formatRatio(
					ratioOf(
						wallOf(own),
						rounds.map(({wallMs}) => wallMs),
					),
				)
			: '';
	const goal = goals.find(({against, of}) => against === tool.id && of === undefined);
	const cpu = spreadOf(rounds.map(({cpuMs}) => cpuMs)).median;
	const peak = spreadOf(rounds.map(({peakKib}) => peakKib)).median;
	const reached = [...new Set(rounds.map(({reached}) => reached))];
	const isRight = reached.every(count => count === healthyCount);
	return `| ${[
		tool.title,
		formatSeconds(wall),
		ratio,
		goal ? `at most ${goal.atMost}` : '',
		`${(cpu / 1000).toFixed(2)} s`,
		formatInstructions(rounds),
		`${Math.round(peak / 1024)} MiB`,
		isRight ? `${healthyCount}` : `**${reached.join(', ')} of ${healthyCount}**`,
	].join(' | ')} |`;
}

/** In millions; a line where they were not counted. */
function formatInstructions(rounds: ToolOutcome['rounds']): string {
	const counts = rounds.flatMap(({instructions}) => instructions ?? []);
	return counts.length === 0 ? '–' : `${Math.round(spreadOf(counts).median / 1e6)} M`;
}

const cpuOf = ({rounds}: ToolOutcome) => rounds.map(({cpuMs}) => cpuMs);
const wallOf = ({rounds}: ToolOutcome) => rounds.map(({wallMs}) => wallMs);

/** Whether a goal is reached, as a sentence. */
function renderGoal(
	goal: Goal,
	outcomes: readonly ToolOutcome[],
	{timeoutSeconds}: {readonly timeoutSeconds: number},
): string {
	const [own] = outcomes;
	const other = outcomes.find(({tool}) => tool.id === goal.against);
	const limitMs = timeoutSeconds * 1000;
	const valuesOf = goal.of === undefined ? wallOf : cpuOf;
	const against = goal.against === oneLimit ? own?.rounds.map(() => limitMs) : other && valuesOf(other);
	const title = goal.against === oneLimit ? `the limit of one stage (${timeoutSeconds} s)` : other?.tool.title;
	const name = goal.of === undefined ? title : `the ${goal.of} of ${title}`;
	if (!own || !against || against.length === 0) return `Goal: at most ${goal.atMost} times ${name}. Not measured.`;
	const {median} = ratioOf(valuesOf(own), against);
	const verdict = median <= goal.atMost ? 'reached' : 'missed';
	return `Goal: at most ${goal.atMost} times ${name}. It is ${median.toFixed(2)} times: ${verdict}.`;
}

function formatSeconds({median, lower, upper}: Spread): string {
	const [middle, low, high] = [median, lower, upper].map(value => (value / 1000).toFixed(2));
	return `${middle} s (${low} to ${high})`;
}

function formatRatio({median, lower, upper}: Spread): string {
	return `${median.toFixed(2)} (${lower.toFixed(2)} to ${upper.toFixed(2)})`;
}
