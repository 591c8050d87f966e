import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, expect, it} from 'vitest';
import {atOnce} from '../../source/chunks.ts';
import {longestSilence, moveRuns, openRunJournal} from '../../source/store/runs-folder.ts';

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
	for (const day of [6, 7, 8]) atOnce(openRunJournal(folder, `2026010${day}T000000Z-00000${day}`, {}, 3).finish('{}'));
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
