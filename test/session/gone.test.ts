import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {atOnce} from '../../source/chunks.ts';
import {listProfiles, listStart} from '../../source/session/profiles/list-profiles.ts';
import {openProfile} from '../../source/session/profiles/open-profile.ts';
import {outlineRun} from '../../source/session/runs/outline-run.ts';
import {readFoundRun, readNamedReport} from '../../source/session/runs/read-run.ts';
import {openSession} from '../../source/session/session.ts';
import {openLastAnswers} from '../../source/store/last-answers.ts';
import {formatProfile} from '../../source/store/profile.ts';
import {profileFile, profilesFolder, readProfileFile, writeProfileFile} from '../../source/store/profile-files.ts';
import {adoptRun, listRunsOf, moveRuns} from '../../source/store/runs-folder.ts';
import {lookAtFiles, writeFileSetInSteps} from '../../source/store/write-file.ts';
import {runCommand} from '../helpers/command.ts';
import {sampleProfile} from '../helpers/sample-profile.ts';
import {sampleReport} from '../helpers/sample-run.ts';

/*
 * What another process takes away, replaces or finishes between two looks is not damaged. Each test lets it happen at the
 * very call after which it would be seen.
 */

let home: string;
let runs: string;
let profiles: string;
const session = () => openSession({environment: {ARC_NETCHECK_HOME: home}, keepSecret: () => {}});
beforeEach(() => {
	home = fs.mkdtempSync(path.join(os.tmpdir(), 'gone-'));
	runs = path.join(home, 'runs');
	profiles = profilesFolder(home);
	fs.mkdirSync(path.join(runs, 'prod'), {recursive: true});
	fs.mkdirSync(profiles, {recursive: true});
});
afterEach(() => {
	vi.restoreAllMocks();
	fs.rmSync(home, {recursive: true, force: true});
});

type Call = 'openSync' | 'readFileSync' | 'renameSync' | 'lstatSync';

/** Does something once, just before a call of the file system for a path with this ending, or just after it. */
function justBefore(call: Call, ending: string, work: () => void, isAfter = false): void {
	const real = fs[call] as (...values: unknown[]) => unknown;
	let isDone = false;
	vi.spyOn(fs, call).mockImplementation(((...values: unknown[]) => {
		const isDue = !isDone && String(values[0]).endsWith(ending);
		isDone ||= isDue;
		if (isDue && !isAfter) work();
		const result = real.apply(fs, values);
		if (isDue && isAfter) work();
		return result;
	}) as never);
}

const justAfter = (call: Call, ending: string, work: () => void) => justBefore(call, ending, work, true);

const idOf = (day: number) => `2026010${day}T000000Z-00000${day}`;
function keep(day: number, profile = 'prod'): string {
	const file = path.join(runs, profile, `${idOf(day)}.json`);
	fs.writeFileSync(file, JSON.stringify({...sampleReport({rows: [{host: 'mcr.microsoft.com'}]}), id: idOf(day)}));
	return file;
}
function begin(day: number): string {
	const file = path.join(runs, 'prod', `${idOf(day)}.partial.ndjson`);
	const {tool, settings, catalog, vantage, startedAt} = sampleReport({rows: [{host: 'mcr.microsoft.com'}]});
	const head = {
		schema: 'arc-netcheck/journal@2',
		tool,
		id: idOf(day),
		startedAt,
		targets: 1,
		settings,
		catalog,
		vantage,
	};
	fs.writeFileSync(file, `${JSON.stringify(head)}\n`);
	return file;
}

describe('a run', () => {
	it('that went after it was listed is in no list', () => {
		const file = keep(1);
		keep(2);
		const listed = listRunsOf(runs, 'prod');
		fs.rmSync(file);
		expect(listed.map(run => outlineRun(run)?.state ?? null)).toEqual(['ok', null]);
	});

	it('that was finished after it was listed is a finished one', () => {
		const journal = begin(1);
		const [listed] = listRunsOf(runs, 'prod');
		fs.rmSync(journal);
		keep(1);
		expect(listed && outlineRun(listed)?.state).toBe('ok');
	});

	it('that goes while its journal is read is as it was read', () => {
		const journal = begin(1);
		const [listed] = listRunsOf(runs, 'prod');
		justAfter('openSync', journal, () => fs.rmSync(journal));
		expect(listed && outlineRun(listed)?.state).toBe('incomplete');
	});

	it('is left out by "runs list" without a word, and the others stay', async () => {
		keep(1);
		keep(2);
		justBefore('openSync', `${idOf(1)}.json`, () => fs.rmSync(path.join(runs, 'prod', `${idOf(1)}.json`)));
		const {code, stdout, stderr} = await runCommand(['runs', 'list', '--format', 'json'], {home});
		expect([code, stderr]).toEqual([0, '']);
		expect(JSON.parse(stdout).runs).toHaveLength(1);
	});

	it('that was finished while it was looked for is read', async () => {
		const journal = begin(1);
		fs.rmSync(journal);
		keep(1);
		expect((await readFoundRun({file: journal}, 'The run', session())).complete).toBe(true);
	});

	it('that went while it was looked for gives way to the one that is the last by then', async () => {
		keep(1);
		const gone = keep(2);
		justAfter('lstatSync', gone, () => fs.rmSync(gone));
		const io = {stdin: process.stdin};
		expect(await readNamedReport('prod@last', 'The run', session(), io)).toMatchObject({id: idOf(1)});
	});

	it('that went is no problem of its profile', async () => {
		writeProfileFile(profiles, sampleProfile('prod'), {isExclusive: true});
		keep(1);
		const gone = keep(2);
		justAfter('lstatSync', gone, () => fs.rmSync(gone));
		const {problems, last} = await openProfile('prod', {}, session());
		expect(problems).toEqual([]);
		expect(last?.run.id).toBe(idOf(1));
	});

	it('that goes while its profile is renamed or saved stops neither', () => {
		const file = keep(1);
		justBefore('renameSync', path.basename(file), () => fs.rmSync(file));
		moveRuns(runs, 'prod', 'live');
		expect(fs.readdirSync(path.join(runs, 'live'))).toEqual([]);
		fs.writeFileSync(path.join(runs, `${idOf(3)}.json`), '{}');
		vi.restoreAllMocks();
		justBefore('renameSync', `${idOf(3)}.json`, () => fs.rmSync(path.join(runs, `${idOf(3)}.json`)));
		adoptRun(runs, idOf(3), null, 'live');
		expect(fs.readdirSync(path.join(runs, 'live'))).toEqual([]);
	});
});

describe('a profile', () => {
	const put = (text: string) => fs.writeFileSync(profileFile(profiles, 'prod'), text);
	const good = formatProfile(sampleProfile('prod'));

	it('that was removed after its name was read is no problem', () => {
		put(good);
		justBefore('lstatSync', 'prod.json', () => fs.rmSync(profileFile(profiles, 'prod')));
		expect(listProfiles(session())).toEqual({profiles: [], problems: []});
		expect(listStart({profiles: [], problems: []}, session()).interrupted).toBeNull();
	});

	it('that was damaged and is gone before it is moved aside is missing', () => {
		put('{');
		justBefore('renameSync', 'prod.json', () => fs.rmSync(profileFile(profiles, 'prod')));
		expect(readProfileFile(profiles, 'prod')).toEqual({kind: 'missing'});
	});

	it('that was damaged and is a good one before it is moved aside is that', () => {
		put('{');
		justBefore('renameSync', 'prod.json', () => put(good));
		expect(readProfileFile(profiles, 'prod')).toMatchObject({kind: 'profile'});
		expect(fs.readdirSync(profiles)).toEqual(['prod.json']);
	});

	it.each([
		['a symlink', (file: string) => fs.symlinkSync('/nowhere', file)],
		['a folder', (file: string) => fs.mkdirSync(file)],
	])('that became %s after it was looked at is what it became', (what, make) => {
		put(good);
		justBefore('openSync', 'prod.json', () => {
			fs.rmSync(profileFile(profiles, 'prod'));
			make(profileFile(profiles, 'prod'));
		});
		expect(readProfileFile(profiles, 'prod')).toEqual({kind: 'no-file', what});
	});
});

describe('the last answers', () => {
	const file = () => path.join(home, 'last-answers.json');
	const open = async () => {
		const aside: string[] = [];
		const answers = await openLastAnswers(home, name => aside.push(name));
		return {answers: answers.read(), aside};
	};

	it('that went after they were looked at are none', async () => {
		fs.writeFileSync(file(), '{"answers": {"region": "eastus"}}');
		justBefore('readFileSync', 'last-answers.json', () => fs.rmSync(file()));
		expect(await open()).toEqual({answers: {}, aside: []});
	});

	it('that were damaged and are good ones before they are put aside are those', async () => {
		fs.writeFileSync(file(), '{');
		justBefore('renameSync', 'last-answers.json', () => fs.writeFileSync(file(), '{"answers": {"region": "eastus"}}'));
		expect(await open()).toEqual({answers: {region: 'eastus'}, aside: []});
		expect(fs.existsSync(file())).toBe(true);
	});
});

it('a file of an export that went after the question leaves its place free', () => {
	const file = path.join(home, 'report.md');
	fs.writeFileSync(file, 'old');
	const seen = lookAtFiles([file]);
	fs.rmSync(file);
	atOnce(writeFileSetInSteps(home, new Map([[file, 'new']]), seen));
	expect(fs.readFileSync(file, 'utf8')).toBe('new');
});
