import {atOnce, type Steps} from '../chunks.ts';
import {lintSettings} from '../settings/lint/lint-settings.ts';
import type {LintNote} from '../settings/types.ts';
import {type JudgedRun, type Result, severities} from '../verdict/types.ts';
import {uniqueOf} from '../words.ts';
import {checksFor, retestCommands} from './checks.ts';
import {impactOf} from './impact.ts';
import {endpointNamesOf, worstSeverity} from './results.ts';
import {byCause, exactNames} from './rules/by-cause.ts';
import {dnsOverTcp, hostsFile, noNameResolves, searchList} from './rules/names.ts';
import {noAction, notVerified} from './rules/no-fault.ts';
import {bypassBySetting, missingNoProxy, proxyWithoutEffect} from './rules/no-proxy.ts';
import {metLimits, mtuBlackHole, noRoute} from './rules/path.ts';
import {privateLink, privatePath} from './rules/private-network.ts';
import {ownLogin, proxyDeniesAll, proxyFails} from './rules/proxy.ts';
import {secondFamily, secondProtocol} from './rules/second-way.ts';
import {pacRule, settingsLint} from './rules/settings.ts';
import {inspectsAll, largeHello} from './rules/tls.ts';
import {wrongClock} from './rules/wrong-clock.ts';
import {shellOf} from './shell-words.ts';
import type {Finding, FindingKind, Group, Rule} from './types.ts';

type Explained = Group & {
	readonly kind: FindingKind;
	/** What it names: the rows behind it, or those of others that it stands beside. */
	readonly named: readonly Result[];
};

/** Asks every rule in turn. A row that one group explains is not shown to the next rule, nor put behind another group. */
function* groupByRootCause(run: JudgedRun, lint: readonly LintNote[]): Steps<Explained[]> {
	const unexplained = new Set(run.results);
	const explained: Explained[] = [];
	for (const rule of rules) {
		for (const group of rule.find([...unexplained], run, lint)) {
			if (typeof group !== 'string') {
				const results = group.results.filter(row => unexplained.delete(row));
				explained.push({...group, kind: rule.name, results, named: results.length > 0 ? results : group.results});
			}
			yield '';
		}
		yield '';
	}
	return explained;
}

function* toFinding(group: Explained, run: JudgedRun): Steps<Finding> {
	const {id, kind, title, owner, why, fix, results, named} = group;
	const severity = worstSeverity([group.severity ?? 'ok', ...results.map(({verdict}) => verdict.severity)]);
	// Where nothing is to be put right there is nothing to prove.
	const shell = shellOf(run.vantage);
	const checks = severity === 'info' ? [] : [...(group.checks ?? []), ...checksFor(named, run.settings, shell)];
	yield '';
	const impact = severity === 'info' ? [] : impactOf(results, run.settings);
	yield '';
	return {
		id,
		kind,
		title,
		severity,
		owner,
		targets: endpointNamesOf(named),
		rows: results.map(({planned}) => planned.id),
		why,
		impact: uniqueOf([...(group.impact ?? []), ...impact]),
		fix: fix.map(step => (typeof step === 'string' ? step : step.requester)),
		fixFor: fix.map(step => (typeof step === 'string' ? 'owner' : 'requester')),
		remedy: group.remedy ?? null,
		checks,
		verify:
			severity === 'info' ? [] : [...checks.map(({command}) => command), ...retestCommands(named, run.settings, shell)],
	};
}

/**
 * The root causes behind the results of a run: the worst first, and of equal ones the one with the most targets.
 *
 * @param lint what is odd about the settings; whoever has the environment and the CA file at hand knows more of it
 */
export function diagnose(run: JudgedRun, lint: readonly LintNote[] = lintSettings(run.settings)): Finding[] {
	return atOnce(diagnoseInSteps(run, lint));
}

/** The same in steps: a rule is one, and so is each part of a finding that looks at all of its rows. */
export function* diagnoseInSteps(run: JudgedRun, lint: readonly LintNote[]): Steps<Finding[]> {
	const groups = yield* groupByRootCause(run, lint);
	const findings: Finding[] = [];
	for (const group of groups) {
		findings.push(yield* toFinding(group, run));
		yield '';
	}
	return sortFindings(findings);
}

/** Puts findings in the order of reading; those that are equal stay as they are. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
	return findings.toSorted(
		(one, other) =>
			severities.indexOf(other.severity) - severities.indexOf(one.severity) ||
			other.targets.length - one.targets.length,
	);
}

/**
 * All rules in the order in which they are asked: what explains many rows at once comes first. Hosts on the inside are
 * set apart before a proxy is said to deny everything, and what nobody needs before the causes of single rows.
 */
const rules: readonly Rule[] = [
	wrongClock,
	dnsOverTcp,
	hostsFile,
	privatePath,
	privateLink,
	bypassBySetting,
	metLimits,
	noNameResolves,
	proxyWithoutEffect,
	missingNoProxy,
	proxyFails,
	proxyDeniesAll,
	noAction,
	noRoute,
	notVerified,
	inspectsAll,
	largeHello,
	mtuBlackHole,
	exactNames,
	byCause,
	secondFamily,
	secondProtocol,
	searchList,
	ownLogin,
	pacRule,
	settingsLint,
];
