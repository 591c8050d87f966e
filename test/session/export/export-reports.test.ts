import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {catalog} from '../../../source/catalog/catalog.ts';
import {EnvironmentError} from '../../../source/errors.ts';
import {redactReport} from '../../../source/redact/redact-report.ts';
import {renderRun} from '../../../source/report/formats.ts';
import {type ExportOutcome, type ExportRequest, exportReports} from '../../../source/session/export/export-reports.ts';
import {outputs} from '../../../source/session/export/outputs.ts';
import {type Places, proposeFolder} from '../../../source/session/export/paths.ts';
import type {SeenFiles} from '../../../source/store/write-file.ts';
import {sampleReport, sampleRun} from '../../helpers/sample-run.ts';

const rows = [{host: 'good.example'}, {host: 'denied.contoso.example', cause: 'proxy.host-denied' as const}];
const proxy = 'http://proxy.contoso.example:3128';
const report = sampleReport({proxy, rows});
const options = {columns: 80, colour: false, unicode: true};

let places: Places;
beforeEach(() => {
	const current = fs.mkdtempSync(path.join(os.tmpdir(), 'export-'));
	places = {current, home: path.join(current, 'home')};
});
afterEach(() => fs.rmSync(places.current, {recursive: true, force: true}));

function write(request: Partial<ExportRequest> = {}, inUse = catalog, run = report) {
	const usual: ExportRequest = {
		path: 'out',
		outputs: ['markdown', 'change-request'],
		isRedacted: false,
		rulesScope: 'missing',
		sources: [],
		replaceable: new Map(),
	};
	return exportReports(run, {...usual, ...request}, {catalog: inUse, options, places});
}
const read = (...names: readonly string[]) => fs.readFileSync(path.join(places.current, ...names), 'utf8');
/** What a question to replace would name. */
function seenBy(outcome: ExportOutcome): SeenFiles {
	if (outcome.kind !== 'exists') throw new Error('Nothing is there');
	return outcome.seen;
}
const names = (...folders: readonly string[]) => fs.readdirSync(path.join(places.current, ...folders)).toSorted();

describe('exportReports', () => {
	it('writes everything there is into one new folder, for its owner alone', async () => {
		const outcome = await write({path: 'a/b/out', outputs: outputs.map(({id}) => id)});
		if (outcome.kind !== 'written') throw new Error('Nothing was written');
		expect(outcome.files).toHaveLength(21);
		for (const {file, bytes} of outcome.files) {
			expect(fs.statSync(file)).toMatchObject({size: bytes});
			expect(fs.statSync(file).mode & 0o777).toBe(0o600);
		}
		expect(fs.statSync(path.join(places.current, 'a/b/out')).mode & 0o777).toBe(0o700);
		expect(names('a/b')).toEqual(['out']);
		expect(names('a/b/out')).toHaveLength(21);
		expect(read('a/b/out/rules-squid.conf')).toContain('denied.contoso.example');
		expect(read('a/b/out/rules-squid.conf')).not.toContain('good.example');
	});

	it('writes rules for the whole plan', async () => {
		await write({outputs: ['rules-squid'], rulesScope: 'all'});
		expect(read('out/rules-squid.conf')).toContain('good.example');
	});

	it('names the source of the traffic in rules, but not where names are taken out', async () => {
		await write({outputs: ['rules-squid'], sources: ['10.0.0.0/16']});
		expect(read('out/rules-squid.conf')).toContain('acl arc_netcheck_source src 10.0.0.0/16');
		await write({path: 'shared', outputs: ['rules-squid'], sources: ['10.0.0.0/16'], isRedacted: true});
		expect(read('shared/rules-squid.conf')).not.toContain('10.0.0.0');
	});

	it('says why a list without comments is empty', async () => {
		const clean = sampleReport({rows: [{host: 'good.example'}]});
		const request: ExportRequest = {
			path: 'out',
			outputs: ['rules-palo-alto-edl', 'rules-squid'],
			isRedacted: false,
			rulesScope: 'missing',
			sources: [],
			replaceable: new Map(),
		};
		expect(await exportReports(clean, request, {catalog, options, places})).toMatchObject({
			files: [{bytes: 0, emptyBecause: 'Nothing is left to allow here: there is no rule.'}, {emptyBecause: null}],
		});
	});

	it('takes names out of every file', async () => {
		await write({outputs: outputs.map(({id}) => id), isRedacted: true});
		for (const name of names('out')) expect(read('out', name)).not.toContain('contoso');
	});

	it('takes names out of thousands of rows as of one, and lets others have a turn between them', async () => {
		const many = Array.from({length: 1200}, (_, index) => ({...rows[1], host: `h${index}.contoso.example`}));
		const large = sampleReport({proxy, rows: many});
		let turns = 0;
		let isOver = false;
		const count = () => {
			turns += 1;
			if (!isOver) setImmediate(count);
		};
		setImmediate(count);
		await write({outputs: ['json', 'csv'], isRedacted: true}, catalog, large);
		isOver = true;
		expect(turns).toBeGreaterThan(4);
		const {results} = JSON.parse(renderRun('json', redactReport(large, catalog).report, options));
		expect(JSON.parse(read('out', 'report.json')).results).toEqual(results);
	});

	it('takes for public what the catalog in use names', async () => {
		const [known] = catalog.requirements;
		if (known === undefined) throw new Error('The catalog is empty');
		const inUse = {
			...catalog,
			requirements: [...catalog.requirements, {...known, id: 'x', pattern: 'denied.contoso.example'}],
		};
		await write({outputs: ['csv'], isRedacted: true}, inUse);
		expect(read('out/endpoints.csv')).toContain('denied.contoso.example');
	});

	it('gives a file the name that was typed', async () => {
		expect(await write({path: 'r1.md', outputs: ['markdown']})).toMatchObject({kind: 'written'});
		expect(names()).toEqual(['r1.md']);
	});

	it('writes nothing while one of the files is there, and names a free folder', async () => {
		await write();
		fs.writeFileSync(path.join(places.current, 'out/report.md'), 'mine');
		fs.rmSync(path.join(places.current, 'out/change-request.txt'));
		fs.mkdirSync(path.join(places.current, 'out-2'));
		expect(await write()).toEqual({
			kind: 'exists',
			files: [path.join(places.current, 'out/report.md')],
			seen: expect.any(Map),
			freePath: 'out-3',
		});
		expect(names('out')).toEqual(['report.md']);
		expect(read('out/report.md')).toBe('mine');
	});

	it('replaces files only when asked to', async () => {
		await write();
		fs.writeFileSync(path.join(places.current, 'out/report.md'), 'mine');
		expect((await write({replaceable: seenBy(await write())})).kind).toBe('written');
		expect(read('out/report.md')).toMatch(/^# /);
		expect(names('out')).toEqual(['change-request.txt', 'report.md']);
	});

	describe('asked to replace a file, replaces nothing but that file', () => {
		const precious = 'precious';
		const other = () => path.join(places.current, 'other');
		const put = (name: string) => fs.writeFileSync(path.join(places.current, name), precious);
		const move = (from: string, to: string) =>
			fs.renameSync(path.join(places.current, from), path.join(places.current, to));

		it.each<[meanwhile: string, act: () => void, kept: string]>([
			['another of the files came', () => put('out/change-request.txt'), 'out/change-request.txt'],
			['another file took its place', () => [put('new.md'), move('new.md', 'out/report.md')], 'out/report.md'],
			['it was written to', () => put('out/report.md'), 'out/report.md'],
			[
				'the folder became a link to another',
				() => {
					fs.mkdirSync(other());
					put('other/report.md');
					move('out', 'was');
					fs.symlinkSync(other(), path.join(places.current, 'out'));
				},
				'other/report.md',
			],
			[
				'another folder took its place',
				() => {
					move('out', 'was');
					fs.mkdirSync(path.join(places.current, 'out'));
					put('out/report.md');
				},
				'out/report.md',
			],
			[
				'it became a link to another file',
				() => {
					put('elsewhere.md');
					fs.rmSync(path.join(places.current, 'out/report.md'));
					fs.symlinkSync(path.join(places.current, 'elsewhere.md'), path.join(places.current, 'out/report.md'));
				},
				'elsewhere.md',
			],
		])('while %s', async (_meanwhile, act, kept) => {
			fs.mkdirSync(path.join(places.current, 'out'));
			fs.writeFileSync(path.join(places.current, 'out/report.md'), 'old');
			const replaceable = seenBy(await write());
			act();
			const before = names('out');
			const again = await write({replaceable});
			expect(again).toMatchObject({kind: 'exists'});
			expect(read(kept)).toBe(precious);
			expect(names('out')).toEqual(before);
			// Who is asked about what is there now, and says yes, gets it.
			expect((await write({replaceable: seenBy(again)})).kind).toBe('written');
			expect(names('out')).toEqual(['change-request.txt', 'report.md']);
		});
	});

	it('gives back what it replaced when one of the files can’t be written', async () => {
		fs.mkdirSync(path.join(places.current, 'out'));
		fs.writeFileSync(path.join(places.current, 'out/report.md'), 'old');
		fs.mkdirSync(path.join(places.current, 'out/change-request.txt'));
		const replaceable = seenBy(await write());
		await expect(write({replaceable})).rejects.toThrow(EnvironmentError);
		expect(read('out/report.md')).toBe('old');
		expect(names('out')).toEqual(['change-request.txt', 'report.md']);
	});

	it('takes away what a killed export left behind, and nothing else', async () => {
		const old = new Date(Date.now() - 7_200_000);
		const kept = ['.arc-netcheck.0000000z.new', '.arc-netcheck.01234567.new', 'mine.new'];
		const left = '.arc-netcheck.89abcdef.new';
		for (const name of [...kept, left]) fs.mkdirSync(path.join(places.current, name));
		fs.writeFileSync(path.join(places.current, left, 'report.md'), 'half');
		for (const name of ['.arc-netcheck.0000000z.new', 'mine.new', left]) {
			fs.utimesSync(path.join(places.current, name), old, old);
		}
		await write();
		expect(names()).toEqual([...kept, 'out'].toSorted());
	});

	it('adds to a folder that is there already', async () => {
		fs.mkdirSync(path.join(places.current, 'out'));
		fs.writeFileSync(path.join(places.current, 'out/notes.txt'), 'mine');
		expect((await write()).kind).toBe('written');
		expect(names('out')).toEqual(['change-request.txt', 'notes.txt', 'report.md']);
	});

	it.each<[string, (folder: string) => string, RegExp]>([
		['a file in the way', folder => path.join(folder, 'file', 'out'), /^A part of .+ is a file, not a folder\.$/],
		['a file as the folder', folder => path.join(folder, 'file'), /^A part of .+ is a file, not a folder\.$/],
		['a name that is too long', () => 'x'.repeat(300), /^The name is too long: /],
		['a folder that nobody can write to', () => '/proc/out', /^The folder \/proc\/out can't be made/],
	])('says plainly what is wrong with %s, and leaves nothing behind', async (_name, typed, problem) => {
		fs.writeFileSync(path.join(places.current, 'file'), 'mine');
		let error: unknown;
		try {
			await write({path: typed(places.current)});
		} catch (caught) {
			error = caught;
		}
		expect(error).toBeInstanceOf(EnvironmentError);
		const {message, hint} = error as EnvironmentError;
		expect(message).toMatch(problem);
		expect(`${message} ${hint}`).not.toMatch(/\bE[A-Z]{3,}\b/);
		expect(hint).toMatch(/^(Choose|Make room)/);
		expect(names()).toEqual(['file']);
	});

	it('takes back what it wrote beside other files when one of them can’t be written', async () => {
		fs.mkdirSync(path.join(places.current, 'out/change-request.txt'), {recursive: true});
		const replaceable = seenBy(await write());
		await expect(write({replaceable})).rejects.toThrow(EnvironmentError);
		expect(names('out')).toEqual(['change-request.txt']);
	});
});

describe('proposeFolder', () => {
	const run = sampleRun({rows});

	it('names the region and the day, and counts up while it is taken', () => {
		const first = proposeFolder(run, places);
		expect(first).toMatch(/^arc-netcheck-eastus-\d{4}-\d\d-\d\d$/);
		fs.mkdirSync(path.join(places.current, first));
		expect(proposeFolder(run, places)).toBe(`${first}-2`);
	});

	it('goes home where nothing can be written', () => {
		expect(proposeFolder(run, {...places, current: path.join(places.current, 'gone')})).toMatch(/^~\/arc-netcheck-/);
	});
});
