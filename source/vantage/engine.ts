import * as z from 'zod';
import {attemptShape, controlShape} from '../evidence/shape.ts';
import type {Observation} from '../evidence/types.ts';
import {describeOldNode} from '../node-version.ts';
import {groupByProbe} from '../plan/endpoints.ts';
import type {Plan} from '../plan/types.ts';
import type {Engine} from './point.ts';

/** The program as a file: the one that Node runs, or the binary for Linux on x64, packed by gzip. */
export type ProgramFile = {readonly kind: 'one-file' | 'binary'; readonly bytes: Buffer};

/** What the program is to look at: a script that tells the facts of the machine, and the plan as text. */
export type Assignment = {
	readonly factsScript: string;
	readonly planText: string;
	/** From one target to the next, in seconds; 0: as they come. */
	readonly stepSeconds: number;
};

/** Its lines begin with it, so that nothing else on the way is taken for one. */
const mark = 'full|';

/** The program, for machines that can run it. It is unpacked beside the script that carries it, and gone with that. */
export function makeEngine({kind, bytes}: ProgramFile, {factsScript, planText, stepSeconds}: Assignment): Engine {
	return {
		runsOn: ({system, node}) =>
			kind === 'binary' ? system === 'Linux x86_64' : node !== null && describeOldNode(node) === null,
		bytes() {
			const facts = Buffer.from(factsScript);
			const plan = Buffer.from(planText);
			const unpack = kind === 'binary' ? `| gzip -dc >"$d/program" && chmod 700 "$d/program"` : `>"$d/program.mjs"`;
			const start = kind === 'binary' ? `"$d/program"` : `node "$d/program.mjs"`;
			// Facts run in the background, where a trap can end them at once, and keep their own folder below this one.
			// Nothing is kept of what Node compiles, and options for the programs of that machine are not for this one.
			const head = `umask 077
d=\${0%/*}
part() { tail -c "$1" "$0" | head -c "$2"; }
part ${facts.length + plan.length + bytes.length} ${facts.length} >"$d/facts"
part ${plan.length + bytes.length} ${plan.length} >"$d/plan"
part ${bytes.length} ${bytes.length} ${unpack}
trap 'kill $! 2>/dev/null; wait; exit 143' TERM HUP
ARC_NETCHECK_PASSWORD= TMPDIR=$d sh "$d/facts" </dev/null & wait $!
trap - TERM HUP
unset NODE_OPTIONS
export NODE_DISABLE_COMPILE_CACHE=1 ARC_NETCHECK_HOME="$d"
exec ${start} agent "$d/plan" ${stepSeconds.toFixed(2)}
exit
`;
			return Buffer.concat([Buffer.from(head), facts, plan, bytes]);
		},
		isWhole: /^full\|\{"end":/m,
	};
}

const lineShape = z.union([
	z.object({end: z.int()}),
	z.object({id: z.string(), attempts: z.array(attemptShape), controls: z.array(controlShape)}),
]);

/** One line of what the program tells from another machine, in plain ASCII: a probe by its first row, or how many there were. */
export function observationLine(told: ({readonly id: string} & Observation) | {readonly end: number}): string {
	const json = JSON.stringify(told).replaceAll(
		/[^\x20-\x7e]/g,
		character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
	return `${mark}${json}\n`;
}

/** What the program saw from another machine; null: it told nothing there. Lines of another shape are passed over. Pure. */
export function readObservations(
	text: string,
	plan: Plan,
): {readonly observations: ReadonlyMap<string, Observation>; readonly isWhole: boolean} | null {
	const groups = new Map(groupByProbe(plan).map(group => [group.lead.id, group]));
	const observations = new Map<string, Observation>();
	let end: number | null = null;
	let count = 0;
	for (const line of text.split(/\r?\n/)) {
		const told = line.startsWith(mark) ? lineShape.safeParse(parse(line.slice(mark.length))).data : undefined;
		if (told === undefined) continue;
		if ('end' in told) {
			end = told.end;
			continue;
		}
		const {id, attempts, controls} = told;
		count += 1;
		for (const row of groups.get(id)?.rows ?? []) observations.set(row.id, {attempts, controls});
	}
	return count === 0 && end === null ? null : {observations, isWhole: end === count};
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
