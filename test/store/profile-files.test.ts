import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {formatProfile, readProfileData} from '../../source/store/profile.ts';
import {
	describeProfileFile,
	listProfileNames,
	profileFile,
	readProfileFile,
	removeProfileFile,
	writeProfileFile,
} from '../../source/store/profile-files.ts';
import {sampleProfile} from '../helpers/sample-profile.ts';

let home: string;
let folder: string;
beforeEach(() => {
	home = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-profiles-'));
	folder = path.join(home, 'deep', 'profiles');
});
afterEach(() => fs.rmSync(home, {recursive: true, force: true}));

const save = (name: string, settings = {}) =>
	writeProfileFile(folder, sampleProfile(name, settings), {isExclusive: false});
const put = (name: string, text: string) => {
	fs.mkdirSync(folder, {recursive: true});
	fs.writeFileSync(profileFile(folder, name), text);
};
const modeOf = (file: string) => fs.statSync(file).mode & 0o777;

describe('a profile on disk', () => {
	it('comes back as it was saved, and is for its user alone', () => {
		const profile = sampleProfile('prod', {region: 'westus', resources: {acr: ['mine12'], vault: ['my-vault']}});
		expect(writeProfileFile(folder, profile, {isExclusive: true})).toEqual({isReplaced: false, aside: null});
		expect(readProfileFile(folder, 'prod')).toEqual({kind: 'profile', profile});
		expect(modeOf(profileFile(folder, 'prod'))).toBe(0o600);
		expect(modeOf(folder)).toBe(0o700);
		expect(fs.readdirSync(folder)).toEqual(['prod.json']);
	});

	it('closes a folder and a file that others could read', () => {
		fs.mkdirSync(folder, {recursive: true, mode: 0o755});
		put('prod', formatProfile(sampleProfile('prod')));
		expect(save('prod').isReplaced).toBe(true);
		expect(modeOf(folder)).toBe(0o700);
		expect(modeOf(profileFile(folder, 'prod'))).toBe(0o600);
	});

	it('goes by the name of its file, which may have been copied', () => {
		put('copy', formatProfile(sampleProfile('original')));
		expect(readProfileFile(folder, 'copy')).toMatchObject({kind: 'profile', profile: {name: 'copy'}});
	});

	it('is written in the same order, however it was put together', () => {
		const profile = sampleProfile('prod', {resources: {vault: ['my-vault'], acr: ['mine12']}});
		const turned = Object.fromEntries(Object.entries(profile).toReversed()) as typeof profile;
		const settings = Object.fromEntries(Object.entries(profile.settings).toReversed()) as typeof profile.settings;
		expect(formatProfile({...turned, settings})).toBe(formatProfile(profile));
		expect(formatProfile(profile).indexOf('"acr"')).toBeLessThan(formatProfile(profile).indexOf('"vault"'));
	});

	it('is not replaced by an exclusive save', () => {
		save('prod');
		const other = sampleProfile('prod', {region: 'westus'});
		expect(() => writeProfileFile(folder, other, {isExclusive: true})).toThrow(/There is a profile prod already/);
		expect(readProfileFile(folder, 'prod')).toMatchObject({profile: {settings: {region: 'eastus'}}});
	});

	it('is listed by name; what is no profile is not', () => {
		save('zoo');
		save('Alpha');
		for (const stranger of ['.hidden.json', 'notes.txt', 'x.json.damaged-1', '.zoo.json.0a1b2c3d.new']) {
			fs.writeFileSync(path.join(folder, stranger), '');
		}
		expect(listProfileNames(folder)).toEqual(['Alpha', 'zoo']);
		expect(listProfileNames(path.join(home, 'nowhere'))).toEqual([]);
		removeProfileFile(folder, 'zoo');
		expect(listProfileNames(folder)).toEqual(['Alpha']);
		expect(() => removeProfileFile(folder, 'zoo')).toThrow(/no profile zoo/);
	});

	it('sweeps up what a killed writer left long ago, and leaves alone what is being written', () => {
		save('prod');
		const old = path.join(folder, '.prod.json.00000000.new');
		const fresh = path.join(folder, '.prod.json.11111111.new');
		fs.writeFileSync(old, 'half');
		fs.writeFileSync(fresh, 'half');
		const yesterday = new Date(Date.now() - 86_400_000);
		fs.utimesSync(old, yesterday, yesterday);
		save('prod');
		expect(fs.readdirSync(folder).toSorted()).toEqual(['.prod.json.11111111.new', 'prod.json']);
	});
});

describe('a file that is no profile to work with', () => {
	const whole = formatProfile(sampleProfile('prod'));
	it.each([
		['cut off', whole.slice(0, 200)],
		['empty', ''],
		['binary', '\u0000\u0001\u0002'],
	])('is moved aside if it is %s, with all that is in it, and the next save works', (_, text) => {
		put('prod', text);
		save('other');
		const found = readProfileFile(folder, 'prod');
		if (found.kind !== 'damaged' || found.aside === null) throw new Error(`It is ${found.kind}`);
		expect(fs.readFileSync(found.aside, 'utf8')).toBe(text);
		expect(describeProfileFile(folder, 'prod', found)).toContain(found.aside);
		expect(readProfileFile(folder, 'prod')).toEqual(found);
		expect(listProfileNames(folder)).toEqual(['other']);
		expect(save('prod')).toEqual({isReplaced: false, aside: found.aside});
		expect(readProfileFile(folder, 'prod').kind).toBe('profile');
		expect(fs.existsSync(found.aside)).toBe(true);
	});

	it('is kept aside when a save takes its place', () => {
		put('prod', 'not json');
		const {aside} = save('prod');
		expect(fs.readFileSync(aside ?? '', 'utf8')).toBe('not json');
		expect(readProfileFile(folder, 'prod').kind).toBe('profile');
	});

	it('is left alone if it is of a newer version, also by a save', () => {
		const newer = '{"schema": "arc-netcheck/profile@2", "anything": 1}';
		put('prod', newer);
		expect(readProfileFile(folder, 'prod')).toEqual({kind: 'newer', schema: 'arc-netcheck/profile@2'});
		expect(() => save('prod')).toThrow(/written by a newer arc-netcheck \(arc-netcheck\/profile@2\) and is left alone/);
		expect(fs.readFileSync(profileFile(folder, 'prod'), 'utf8')).toBe(newer);
		expect(fs.readdirSync(folder)).toEqual(['prod.json']);
	});

	it('is refused if it is a symlink, to read and to write, and what it points at is not touched', () => {
		const target = path.join(home, 'target.json');
		fs.writeFileSync(target, whole);
		fs.mkdirSync(folder, {recursive: true});
		fs.symlinkSync(target, profileFile(folder, 'prod'));
		expect(readProfileFile(folder, 'prod')).toEqual({kind: 'no-file', what: 'a symlink'});
		expect(() => save('prod', {region: 'westus'})).toThrow(/prod\.json is a symlink, not a file/);
		expect(fs.readFileSync(target, 'utf8')).toBe(whole);
	});

	it('is refused if it is a folder', () => {
		fs.mkdirSync(profileFile(folder, 'prod'), {recursive: true});
		expect(readProfileFile(folder, 'prod')).toEqual({kind: 'no-file', what: 'a folder'});
		expect(() => save('prod')).toThrow(/is a folder, not a file/);
	});

	it.each<[string, (file: string) => void]>([
		['a symlink', file => fs.symlinkSync(path.join(home, 'nowhere'), file)],
		['a symlink', file => fs.symlinkSync(file, file)],
		['a symlink', file => fs.symlinkSync('/dev/zero', file)],
		['a named pipe', file => execFileSync('mkfifo', [file])],
	])('is no file where %s stands, whatever is behind it, and nothing waits for it', (what, stand) => {
		fs.mkdirSync(folder, {recursive: true});
		stand(profileFile(folder, 'prod'));
		expect(readProfileFile(folder, 'prod')).toEqual({kind: 'no-file', what});
		expect(() => save('prod')).toThrow(`is ${what}, not a file`);
	});

	it('is left where it is if a value is wrong, and the sentence names the place', () => {
		put('prod', whole.replace('"timeoutMs": 5000', '"timeoutMs": "soon"'));
		const found = readProfileFile(folder, 'prod');
		if (found.kind === 'profile') throw new Error('It was read');
		expect(describeProfileFile(folder, 'prod', found)).toMatch(/prod\.json has at settings\.timeoutMs: .*put it right/);
		expect(fs.readdirSync(folder)).toEqual(['prod.json']);
	});
});

describe('the data of a profile', () => {
	const base = sampleProfile('prod');
	const proxy = (https: object) => ({...base.settings, proxy: {source: 'given', https, http: null, noProxy: ''}});
	const plain = {scheme: 'http', host: 'proxy.corp.example', port: 3128, username: 'me'};
	it.each([
		['an unknown field', {...base, colour: 'red'}, /colour/],
		['a region that can be none', {...base, settings: {...base.settings, region: 'East US'}}, /^settings\.region: /],
		[
			'a password',
			{...base, settings: proxy({...plain, password: 'S3cret'})},
			/settings\.proxy\.https: .*passwordFrom/,
		],
		[
			'a password within the host',
			{...base, settings: proxy({...plain, host: 'me:S3cret@proxy'})},
			/settings\.proxy\.https\.host/,
		],
		[
			'a no_proxy that no machine could have',
			{...base, settings: {...proxy(plain), proxy: {...proxy(plain).proxy, noProxy: 'a.b,'.repeat(100_000)}}},
			/settings\.proxy\.noProxy/,
		],
		['a port too high', {...base, settings: proxy({...plain, port: 70_000})}, /settings\.proxy\.https\.port/],
		[
			'a registry name with a slash',
			{...base, settings: {...base.settings, resources: {acr: ['a/b']}}},
			/resources\.acr\[0\].*registry/,
		],
		['a password in place of a variable', {...base, passwordFrom: {env: 'S3cret!'}}, /^passwordFrom/],
		['a run', {...base, schema: 'arc-netcheck/run@1'}, /^schema: a profile has "arc-netcheck\/profile@1"/],
		['a list', [], /^schema: a profile has "arc-netcheck\/profile@1"/],
		['nothing', null, /^schema: a profile has "arc-netcheck\/profile@1"/],
	])('with %s is refused with the place, and never repeats a secret', (_, data, problem) => {
		const reading = readProfileData(JSON.parse(JSON.stringify(data)));
		if (reading.kind !== 'invalid') throw new Error(`It is ${reading.kind}`);
		expect(reading.problem).toMatch(problem);
		expect(reading.problem).not.toContain('S3cret');
	});

	it('takes the defaults for what it leaves out', () => {
		const reading = readProfileData({schema: base.schema, name: 'prod', settings: {region: 'eastus'}});
		expect(reading).toMatchObject({
			kind: 'profile',
			profile: {runsKept: 50, passwordFrom: null, settings: {features: null, level: 'optional', timeoutMs: 5000}},
		});
	});
});
