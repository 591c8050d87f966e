import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {beforeEach, describe, expect, it, onTestFinished} from 'vitest';
import {saveProfile} from '../../source/session/profiles/change-profile.ts';
import {openSession, type Session} from '../../source/session/session.ts';
import {createProfileServices} from '../../source/wizard/profile-services.ts';
import {writeKeptRun} from '../helpers/kept-runs.ts';
import {sampleReport, sampleSettings} from '../helpers/sample-run.ts';

const ownProxy = 'http://anna@proxy.example:3128';
let home: string;
let session: Session;

beforeEach(() => {
	home = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-profile-services-'));
	onTestFinished(() => fs.rmSync(home, {recursive: true}));
	session = openSession({environment: {ARC_NETCHECK_HOME: home, PROD: 'S3cret!'}, keepSecret() {}});
	saveProfile(
		{
			name: 'prod',
			settings: sampleSettings({proxy: ownProxy}),
			passwordFrom: {env: 'PROD'},
			base: null,
			run: null,
			isReplaceAllowed: false,
		},
		session,
	);
});

describe('the run that is offered to be gone on with', () => {
	const day = (number: number) => `2026-11-${number}T20:30:00.000Z`;
	const keep = (profile: string | null, startedAt: string, complete: boolean) => {
		const id = `${startedAt.replaceAll(/[-:]|\.000/g, '')}-0a1b2c`;
		const status = complete ? 'reachable' : 'skipped';
		const run = sampleReport({rows: [{host: 'a.example'}, {host: 'b.example', status}], complete});
		writeKeptRun(home, profile, {...run, id, startedAt});
		return id;
	};
	const offered = async () => (await createProfileServices({}, session).list()).interrupted?.outline.id ?? null;

	it('is the newest of all, if it was stopped', async () => {
		expect(await offered()).toBeNull();
		const own = keep('prod', day(20), false);
		expect(await offered()).toBe(own);
		const plain = keep(null, day(21), false);
		expect(await offered()).toBe(plain);
	});

	it.each([
		['a profile', 'prod', null],
		['none', null, 'prod'],
		['the same', 'prod', 'prod'],
		['none, after another of none', null, null],
	])('is none that was followed by a whole one of %s', async (_name, whole, stopped) => {
		keep(stopped, day(20), false);
		keep(whole, day(21), true);
		expect(await offered()).toBeNull();
	});
});

/** Keeps a run of the profile that was stopped, through this proxy. */
function keepStopped(proxy: string): void {
	const rows = [{host: 'a.example'}, {host: 'b.example', status: 'skipped'}] as const;
	writeKeptRun(home, 'prod', sampleReport({proxy, rows, complete: false}));
}

describe('a run that is opened to be gone on with', () => {
	it.each([
		['of the profile is sent its password', ownProxy, 'S3cret!'],
		['of another user is not', 'http://bob@proxy.example:3128', ''],
		['at another address is not', 'http://anna@other.example:3128', ''],
		['without a user is not', 'http://other.example:3128', ''],
		['in TLS is not', 'https://anna@proxy.example:3128', ''],
	])('through a proxy %s', async (_name, proxy, password) => {
		keepStopped(proxy);
		const services = createProfileServices({}, session);
		const {interrupted} = await services.list();
		if (interrupted === null) throw new Error('It is not offered');
		const {answers, profile} = await services.openRun(interrupted);
		expect(answers.ownProxy?.password).toBe(password);
		expect(profile?.answers.ownProxy?.password).toBe('S3cret!');
	});
});
