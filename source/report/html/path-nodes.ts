import type {Run} from '../../record/run.ts';
import {describeVantage, vantageNames} from '../../record/vantage.ts';
import {countOf, joinWords, uniqueOf} from '../../words.ts';
import {countAlongPath, type PathCounts} from '../view/path-places.ts';
import {nameServersAsked} from '../view/settings-facts.ts';

/** What a mark beside a station says; the word stands in it, so that its colour only repeats it. */
export type PathMark = {readonly kind: 'error' | 'warning' | 'ok'; readonly text: string};

/** One station of the path. */
export type PathNode = {
	readonly id: string;
	readonly title: string;
	readonly subtitle: string;
	readonly marks: readonly PathMark[];
	/** Endpoints that go on from here to the next station; null at the last one. */
	readonly onward: number | null;
};

export type PathDrawing = {
	readonly nodes: readonly PathNode[];
	/** Endpoints that go from the name server past the proxy; null where there is no proxy, or none does. */
	readonly pastProxy: number | null;
	/** The same in words. */
	readonly caption: string;
};

function stopMarks(count: number): PathMark[] {
	return count === 0 ? [] : [{kind: 'error', text: `✗ ${count} ${count === 1 ? 'stops' : 'stop'} here`}];
}

function describe({stopped, inspected, arrived, tested}: PathCounts): string {
	const places = [
		[stopped['name-server'], 'at the name server'],
		[stopped.proxy, 'at the proxy'],
		[stopped.way, 'on the way to the service'],
		[stopped.service, 'at the service'],
	] as const;
	const parts = places.filter(([count]) => count > 0).map(([count, place]) => `${count} ${place}`);
	const sentences = [
		parts.length === 0 ? 'No probe was stopped.' : `Probes stopped: ${joinWords(parts)}.`,
		inspected === 0
			? ''
			: `${countOf(inspected, 'endpoint')} ${inspected === 1 ? 'is' : 'are'} opened by TLS inspection on the way.`,
		`${arrived} of ${countOf(tested, 'endpoint')} reached the service.`,
	];
	return sentences.filter(sentence => sentence !== '').join(' ');
}

/** The stations of the path of a run, from this machine to the services, with what stops where. */
export function pathDrawingOf(report: Run): PathDrawing {
	const counts = countAlongPath(report);
	const {vantage} = report;
	const hasProxy = counts.proxied > 0;
	const proxies = uniqueOf(report.results.flatMap(({proxy}) => proxy?.replace(/^https?:\/\//, '') ?? []));
	const servers = nameServersAsked(report);
	const proxyNode: PathNode = {
		id: 'proxy',
		title: 'Proxy',
		subtitle: proxies.join(', '),
		marks: stopMarks(counts.stopped.proxy),
		onward: counts.behindProxy,
	};
	const inspected: PathMark[] =
		counts.inspected === 0 ? [] : [{kind: 'warning', text: `! ${counts.inspected} inspected`}];
	return {
		nodes: [
			{
				id: 'machine',
				title: 'This machine',
				subtitle: vantage.kind === 'practice' ? vantageNames[vantage.kind] : describeVantage(vantage),
				marks: [],
				onward: counts.tested,
			},
			{
				id: 'name-server',
				title: 'Name server',
				subtitle: servers.length === 0 ? 'not needed' : servers.join(', '),
				marks: stopMarks(counts.stopped['name-server']),
				onward: hasProxy ? counts.toProxy : counts.pastProxy,
			},
			...(hasProxy ? [proxyNode] : []),
			{
				id: 'way',
				title: 'Firewall, internet',
				subtitle: hasProxy ? 'at or behind the proxy' : 'between here and there',
				marks: [...stopMarks(counts.stopped.way), ...inspected],
				onward: counts.toService,
			},
			{
				id: 'service',
				title: 'Services',
				subtitle: 'Azure and others',
				marks: [
					...stopMarks(counts.stopped.service),
					{kind: 'ok', text: `✓ ${counts.arrived} ${counts.arrived === 1 ? 'arrives' : 'arrive'}`},
				],
				onward: null,
			},
		],
		pastProxy: hasProxy && counts.pastProxy > 0 ? counts.pastProxy : null,
		caption: describe(counts),
	};
}
