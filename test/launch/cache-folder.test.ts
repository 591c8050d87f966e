import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {locateCacheFolder} from '../../source/launch/cache-folder.ts';

const me = process.getuid?.() ?? 0;

/** The folder as a first start makes it and uses it; null where there is none to be trusted. */
function openCacheFolder(
	environment: {readonly [name: string]: string},
	userId: number | undefined,
	platform: NodeJS.Platform = 'linux',
): string | null {
	const folder = locateCacheFolder(environment, userId, platform);
	try {
		folder?.make();
	} catch {
		return null;
	}
	return folder?.isTrusted() ? folder.path : null;
}

describe('locateCacheFolder', () => {
	let home: string;
	beforeEach(() => {
		home = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'cache-folder-')));
	});
	afterEach(() => fs.rmSync(home, {recursive: true, force: true}));

	it.each([
		['HOME', 'home', 'home/.cache/arc-netcheck'],
		['XDG_CACHE_HOME', 'cache', 'cache/arc-netcheck'],
		['ARC_NETCHECK_HOME', 'own', 'own/cache'],
		['NODE_COMPILE_CACHE', 'shared', 'shared/arc-netcheck'],
	])('makes a private folder below %s', (variable, given, expected) => {
		const folder = openCacheFolder({[variable]: path.join(home, given)}, me);
		expect(folder).toBe(path.join(home, expected));
		expect(fs.statSync(folder ?? '').mode & 0o777).toBe(0o700);
	});

	it('keeps to the place where all programs of Node keep theirs, if the user named one', () => {
		const environment = {
			NODE_COMPILE_CACHE: path.join(home, 'shared'),
			ARC_NETCHECK_HOME: home,
			XDG_CACHE_HOME: home,
			HOME: home,
		};
		expect(openCacheFolder(environment, me)).toBe(path.join(home, 'shared/arc-netcheck'));
		expect(locateCacheFolder({...environment, NODE_DISABLE_COMPILE_CACHE: '1'}, me)).toBeNull();
	});

	it('uses one that is there', () => {
		const environment = {HOME: home};
		expect(openCacheFolder(environment, me)).toBe(openCacheFolder(environment, me));
	});

	it.each([
		['no home is known', {}],
		['it is no absolute path', {HOME: 'home'}],
		['nothing can be made there', {HOME: '/proc/none'}],
	])('does without where %s', (_why, environment) => {
		expect(openCacheFolder(environment, me)).toBeNull();
	});

	it('makes nothing before there is something to keep', () => {
		expect(locateCacheFolder({HOME: home}, me)?.isTrusted()).toBe(false);
		expect(fs.readdirSync(home)).toEqual([]);
	});

	it('does without where the user wants none', () => {
		expect(locateCacheFolder({HOME: home, NODE_DISABLE_COMPILE_CACHE: '1'}, me)).toBeNull();
	});

	it('is below the local folder of the user on Windows, and never where a link leads out of it', () => {
		const environment = {LOCALAPPDATA: home, ARC_NETCHECK_HOME: path.join(home, 'own')};
		const folder = openCacheFolder(environment, undefined, 'win32');
		expect(folder).toBe(path.join(home, 'arc-netcheck/cache'));
		fs.writeFileSync(path.join(folder ?? '', 'code'), 'kept');
		const located = locateCacheFolder(environment, undefined, 'win32');
		expect(located?.read('code')?.toString()).toBe('kept');
		fs.renameSync(path.join(home, 'arc-netcheck'), path.join(home, 'elsewhere'));
		fs.symlinkSync(path.join(home, 'elsewhere'), path.join(home, 'arc-netcheck'));
		expect(located?.read('code')).toBeNull();
		expect(locateCacheFolder({}, undefined, 'win32')).toBeNull();
	});

	it('does without where files have no owners', () => {
		expect(openCacheFolder({HOME: home}, undefined)).toBeNull();
		expect(fs.readdirSync(home)).toEqual([]);
	});

	it('does without where others may read or write', () => {
		const folder = openCacheFolder({HOME: home}, me) ?? '';
		fs.chmodSync(folder, 0o770);
		expect(openCacheFolder({HOME: home}, me)).toBeNull();
	});

	it('follows no symlink', () => {
		const elsewhere = path.join(home, 'elsewhere');
		fs.mkdirSync(elsewhere, {mode: 0o700});
		fs.mkdirSync(path.join(home, '.cache'));
		fs.symlinkSync(elsewhere, path.join(home, '.cache', 'arc-netcheck'));
		expect(openCacheFolder({HOME: home}, me)).toBeNull();
	});

	it("leaves nothing in somebody else's home", () => {
		// As with sudo that keeps HOME: what the owner of the home can write there, root must not run.
		if (me === 0) fs.chownSync(home, 4711, 4711);
		expect(openCacheFolder({HOME: home}, me === 0 ? 0 : me + 1)).toBeNull();
		expect(fs.readdirSync(home)).toEqual([]);
	});

	it('does without where everybody may put another folder in its place', () => {
		const open = path.join(home, 'open');
		fs.mkdirSync(open);
		fs.chmodSync(open, 0o777);
		expect(openCacheFolder({HOME: open}, me)).toBeNull();
		expect(fs.readdirSync(open)).toEqual([]);
		// With the sticky bit only the owner may, as in /tmp.
		fs.chmodSync(open, 0o1777);
		expect(openCacheFolder({HOME: open}, me)).not.toBeNull();
	});

	it.each([0o775, 0o2775, 0o770, 0o720])(
		'does without where a group may do so (%o), unless it can not get there',
		mode => {
			const team = path.join(home, 'team');
			fs.mkdirSync(team);
			fs.chmodSync(team, mode);
			fs.chmodSync(home, 0o755);
			expect(openCacheFolder({HOME: team}, me)).toBeNull();
			expect(fs.readdirSync(team)).toEqual([]);
			fs.chmodSync(home, 0o700);
			expect(openCacheFolder({HOME: team}, me)).not.toBeNull();
		},
	);

	describe('reads', () => {
		let file: string;
		beforeEach(() => {
			file = path.join(openCacheFolder({HOME: home}, me) ?? '', 'build.check');
			fs.writeFileSync(file, 'code', {mode: 0o600});
		});
		const read = () => locateCacheFolder({HOME: home}, me)?.read('build.check');

		it("what is the user's own", () => {
			expect(read()?.toString()).toBe('code');
		});

		it.each<[string, () => void]>([
			['a file that a group may write to', () => fs.chmodSync(file, 0o620)],
			['a file that everybody may write to', () => fs.chmodSync(file, 0o602)],
			[
				'a folder in its place',
				() => {
					fs.rmSync(file);
					fs.mkdirSync(file);
				},
			],
			['from a folder that others may read', () => fs.chmodSync(path.dirname(file), 0o755)],
		])('not %s', (_what, change) => {
			change();
			expect(read()).toBeNull();
		});

		it('no link, wherever it leads', () => {
			fs.renameSync(file, path.join(home, 'elsewhere'));
			fs.symlinkSync(path.join(home, 'elsewhere'), file);
			expect(read).toThrow('ELOOP');
		});

		it.runIf(me === 0)("not somebody else's file", () => {
			fs.chownSync(file, 4711, 4711);
			expect(read()).toBeNull();
		});
	});
});
