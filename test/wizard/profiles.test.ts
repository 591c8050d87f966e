import {describe, expect, it} from 'vitest';
import {mergeRuns} from '../../source/record/judge-again.ts';
import {toRun} from '../../source/record/judged-run.ts';
import type {OpenedProfile} from '../../source/wizard/profile-services.ts';
import {sampleRun} from '../helpers/sample-run.ts';
import {keys, type TestTerminal} from '../helpers/terminal.ts';
import {openWizard, windows} from './helpers/open-wizard.ts';
import {fakeProfiles, lastRun, openedProfile, runOf} from './helpers/profiles.ts';
import {type GivenServices, mixedRun, type RunPlan} from './helpers/services.ts';

type Size = keyof typeof windows;
const sizes: readonly Size[] = ['usual', 'small', 'large'];

/** As it was a day before: nothing was blocked then but one host that is well now. */
const dayBefore = runOf(
	sampleRun({
		proxy: 'http://proxy.example:3128',
		rows: mixedRun.results.map(({planned: {target, requirement}}) =>
			target
				? {host: target.host, ...(target.host === 'good-1.example' && {cause: 'tcp.timeout'})}
				: {pattern: requirement.pattern},
		),
	}),
	'20261121T203000Z-bbbbbb',
	'2026-11-21T20:30:00.000Z',
);

async function openList(size: Size, profiles: {[name: string]: OpenedProfile}, problems: readonly string[] = []) {
	const services = fakeProfiles(profiles, problems);
	const list = await services.list();
	return {...openWizard(windows[size], {profiles: services, opening: {kind: 'profiles', list}}), services};
}

function openAt(size: Size, opened: OpenedProfile, given: GivenServices = {}) {
	const profiles = fakeProfiles({[opened.profile.name]: opened});
	const wizard = openWizard(windows[size], {profiles, opening: {kind: 'profile', opened}, ...given});
	return {...wizard, profiles};
}

/** From the profile to the answers and back, with the region westus2. */
async function changeRegion(terminal: TestTerminal): Promise<void> {
	await terminal.waitFor('Change the answers');
	terminal.press(keys.end, keys.enter);
	await terminal.waitFor('Ready to check?');
	terminal.press(keys.home, keys.enter);
	await terminal.waitFor('Which Azure region is the cluster for?');
	terminal.press('westus2');
	await terminal.waitFor('West US 2');
	terminal.press(keys.enter);
	await terminal.waitFor('Ready to check?');
	terminal.press(keys.escape);
	await terminal.waitFor('Check all again');
}

/** Checks of it as the services were asked for them; every host that is checked again is found mended. */
function recordRuns() {
	const asked: {
		region: string;
		hosts: readonly (string | undefined)[];
		profile: string | undefined;
		isPart: boolean;
	}[] = [];
	const runPlan: RunPlan = async (plan, {previous, profile}) => {
		asked.push({
			region: plan.settings.region,
			hosts: plan.targets.map(({target}) => target?.host),
			profile: profile?.profile.name,
			isPart: previous !== null,
		});
		if (!previous) return runOf(mixedRun, '20261123T090000Z-cccccc', '2026-11-23T09:00:00.000Z');
		const rows = plan.targets.map(({target}) => ({host: target?.host ?? ''}));
		const found = sampleRun({proxy: 'http://proxy.example:3128', rows});
		return mergeRuns(previous, runOf(found, '20261123T090000Z-dddddd', '2026-11-23T09:00:00.000Z'));
	};
	return {asked, runPlan};
}

describe.each(sizes)('the list of profiles in a %s window', size => {
	const profiles = () => ({
		'prod-eastus': openedProfile('prod-eastus'),
		lab: openedProfile('lab', {last: null, baseline: null}),
	});

	it('shows how each was the last time, and opens one', async () => {
		const {terminal} = await openList(size, profiles());
		await terminal.waitFor(/prod-eastus .*✗ 3 of 8 blocked/);
		expect(terminal.screen()).toMatch(/lab .*○ never checked/);
		if (size !== 'small') expect(terminal.screen()).toMatch(/eastus .*3 hours ago$/m);
		terminal.press('j', keys.enter);
		await terminal.waitFor('Never checked.');
		terminal.press(keys.escape);
		await terminal.waitFor('New check');
	});

	it('leads to a new check, and back', async () => {
		const {terminal} = await openList(size, profiles());
		await terminal.waitFor('New check');
		terminal.press('n');
		await terminal.waitFor('Which Azure region is the cluster for?');
		terminal.press(keys.escape);
		await terminal.waitFor('prod-eastus');
		terminal.press(keys.end, keys.enter);
		await terminal.waitFor('Which Azure region is the cluster for?');
	});

	it('deletes only what is confirmed', async () => {
		const {terminal, services} = await openList(size, profiles());
		await terminal.waitFor('prod-eastus');
		terminal.press('d');
		await terminal.waitFor('Delete the profile prod-eastus');
		terminal.press('n');
		await terminal.waitFor(screen => !screen.includes('Delete the profile'));
		terminal.press('d', 'y');
		await terminal.waitFor(screen => !screen.includes('prod-eastus'));
		expect(services.asked).toEqual(['remove prod-eastus']);
	});

	it('renames, and says what is wrong with a name while it is typed', async () => {
		const {terminal, services} = await openList(size, profiles());
		await terminal.waitFor('prod-eastus');
		terminal.press('r');
		await terminal.waitFor('New name  prod-eastus');
		terminal.press('/x');
		await terminal.waitFor('✗ Take up to 64 letters');
		terminal.press(keys.enter, keys.ctrlU, 'lab', keys.enter);
		await terminal.waitFor('There is a profile lab already');
		terminal.press('r', keys.ctrlU, 'prod', keys.enter);
		await terminal.waitFor(/❯ prod |prod .*3 of 8 blocked/);
		expect(services.asked).toEqual(['rename prod-eastus lab', 'rename prod-eastus prod']);
	});

	it('says what can not be used, and the rest goes on', async () => {
		const {terminal} = await openList(size, profiles(), ['The profile x is damaged.', 'The profile y is newer.']);
		await terminal.waitFor('! The profile x is damaged. (and 1');
		terminal.press('j');
		await terminal.waitFor(screen => !screen.includes('damaged'));
		expect(terminal.screen()).toContain('prod-eastus');
	});
});

describe.each(sizes)('a profile in a %s window', size => {
	it('shows the last run at one glance, and checks all again', async () => {
		const {asked, runPlan} = recordRuns();
		const {terminal, outcome} = openAt(size, openedProfile('prod', {}, dayBefore), {runPlan});
		await terminal.waitFor('Check all again');
		expect(terminal.screen()).toContain('3 of 7 endpoints');
		if (size !== 'small') expect(terminal.screen()).toContain('Checked 3 hours ago');
		if (size !== 'small') expect(terminal.screen()).toMatch(/Since 2026-11-21 20:30:00 UTC: 3 newly blocked; 1 fixed/);
		terminal.press(keys.enter);
		await terminal.waitFor('Results');
		if (size !== 'small') await terminal.waitFor(/Since 2026-11-22 20:30:00 UTC nothing changed/);
		terminal.press('q');
		// The run is kept with the profile, so nobody is asked for an export.
		expect(await outcome).toMatchObject({kind: 'finished', profile: 'prod', run: {id: '20261123T090000Z-cccccc'}});
		expect(asked).toMatchObject([{profile: 'prod', isPart: false}]);
	});

	it('checks only what was not ok, and says from when the rest is', async () => {
		const {asked, runPlan} = recordRuns();
		const {terminal} = openAt(size, openedProfile('prod'), {runPlan});
		await terminal.waitFor('Check what was not ok');
		terminal.press('j', keys.enter);
		await terminal.waitFor(/Results, partly from 2026-11-22/);
		expect(asked).toEqual([
			{
				region: 'eastus',
				hosts: ['denied-1.example', 'denied-2.example', 'lost.example'],
				profile: 'prod',
				isPart: true,
			},
		]);
		terminal.press('w');
		await terminal.waitFor('3 fixed');
		terminal.press(keys.escape);
		await terminal.waitFor('Results');
	});

	it('shows the last results, which are no outcome', async () => {
		const {terminal, outcome} = openAt(size, openedProfile('prod'));
		await terminal.waitFor('Show the last results');
		terminal.press('jj', keys.enter);
		await terminal.waitFor('Results, 2026-11-22 20:30');
		terminal.press(keys.escape);
		await terminal.waitFor('To the profile');
		terminal.press(keys.escape, 'q');
		expect(await outcome).toMatchObject({kind: 'finished', run: null});
	});

	it('shows what changed, to scroll through', async () => {
		const {terminal} = openAt(size, openedProfile('prod', {}, dayBefore));
		await terminal.waitFor('Check all again');
		terminal.press('jjj', keys.enter);
		await terminal.waitFor('Newly blocked (3)');
		terminal.press(keys.end);
		await terminal.waitFor('Fixed (1)');
		terminal.press(keys.escape);
		await terminal.waitFor('Check all again');
	});

	it('takes changed answers, says so, and saves them', async () => {
		const {terminal, profiles} = openAt(size, openedProfile('prod'));
		await changeRegion(terminal);
		// What was seen in another region says nothing about this one.
		expect(terminal.screen()).not.toContain('Check what was not ok');
		terminal.press(keys.end);
		await terminal.waitFor('Save the changed answers');
		terminal.press(keys.enter);
		await terminal.waitFor('Save as profile');
		terminal.press(keys.enter);
		await terminal.waitFor('There is a profile prod already');
		terminal.press('y');
		await terminal.waitFor('Saved as prod');
		expect(profiles.asked).toEqual(['save prod: westus2, base prod, run none']);
		terminal.press(keys.enter);
		await terminal.waitFor(screen => screen.includes('Check all again') && !screen.includes('Save the changed'));
	});

	it('shows and checks the last results with the answers that they were made with, and keeps the changed ones', async () => {
		const {asked, runPlan} = recordRuns();
		const {terminal} = openAt(size, openedProfile('prod'), {runPlan});
		await changeRegion(terminal);
		terminal.press('j', keys.enter);
		await terminal.waitFor('Results, 2026-11-22 20:30');
		expect(terminal.screen()).not.toContain('westus2');
		if (size !== 'small') expect(terminal.screen()).toMatch(/^ ?eastus /m);
		terminal.press(keys.escape);
		await terminal.waitFor('To the profile');
		terminal.press('jjj', keys.enter);
		await terminal.waitFor('Save the changed answers');
		terminal.press('j', keys.enter);
		await terminal.waitFor('Results, 2026-11-22 20:30');
		terminal.press(keys.escape);
		await terminal.waitFor('Check again');
		terminal.press('jj', keys.enter);
		await terminal.waitFor(/Results(?!, 2026-11-22)/);
		expect(asked).toMatchObject([{region: 'eastus'}]);
	});

	it('asks for the password of its proxy before a check, masked, and once', async () => {
		const secrets: (string | null)[] = [];
		const runPlan: RunPlan = async (_plan, options) => {
			secrets.push(options.secrets.httpsProxyPassword);
			return lastRun;
		};
		const ownProxy = {url: 'http://proxy.example:3128', username: 'me', password: '', noProxy: '', caFile: ''};
		const opened = openedProfile('prod');
		const answers = {...opened.answers, proxyChoice: 'own', ownProxy} as const;
		const {terminal, outcome} = openAt(size, {...opened, answers}, {runPlan});
		await terminal.waitFor('Check all again');
		terminal.press(keys.enter);
		await terminal.waitFor('Password for me at');
		terminal.press('hunter2?', keys.enter);
		await terminal.waitFor('Results');
		terminal.press('R');
		await terminal.waitFor('Results');
		await expect.poll(() => secrets).toEqual(['hunter2?', 'hunter2?']);
		terminal.press('q');
		await outcome;
		expect(terminal.sent).not.toContain('hunter2');
	});
});

describe.each(sizes)('saving in a %s window', size => {
	const known = {initial: {region: 'eastus2', features: ['arc']}};

	async function openReview(taken: {[name: string]: OpenedProfile} = {}, given: GivenServices = {}) {
		const profiles = fakeProfiles(taken);
		const wizard = openWizard(windows[size], {...known, profiles, ...given});
		await wizard.terminal.waitFor('Ready to check?');
		return {...wizard, profiles};
	}

	it('from the review asks for a name, and tells what the profile is good for', async () => {
		const {terminal, profiles} = await openReview();
		terminal.press('p');
		await terminal.waitFor('Name  eastus2');
		terminal.press(' x');
		await terminal.waitFor('✗ Take up to 64 letters');
		terminal.press(keys.ctrlU, keys.enter);
		await terminal.waitFor('Give it a name');
		terminal.press('plant1', keys.enter);
		await terminal.waitFor('Saved as plant1');
		expect(terminal.screen()).toContain('arc-netcheck check --profile plant1');
		terminal.press(keys.enter);
		await terminal.waitFor('Ready to check?');
		expect(profiles.asked).toEqual(['save plant1: eastus2, base none, run none']);
	});

	it('from the results takes the run along, and later runs are kept with the profile', async () => {
		const {asked, runPlan} = recordRuns();
		const {terminal, profiles} = await openReview({}, {runPlan});
		terminal.press(keys.enter);
		await terminal.waitFor('Results');
		terminal.press('p');
		await terminal.waitFor('Save as profile');
		terminal.press(keys.ctrlU, 'plant1', keys.enter);
		await terminal.waitFor('Saved as plant1');
		terminal.press(keys.enter);
		await terminal.waitFor('Results');
		terminal.press('R');
		await expect.poll(() => asked.map(({profile}) => profile)).toEqual([undefined, 'plant1']);
		expect(profiles.asked[0]).toBe('save plant1: eastus, base none, run 20261123T090000Z-cccccc');
	});

	it('asks before it replaces a profile', async () => {
		const {terminal, profiles} = await openReview({plant1: openedProfile('plant1')});
		terminal.press('p', keys.ctrlU, 'plant1', keys.enter);
		await terminal.waitFor('There is a profile plant1 already');
		terminal.press('n');
		await terminal.waitFor(screen => !screen.includes('already'));
		terminal.press('2', keys.enter);
		await terminal.waitFor('Saved as plant12');
		expect(profiles.asked).toHaveLength(1);
	});

	it('says that the password is not saved, and asks where a run finds it', async () => {
		const ownProxy = {url: 'http://proxy.example:3128', username: 'me', password: 'hunter2', noProxy: '', caFile: ''};
		const profiles = fakeProfiles({});
		const initial = {...known.initial, proxyChoice: 'own', ownProxy} as const;
		const {terminal} = openWizard(windows[size], {initial, profiles});
		await terminal.waitFor('Ready to check?');
		terminal.press('p');
		await terminal.waitFor('Password from');
		terminal.press(keys.enter);
		await terminal.waitFor('The password is not saved.');
		terminal.press('S3cret', keys.enter);
		await terminal.waitFor('This line names where the password');
		expect(profiles.asked).toEqual([]);
		terminal.press(keys.ctrlU, 'env:SET');
		await terminal.waitFor(screen => screen.replaceAll(/\s+/g, ' ').includes('from the environment variable SET;'));
		terminal.press('_NOT');
		await terminal.waitFor("! It isn't there now");
		terminal.press(keys.enter);
		await terminal.waitFor('Saved as eastus2');
		expect(profiles.asked).toEqual(['save eastus2: eastus2, base none, run none', 'password from env,SET_NOT']);
		expect(terminal.sent).not.toContain('hunter2');
	});

	it('is not offered where nothing is remembered', async () => {
		const {terminal} = openWizard(windows[size], known);
		await terminal.waitFor('Ready to check?');
		terminal.press('p', keys.enter);
		await terminal.waitFor('Results');
	});
});

it('a run that can not be kept is said with the results', async () => {
	const {runPlan} = recordRuns();
	const notKept = "This run can't be kept in /full (ENOSPC).";
	const {terminal} = openAt('usual', openedProfile('prod'), {runPlan, notKept});
	await terminal.waitFor('Check all again');
	terminal.press(keys.enter);
	await terminal.waitFor("! This run can't be kept in /full (ENOSPC).");
	terminal.press('j');
	await terminal.waitFor(screen => !screen.includes('ENOSPC'));
});

it('what else there is to know of a run is said with its results', async () => {
	const {runPlan} = recordRuns();
	const notes = ['The identity service id.example was not asked with success.'];
	const {terminal} = openAt('usual', openedProfile('prod'), {runPlan, notes});
	await terminal.waitFor('Check all again');
	terminal.press(keys.enter);
	await terminal.waitFor('! The identity service id.example was not asked with success.');
	terminal.press('j');
	await terminal.waitFor(screen => !screen.includes('identity service'));
});

it('a profile whose plan is another one by now can only be checked as a whole', async () => {
	const run = toRun(lastRun, []);
	const opened = openedProfile('prod', {last: {run, isRepeatable: false, answers: {}, age: '3 hours ago'}});
	const {terminal} = openAt('usual', opened);
	await terminal.waitFor('only all can be checked again');
	expect(terminal.screen()).not.toContain('Check what was not ok');
	expect(terminal.screen()).not.toContain('Show the last results');
});

it('a run made from other places can be looked at, and not be mixed with what is seen from here', async () => {
	const made = toRun(lastRun, []);
	const run = {...made, vantage: {...made.vantage, name: '3 vantage points'}};
	const opened = openedProfile('prod', {last: {run, isRepeatable: false, answers: {}, age: '3 hours ago'}});
	const {terminal} = openAt('usual', opened);
	await terminal.waitFor('Show the last results');
	expect(terminal.screen()).toContain('made from 3 vantage points');
	expect(terminal.screen()).not.toContain('Check what was not ok');
});

it('the counts beside the title of the results give way to it, word by word', async () => {
	const opened = openedProfile('prod');
	const profiles = fakeProfiles({prod: opened});
	const {runPlan} = recordRuns();
	const {terminal} = openWizard({columns: 70, rows: 24}, {profiles, opening: {kind: 'profile', opened}, runPlan});
	await terminal.waitFor('Check what was not ok');
	terminal.press('j', keys.enter);
	await terminal.waitFor(/Results, partly from 2026-11-22 {2,}✓ 7 reachable {2}✗ 0 blocked {2}\S+ 1$/m);
});
