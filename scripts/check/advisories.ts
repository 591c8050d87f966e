type Entry = {
	readonly package: string;
	readonly version: string;
	/** `YYYY-MM-DD`. */
	readonly checkedOn: string | null;
	/** What was asked; empty where nothing was. */
	readonly sources: readonly string[];
	/** `applies`: this version has the hole. */
	readonly advisories: readonly {readonly ids: readonly string[]; readonly applies?: boolean}[];
};

/** docs/advisories.json; its `about` says how it is kept. */
export type AdvisoryList = {readonly runtime: readonly Entry[]; readonly bundled: readonly Entry[]};

const file = 'docs/advisories.json';

/**
 * What is wrong with the list of advisories, in sentences: a package without an entry, an entry that is older than the lock
 * file, one that nobody has looked up, one for what is not bundled any more, a version that is known to have a hole.
 *
 * @param node the version of Node that npm scripts and the binary take
 * @param lock the packages of the lock file by their folders
 * @param folders those of the packages that are bundled
 */
export function compareAdvisories({
	list,
	node,
	lock,
	folders,
}: {
	readonly list: AdvisoryList;
	readonly node: string;
	readonly lock: {readonly [folder: string]: {readonly name?: string; readonly version?: string}};
	readonly folders: readonly string[];
}): string[] {
	const shipped = folders.map(folder => {
		const {name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length), version = '?'} =
			lock[folder] ?? {};
		return {name, version};
	});
	const problems = [
		...compare([{name: 'node', version: node}], list.runtime),
		...compare(shipped, list.bundled),
		...list.bundled
			.filter(entry => !shipped.some(({name}) => name === entry.package))
			.map(entry => `${file} has ${entry.package} ${entry.version}, which is not bundled any more: take it out.`),
	];
	for (const {package: name, version, checkedOn, sources, advisories} of [...list.runtime, ...list.bundled]) {
		if (!/^\d{4}-\d\d-\d\d$/.test(checkedOn ?? '') || sources.length === 0) {
			problems.push(`Nobody has looked up ${name} ${version} (${file}): say when, and where.`);
		}
		const ids = advisories.filter(({applies}) => applies).flatMap(advisory => advisory.ids);
		if (ids.length > 0) problems.push(`${name} ${version} has ${ids.join(', ')}: take a release without (${file}).`);
	}
	return problems;
}

function compare(
	shipped: readonly {readonly name: string; readonly version: string}[],
	entries: readonly Entry[],
): readonly string[] {
	return shipped.flatMap(({name, version}) => {
		const known = entries.filter(entry => entry.package === name);
		if (known.some(entry => entry.version === version)) return [];
		const others = known.map(entry => entry.version).join(' and ');
		return [
			others === ''
				? `${file} has no entry for ${name} ${version}, which is shipped: look its advisories up and add one.`
				: `${file} has ${name} ${others}, and ${version} is shipped: look its advisories up and bring the entry up to date.`,
		];
	});
}
