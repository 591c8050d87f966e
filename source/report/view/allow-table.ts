import {describeBlank} from '../../allowlists/rule-hosts.ts';
import {eachInSteps, type Steps} from '../../chunks.ts';
import {needsAction} from '../../diagnosis/results.ts';
import type {Owner, Remedy} from '../../diagnosis/types.ts';
import {levelOf} from '../../record/endpoints.ts';
import type {Run} from '../../record/run.ts';
import {type Level, levels} from '../../vocabulary.ts';
import {uniqueOf} from '../../words.ts';
import {type HostsPart, viewHosts, viewUntested} from './finding.ts';
import {coverLinks, linksOf} from './links.ts';
import {levelWords} from './readers.ts';

/** One host that a rule has to name. */
export type AllowRow = {
	/** Without the port. */
	readonly host: string;
	readonly port: number;
	/** `HTTPS`, `UDP`. */
	readonly protocol: string;
	readonly why: string;
	/** `required`. */
	readonly level: string;
	readonly isOptional: boolean;
	/** Its place among the links, from 1; null: none of them asks for it. */
	readonly link: number | null;
};

/** What one finding asks of a rule, ready to hand over. */
export type AllowTable = {
	/** Null: what nobody could test. */
	readonly owner: Owner | null;
	readonly title: string;
	readonly remedy: Remedy | null;
	/** The required before the optional, port 443 before the others. */
	readonly rows: readonly AllowRow[];
	/** The vendor's pages that ask for them. */
	readonly links: readonly string[];
};

/** So many links of a finding persuade; more are noise. */
const linkLimit = 3;

const protocolWords = {https: 'HTTPS', http: 'HTTP', websocket: 'WebSocket', udp: 'UDP'} as const;

/** What has to be opened or exempted, finding by finding, and last what could not be tested. In steps, of a host at most. */
export function* allowTables(run: Run): Steps<readonly AllowTable[]> {
	const tables: AllowTable[] = [];
	for (const finding of run.findings.filter(needsAction)) {
		const hosts = viewHosts(run, finding);
		yield '';
		if (hosts?.remedy) tables.push(yield* toAllowTable(finding.owner, finding.title, hosts.remedy, hosts));
	}
	const untested = viewUntested(run);
	if (untested !== null) tables.push(yield* toAllowTable(null, untested.title, 'allow', untested));
	return tables;
}

/** Hosts of a finding as such a table. */
export function* toAllowTable(
	owner: Owner | null,
	title: string,
	remedy: Remedy | null,
	{groups}: Pick<HostsPart, 'groups'>,
): Steps<AllowTable> {
	const hosts = groups.flatMap(group => group.hosts);
	const lists = yield* eachInSteps(hosts, ({rows}) => linksOf(rows));
	const links = coverLinks(lists, linkLimit);
	const rows = yield* eachInSteps(hosts, (named, index): AllowRow => {
		const {name, port, protocols, rows: own} = named;
		const level = levels.find(one => own.some(row => levelOf(row) === one)) ?? 'mandatory';
		const link = links.findIndex(one => lists[index]?.includes(one)) + 1;
		return {
			host: name.replace(/:\d+$/, ''),
			port,
			protocol: protocols.map(protocol => protocolWords[protocol]).join(', '),
			why: [whyOf(own, level), sentenceOf(describeBlank(named))].filter(text => text !== '').join(' '),
			level: levelWords[level],
			isOptional: level === 'optional',
			link: link === 0 ? null : link,
		};
	});
	return {
		owner,
		title,
		remedy,
		rows: rows.toSorted((one, other) => Number(one.isOptional) - Number(other.isOptional)),
		links,
	};
}

/** `Replace <acr> with …`: the name has to be filled in before a rule can hold it. */
function sentenceOf(words: string | null): string {
	return words === null ? '' : `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** What the most important of the rows is for. */
function whyOf(rows: Run['results'], level: Level): string {
	const best = rows.filter(row => levelOf(row) === level);
	return uniqueOf(best.flatMap(({requirement}) => requirement?.purpose ?? [])).join(' ');
}
