import {rowIdOf} from '../record/row-id.ts';
import type {Run, RunRow} from '../record/run.ts';
import {isOwnRow, notTold, ownPurpose} from './literals.ts';
import {redactStage, type Tools} from './redact-stage.ts';

type Finding = Run['findings'][number];
type Requirement = NonNullable<RunRow['requirement']>;

/** A requirement of the user's own file tells in every field what the company runs. */
function redactRequirement(requirement: Requirement, {words}: Tools): Requirement {
	return {
		...requirement,
		id: words.word('own', requirement.id),
		pattern: words.host(requirement.pattern),
		purpose: ownPurpose,
		impact: notTold,
		lifecycle: {state: requirement.lifecycle.state, replacement: null},
		resource: null,
		notes: null,
		sources: [],
	};
}

export function redactRow(row: RunRow, tools: Tools): RunRow {
	const {words, scrub, publicNames} = tools;
	const isOwn = isOwnRow(row, publicNames);
	const requirement = row.requirement && isOwn ? redactRequirement(row.requirement, tools) : row.requirement;
	const target = row.target && {...row.target, host: words.host(row.target.host)};
	return {
		...row,
		id: rowIdOf({requirement, target}),
		requirement,
		target,
		path: isOwn && row.path !== null && row.path !== '/' ? '/path' : row.path,
		expect: row.expect && isOwn ? {...row.expect, proofs: []} : row.expect,
		detail: scrub(row.detail),
		routeReason: row.routeReason && scrub(row.routeReason),
		noProxyRule: row.noProxyRule && scrub(row.noProxyRule),
		proxy: row.proxy && scrub(row.proxy),
		note: row.note && scrub(row.note),
		notes: row.notes.map(scrub),
		attempts: row.attempts.map(attempt => ({
			...attempt,
			stages: attempt.stages.map(stage => redactStage(stage, tools)),
		})),
		controls: row.controls.map(control => ({...control, detail: scrub(control.detail)})),
	};
}

export function redactFinding(finding: Finding, {words, scrub}: Tools): Finding {
	const {id, title, targets, why, impact, fix, checks, verify} = finding;
	// The issuer behind `#` may be cut in the id, so that its name is not found there.
	const [root = '', ...issuer] = id.split('#');
	return {
		...finding,
		id: issuer.length === 0 ? scrub(root) : `${scrub(root)}#${words.word('ca', issuer.join('#'))}`,
		title: scrub(title),
		targets: targets.map(scrub),
		why: scrub(why),
		impact: impact.map(scrub),
		fix: fix.map(scrub),
		checks: checks.map(({command, now, fixed}) => ({
			command: scrub(command),
			now: scrub(now),
			fixed: scrub(fixed),
		})),
		verify: verify.map(scrub),
	};
}
