import {UsageError} from '../errors.ts';
import {createPage, type Page} from '../report/terminal/page.ts';
import {preparePlan} from '../session/prepare-plan.ts';
import {openSession} from '../session/session.ts';
import {
	asksCluster,
	type ClusterOutline,
	cleanCluster,
	outlineCluster,
	wantedBy,
	writeManifest,
} from '../session/vantage/cluster.ts';
import {
	clusterWords,
	type OutlookLine,
	outlookLines,
	rightsLines,
	termsLines,
	termsOf,
} from '../session/vantage/outlook.ts';
import type {SettingsInput} from '../settings/types.ts';
import type {ClusterOptions} from '../vantage/kubernetes/cluster.ts';
import {toYaml} from '../vantage/kubernetes/manifest.ts';
import {makeRoles} from '../vantage/kubernetes/rights.ts';
import {parseFrom} from '../vantage/point.ts';
import {type CommandIo, exitCodes, renderOptionsFor, tellNote} from './io.ts';
import {checkOutput, deliver, type OutputOptions, print, printJson} from './write-output.ts';

export type ListOptions = {
	readonly cluster: ClusterOptions;
	readonly from?: readonly string[];
	readonly format: 'text' | 'json';
	readonly role?: boolean;
};

/** Shows what is there to look from, what the login may do, and what a check would create. Creates nothing, and asks no host. */
export async function list({cluster, from = ['nodes'], format, role}: ListOptions, io: CommandIo): Promise<number> {
	const places = from.map(place => parseFrom(place, '--from'));
	if (role) {
		const own = cluster.namespace ?? 'default';
		const jobsIn = places.flatMap(place => wantedBy(place) ?? []).map(({namespace}) => namespace ?? own);
		const execIn = places.flatMap(place => (place.kind === 'pod' ? place.namespace : []));
		await print(toYaml(makeRoles({jobsIn: [...new Set(jobsIn)], execIn: [...new Set(execIn)]})), io);
		return exitCodes.allReachable;
	}
	const outline = places.some(asksCluster) ? await outlineCluster(places, cluster, io.signal) : null;
	const others = from.filter((_, index) => places[index] && wantedBy(places[index]) === null).map(termsOf);
	if (format === 'json') {
		const none = {context: null, server: null, namespace: null, rights: [], outlooks: []};
		await printJson({schema: 'arc-netcheck/cluster@1', ...(outline ?? none), places: others}, io);
		return exitCodes.allReachable;
	}
	const page = createPage(renderOptionsFor(io, false));
	if (outline !== null) {
		page.fact('Cluster', clusterWords(outline));
		page.fact('Namespace', outline.namespace);
	}
	for (const outlook of outline?.outlooks ?? []) writeOutlook(page, outlook.from, outlookLines(outlook));
	for (const terms of others) writeOutlook(page, terms.from, termsLines(terms));
	if (outline !== null) writeRights(page, outline.rights);
	await print(page.toString(), io);
	return exitCodes.allReachable;
}

function writeOutlook(page: Page, from: string, lines: readonly OutlookLine[]): void {
	page.blank();
	page.paragraph(`--from ${from}`, {style: 'bold'});
	for (const {label, text, isItem} of lines) {
		if (label !== null) page.fact(label, text, 2);
		else page.paragraph(text, {indent: 2, ...(isItem && {lead: {text: '- '}})});
	}
}

function writeRights(page: Page, rights: ClusterOutline['rights']): void {
	page.blank();
	page.paragraph('Rights of your login', {style: 'bold'});
	const lines = rightsLines(rights);
	for (const {held, text} of lines) page.paragraph(text, {indent: 2, lead: {text: held.padEnd(10)}});
	if (lines.some(({held}) => held === 'MISSING')) {
		page.paragraph(
			'"vantage list --role" writes the roles to be granted; "vantage manifest" what somebody else can apply.',
		);
	}
}

export type ManifestCommandOptions = OutputOptions & {
	readonly cluster: ClusterOptions;
	readonly view?: 'node' | 'pod';
	readonly nodes?: number;
	readonly borrow?: boolean;
	readonly quiet?: boolean;
};

/** Writes the Job that a check would create, with its ConfigMap. Asks no cluster. */
export async function manifest(flags: SettingsInput, options: ManifestCommandOptions, io: CommandIo): Promise<number> {
	checkOutput(options);
	const {view = 'node', nodes = 2, borrow = false, cluster} = options;
	const {image, proxySecret} = cluster;
	const namespace = cluster.namespace ?? 'default';
	if (image === null) {
		throw new UsageError(
			'--image is missing: name one with sh and curl, or with --borrow any image that all nodes have.',
		);
	}
	if (borrow && view === 'pod') throw new UsageError('--borrow is for --view node: pods have no folders of the node.');
	if (proxySecret !== null && proxySecret.namespace !== namespace) {
		throw new UsageError(
			`--proxy-secret is not in the namespace ${namespace}: pods read Secrets of their own one alone.`,
		);
	}
	const session = openSession(io);
	const prepared = await preparePlan(flags, session);
	if (!options.quiet) for (const note of prepared.notes) tellNote(note, io);
	const text = await writeManifest(
		prepared,
		{view, namespace, image, nodes, isBorrowed: borrow, secret: proxySecret, rate: cluster.rate},
		session,
	);
	await deliver(text, options, io);
	return exitCodes.allReachable;
}

export type CleanOptions = {
	readonly cluster: ClusterOptions;
	readonly run?: string;
	readonly all?: boolean;
	readonly format: 'text' | 'json';
};

/** Removes what checks have left. Ends with 3 where something could not be removed. */
export async function clean({cluster, run, all, format}: CleanOptions, io: CommandIo): Promise<number> {
	if (run !== undefined && all) throw new UsageError('--run and --all exclude each other: give one of them.');
	const isShown = run === undefined && !all;
	const found = await cleanCluster({run: run ?? null, isShown}, cluster, io.signal);
	const isWhole = found.every(({state}) => state === null);
	if (format === 'json') {
		await printJson({schema: 'arc-netcheck/leftovers@1', found}, io);
	} else {
		const page = createPage(renderOptionsFor(io, false));
		if (found.length === 0) page.paragraph('Checks have left nothing there.');
		for (const {kind, namespace, name, createdAt, state} of found) {
			const became = state === null ? (isShown ? 'found' : 'removed') : `left: ${state.reason}`;
			page.paragraph(`${kind} ${namespace}/${name}, created ${createdAt ?? 'at an unknown time'}: ${became}`);
		}
		if (isShown && found.length > 0)
			page.paragraph('Remove them with "vantage clean --all", or those of one check with --run ID.');
		await print(page.toString(), io);
	}
	return isWhole ? exitCodes.allReachable : exitCodes.notCompleted;
}
