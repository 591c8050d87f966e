import type {Protocol} from '../catalog/types.ts';
import {fillPlaceholders, openPlaceholders} from '../plan/requirements.ts';
import {isTested, levelOf, untestedRows} from '../record/endpoints.ts';
import type {Run, RunRow} from '../record/run.ts';
import {formatHostPort, joinWords, uniqueOf} from '../words.ts';

/** What a rule has to name: a host, or the wildcard for which public stand-ins were tested. */
export type RuleHost = {
	/** `*.data.mcr.microsoft.com:443`. */
	readonly name: string;
	readonly port: number;
	readonly protocols: readonly Protocol[];
	/** The stand-ins behind a wildcard that were tested; empty for a host. */
	readonly testedWith: readonly string[];
	readonly rows: readonly RunRow[];
};

/** Hosts that one rule can name together. */
export type RuleGroup = {
	/** `TCP port 443 (HTTPS, WebSocket)`. */
	readonly title: string;
	readonly hosts: readonly RuleHost[];
};

const protocolWords: {readonly [protocol in Protocol]: string} = {
	https: 'HTTPS',
	http: 'HTTP',
	websocket: 'HTTPS with WebSocket',
	udp: 'UDP',
};

/** What stands behind the placeholders, in words for whoever has to ask for the name. */
const blankWords: {readonly [placeholder: string]: string} = {
	acr: 'your container registry (ask the workspace owner)',
	prefix: 'the prefix of your Arc gateway (ask its owner)',
	region: 'your Azure region',
	'region-code': 'the short code of your Azure region',
};

/** So many stand-ins are named. */
const standInLimit = 4;

function protocolOf({requirement}: RunRow): Protocol {
	return requirement?.protocol ?? 'https';
}

function transportOf(protocol: Protocol): string {
	return protocol === 'udp' ? 'UDP' : 'TCP';
}

/** The host or pattern of a row as a rule has to name it: opening the stand-ins of a wildcard opens nothing of the user's own. */
function hostFor({target, requirement}: RunRow, settings: Run['settings']): string {
	if (target !== null && !target.sampled) return target.host;
	return fillPlaceholders(requirement?.pattern ?? '', {
		region: settings.region,
		'region-code': settings.resources['region-code']?.[0] ?? null,
	});
}

/** Rows that one line of a rule speaks of, put together. */
function ruleHostsOf(rows: readonly RunRow[], settings: Run['settings']): (RuleHost & {place: string})[] {
	const groups = new Map<string, {place: string; name: string; port: number; rows: RunRow[]}>();
	for (const row of rows) {
		const port = row.target?.port ?? row.requirement?.port ?? 443;
		const name = formatHostPort(hostFor(row, settings), port);
		const place = `${transportOf(protocolOf(row))} port ${port}`;
		const group = groups.get(`${place} ${name}`);
		if (group === undefined) groups.set(`${place} ${name}`, {place, name, port, rows: [row]});
		else group.rows.push(row);
	}
	return [...groups.values()].map(group => ({
		...group,
		protocols: uniqueOf(group.rows.map(protocolOf)),
		testedWith: uniqueOf(group.rows.filter(isTested).flatMap(({target}) => (target?.sampled ? target.host : []))),
	}));
}

/** The usual port comes first, the others by number. */
function rankOf(port: number): number {
	return port === 443 ? 0 : port;
}

/** The hosts behind some rows, grouped by port: each is one line of a rule. */
export function ruleGroupsOf(rows: readonly RunRow[], settings: Run['settings']): RuleGroup[] {
	const hosts = ruleHostsOf(rows, settings).toSorted((one, other) => rankOf(one.port) - rankOf(other.port));
	return uniqueOf(hosts.map(({place}) => place)).map(place => {
		const own = hosts.filter(host => host.place === place);
		const words = uniqueOf(own.flatMap(({protocols}) => protocols.map(protocol => protocolWords[protocol])));
		return {title: place.startsWith('UDP') ? place : `${place} (${words.join(', ')})`, hosts: own};
	});
}

/** What to put in place of a name that nobody gave, which no rule can hold; null where the name is whole. */
export function describeBlank({name}: Pick<RuleHost, 'name'>): string | null {
	const [open] = openPlaceholders(name);
	if (open === undefined) return null;
	return `replace <${open}> with ${blankWords[open] ?? 'the name of your own resource'}`;
}

/** `tested with one.cdn.example and 3 more stand-ins`, or how to fill in the name; null where the host itself was tested. */
export function describeRuleHost(host: Pick<RuleHost, 'name' | 'testedWith'>): string | null {
	const {testedWith} = host;
	return testedWith.length === 0
		? describeBlank(host)
		: `tested with ${joinWords(testedWith, standInLimit, 'stand-in')}`;
}

/** What the hosts of a finding are listed for. */
export function describeRemedy({remedy}: Pick<Run['findings'][number], 'remedy'>): string {
	return {allow: 'Allow', exempt: 'Exempt from TLS inspection', none: 'Endpoints'}[remedy ?? 'none'];
}

/** Stands above the list of what nobody could test. */
export const untestedTitle = 'Allow these too: they could not be tested from outside';

/**
 * What nobody could test and is needed all the same, as a rule has to name it. What is legacy or retired is left out, and
 * so is what gave an answer: whoever gave it, the question was not held back.
 */
export function untestedGroupsOf(report: Run): RuleGroup[] {
	const needed = untestedRows(report).filter(
		row => row.identity !== 'unproven' && levelOf(row) !== 'legacy' && row.requirement?.lifecycle.state !== 'retired',
	);
	return ruleGroupsOf(needed, report.settings);
}
