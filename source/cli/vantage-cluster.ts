import {UsageError} from '../errors.ts';
import {escapeJson} from '../report/escape.ts';
import {createPage, type Page} from '../report/terminal/page.ts';
import {preparePlan} from '../session/prepare-plan.ts';
import {openSession} from '../session/session.ts';
import {cleanCluster, type Outlook, outlineCluster, wantedBy, writeManifest} from '../session/vantage/cluster.ts';
import type {SettingsInput} from '../settings/types.ts';
import type {ClusterOptions} from '../vantage/kubernetes/cluster.ts';
import {toYaml} from '../vantage/kubernetes/manifest.ts';
import {type HeldRight, makeRoles} from '../vantage/kubernetes/rights.ts';
import {parseFrom} from '../vantage/parse-from.ts';
import {countOf} from '../words.ts';
import {type CommandIo, exitCodes, renderOptionsFor} from './io.ts';
import {tellNote} from './stderr.ts';
import {checkOutput, deliver, type OutputOptions, print} from './write-output.ts';

export type ListOptions = {
	readonly cluster: ClusterOptions;
	readonly from?: readonly string[];
	readonly format: 'text' | 'json';
	readonly role?: boolean;
};

/** Shows what is there to look from, what the login may do, and what a check would create. Creates nothing. */
export async function list({cluster, from = ['nodes'], format, role}: ListOptions, io: CommandIo): Promise<number> {
	const places = from.map(place => parseFrom(place, '--from'));
	if (role) {
		const own = cluster.namespace ?? 'default';
		const jobsIn = places.flatMap(place => wantedBy(place) ?? []).map(({namespace}) => namespace ?? own);
		const execIn = places.flatMap(place => (place.kind === 'pod' ? place.namespace : []));
		await print(toYaml(makeRoles({jobsIn: [...new Set(jobsIn)], execIn: [...new Set(execIn)]})), io);
		return exitCodes.allReachable;
	}
	if (!places.every(wantedBy))
		throw new UsageError('--from: list is about nodes and pods: write nodes or pods:NAMESPACE.');
	const outline = await outlineCluster(places, cluster, io.signal);
	if (format === 'json') {
		await print(`${escapeJson(JSON.stringify({schema: 'arc-netcheck/cluster@1', ...outline}, null, 2))}\n`, io);
		return exitCodes.allReachable;
	}
	const page = createPage(renderOptionsFor(io, false));
	page.fact('Cluster', [outline.context ?? 'the one around this pod', outline.server ?? ''].filter(Boolean).join(', '));
	page.fact('Namespace', outline.namespace);
	for (const outlook of outline.outlooks) writeOutlook(page, outlook);
	writeRights(page, outline.rights);
	await print(page.toString(), io);
	return exitCodes.allReachable;
}

function writeOutlook(
	page: Page,
	{from, namespace, pools, canaries, left, images, creates, admission, refusal, view}: Outlook,
): void {
	page.blank();
	page.paragraph(`--from ${from}`, {style: 'bold'});
	if (pools === null)
		page.paragraph('This login may not list nodes: name an image, and one pod is looked from.', {indent: 2});
	for (const {pool, nodes, lookedFrom} of pools ?? []) {
		const names = lookedFrom.slice(0, 4).join(', ');
		const more = lookedFrom.length > 4 ? ` and ${countOf(lookedFrom.length - 4, 'more node')}` : '';
		page.fact(pool === null ? 'no pool' : pool, `${countOf(nodes, 'node')}; looked from: ${names || 'none'}${more}`, 2);
	}
	if (canaries > 0)
		page.paragraph(`From ${countOf(canaries, 'more node')} a few endpoints are looked at.`, {indent: 2});
	for (const {state} of left.slice(0, 8))
		page.paragraph(`${state.reason} ${state.fix}`, {indent: 2, lead: {text: '- '}});
	if (left.length > 8)
		page.paragraph(`${left.length - 8} more nodes can't be looked from.`, {indent: 2, lead: {text: '- '}});
	const use = view === 'node' ? 'Image' : 'Images';
	page.fact(use, images.length === 0 ? 'none is known: name one with --image' : images.join(', '), 2);
	const objects = creates.map(({kind, count}) => countOf(count, kind)).join(', ');
	const most = creates.map(({kind, atMost}) => countOf(atMost, kind)).join(', ');
	page.fact(
		'Creates',
		`${objects} in ${namespace}; with further looks at what fails or differs, ${most} at most. Each Job is removed before the next one of its group; with it a Secret if the proxy wants a password`,
		2,
	);
	const unrefused =
		admission === 'admitted' ? 'nothing was refused in a dry run' : 'not asked: no dry run could be made of the pods';
	page.fact('Admitted', refusal === null ? unrefused : `no. ${refusal.reason} ${refusal.fix}`, 2);
}

function writeRights(page: Page, rights: readonly HeldRight[]): void {
	page.blank();
	page.paragraph('Rights of your login', {style: 'bold'});
	const isOne = new Set(rights.flatMap(({namespace}) => namespace ?? [])).size === 1;
	for (const {resource, verbs, namespace, why, isNeeded, missing} of rights) {
		const held = missing === null ? 'not said' : missing.length === 0 ? 'yes' : isNeeded ? 'MISSING' : 'no';
		const where = namespace === null ? ' in the cluster' : isOne ? '' : ` in ${namespace}`;
		page.paragraph(`${verbs.join(', ')} ${resource}${where}: ${why}`, {indent: 2, lead: {text: held.padEnd(10)}});
	}
	if (rights.some(({missing, isNeeded}) => isNeeded && missing !== null && missing.length > 0)) {
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
		await print(`${escapeJson(JSON.stringify({schema: 'arc-netcheck/leftovers@1', found}, null, 2))}\n`, io);
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
