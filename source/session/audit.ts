import {existsSync, readdirSync, realpathSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import vm from 'node:vm';
import type {DialectId} from '../allowlists/dialect-ids.ts';
import type {RenderedRules} from '../allowlists/render-rules.ts';
import type {AccessList, ListFile, Resolve, Within} from '../audit/access-list.ts';
import {renderFix} from '../audit/fix.ts';
import {judge} from '../audit/judge.ts';
import {detectDialect, loadReader} from '../audit/readers.ts';
import type {Audit} from '../audit/shape.ts';
import type {Catalog} from '../catalog/types.ts';
import {turn} from '../chunks.ts';
import {EnvironmentError, UsageError} from '../errors.ts';
import type {PlanReport} from '../record/plan-report.ts';
import type {Run} from '../record/run.ts';
import {safeText} from '../safe-text.ts';
import {privateFile, writeFileAtomically} from '../store/write-file.ts';
import {type Places, resolveTyped} from './export/paths.ts';
import {decodeMarked, type UserFiles} from './files/user-files.ts';

export type ReadList = {
	readonly dialect: DialectId;
	readonly list: AccessList;
	readonly files: readonly string[];
	/** In characters, with the files that these name. */
	readonly size: number;
	/** What it may take at most, in milliseconds of work. */
	readonly mostMs: number;
};

/** An audit, and what would mend the list. */
export type AuditAnswer = {readonly audit: Audit; readonly fix: RenderedRules};

/**
 * Holds a list that was read against what is needed, for traffic from these sources; for that from anywhere without any. What
 * was denied in the runs is held against what the list allows.
 */
export function holdList(
	{dialect, list, files, size, mostMs}: ReadList,
	report: PlanReport | Run,
	catalog: Catalog,
	{sources, runs}: {readonly sources: readonly string[]; readonly runs: readonly Run[]},
): AuditAnswer {
	const within = openBudget({files, mostMs}, () => size);
	return within(() => {
		const audit = judge(list, report, catalog, {dialect, files, sources, runs});
		return {audit, fix: renderFix(audit, report, catalog, {sources})};
	});
}

/** What the smallest list may take to be read, and as much to be judged, in milliseconds of work. */
const leastMs = 400;

/** For each megabyte as much more; the largest lists that were measured take a half of it. */
const msPerMegabyte = 550;

/** No more than that, whatever the size: where a screen waits, keys wait as well. */
const mostMs = {command: 1500, screen: 800} as const;

/**
 * Work in parts that ends when all of them have taken too long, also within an expression: a list of a stranger may hold what
 * grows with its square. A machine that is too busy to let it work is waited for. A part throws a UsageError that names
 * the files.
 */
function openBudget({files, mostMs}: Pick<ReadList, 'files' | 'mostMs'>, sizeOf: () => number): Within {
	let usedMs = 0;
	return <Value>(work: () => Value) => {
		const made: {isDone: boolean; value?: Value} = {isDone: false};
		const context = vm.createContext({
			work() {
				made.value = work();
				made.isDone = true;
			},
		});
		const limitMs = Math.min(mostMs, leastMs + (sizeOf() / 1_000_000) * msPerMegabyte);
		for (let wallMs = Math.max(1, limitMs - usedMs), tries = 0; ; tries++) {
			const before = workedMs();
			let spentMs = 0;
			try {
				vm.runInContext('work()', context, {timeout: Math.ceil(wallMs)});
				return made.value as Value;
			} catch (error) {
				if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
				// Its time was over just as it ended. What was promised then is for who waits for it, be it an error.
				if (made.isDone) return made.value as Value;
				spentMs = workedMs() - before;
				if (usedMs + spentMs < victimShare * limitMs && tries < 3) continue;
				throw new UsageError(
					`${files.join(', ')} (${(sizeOf() / 1_000_000).toFixed(1)} MB) takes too long to judge: split it, and give the part with the rules for these services.`,
				);
			} finally {
				usedMs += workedMs() - before;
				// As much as it should have had, at the share of the processor that it got.
				if (spentMs > 0) wallMs *= Math.min(2, wallMs / spentMs);
			}
		}
	};
}

/** Work that got less of the processor than this was cut short by others. */
const victimShare = 0.5;

/** What this thread has worked; what V8's compilers and collectors do beside it is not the list's. */
function workedMs(): number {
	const {user, system} = process.threadCpuUsage();
	return (user + system) / 1000;
}

/** The files that a typed text names: one whose name has blanks in it, or several behind one another. */
export function typedFiles(typed: string, places: Places): readonly string[] {
	const whole = resolveTyped(typed, places);
	if (existsSync(whole)) return [whole];
	return typed
		.split(/[\s,]+/)
		.filter(text => text !== '')
		.map(text => resolveTyped(text, places));
}

/** Writes a text into a file that is not there yet, and gives its path. Throws an EnvironmentError where it can't. */
export function writeNewFile(typed: string, text: string, places: Places): string {
	const file = resolveTyped(typed, places);
	try {
		writeFileAtomically(file, text, {isExclusive: true, mode: privateFile});
		return file;
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		if (code === undefined) throw error;
		const why = code === 'EEXIST' ? 'is there already' : `can't be written (${code})`;
		throw new EnvironmentError(`${file} ${why}.`, 'Give another name.');
	}
}

/** So many files are read of a pattern such as `conf.d/*.conf`. */
const mostMatches = 100;

/**
 * Reads an allow-list from files, as one list in their order. Throws a UsageError that names the file where it can't be
 * read, where nothing tells its dialect, or where nothing in it names a host.
 */
export async function readList(
	names: readonly string[],
	{
		dialect: chosen,
		part,
		isScreenWaiting = false,
	}: {
		readonly dialect?: DialectId | undefined;
		readonly part?: string | undefined;
		readonly isScreenWaiting?: boolean;
	},
	files: UserFiles,
): Promise<ReadList> {
	const texts: ListFile[] = [];
	for (const name of names) {
		const file = name === '-' ? '/dev/stdin' : name;
		texts.push({file: name, text: await files.read(file, 'the allow-list', undefined, decodeMarked)});
	}
	let size = texts.reduce((sum, {text}) => sum + text.length, 0);
	const weight = {files: names, mostMs: mostMs[isScreenWaiting ? 'screen' : 'command']};
	const within = openBudget(weight, () => size);
	const dialect = chosen ?? within(() => dialectOf(texts));
	const read = await loadReader(dialect);
	const beside = resolveBeside(names, files);
	const resolve: Resolve = async (from, wanted) => {
		const found = await beside(from, wanted);
		size += found?.reduce((sum, {text}) => sum + text.length, 0) ?? 0;
		return found;
	};
	await turn();
	const list = partOf(await within(() => read(texts, {resolve, within})), part);
	// Keys and signals are heard before it is judged.
	await turn();
	if (list.entries.length === 0) {
		const [first] = list.refusals;
		const where = first === undefined ? '' : `; line ${first.place.line} was not understood (${safeText(first.why)})`;
		throw new UsageError(
			`${names.join(', ')} holds no rule that could be read as ${dialect}${where}: give another file, or say what it is with --dialect.`,
		);
	}
	return {dialect, list, size, ...weight};
}

/** The part that counts; all of them, each by itself, where none is named. */
function partOf(list: AccessList, name: string | undefined): AccessList {
	if (name === undefined) return list;
	const parts = list.parts ?? [];
	const found = parts.find(part => part.name.toLowerCase() === name.toLowerCase());
	if (found) return {scope: found.name, ...found.list, notes: [...found.list.notes, `${found.name} alone is judged.`]};
	throw new UsageError(
		parts.length === 0
			? `--part ${name}: the files hold one list, without parts: leave it out.`
			: `--part ${name} is no part of the files: name one of ${parts.map(one => one.name).join(', ')}.`,
	);
}

function dialectOf(files: readonly ListFile[]): DialectId {
	const found = files.map(({file, text}) => ({file, id: detectDialect(text, file)}));
	const unknown = found.find(({id}) => id === null);
	if (unknown) {
		throw new UsageError(
			`${unknown.file} is no allow-list that can be told by its text: say what it is with --dialect.`,
		);
	}
	const [first, ...others] = found;
	const other = others.find(({id}) => id !== first?.id);
	if (other) {
		throw new UsageError(
			`${first?.file} is ${first?.id} and ${other.file} is ${other.id}: give files of one product, or say --dialect.`,
		);
	}
	return first?.id ?? 'list';
}

/**
 * Finds what a file includes, in the folder of the files that were named and nowhere else: a configuration that was sent
 * by somebody must not show what else is on this machine. Of `/etc/squid/conf.d/x.conf` as much of the end counts as is
 * there.
 */
function resolveBeside(names: readonly string[], files: UserFiles): Resolve {
	const folders = [...new Set(names.filter(name => name !== '-').map(name => path.dirname(path.resolve(name))))];
	const named = new Set(names.map(name => path.resolve(name)));
	return async (_from, wanted) => {
		const parts = wanted.split(/[\\/]+/).filter(part => part !== '' && part !== '.');
		if (parts.includes('..')) return null;
		// A pattern alone would take every file of the folder, the one that names it among them.
		const last = parts.at(-1)?.includes('*') ? Math.max(1, parts.length - 1) : parts.length;
		for (let start = 0; start < last; start++) {
			for (const folder of folders) {
				const found = filesAt(folder, parts.slice(start)).filter(file => !named.has(file));
				if (found.length === 0) continue;
				const texts: ListFile[] = [];
				for (const file of found) {
					texts.push({
						file: path.relative(process.cwd(), file),
						text: await files.read(file, 'the included file', undefined, decodeMarked),
					});
				}
				return texts;
			}
		}
		return null;
	};
}

function filesAt(folder: string, parts: readonly string[]): string[] {
	const name = parts.at(-1) ?? '';
	const place = path.join(folder, ...parts.slice(0, -1));
	try {
		if (!isWithin(folder, realpathSync(place))) return [];
		const [start = '', ...ends] = name.split('*');
		return readdirSync(place, {withFileTypes: true})
			.filter(entry => entry.isFile())
			.map(entry => entry.name)
			.filter(own =>
				ends.length === 0
					? own === name
					: own.startsWith(start) && own.endsWith(ends.at(-1) ?? '') && !own.startsWith('.'),
			)
			.toSorted()
			.slice(0, mostMatches)
			.map(own => path.join(place, own));
	} catch {
		return [];
	}
}

function isWithin(folder: string, place: string): boolean {
	const inside = path.relative(realpathSync(folder), place);
	return !inside.startsWith('..') && !path.isAbsolute(inside);
}
