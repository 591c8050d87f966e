import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {type PracticeNetwork, startPracticeNetwork} from '../../source/practice/practice-network.ts';
import {evidenceOf} from '../../source/record/judged-run.ts';
import type {Run, RunRow} from '../../source/record/run.ts';
import {openSession, type Session} from '../../source/session/session.ts';
import {screenNames} from '../../source/settings/setting-names.ts';
import {createProfileServices} from '../../source/wizard/profile-services.ts';
import {createServices, type WizardServices, type WizardSetting} from '../../source/wizard/services.ts';
import {healthy} from '../practice/services.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-services-'));
const setting: Omit<WizardSetting, 'profiles'> = {
	flags: {level: 'mandatory', retries: 0},
	requirements: [],
	initial: {},
	origins: {},
	opening: {kind: 'questions'},
	glyphs: {unicode: true},
	isPractice: false,
	ownCommand: 'arc-netcheck',
	clipboard: null,
	places: {current: folder, home: folder},
	render: {columns: 80, colour: false, unicode: true},
};
let practice: PracticeNetwork;
let session: Session;
let services: WizardServices;

beforeAll(async () => {
	practice = await startPracticeNetwork({services: [healthy('mcr.microsoft.com')]});
	session = openSession(
		{environment: {ARC_NETCHECK_HOME: folder}, keepSecret() {}},
		{network: practice.network, names: screenNames},
	);
	services = createServices({...setting, profiles: createProfileServices(setting.flags, session)}, session);
});
afterAll(async () => {
	await practice.close();
	fs.rmSync(folder, {recursive: true, force: true});
});

const answers = {region: 'eastus', features: ['arc'], proxy: 'none'} as const;
const optionsWith = (given: Partial<Parameters<WizardServices['check']>[1]>) => ({
	signal: new AbortController().signal,
	onEvent() {},
	secrets: {httpsProxyPassword: null, httpProxyPassword: null},
	previous: null,
	profile: null,
	...given,
});

it('checks, keeps with the profile, says what else there is to know, and checks a part again', async () => {
	const {profiles} = services;
	const {settings, secrets} = services.resolveSettings(answers, null);
	const saved = await profiles?.save({
		name: 'prod',
		settings,
		passwordFrom: null,
		base: null,
		run: null,
		isReplaceAllowed: false,
	});
	if (profiles === null || saved?.kind !== 'saved') throw new Error('The profile is not saved');
	const profile = saved.opened;
	expect(profile).toMatchObject({level: 'mandatory', last: null, answers: {region: 'eastus', proxyChoice: 'none'}});

	const plan = services.buildPlan(settings, profile);
	const first = await services.check(plan, optionsWith({secrets, profile}));
	expect(first.notKept).toBeNull();
	// Nobody answers for the service that is asked ahead.
	expect(first.notes).toEqual([expect.stringMatching(/^Couldn't ask \S+ for the region code/)]);
	expect(first.run.results.filter(({status}) => status === 'reachable').map(({target}) => target?.host)).toEqual([
		'mcr.microsoft.com',
	]);

	const [row] = plan.targets.filter(({target}) => target?.host === 'mcr.microsoft.com');
	const again = await services.check(
		{...plan, targets: row ? [row] : []},
		optionsWith({secrets, profile, previous: first.run}),
	);
	expect(again.notes).toEqual([]);
	expect(again.run.results.map(({id, status}) => [id, status])).toEqual(
		first.run.results.map(({id, status}) => [id, status]),
	);

	const opened = await profiles.open('prod');
	expect(opened.last?.run).toEqual(again.run);
	expect(opened.changes?.summary).toMatchObject({changed: false});
	expect((await profiles.list()).profiles).toMatchObject([{profile: {name: 'prod'}, lastRun: {state: 'failing'}}]);
});

it('checks a part again with the logins of the proxies that a PAC names', async () => {
	const credentials = {username: 'me', password: 'right'};
	const guarded = await startPracticeNetwork({
		services: [healthy('mcr.microsoft.com')],
		proxies: {main: {host: 'proxy.corp.example', port: 3128, scheme: 'http', credentials}},
	});
	const pac = path.join(folder, 'proxy.pac');
	fs.writeFileSync(pac, 'function FindProxyForURL() { return "PROXY proxy.corp.example:3128"; }');
	const environment = {ARC_NETCHECK_HOME: folder, HTTPS_PROXY: 'http://me:right@proxy.corp.example:3128'};
	const own = openSession({environment, keepSecret() {}}, {network: guarded.network, names: screenNames});
	const behind = createServices({...setting, profiles: null}, own);
	const {settings, secrets} = behind.resolveSettings({...answers, proxy: undefined, pac}, null);
	const whole = behind.buildPlan(settings, null);
	const plan = {...whole, targets: whole.targets.filter(({target}) => target?.host === 'mcr.microsoft.com')};
	const {run} = await behind.check(plan, optionsWith({secrets}));
	const part = evidenceOf(run).plan;
	const again = await behind.check(part, optionsWith({secrets, previous: run}));
	const statusOf = ({results}: Run) => results.find(({target}) => target?.host === 'mcr.microsoft.com')?.status;
	expect([statusOf(run), statusOf(again.run)]).toEqual(['reachable', 'reachable']);
	const failing: (readonly RunRow[])[] = [];
	const onAsked = (rows: readonly RunRow[]) => failing.push(rows);
	const patience = {...optionsWith({secrets}), previous: run, onAsked, interval: 0};
	const targets = part.targets.filter(({target}) => target?.host === 'mcr.microsoft.com');
	await behind.waitForFix({...part, targets}, patience);
	expect(failing).toEqual([[]]);
	await guarded.close();
});

it('refuses a file before any traffic, in words of the screen', async () => {
	const caFile = path.join(folder, 'nowhere.pem');
	expect(await services.checkCaFile(caFile)).toBe(`The CA file ${caFile} does not exist: give another file.`);
	const {settings} = services.resolveSettings({...answers, caFile}, null);
	await expect(services.check(services.buildPlan(settings, null), optionsWith({}))).rejects.toThrow(
		/^The CA file .*nowhere\.pem does not exist/,
	);
});
