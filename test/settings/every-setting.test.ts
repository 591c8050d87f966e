import {Command} from 'commander';
import {describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {addSettingsOptions, readSettingsOptions} from '../../source/cli/options.ts';
import {settingChanges} from '../../source/record/diff/diff-runs.ts';
import {settingsShape} from '../../source/record/shape.ts';
import {redactReport} from '../../source/redact/redact-report.ts';
import {defaultSettings, fieldEntries, fields, settingFlags} from '../../source/settings/fields.ts';
import {resolveSettings} from '../../source/settings/resolve-settings.ts';
import type {Settings} from '../../source/settings/types.ts';
import {formatProfile, profileShape, readProfileData} from '../../source/store/profile.ts';
import {sampleReport} from '../helpers/sample-run.ts';

type Example = {
	/** What a user types. */
	readonly words: readonly string[];
	/** What of it is the user's own, and must not be shared. */
	readonly own?: readonly string[];
};

/** Each setting as something other than its default. */
const examples: {readonly [key in keyof Settings]: Example} = {
	cloud: {words: ['--cloud', 'usgov']},
	region: {words: ['--region', 'West US 3']},
	features: {words: ['--features', 'arc', '--features', 'gpu']},
	level: {words: ['--level', 'legacy']},
	resources: {
		words: ['--resource', 'acr=falconimages', '--resource', 'vault=falcon-keys', '--resource', 'region-code=abc'],
		own: ['falconimages', 'falcon-keys'],
	},
	requirementsFile: {words: ['--requirements', '/srv/falcon/hosts.json'], own: ['falcon']},
	catalogFile: {words: ['--catalog', '/srv/falcon/catalog.json'], own: ['falcon']},
	proxy: {
		words: ['--https-proxy', 'http://anna@edge.falcon.example:3128', '--no-proxy', '.falcon.example,10.77.0.0/16'],
		own: ['anna', 'falcon', '10.77'],
	},
	proxyLogin: {words: ['--proxy-login', 'negotiate']},
	pac: {words: ['--pac', '/srv/falcon/proxy.pac'], own: ['falcon']},
	privateServices: {words: ['--private', 'acr,storage', '--private', 'arc']},
	caFile: {words: ['--ca-file', '/srv/falcon/ca.pem'], own: ['falcon']},
	publicRootsFile: {words: ['--public-roots', '/srv/falcon/roots.pem'], own: ['falcon']},
	dns: {words: ['--dns', '10.77.0.53:5353'], own: ['10.77']},
	timeServers: {
		words: ['--time-servers', 'listed,time.falcon.example', '--time-servers', '[fd00:77::1]:1123'],
		own: ['falcon', 'fd00:77'],
	},
	timeoutMs: {words: ['--timeout', '2.5']},
	retries: {words: ['--retries', '4']},
	concurrency: {words: ['--concurrency', '7']},
	compareDirect: {words: ['--compare-direct']},
};

const base: Settings = {...defaultSettings, cloud: 'public', region: 'eastus', features: ['arc']};

function read(words: readonly string[]): Settings {
	const options = addSettingsOptions(new Command().exitOverride()).parse(words, {from: 'user'}).opts();
	const {settings} = resolveSettings({flags: readSettingsOptions(options), profile: base, environment: {}});
	return {
		...base,
		...settings,
		region: settings.region ?? '',
		cloud: settings.cloud ?? 'public',
		features: settings.features ?? [],
	};
}

describe.each(fieldEntries.map(([key, row]) => ({key, row, ...(examples[key] as Example)})))(
	'the setting $key',
	({key, row, words, own = []}) => {
		const given = read(words);

		it('has a flag, with a line in the help', () => {
			expect(given[key]).not.toEqual(base[key]);
			const help = addSettingsOptions(new Command()).helpInformation();
			for (const word of words.filter(one => one.startsWith('--'))) expect(help).toContain(`  ${word} `);
		});

		it('is kept in a profile, which need not name it unless it must', () => {
			const profile = profileShape.parse({schema: 'arc-netcheck/profile@1', name: 'a', settings: given});
			expect(readProfileData(JSON.parse(formatProfile(profile)))).toMatchObject({
				kind: 'profile',
				profile: {settings: {[key]: given[key]}},
			});
			const {[key]: _, ...others} = given;
			const reading = readProfileData({schema: 'arc-netcheck/profile@1', name: 'a', settings: others});
			if (key === 'region') expect(reading.kind).toBe('invalid');
			else expect(reading).toMatchObject({profile: {settings: {[key]: row.default}}});
		});

		it('goes through a report', () => {
			expect(settingsShape.parse(JSON.parse(JSON.stringify(given)))).toEqual(given);
		});

		it('is compared under its own name, whatever its value', () => {
			const changed = settingChanges(base, given).map(({name}) => name);
			const names = row.words(given[key]).map(([name]) => name);
			expect(names).toEqual(row.words(base[key]).map(([name]) => name));
			expect(names.some(name => changed.includes(name))).toBe(true);
		});

		it('is redacted where it holds something of the user', () => {
			const report = sampleReport({rows: [{host: 'mcr.microsoft.com'}], settings: given});
			const shared = JSON.stringify(redactReport(report, catalog).report);
			for (const text of own) {
				expect(JSON.stringify(report.settings)).toContain(text);
				expect(shared).not.toContain(text);
			}
		});
	},
);

describe('a command that repeats the check', () => {
	it.each(fieldEntries.flatMap(([key, {retest}]) => (retest ? [{key, retest}] : [])))(
		'gives back $key',
		({key, retest}) => {
			const given = read(examples[key].words);
			expect(read(retest.words(given[key]))[key]).toEqual(given[key]);
		},
	);
});

describe('the list of settings', () => {
	it('has a flag for each of its rows, and one name for each flag', () => {
		const names = settingFlags.map(([, {name}]) => name.replace(/ .*/, ''));
		expect(new Set(names).size).toBe(names.length);
		expect(names.length).toBeGreaterThanOrEqual(Object.keys(fields).length);
	});

	it('says of files alone that they are files', () => {
		const files = fieldEntries.filter(([, row]) => row.file).map(([key]) => key);
		expect(files).toEqual(['requirementsFile', 'catalogFile', 'pac', 'caFile', 'publicRootsFile']);
	});
});
