import type {DialectId} from '../allowlists/dialect-ids.ts';
import {findDialect} from '../allowlists/dialects.ts';
import {exact} from '../allowlists/outcomes.ts';
import {type RenderedRules, renderRules} from '../allowlists/render-rules.ts';
import {toRuleEntries} from '../allowlists/rule-entries.ts';
import {commentLines} from '../allowlists/script-text.ts';
import type {Dialect, RuleOptions} from '../allowlists/types.ts';
import type {Catalog} from '../catalog/types.ts';
import type {PlanReport} from '../record/plan-report.ts';
import type {Run} from '../record/run.ts';
import {joinWords, uniqueOf} from '../words.ts';
import type {Audit} from './shape.ts';

/**
 * The smallest change that mends a list, in its own dialect: rules for what is missing and nothing else, and in comments the
 * lines to narrow or to take out, which nobody but their owner can judge.
 */
export function renderFix(
	audit: Audit,
	report: PlanReport | Run,
	catalog: Catalog,
	options: RuleOptions,
): RenderedRules {
	const parts = (audit.parts ?? []).filter(({name}) => audit.missing.some(one => one.parts?.includes(name)));
	if (parts.length === 0) return renderPart(audit, report, catalog, options);
	const all = parts.map(({name, scope = name}, index) => {
		const missing = audit.missing.filter(one => one.parts?.includes(name));
		// The lines to narrow and to take out are told once.
		const rest = index < parts.length - 1 ? {wider: [], shadowed: [], unneeded: []} : {};
		return renderPart({...audit, ...rest, missing, scope}, report, catalog, options);
	});
	return {
		text: all.map(({text}) => text).join('\n'),
		outcomes: all.flatMap(({outcomes}) => outcomes),
		remarks: uniqueOf(all.flatMap(({remarks}) => remarks)),
		emptyBecause: all.find(({emptyBecause}) => emptyBecause !== null)?.emptyBecause ?? null,
	};
}

/** What mends one part of a list, or a list that has none. */
function renderPart(audit: Audit, report: PlanReport | Run, catalog: Catalog, options: RuleOptions): RenderedRules {
	const dialect = dialectFor(audit);
	const all = toRuleEntries(report, catalog, {level: report.settings.level, onlyMissing: false});
	const keyOf = ({host, port, protocol}: {host: string; port: number; protocol: string}) =>
		`${protocol} ${host}:${port}`;
	const missing = new Set(audit.missing.map(keyOf));
	const entries = all.entries.filter(entry => missing.has(keyOf(entry)));
	const plain = renderRules(dialect, {...all, entries, leftOut: []}, options, {report, onlyMissing: false});
	// Where nothing could be written there is nothing to say where it belongs.
	const scope = plain.outcomes.some(({written}) => written.length > 0) ? audit.scope : undefined;
	const isInPlace = scope !== undefined && (writableScope.test(scope) || !scopedDialects.has(dialect.id));
	const rules = isInPlace ? {...plain, text: putInto(scope, dialect, plain.text)} : plain;
	const at = ({file, line}: Audit['wider'][number]['place']) => `${file} line ${line}`;
	const remarks = [
		...(scope === undefined
			? []
			: [
					`These rules belong to ${scope}${isInPlace ? '' : ', which no command can name here: enter it before you paste them'}.`,
				]),
		...denialsOf(audit).map(
			({place, hosts}) =>
				`Take out or move ${at(place)} first: it stands in the way of ${joinWords(hosts, 4, 'host')}.`,
		),
		...audit.wider.map(({place, name, takes}) => `Narrow ${name} (${at(place)}): it takes ${takes}.`),
		...audit.unneeded.map(({place, name, why}) => `Take out ${name} (${at(place)}): ${why}`),
		...audit.shadowed.map(({place, name, why}) => `Take out ${name} (${at(place)}): ${why}`),
	];
	const comments = remarks.flatMap(remark => commentLines(dialect, remark, 2));
	if (comments.length === 0) return {...rules, remarks: [...rules.remarks, ...remarks]};
	return {...rules, text: `${rules.text}\n${comments.map(line => `${line}\n`).join('')}`};
}

/** What stands before the name of an object or a rulebase in a command of PAN-OS. */
const objectWord = /^(# )?set (?=(?:address|address-group|service|service-group|profiles) )/;

/** The dialects whose commands name the part that they are for. */
const scopedDialects: ReadonlySet<DialectId> = new Set(['fortigate', 'palo-alto']);

/**
 * What stands in a command as it is. A part's name is whatever its file says: it could end the command and begin another,
 * and a name that was cleaned is that of another part.
 */
const writableScope = /^[A-Za-z0-9][A-Za-z0-9 ._:@/+-]*$/;

/** Rules as the product takes them where they belong: within its virtual domain, its virtual system, its device group. */
function putInto(scope: string, {id}: Dialect, text: string): string {
	if (id === 'fortigate') {
		return text.replace(/^(?!#)/m, `config vdom\nedit ${quoted(scope)}\n`).concat('next\nend\n');
	}
	if (id !== 'palo-alto') return text;
	const [kind = '', ...name] = scope.split(' ');
	const before = `${kind} ${quoted(name.join(' '))} `;
	const rulebase = `${before}${kind === 'device-group' ? 'pre-rulebase' : 'rulebase'} `;
	return text
		.split('\n')
		.map(line => line.replace(objectWord, `$1set ${before}`).replace(/^(# )?set rulebase /, `$1set ${rulebase}`))
		.join('\n');
}

const quoted = (name: string) => (/^[\w.-]+$/.test(name) ? name : `"${name}"`);

/**
 * The lines that deny what is missing, or may: a rule that is added behind them changes nothing. For Squid the rules go above
 * its first line.
 */
function denialsOf({dialect, missing}: Audit): {place: Audit['wider'][number]['place']; hosts: string[]}[] {
	const found = new Map<string, {place: Audit['wider'][number]['place']; hosts: string[]}>();
	for (const {by, host} of dialect === 'squid' ? [] : missing) {
		if (by === null) continue;
		const key = `${by.file}:${by.line}`;
		const known = found.get(key);
		if (known === undefined) found.set(key, {place: by, hosts: [host]});
		else if (!known.hosts.includes(host)) known.hosts.push(host);
	}
	return [...found.values()];
}

/** A list that holds wildcards goes to a product that takes them, which that of a plain list of names does not. */
function dialectFor({dialect, covered, wider, unneeded}: Audit): Dialect {
	const usual = findDialect(dialect);
	if (dialect !== 'list') return usual;
	const places = [...covered.flatMap(({by}) => by), ...[...wider, ...unneeded].map(({place}) => place)];
	const hasWildcards = places.some(({text}) => /(?:^|[\s,;"'])\*\.[\w-]/.test(text));
	return hasWildcards ? {...usual, express: ({host}) => exact(host)} : usual;
}
