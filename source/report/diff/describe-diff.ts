import {type Change, type ChangeKind, changeKinds, type RunDiff, type Side} from '../../record/diff/diff-report.ts';
import {countOf} from '../../words.ts';
import {statusMarks} from '../view/status-marks.ts';

/** The title of each kind of change, as a list of endpoints is headed by it. */
export const changeTitles: {readonly [kind in ChangeKind]: string} = {
	'newly-blocked': 'Newly blocked',
	degraded: 'Worse, but not blocked',
	'cause-changed': 'Fails for another cause',
	'still-blocked': 'Still blocked',
	'still-intercepted': 'Still intercepted',
	fixed: 'Fixed',
	improved: 'Better',
	'issuer-changed': 'Another certificate issuer',
	'address-changed': 'Another address',
	slower: 'Much slower',
	untested: 'No longer verified',
	added: 'New in the plan',
	removed: 'No longer in the plan',
};

/** The changes by kind, in the order of urgency. Kinds that nothing happened of are left out. */
export function changesByKind({changes}: RunDiff) {
	return changeKinds
		.map(kind => ({kind, title: changeTitles[kind], changes: changes.filter(({kinds}) => kinds.includes(kind))}))
		.filter(group => group.changes.length > 0);
}

/** Findings that have no endpoints, as a list of them is headed. */
const findingTitles = {new: 'New findings beside the endpoints', gone: 'Findings gone'} as const;

/** The findings that came or went, under their titles; nothing where none did. */
export function findingsByKind(diff: RunDiff) {
	return (['new', 'gone'] as const)
		.map(kind => ({title: findingTitles[kind], findings: diff.findings.filter(finding => finding.kind === kind)}))
		.filter(group => group.findings.length > 0);
}

/** Vantage points that are named in a sentence. */
const namedPlaces = 4;

/** What changed for one endpoint, in one sentence without its name. */
export function describeChange(change: Change, kind: ChangeKind): string {
	const {vantages = []} = change;
	if (vantages.length === 0) return describeMove(change, kind);
	const more = vantages.length - namedPlaces;
	const names = `${vantages.slice(0, namedPlaces).join(', ')}${more > 0 ? ` and ${countOf(more, 'more place')}` : ''}`;
	return `${describeMove(change, kind)} (from ${names})`;
}

function describeMove({old, new: now}: Change, kind: ChangeKind): string {
	switch (kind) {
		case 'issuer-changed':
			return `was issued by ${old?.issuer ?? 'nobody'}, now by ${now?.issuer ?? 'nobody'}`;
		case 'address-changed':
			return `was at ${list(old)}, now at ${list(now)}`;
		case 'slower':
			return `took ${old?.ms} ms, now ${now?.ms} ms`;
		case 'still-blocked':
		case 'still-intercepted':
			return now?.cause ?? state(now);
		case 'added':
			return state(now);
		case 'removed':
			return `was ${state(old)}`;
		case 'newly-blocked':
		case 'degraded':
		case 'cause-changed':
			return `was ${state(old)}, now ${state(now)}. ${now?.detail ?? ''}`.trimEnd();
		default:
			return `was ${state(old)}, now ${state(now)}`;
	}
}

function state(side: Side | null): string {
	if (side === null) return 'not part of the plan';
	const word = statusMarks[side.status].word;
	return side.cause === null ? word : `${word} (${side.cause})`;
}

function list(side: Side | null): string {
	return side?.addresses.join(', ') ?? '';
}

/** The diff in one sentence. */
export function describeDiff({summary, catalogChanged, settings, findings}: RunDiff): string {
	const {counts} = summary;
	const failing = counts['still-blocked'] + counts['still-intercepted'] + counts['cause-changed'];
	const parts = [
		counts['newly-blocked'] > 0 ? `${counts['newly-blocked']} newly blocked` : null,
		counts.degraded > 0 ? `${counts.degraded} worse` : null,
		counts.fixed > 0 ? `${counts.fixed} fixed` : null,
		failing > 0
			? `${failing} failing as before${counts['cause-changed'] > 0 ? `, ${counts['cause-changed']} of them for another cause` : ''}`
			: null,
		...(['new', 'gone'] as const).map(kind => {
			const count = findings.filter(finding => finding.kind === kind).length;
			return count > 0 ? `${countOf(count, 'finding')} ${kind}` : null;
		}),
		settings.length > 0 ? `${countOf(settings.length, 'setting')} changed` : null,
		catalogChanged ? 'another catalog' : null,
	].filter(part => part !== null);
	if (!summary.changed) return parts.length === 0 ? 'Nothing changed.' : `Nothing changed: ${parts.join('; ')}.`;
	return parts.length === 0 ? 'Details changed; nothing is newly blocked.' : `${parts.join('; ')}.`;
}

/** What limits the comparison, one sentence each. */
export function diffCautions(diff: RunDiff): string[] {
	const region = diff.settings.find(({name}) => name === 'region');
	return [
		...practiceCautions(diff),
		...(region === undefined
			? []
			: [
					`The runs are of two regions, ${region.old} and ${region.new}: what differs may be the plan, and not the network.`,
				]),
		...(diff.old.complete ? [] : ['The old run is incomplete: what it did not probe is not compared.']),
		...(diff.new.complete ? [] : ['The new run is incomplete: what it did not probe is not compared.']),
		...(diff.old.hostname === diff.new.hostname
			? []
			: [`The runs were made on two machines: ${diff.old.hostname} and ${diff.new.hostname}.`]),
	];
}

function practiceCautions({old, new: now}: RunDiff): string[] {
	if (old.practice && now.practice) return ['Both runs were made in the practice network: what they saw is made up.'];
	if (!old.practice && !now.practice) return [];
	const which = old.practice ? 'old' : 'new';
	return [
		`The ${which} run was made in the practice network, the other one was not: what it saw is made up, and what differs says nothing.`,
	];
}
