import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {beforeEach, describe, expect, it, onTestFinished} from 'vitest';
import {catalog} from '../../../source/catalog/catalog.ts';
import {formatCatalog} from '../../../source/catalog/catalog-file.ts';
import {buildPlan} from '../../../source/plan/build-plan.ts';
import {unseenRows} from '../../../source/record/journal.ts';
import type {Run} from '../../../source/record/run.ts';
import {saveProfile} from '../../../source/session/profiles/change-profile.ts';
import {prepareAgain} from '../../../source/session/runs/check-again.ts';
import {openSession, type Session} from '../../../source/session/session.ts';
import type {Environment} from '../../../source/settings/types.ts';
import {writeKeptRun} from '../../helpers/kept-runs.ts';
import {sampleReport, sampleSettings} from '../../helpers/sample-run.ts';

const ownProxy = 'http://anna@proxy.example:3128';
let home: string;

beforeEach(() => {
	home = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-again-'));
	onTestFinished(() => fs.rmSync(home, {recursive: true}));
});

function open(environment: Environment = {}): Session {
	return openSession({environment: {ARC_NETCHECK_HOME: home, ...environment}, keepSecret() {}});
}

function saveProd(settings = sampleSettings({proxy: ownProxy})): void {
	const request = {name: 'prod', settings, passwordFrom: {env: 'PROD'}, base: null, run: null} as const;
	saveProfile({...request, isReplaceAllowed: false}, open());
}

/** A run of today's catalog in which the first rows failed, and the others are well. */
function runWith(settings: Run['settings'], {failed = 0, id = '20261122T203000Z-0a1b2c'} = {}): Run {
	const results = [...unseenRows(buildPlan(settings, catalog, []))].map((row, index): Run['results'][number] =>
		index < failed ? row : {...row, status: 'reachable', severity: 'ok', identity: 'proven'},
	);
	return {...sampleReport({rows: []}), id, settings, catalog: {version: catalog.version}, results};
}

describe('the password of a profile', () => {
	it.each([
		['its own proxy', ownProxy, 'S3cret!'],
		['another user', 'http://bob@proxy.example:3128', null],
		['another address', 'http://anna@other.example:3128', null],
		['another port', 'http://anna@proxy.example:8080', null],
		['TLS', 'https://anna@proxy.example:3128', null],
	])('goes to %s: %s, %s', async (_name, proxy, password) => {
		saveProd();
		writeKeptRun(home, 'prod', runWith(sampleSettings({proxy})));
		const {secrets, plan, missingPassword} = await prepareAgain({}, 'all', open({PROD: 'S3cret!'}));
		expect(secrets).toEqual({httpsProxyPassword: password, httpProxyPassword: password});
		expect(plan.settings.proxy.https).toEqual(sampleSettings({proxy}).proxy.https);
		expect(missingPassword).toBeNull();
	});

	it('goes to no proxy that flags name', async () => {
		saveProd();
		writeKeptRun(home, 'prod', runWith(sampleSettings({proxy: ownProxy})));
		const {proxy} = sampleSettings({proxy: 'http://bob@other.example:3128'});
		if (proxy.https === null) throw new Error('There is a proxy');
		const flags = {proxy: {endpoint: proxy.https, password: null}};
		const {secrets} = await prepareAgain(flags, 'all', open({PROD: 'S3cret!'}));
		expect(secrets).toEqual({httpsProxyPassword: null, httpProxyPassword: null});
	});

	it('is missed where it is not there, as by a check of the profile', async () => {
		saveProd();
		writeKeptRun(home, 'prod', runWith(sampleSettings({proxy: ownProxy}), {failed: 1}));
		const sentence = 'The profile prod has no password for its proxy: set the environment variable PROD.';
		expect((await prepareAgain({}, 'all', open())).missingPassword).toBe(sentence);
		expect((await prepareAgain({profile: 'prod'}, 'failed', open())).missingPassword).toBe(sentence);
		expect((await prepareAgain({proxy: 'none'}, 'all', open())).missingPassword).toBeNull();
		expect((await prepareAgain({}, 'all', open({ARC_NETCHECK_PROXY_PASSWORD: 'x'}))).missingPassword).toBeNull();
	});
});

describe('a proxy of the environment', () => {
	const settings = sampleSettings({proxy: 'http://proxy.example:3128'});
	const found = {...settings, proxy: {...settings.proxy, source: 'environment'}} as const;

	it('is read there again', async () => {
		writeKeptRun(home, null, runWith(found));
		const {plan} = await prepareAgain({}, 'all', open({https_proxy: 'http://newer.example:3128'}));
		expect(plan.settings.proxy.https?.host).toBe('newer.example');
	});

	it('that a profile holds stays', async () => {
		saveProd(found);
		writeKeptRun(home, 'prod', runWith(found));
		const {plan} = await prepareAgain({}, 'all', open());
		expect(plan.settings.proxy).toEqual(found.proxy);
	});
});

describe('what failed', () => {
	it('is all that is checked, and goes into the run', async () => {
		const run = runWith(sampleSettings(), {failed: 3});
		writeKeptRun(home, null, run);
		const {plan, previous} = await prepareAgain({}, 'failed', open());
		expect(plan.targets.map(({id}) => id)).toEqual(run.results.slice(0, 3).map(({id}) => id));
		expect(previous).toEqual(run);
	});

	it('is told by the catalog that the run was made with', async () => {
		const catalogFile = path.join(home, 'mine.json');
		fs.writeFileSync(catalogFile, formatCatalog({...catalog, version: '2099-01-01'}));
		const run = runWith({...sampleSettings(), catalogFile}, {failed: 1});
		writeKeptRun(home, null, {...run, catalog: {version: '2099-01-01'}});
		const {plan} = await prepareAgain({}, 'failed', open());
		expect(plan.targets).toHaveLength(1);
	});

	it.each<[string, Run | null, object, RegExp]>([
		['there is no run', null, {}, /^No run is kept yet/],
		['nothing failed', runWith(sampleSettings()), {}, /^Nothing failed in the last run/],
		[
			'the list has changed',
			{...runWith(sampleSettings(), {failed: 1}), catalog: {version: '2020-01-01'}},
			{},
			/^The list of endpoints has changed/,
		],
		['flags say otherwise', runWith(sampleSettings(), {failed: 1}), {region: 'westeurope'}, /^--again failed takes/],
	])('is refused where %s', async (_name, run, flags, sentence) => {
		if (run !== null) writeKeptRun(home, null, run);
		await expect(prepareAgain(flags, 'failed', open())).rejects.toThrow(sentence);
	});
});

describe('the last run', () => {
	it('is the newest of all, or of the profile that is named', async () => {
		saveProd(sampleSettings());
		writeKeptRun(home, 'prod', runWith(sampleSettings(), {id: '20261121T203000Z-aaaaaa'}));
		writeKeptRun(home, null, runWith(sampleSettings({settings: {region: 'westeurope'}})));
		const all = await prepareAgain({}, 'all', open());
		expect([all.plan.settings.region, all.profile]).toEqual(['westeurope', null]);
		const own = await prepareAgain({profile: 'prod'}, 'all', open());
		expect([own.plan.settings.region, own.profile?.name]).toEqual(['eastus', 'prod']);
		await expect(prepareAgain({profile: 'test'}, 'all', open())).rejects.toThrow(/^No run of the profile test is kept/);
	});

	it('is taken with what flags change of it', async () => {
		writeKeptRun(home, null, runWith(sampleSettings({proxy: 'http://proxy.example:3128'})));
		const {plan, previous} = await prepareAgain({region: 'westeurope'}, 'all', open());
		expect(plan.settings).toMatchObject({region: 'westeurope', proxy: {https: {host: 'proxy.example'}}});
		expect(previous).toBeNull();
	});
});
