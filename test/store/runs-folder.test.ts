import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {atOnce} from '../../source/chunks.ts';
import {
	findRun,
	listAllRuns,
	listRunsOf,
	longestSilence,
	moveRuns,
	openRunJournal,
	removeRuns,
} from '../../source/store/runs-folder.ts';

let runs: string;
let ownFile: string;
const put = (...parts: string[]) => {
	const file = path.join(runs, ...parts);
	fs.mkdirSync(path.dirname(file), {recursive: true});
	fs.writeFileSync(file, '{}');
	return file;
};
beforeAll(() => {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-find-'));
	runs = path.join(folder, 'runs');
	put('prod', '20261120T080000Z-aaaaaa.json');
	put('prod', '20261121T080000Z-bbbbbb.json');
	put('prod', '20261121T200000Z-cccccc.json');
	put('prod', '20261122T080000Z-dddddd.partial.ndjson');
	put('prod', 'notes.txt');
	put('lab', '20261122T090000Z-eeeeee.json');
	put('20261122T100000Z-ffffff.json');
	// Killed between the finished file and the end of its journal.
	put('lab', '20261122T090000Z-eeeeee.partial.ndjson');
	ownFile = path.join(folder, 'report.json');
	fs.writeFileSync(ownFile, '{}');
});
afterAll(() => fs.rmSync(path.dirname(runs), {recursive: true, force: true}));

describe('a run is found', () => {
	it.each([
		['prod@last', 'cccccc'],
		['prod@1', 'cccccc'],
		['prod@2', 'bbbbbb'],
		['prod@3', 'aaaaaa'],
		['prod@2026-11-21', 'cccccc'],
		['prod@2026-11-21T08', 'bbbbbb'],
		['prod@2026-11-21T08:00', 'bbbbbb'],
		['prod@20261121T080000Z-bbbbbb', 'bbbbbb'],
		['20261121T080000Z-bbbbbb', 'bbbbbb'],
		['20261122T080000Z-dddddd', 'dddddd'],
		['2026-11-22', 'ffffff'],
		['2026-11-20', 'aaaaaa'],
		['@last', 'ffffff'],
		['lab@last', 'eeeeee'],
	])('by %s', (reference, ending) => {
		const found = findRun(runs, reference, 'OLD');
		if (found.kind === 'file') throw new Error('It is a file');
		expect(found.id).toMatch(new RegExp(`-${ending}$`));
	});

	it('by the path of a file, of a journal too', () => {
		expect(findRun(runs, ownFile, 'OLD')).toEqual({kind: 'file', file: ownFile});
		expect(findRun(runs, '20261122T080000Z-dddddd', 'OLD')).toMatchObject({kind: 'journal', profile: 'prod'});
	});

	it.each([
		['prod@4', /OLD "prod@4": only 3 finished runs of the profile prod are kept/],
		['nix@last', /no finished run of the profile nix is kept/],
		['prod@2026-11-22', /no run of the profile prod of that time/],
		['prod@0', /names no run: use a file/],
		['prod@soon', /names no run: use a file/],
		['2025-01-01', /no run of that time or id/],
		['/nowhere/report.json', /does not exist: use a file/],
		['report.json', /does not exist: use a file/],
		['repotr', /^There is no run "repotr": use a file/],
		['../prod@last', /^There is no run "..\/prod@last": use a file/],
	])('or %s is refused with what to write', (reference, sentence) => {
		expect(() => findRun(runs, reference, 'OLD')).toThrow(sentence);
	});
});

describe('the folder of runs', () => {
	it('lists the newest first, each once, and what is finished is no journal', () => {
		expect(listAllRuns(runs).map(({id}) => id.slice(-6))).toEqual([
			'ffffff',
			'eeeeee',
			'dddddd',
			'cccccc',
			'bbbbbb',
			'aaaaaa',
		]);
		expect(listRunsOf(runs, 'lab')).toMatchObject([{kind: 'finished'}]);
		expect(listAllRuns(path.join(runs, 'nowhere'))).toEqual([]);
		expect(() => listAllRuns(ownFile)).toThrow(/ENOTDIR/);
	});

	it('puts the later of two runs of one second first', () => {
		const older = put('twins', '20261122T080000Z-ffffff.json');
		put('twins', '20261122T080000Z-000000.json');
		fs.utimesSync(older, 1000, 1000);
		expect(findRun(runs, 'twins@last', 'OLD')).toMatchObject({id: '20261122T080000Z-000000'});
	});

	it('follows a profile to its new name, and goes with it', () => {
		put('old', '20261122T080000Z-aaaaaa.json');
		moveRuns(runs, 'old', 'new');
		moveRuns(runs, 'nobody', 'new');
		expect(listRunsOf(runs, 'old')).toEqual([]);
		expect(listRunsOf(runs, 'new')).toHaveLength(1);
		expect(removeRuns(runs, 'new')).toBe(1);
		expect(fs.existsSync(path.join(runs, 'new'))).toBe(false);
	});

	it('keeps as many runs as it is told, the newest', () => {
		const folder = path.join(runs, 'kept');
		for (let day = 10; day < 16; day++) {
			const journal = openRunJournal(folder, `202611${day}T080000Z-aaaaaa`, {}, 4);
			journal.append([{}]);
			atOnce(journal.finish('{}'));
		}
		expect(fs.readdirSync(folder)).toEqual([12, 13, 14, 15].map(day => `202611${day}T080000Z-aaaaaa.json`));
	});
});

describe('run journal', () => {
	let folder: string;
	beforeEach(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-journal-'));
	});
	afterEach(() => fs.rmSync(folder, {recursive: true, force: true}));

	/** The journal of a run that began on that day and was last written to so long ago. */
	function cutOff(day: number, silence: number): string {
		const name = `202601${String(day).padStart(2, '0')}T000000Z-00000${day}.partial.ndjson`;
		const writtenAt = new Date(Date.now() - silence);
		fs.writeFileSync(path.join(folder, name), '{}\n');
		fs.utimesSync(path.join(folder, name), writtenAt, writtenAt);
		return name;
	}

	it('keeps as many runs as it should, finished ones and those that were cut off, and none that another process may write', () => {
		const old = [1, 2, 3].map(day => cutOff(day, longestSilence + 1000));
		const busy = cutOff(4, 0);
		const first = openRunJournal(folder, '20260105T000000Z-000005', {schema: 'x'}, 3);
		// The one that is open now, the one that may be, and the newest of the others.
		const journals = [old[2], busy, '20260105T000000Z-000005.partial.ndjson'];
		expect(fs.readdirSync(folder).toSorted()).toEqual(journals);
		first.append([{result: 1}]);
		atOnce(first.finish('{}'));
		for (const day of [6, 7, 8])
			atOnce(openRunJournal(folder, `2026010${day}T000000Z-00000${day}`, {}, 3).finish('{}'));
		expect(fs.readdirSync(folder).toSorted()).toEqual([
			...journals.slice(0, 2),
			...[6, 7, 8].map(day => `2026010${day}T000000Z-00000${day}.json`),
		]);
	});

	it('keeps the journal of another process, however many runs there are', () => {
		const busy = [1, 2, 3].map(day => cutOff(day, longestSilence - 60_000));
		atOnce(openRunJournal(folder, '20260105T000000Z-000005', {}, 1).finish('{}'));
		expect(fs.readdirSync(folder).toSorted()).toEqual([...busy, '20260105T000000Z-000005.json']);
	});

	it('keeps the run that was just made, though the clock was set back', () => {
		const ahead = new Date(Date.now() + 86_400_000);
		for (const year of [2030, 2029, 2026]) {
			const {file, finish} = openRunJournal(folder, `${year}0101T000000Z-000001`, {}, 2);
			atOnce(finish('{}'));
			fs.utimesSync(file, ahead, ahead);
		}
		expect(fs.readdirSync(folder).toSorted()).toEqual(['20260101T000000Z-000001.json', '20300101T000000Z-000001.json']);
	});

	it('finishes where it began, though its profile was renamed in the meantime', () => {
		const runs = path.join(folder, 'prod');
		const journal = openRunJournal(runs, '20260105T000000Z-000005', {}, 1);
		moveRuns(folder, 'prod', 'live');
		expect(fs.existsSync(runs)).toBe(false);
		atOnce(journal.finish('{}'));
		expect(fs.readdirSync(runs)).toEqual(['20260105T000000Z-000005.json']);
	});

	it('leaves nothing behind where the head can not be written', () => {
		// JSON.stringify throws, as the disk would.
		const head = {
			toJSON() {
				throw new Error('no room');
			},
		};
		expect(() => openRunJournal(folder, '20260105T000000Z-000005', head, 1)).toThrow('no room');
		expect(fs.readdirSync(folder)).toEqual([]);
	});
});
