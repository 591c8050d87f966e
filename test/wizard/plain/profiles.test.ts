import {describe, expect, it} from 'vitest';
import {sampleRun} from '../../helpers/sample-run.ts';
import {fakeProfiles, lastRun, openedProfile, runOf} from '../helpers/profiles.ts';
import type {RunPlan} from '../helpers/services.ts';
import {startConversation} from './helpers/conversation.ts';

const dayBefore = runOf(
	sampleRun({rows: [{host: 'denied-1.example'}]}),
	'20261121T203000Z-bbbbbb',
	'2026-11-21T20:30:00.000Z',
);

async function startAtList(problems: readonly string[] = []) {
	const profiles = fakeProfiles(
		{prod: openedProfile('prod', {}, dayBefore), lab: openedProfile('lab', {last: null, baseline: null})},
		problems,
	);
	const asked: string[] = [];
	const runPlan: RunPlan = async (plan, {previous, profile}) => {
		asked.push(`${profile?.profile.name}, ${previous ? `${plan.targets.length} again` : 'all'}`);
		return {...lastRun, id: '20261123T090000Z-cccccc', startedAt: '2026-11-23T09:00:00.000Z'};
	};
	const list = await profiles.list();
	return {...startConversation({profiles, opening: {kind: 'profiles', list}, runPlan}), profiles, asked};
}

describe('profiles by lines', () => {
	it('are listed and opened, and only what was not ok is checked again', async () => {
		const {walk, hear, outcome, asked} = await startAtList();
		await hear('1. prod, eastus: 3 of 8 blocked, 3 hours ago');
		await walk([['2. lab, eastus: never checked', '']]);
		const said = await hear('Number [1]:');
		expect(said).toContain('\nChecked 3 hours ago, 2026-11-22 20:30:00 UTC.\n');
		expect(said).toContain('Newly blocked: denied-1.example:443');
		expect(said).toContain('2. Check what was not ok: 3 endpoints');
		await walk([
			['', '4'],
			['Newly blocked (1)', '2'],
			['Since 2026-11-22 20:30:00 UTC nothing changed', 'n'],
		]);
		expect(await outcome).toMatchObject({profile: 'prod', run: {id: '20261123T090000Z-cccccc'}});
		expect(asked).toEqual(['prod, 3 again']);
	});

	it('give way to a new check', async () => {
		const {walk, hear} = await startAtList();
		await walk([['n for a new check [1]:', 'n']]);
		await hear('Which Azure region');
	});

	it('are renamed and deleted, the latter only on a word', async () => {
		const {walk, hear, profiles} = await startAtList();
		await walk([
			['n for a new check [1]:', '2'],
			['Never checked.', '3'],
			['New name [lab]:', 'a/b'],
			['Take up to 64 letters', 'test'],
			['2. test, eastus: never checked', '2'],
			['Never checked.', '4'],
			['Delete? y or n [n]:', ''],
			['Number [1]:', '4'],
			['Delete? y or n [n]:', 'y'],
		]);
		await hear('1. prod, eastus');
		expect(profiles.asked.filter(text => !text.startsWith('open'))).toEqual(['rename lab test', 'remove test']);
	});

	it('that can not be used are said, and the rest goes on', async () => {
		const {hear} = await startAtList(['The profile x is damaged.']);
		await hear('The profile x is damaged.');
		await hear('1. prod, eastus');
	});

	it('are saved from the review and from the results', async () => {
		const profiles = fakeProfiles({});
		const {walk, hear} = startConversation({profiles, initial: {region: 'eastus2', features: ['arc']}});
		await walk([
			['p saves the answers as a profile.', 'p'],
			['Name [eastus2]:', 'plant1'],
			['Saved as plant1.', ''],
			['p saves the settings as a profile; t waits for the fix.', 'p'],
			['Name [plant1]:', ''],
			['Replace? y or n [n]:', 'n'],
			['Name [plant1]:', 'back'],
		]);
		await hear('Export the report?');
		expect(profiles.asked).toEqual(['save plant1: eastus2, base none, run none']);
	});

	it('ask where a run finds the password of the proxy, and take a place that is empty as yet', async () => {
		const ownProxy = {url: 'http://proxy.example:3128', username: 'me', password: 'hunter2', noProxy: '', caFile: ''};
		const profiles = fakeProfiles({});
		const initial = {region: 'eastus2', features: ['arc'], proxyChoice: 'own', ownProxy} as const;
		const {walk, hear} = startConversation({profiles, initial});
		await walk([
			['p saves the answers as a profile.', 'p'],
			['Name [eastus2]:', 'plant1'],
			['The password is not saved.', 'hunter2'],
			['never the password: write env:NAME', 'back'],
			['Name [eastus2]:', 'plant2'],
			['Password from [none]:', 'env:LATER'],
			["It isn't there now: set the environment variable LATER.", ''],
		]);
		await hear('Saved as plant2.');
		expect(profiles.asked).toEqual(['save plant2: eastus2, base none, run none', 'password from env,LATER']);
	});

	it('ask for the password of the proxy without an echo', async () => {
		const opened = openedProfile('prod');
		const ownProxy = {url: 'http://proxy.example:3128', username: 'me', password: '', noProxy: '', caFile: ''};
		const profiles = fakeProfiles({prod: opened});
		const answers = {...opened.answers, proxyChoice: 'own', ownProxy} as const;
		const conversation = startConversation({profiles, opening: {kind: 'profile', opened: {...opened, answers}}});
		await conversation.walk([['Number [1]:', '1']]);
		await conversation.hear('Password for me at http://proxy.example:3128.');
		await conversation.hear('Password [none]:');
		conversation.press('hunter2\r');
		await conversation.hear('Export the report?');
		expect(conversation.journal.secrets).toMatchObject([{httpsProxyPassword: 'hunter2'}]);
		expect(conversation.said).not.toContain('hunter2');
	});
});
