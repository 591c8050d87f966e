import {nameServersOf} from '../../evidence/stages.ts';
import {isTested, toEndpoints} from '../../record/endpoints.ts';
import {describeVantage, type Run, type RunRow, vantageNames} from '../../record/run.ts';
import {countOf, joinWords, uniqueOf} from '../../words.ts';
import {html, type Markup} from './markup.ts';

/** Sizes in units of the drawing, which are pixels where it is drawn as large as it is. */
const node = {width: 158, height: 58};
const pill = {height: 24, gap: 6};

type Point = {readonly x: number; readonly y: number};

/** Names that are too long for a box keep their beginning and their end. */
function shorten(text: string, limit: number): string {
	const characters = [...text];
	if (characters.length <= limit) return text;
	const half = Math.floor((limit - 1) / 2);
	return `${characters.slice(0, limit - 1 - half).join('')}…${characters.slice(-half).join('')}`;
}

function box({title, subtitle, marks}: PathNode, {x, y}: Point): Markup {
	const isBroken = marks.some(({kind}) => kind === 'error');
	const middle = x + node.width / 2;
	return html`<g><rect class="${isBroken ? 'station broken' : 'station'}" x="${x}" y="${y}" width="${node.width}" height="${node.height}" rx="9"/>
<text class="station-title" x="${middle}" y="${y + 25}">${title}</text>
<text class="station-subtitle" x="${middle}" y="${y + 44}">${shorten(subtitle, 22)}</text></g>
`;
}

/** Marks one below the other, each centred on `x`. */
function pills(marks: readonly PathMark[], {x, y}: Point): Markup[] {
	return marks.map(({kind, text}, index) => {
		const width = text.length * 7.4 + 18;
		const top = y + index * (pill.height + pill.gap);
		return html`<g class="mark ${kind}"><rect x="${x - width / 2}" y="${top}" width="${width}" height="${pill.height}" rx="12"/><text x="${x}" y="${top + 16.5}">${text}</text></g>
`;
	});
}

function arrow(from: Point, to: Point, count: number): Markup {
	const isDown = from.x === to.x;
	const head = isDown
		? `M${to.x - 4.5} ${to.y - 7}L${to.x} ${to.y}L${to.x + 4.5} ${to.y - 7}`
		: `M${to.x - 7} ${to.y - 4.5}L${to.x} ${to.y}L${to.x - 7} ${to.y + 4.5}`;
	return html`<path class="${count === 0 ? 'way none' : 'way'}" d="M${from.x} ${from.y}L${to.x} ${to.y}"/><path class="head" d="${head}"/>
`;
}

function svg(
	id: string,
	size: {readonly width: number; readonly height: number},
	caption: string,
	body: Markup[],
): Markup {
	return html`<svg class="path ${id}" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-labelledby="path-${id}">
<title id="path-${id}">The path of the probes. ${caption}</title>
${body}</svg>
`;
}

/** From left to right, for a desktop and for paper. */
function wide({nodes, pastProxy, caption}: PathDrawing): Markup {
	const width = 960;
	const gap = (width - nodes.length * node.width) / (nodes.length - 1);
	const top = pastProxy === null ? 8 : 48;
	const marks = Math.max(1, ...nodes.map(one => one.marks.length));
	const height = top + node.height + 12 + marks * (pill.height + pill.gap);
	const left = (index: number) => index * (node.width + gap);
	const middle = top + node.height / 2;
	const body = nodes.flatMap((one, index) => [
		box(one, {x: left(index), y: top}),
		...pills(one.marks, {x: left(index) + node.width / 2, y: top + node.height + 12}),
		...(one.onward === null
			? []
			: [
					arrow({x: left(index) + node.width + 3, y: middle}, {x: left(index + 1) - 3, y: middle}, one.onward),
					html`<text class="count" x="${left(index) + node.width + gap / 2}" y="${middle - 8}">${one.onward}</text>
`,
				]),
	]);
	if (pastProxy !== null) body.push(detour({x: left(1), y: top}, {x: left(3), y: top}, pastProxy));
	return svg('wide', {width, height}, caption, body);
}

/** The direct way from the name server past the proxy, above it. */
function detour(from: Point, to: Point, count: number): Markup {
	const [start, end] = [from.x + node.width / 2, to.x + node.width / 2];
	const line = `M${start} ${from.y - 3}V28Q${start} 20 ${start + 8} 20H${end - 8}Q${end} 20 ${end} 28V${to.y - 3}`;
	return html`<path class="way" d="${line}"/><path class="head" d="M${end - 4.5} ${to.y - 10}L${end} ${to.y - 3}L${end + 4.5} ${to.y - 10}"/>
<text class="count" x="${(start + end) / 2}" y="14">${count} past the proxy</text>
`;
}

/** From top to bottom, for a phone. */
function tall({nodes, pastProxy, caption}: PathDrawing): Markup {
	const step = node.height + 40;
	const center = node.width / 2 + 1;
	const body = nodes.flatMap((one, index) => {
		const y = index * step + 1;
		const bottom = y + node.height;
		const label =
			one.id === 'name-server' && pastProxy !== null ? `${one.onward} to the proxy, ${pastProxy} past it` : one.onward;
		const marksHeight = one.marks.length * (pill.height + pill.gap) - pill.gap;
		return [
			box(one, {x: 1, y}),
			...pills(one.marks, {x: node.width + 88, y: y + (node.height - marksHeight) / 2}),
			...(one.onward === null
				? []
				: [
						arrow({x: center, y: bottom + 3}, {x: center, y: bottom + 37}, one.onward),
						html`<text class="count start" x="${center + 10}" y="${bottom + 24}">${label}</text>
`,
					]),
		];
	});
	return svg('tall', {width: 330, height: nodes.length * step - 38}, caption, body);
}

/** The path as a picture, drawn twice; the style sheet shows the one that fits. */
export function pathFigure(report: Run): Markup {
	const drawing = pathDrawingOf(report);
	return html`<figure class="path-figure">
${wide(drawing)}${tall(drawing)}<figcaption>${drawing.caption} Numbers count endpoints, each a host and a port. What happens behind a proxy can't be told from what happens at it once its tunnel stands.</figcaption>
</figure>
`;
}

/** What a mark beside a station says; the word stands in it, so that its colour only repeats it. */
type PathMark = {readonly kind: 'error' | 'warning' | 'ok'; readonly text: string};

/** One station of the path. */
type PathNode = {
	readonly id: string;
	readonly title: string;
	readonly subtitle: string;
	readonly marks: readonly PathMark[];
	/** Endpoints that go on from here to the next station; null at the last one. */
	readonly onward: number | null;
};

type PathDrawing = {
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
function pathDrawingOf(report: Run): PathDrawing {
	const counts = countAlongPath(report);
	const {vantage} = report;
	const hasProxy = counts.proxied > 0;
	const proxies = uniqueOf(report.results.flatMap(({proxy}) => proxy?.replace(/^https?:\/\//, '') ?? []));
	const servers = nameServersOf(report.results);
	const proxyNode: PathNode = {
		id: 'proxy',
		title: 'Proxy',
		subtitle: proxies.join(', '),
		marks: stopMarks(counts.stopped.proxy),
		onward: counts.behindProxy,
	};
	const serverNode: PathNode = {
		id: 'name-server',
		title: 'Name server',
		subtitle: servers.length === 0 ? 'not needed' : servers.join(', '),
		marks: stopMarks(counts.stopped['name-server']),
		onward: hasProxy ? counts.toProxy : counts.pastProxy,
	};
	// A proxy that is named by its address looks up all names itself.
	const isServerUsed = servers.length > 0 || counts.toProxy < counts.tested;
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
			...(isServerUsed ? [serverNode] : []),
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

/** Where a probe can stop, in the order of the path. `way`: firewalls, filters and the internet, behind the proxy where there is one. */
export const stops = ['name-server', 'proxy', 'way', 'service'] as const;
export type Stop = (typeof stops)[number];

/** How the endpoints of a run fared along the path, each counted once. Those that nobody needs any more are left out. */
export type PathCounts = {
	readonly tested: number;
	readonly proxied: number;
	/** Blocked, by the place where the probe stopped. */
	readonly stopped: {readonly [stop in Stop]: number};
	/** Went on to the proxy, past it on the direct way, behind the proxy, and to the service. */
	readonly toProxy: number;
	readonly pastProxy: number;
	readonly behindProxy: number;
	readonly toService: number;
	/** Opened by TLS inspection on the way. */
	readonly inspected: number;
	/** Reached the service. */
	readonly arrived: number;
};

/** The place that a cause speaks of. What a proxy says of its own upstream, and what happens inside its tunnel, lies behind it. */
export function stopOf({cause, attempts}: Pick<RunRow, 'cause' | 'attempts'>): Stop {
	const stage = cause?.split('.', 1)[0] ?? attempts.at(-1)?.stages.at(-1)?.stage;
	if (cause === 'proxy.unresolvable' || stage === 'dns') return 'name-server';
	if (cause === 'proxy.upstream-dns' || cause === 'proxy.upstream-unreachable') return 'way';
	if (stage === 'proxy') return 'proxy';
	// The request was on its way inside a tunnel that stood, and the far end gave no answer or a broken one.
	if (cause === 'http.timeout' || cause === 'http.closed' || cause === 'http.protocol-error') return 'service';
	return 'way';
}

/** Counts endpoints along the path. */
export function countAlongPath({results}: Run): PathCounts {
	const rows = toEndpoints(results.filter(isTested))
		.map(({row}) => row)
		.filter(({status, severity}) => status !== 'blocked' || severity !== 'info');
	const places = rows.map(row => (row.status === 'blocked' ? stopOf(row) : null));
	const countAt = (...at: Stop[]) => places.filter(place => place !== null && at.includes(place)).length;
	const resolved = rows.filter((_, index) => places[index] !== 'name-server');
	const proxied = resolved.filter(({route}) => route === 'proxy');
	const stopped = {
		'name-server': countAt('name-server'),
		proxy: countAt('proxy'),
		way: countAt('way'),
		service: countAt('service'),
	};
	return {
		tested: rows.length,
		proxied: rows.filter(({route}) => route === 'proxy').length,
		stopped,
		toProxy: proxied.length,
		pastProxy: resolved.length - proxied.length,
		behindProxy: proxied.length - stopped.proxy,
		toService: rows.length - countAt('name-server', 'proxy', 'way'),
		inspected: rows.filter(({status}) => status === 'intercepted').length,
		arrived: rows.filter(({status}) => status !== 'blocked').length,
	};
}
