import {describe, expect, it} from 'vitest';
import {baselineFor} from '../../../source/wizard/state/changes.ts';
import {lastRun, openedProfile, runOf} from '../helpers/profiles.ts';
import {mixedRun, recordOf} from '../helpers/services.ts';

const run = recordOf(runOf(mixedRun, 'now', '2026-11-23T09:00:00.000Z'));
const earlier = recordOf(runOf(mixedRun, 'earlier', '2026-11-23T08:00:00.000Z'));
const cut = {...recordOf(runOf(mixedRun, 'cut', '2026-11-23T08:30:00.000Z')), complete: false};
const elsewhere = {...earlier, settings: {...earlier.settings, region: 'westus'}};
const opened = openedProfile('prod');
const openedCut = openedProfile('prod', {last: {run: cut, isRepeatable: true, answers: {}, age: 'just now'}});

describe('a run is held against', () => {
	it.each([
		['nothing, the first time', {run: null, profile: null}, null, null],
		['the one before, made here with the same settings', {run: earlier, profile: null}, null, 'earlier'],
		['nothing, where the settings were others', {run: elsewhere, profile: null}, null, null],
		['the one of which it checked a part', {run: elsewhere, profile: null}, elsewhere, 'earlier'],
		['the last one of the profile', {run: null, profile: opened}, null, lastRun.id],
		['the last one of the profile, made here', {run: earlier, profile: opened}, null, 'earlier'],
		['the last one that was whole, where one was cut off', {run: null, profile: openedCut}, cut, lastRun.id],
		['what was cut off, where there is nothing else', {run: cut, profile: null}, cut, 'cut'],
	])('%s', (_name, known, previous, expected) => {
		expect(baselineFor(known, previous, run)?.id ?? null).toBe(expected);
	});
});
