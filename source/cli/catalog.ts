import {checksumOf, formatCatalog, parseCatalogFile} from '../catalog/catalog-file.ts';
import {type CatalogDiff, diffCatalogs} from '../catalog/diff-catalogs.ts';
import {matchesHostPattern} from '../catalog/host-pattern.ts';
import {serviceTagsOf} from '../catalog/service-tags.ts';
import type {Catalog, Requirement} from '../catalog/types.ts';
import {UsageError} from '../errors.ts';
import {nearNames} from '../near-names.ts';
import {createPage, type Page} from '../report/terminal/page.ts';
import {isCatalogOld} from '../report/view/facts.ts';
import {safeText} from '../safe-text.ts';
import {findCatalog} from '../session/catalogs.ts';
import {openSession, type Session} from '../session/session.ts';
import {cloudIds, levels} from '../vocabulary.ts';
import {countOf, formatHostPort} from '../words.ts';
import {type CommandIo, exitCodes, renderOptionsFor, tellNote} from './io.ts';
import {checkOutput, deliver, type OutputOptions, print, printJson} from './write-output.ts';

export type CatalogOptions = {
	/** A file in place of the program's own. */
	readonly catalog?: string;
	readonly format?: 'text' | 'json';
};

/** Tells what the catalog holds, of when it is, and which documents it was taken from. */
export async function outline(options: CatalogOptions, io: CommandIo): Promise<number> {
	const catalog = await open(options.catalog, io);
	const {version, requirements, regions, features, documents} = catalog;
	const now = new Date().toISOString();
	const counts = {
		requirements: requirements.length,
		regions: regions.length,
		features: features.length,
		byCloud: countBy(cloudIds, cloud => requirements.filter(({clouds}) => clouds.includes(cloud))),
		byLevel: countBy(levels, level => requirements.filter(row => row.level === level)),
		byFeature: countBy(
			features.map(({id}) => id),
			id => requirements.filter(row => row.features.includes(id)),
		),
	};
	const checksum = checksumOf(catalog);
	const ageDays = Math.max(0, Math.floor((Date.parse(now) - Date.parse(version)) / 86_400_000));
	if (options.format === 'json') {
		const schema = 'arc-netcheck/catalog-outline@1';
		return writeJson({schema, version, checksum, ageDays, counts, documents}, io);
	}
	const page = createPage(renderOptionsFor(io, false));
	page.fact('Catalog', `${version}, ${countOf(ageDays, 'day')} old`);
	page.fact('Checksum', `sha256 ${checksum}`);
	page.fact('Holds', `${requirements.length} requirements, ${regions.length} regions, ${features.length} features`);
	if (isCatalogOld(version, now)) {
		page.fact(
			'Warning',
			'It is more than six months old: hosts may have come or gone since. Update the program, or take a newer one with --catalog.',
		);
	}
	writeCounts(page, 'By cloud', counts.byCloud);
	writeCounts(page, 'By level', counts.byLevel);
	writeCounts(page, 'By feature', counts.byFeature);
	page.blank();
	page.paragraph(`Documents (${documents.length})`, {style: 'bold'});
	for (const {name, date, link} of documents)
		page.line(`${date ?? 'no date   '}  ${name}${link ? `  ${link}` : ''}`, 2);
	await print(page.toString(), io);
	return exitCodes.allReachable;
}

/** Shows the requirements of a feature, or those whose pattern, or id, holds or covers a text. */
export async function show(wanted: string, options: CatalogOptions, io: CommandIo): Promise<number> {
	const catalog = await open(options.catalog, io);
	const found = findRequirements(wanted, catalog);
	if (found.length === 0) {
		const names = [...catalog.features, ...catalog.requirements].map(({id}) => id);
		const near = nearNames(wanted, [...new Set(names)]);
		const cure = near.length > 0 ? `did you mean ${near.join(' or ')}?` : 'name a host, a part of one, or a feature.';
		throw new UsageError(`The catalog has nothing for "${safeText(wanted, 80)}": ${cure}`);
	}
	if (options.format === 'json') return writeJson({schema: 'arc-netcheck/requirements@1', requirements: found}, io);
	const page = createPage(renderOptionsFor(io, false));
	for (const row of found) writeRequirement(page, row);
	await print(page.toString(), io);
	return exitCodes.allReachable;
}

/** Tells what another catalog has that this one lacks, what it lacks, and what it says otherwise. */
export async function diff(file: string, options: CatalogOptions, io: CommandIo): Promise<number> {
	const session = openSession(io);
	const before = await open(options.catalog, io, session);
	// An older one is as good for a comparison.
	const after = parseCatalogFile(await session.files.read(file, 'The catalog'), file, {version: ''});
	const found = diffCatalogs(before, after);
	const isSame = found.added.length + found.removed.length + found.changed.length === 0;
	if (options.format === 'json') return writeJson({schema: 'arc-netcheck/catalog-diff@1', ...found}, io);
	await print(renderDiff(found, isSame, io), io);
	return exitCodes.allReachable;
}

/** Writes the catalog as a file that `--catalog` takes. */
export async function exportTo(options: CatalogOptions & OutputOptions, io: CommandIo): Promise<number> {
	checkOutput(options);
	await deliver(formatCatalog(await open(options.catalog, io)), options, io);
	return exitCodes.allReachable;
}

async function open(file: string | undefined, io: CommandIo, session: Session = openSession(io)): Promise<Catalog> {
	const {catalog, notes} = await findCatalog(file ?? null, session);
	for (const note of notes) tellNote(note, io);
	return catalog;
}

function findRequirements(wanted: string, {requirements, features}: Catalog): readonly Requirement[] {
	const text = wanted.trim().toLowerCase();
	if (features.some(({id}) => id === text)) return requirements.filter(row => row.features.includes(text));
	const exact = requirements.filter(({id, pattern}) => id === text || pattern === text);
	if (exact.length > 0) return exact;
	return requirements.filter(
		({id, pattern}) => pattern.includes(text) || id.includes(text) || matchesHostPattern(pattern, text),
	);
}

function countBy<Key extends string>(
	keys: readonly Key[],
	pick: (key: Key) => readonly unknown[],
): {readonly [key: string]: number} {
	return Object.fromEntries(keys.map(key => [key, pick(key).length]));
}

function writeCounts(page: Page, title: string, counts: {readonly [key: string]: number}): void {
	page.blank();
	page.paragraph(title, {style: 'bold'});
	for (const [key, count] of Object.entries(counts)) page.line(`${String(count).padStart(5)}  ${key}`);
}

function writeRequirement(page: Page, row: Requirement): void {
	const {
		pattern,
		port,
		protocol,
		level,
		features,
		clouds,
		scope,
		purpose,
		impact,
		notes,
		sources,
		standIns,
		path,
		expect,
		link,
	} = row;
	const {statuses, basis} = expect;
	page.blank();
	page.paragraph(formatHostPort(pattern, port), {style: 'bold'});
	page.fact('Id', row.id, 2);
	page.fact('Needed', `${level}; ${features.join(', ')}; ${clouds.join(', ')}`, 2);
	page.fact('By', scope.join(', ') || 'nobody any more', 2);
	page.fact('For', purpose, 2);
	page.fact('Without it', impact, 2);
	page.fact(
		'Answer',
		`${protocol}${path === null ? '' : ` ${path}`}: ${statuses.join(' or ') || 'any status'} (${basis})`,
		2,
	);
	if (standIns.length > 0) page.fact('Stand-ins', standIns.map(({host}) => host).join(', '), 2);
	const tags = serviceTagsOf(pattern);
	if (tags.length > 0) page.fact('Service tag', tags.join(', '), 2);
	if (notes !== null) page.fact('Note', notes, 2);
	for (const [index, source] of sources.entries()) page.fact(index === 0 ? 'Documented' : '', source, 2);
	if (link) page.fact('Read', link, 2);
}

function renderDiff({old, new: newer, added, removed, changed}: CatalogDiff, isSame: boolean, io: CommandIo): string {
	const page = createPage(renderOptionsFor(io, false));
	page.paragraph(`Catalog of ${old.version} against ${newer.version}`, {style: 'bold'});
	if (isSame) page.paragraph('They hold the same.');
	for (const {kind, name} of added) page.line(`+ ${kind} ${name}`);
	for (const {kind, name} of removed) page.line(`- ${kind} ${name}`);
	for (const {kind, name, fields} of changed) {
		page.line(`~ ${kind} ${name}`);
		for (const {field, before, after} of fields)
			page.paragraph(`${field}: ${before} -> ${after}`, {indent: 4, hang: 2});
	}
	return page.toString();
}

async function writeJson(value: object, io: CommandIo): Promise<number> {
	await printJson(value, io);
	return exitCodes.allReachable;
}
