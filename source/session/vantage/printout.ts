import path from 'node:path';
import {EnvironmentError} from '../../errors.ts';
import {privateFile, writeFileAtomically} from '../../store/write-file.ts';
import type {ClusterOptions} from '../../vantage/kubernetes/cluster.ts';
import type {From} from '../../vantage/parse-from.ts';
import {freePath} from '../export/free-path.ts';
import type {PreparedPlan} from '../prepare-plan.ts';
import type {Session} from '../session.ts';
import {wantedBy, writeManifest} from './cluster.ts';
import {readPlaces} from './outlook.ts';
import {writeScript} from './portable.ts';

/** What somebody else can run in place of a check from here. */
export type Printout = {
	readonly fileName: string;
	readonly text: string;
	/** What to do with it, one line each; the last says how what it saw comes back. */
	readonly steps: readonly string[];
};

/** Nodes that a manifest looks from, where nobody said how many. */
const usualNodes = 2;

const scriptName = 'arc-netcheck-probe.sh';

/**
 * The script for hosts and pods that run, and a manifest for each place where Jobs would be created. Asks nobody. `imageOf` gives
 * an image that the nodes of a place are known to have, or null. Throws a UsageError for what is no place.
 */
export async function printPlaces(
	prepared: PreparedPlan,
	texts: readonly string[],
	cluster: ClusterOptions,
	session: Session,
	imageOf: (place: string) => string | null,
): Promise<readonly Printout[]> {
	const places = readPlaces(texts).map((from, index) => ({from, text: texts[index] ?? ''}));
	const byScript = places.filter(({from}) => wantedBy(from) === null);
	const printouts: Printout[] = [];
	if (byScript.length > 0) {
		const steps = [...new Set(byScript.flatMap(({from}) => commandsFor(from)))];
		printouts.push({fileName: scriptName, text: await writeScript(prepared, session), steps: [...steps, comesBack]});
	}
	for (const {from, text: place} of places) {
		const wanted = wantedBy(from);
		if (wanted === null) continue;
		const {view} = wanted;
		const known = cluster.image ?? imageOf(place);
		const namespace = wanted.namespace ?? cluster.namespace ?? 'default';
		const manifest = await writeManifest(
			prepared,
			{
				...{view, namespace, nodes: usualNodes},
				image: known ?? 'registry.example/image:tag',
				rate: cluster.rate,
				isBorrowed: view === 'node' && cluster.image === null,
				secret: cluster.proxySecret?.namespace === namespace ? cluster.proxySecret : null,
			},
			session,
		);
		const fileName = `arc-netcheck-${view}s${from.kind === 'pods' && from.namespace ? `-${from.namespace}` : ''}.yaml`;
		const needed = view === 'node' ? 'any image that all nodes have' : 'an image with sh and curl';
		printouts.push({
			fileName,
			text: manifest,
			steps: [
				...(known === null ? [`Put ${needed} in the place of registry.example/image:tag.`] : []),
				`kubectl apply --filename ${fileName}`,
				'The head of the file says how its logs are collected, and how all of it is removed.',
				comesBack,
			],
		});
	}
	return printouts;
}

const comesBack = 'Then choose "A log file" here, or: arc-netcheck vantage import LOG...';

function commandsFor(from: From): readonly string[] {
	switch (from.kind) {
		case 'ssh':
			return from.targets.map(({host}) => `ssh ${host} sh -s < ${scriptName} > ${host}.log`);
		case 'ssh-file':
			return [`ssh HOST sh -s < ${scriptName} > HOST.log`];
		case 'pod': {
			const {namespace, pod, container} = from;
			const of = container === null ? '' : ` --container ${container}`;
			return [`kubectl exec --namespace ${namespace} --stdin ${pod}${of} -- sh -s < ${scriptName} > ${pod}.log`];
		}
		default:
			return [`sh ${scriptName} > MACHINE.log`];
	}
}

/** Writes printouts into a folder, private to the user and beside what is there. Throws an EnvironmentError. @returns the files */
export function writePrintouts(
	printouts: readonly Pick<Printout, 'fileName' | 'text'>[],
	folder: string,
): readonly string[] {
	return printouts.map(({fileName, text}) => {
		const file = freePath(path.join(folder, fileName), {current: folder, home: folder});
		try {
			writeFileAtomically(file, text, {isExclusive: true, mode: privateFile});
		} catch (error) {
			const {code = 'no error code'} = error as NodeJS.ErrnoException;
			throw new EnvironmentError(`${file} can't be written (${code}).`, 'Start in another folder, or copy it instead.');
		}
		return file;
	});
}
