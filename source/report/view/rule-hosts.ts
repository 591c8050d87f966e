import type {Protocol} from '../../catalog/types.ts';
import {uniqueOf} from '../../diagnosis/words.ts';
import type {RunReportRow} from '../run-report.ts';
import type {Endpoint} from './endpoints.ts';

/** What a rule has to name: a host, or the wildcard for which public stand-ins were tested. */
export type RuleHost = {
	readonly host: string;
	readonly port: number;
	readonly protocol: Protocol;
	/** The stand-ins behind a wildcard; empty for a host. */
	readonly testedWith: readonly string[];
	readonly rows: readonly RunReportRow[];
};

/** Transport and application protocol, as the author of a rule wants them. */
export const protocolWords: {readonly [protocol in Protocol]: string} = {
	https: 'tcp (HTTPS)',
	http: 'tcp (HTTP)',
	websocket: 'tcp (HTTPS, WebSocket)',
	udp: 'udp',
};

/** The hosts behind some endpoints as a rule has to name them: opening the stand-ins of a wildcard would open nothing of the user's own. */
export function ruleHostsOf(endpoints: readonly Endpoint[]): RuleHost[] {
	const groups = new Map<string, RunReportRow[]>();
	for (const row of endpoints.flatMap(({rows}) => rows)) {
		const {requirement, target} = row;
		const key = [hostFor(row), target?.port ?? requirement?.port, requirement?.protocol].join(' ');
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [row]);
		else group.push(row);
	}
	return [...groups.values()].flatMap(rows => {
		const [first] = rows;
		if (first === undefined) return [];
		const {requirement, target} = first;
		return [
			{
				host: hostFor(first),
				port: target?.port ?? requirement?.port ?? 443,
				protocol: requirement?.protocol ?? 'https',
				testedWith: target?.sampled ? uniqueOf(rows.flatMap(row => row.target?.host ?? [])) : [],
				rows,
			},
		];
	});
}

function hostFor({target, requirement}: RunReportRow): string {
	if (target === null || target.sampled) return requirement?.pattern ?? '';
	return target.host;
}
