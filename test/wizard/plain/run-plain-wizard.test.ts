import {describe, expect, it} from 'vitest';
import {EnvironmentError} from '../../../source/errors.ts';
import {countPlannedEndpoints} from '../../../source/plan/endpoints.ts';
import {sampleRun} from '../../helpers/sample-run.ts';
import {createPacedRun} from '../helpers/paced-run.ts';
import {startConversation} from './helpers/conversation.ts';

const known = {initial: {region: 'eastus2', features: ['arc']}};

describe('the questions', () => {
	it('lead from the region to the written report', async () => {
		const {walk, hear, outcome, journal} = startConversation();
		await walk([
			['Region: Which Azure region is the cluster for? Checks if this network', 'northe'],
			['Region: northeurope.', '3'],
			['Numbers separated by commas, usual, or all', '1'],
			['Features: 1 feature.', ''],
		]);
		await hear('denied-1.example:443, proxy.host-denied (5 of 8)');
		await walk([
			['Export the report? y, n, or the number of a finding for all about it [y]:', ''],
			['What to write, by number, separated by commas [1,2,3]:', '5'],
			['Redact? y or n [n]:', ''],
			['Folder [arc-netcheck-eastus]:', '/reports/mine'],
		]);
		await hear('/reports/mine/report.json, 1.2 kB. Keep it');
		expect(await outcome).toMatchObject({
			kind: 'finished',
			files: [{output: 'json', file: '/reports/mine/report.json', bytes: 1234}],
			answers: {region: 'northeurope', features: ['arc']},
		});
		expect(journal.plans).toHaveLength(1);
	});

	it('are asked again with one sentence until the answer fits', async () => {
		const {walk, hear} = startConversation();
		await walk([
			['part of its name:', 'atlantis'],
			['No region fits "atlantis"', 'eastus'],
			['changes that answer [start]:', '2'],
			['Number [2]:', '7'],
			['"7" does not fit: type a number from 1 to 3.', '1'],
			['No proxy variable is set here: choose one of the other two lines.', '2'],
		]);
		await hear('Review: Ready to check?');
	});

	it('go back one by one, and the answers stay', async () => {
		const {walk, hear} = startConversation();
		await walk([
			['part of its name:', 'back'],
			['This is the first question.', 'eastus'],
			['changes that answer [start]:', '2'],
			['Number [2]:', '3'],
			['Address [none]:', 'proxy.example:3128'],
			['User name [none]:', 'back'],
			['Address [proxy.example:3128]:', 'back'],
			['Number [3]:', 'BACK'],
			['changes that answer [start]:', 'back'],
		]);
		await hear('part of its name [eastus]:');
	});

	it('explain themselves', async () => {
		const {walk, hear} = startConversation();
		await walk([['part of its name:', '?']]);
		await hear('Endpoints carry the name of the region');
		await hear('part of its name:');
	});

	it('can be changed from the review', async () => {
		const {walk, hear} = startConversation(known);
		await walk([
			['changes that answer [start]:', '1'],
			['name [eastus2]:', 'westus2'],
		]);
		expect(await hear('[start]:')).toContain('1. Region: westus2 (West US 2)');
	});

	it('take a password without an echo', async () => {
		const conversation = startConversation(known);
		const {walk, hear, press, journal, rawModes} = conversation;
		await walk([
			['[start]:', '2'],
			['Number [2]:', '3'],
			['Address [none]:', 'proxy.example:3128'],
			['User name [none]:', 'me'],
		]);
		await hear('Password [none]:');
		expect(rawModes).toEqual([true]);
		press('hunter3\u007f2');
		press('\r');
		await walk([
			['Exceptions [none]:', ''],
			['CA file [none]:', ''],
			['[start]:', ''],
		]);
		await hear('Export the report?');
		expect(rawModes).toEqual([true, false]);
		expect(journal.secrets[0]).toMatchObject({httpsProxyPassword: 'hunter2'});
		expect(conversation.said).not.toContain('hunter2');
	});

	it('read lines that were typed ahead', async () => {
		const {press, hear} = startConversation(known);
		press('2\n2\n');
		await hear('Proxy: no proxy.');
		await hear('changes that answer [start]:');
	});

	it('show nothing of the keys that were pressed by mistake', async () => {
		const {press, hear} = startConversation();
		await hear('name:');
		press('\u001b[A\u001b[Dxyzzy\u009b2J\n');
		await hear('No region fits "xyzzy');
	});
});

it('who practises hears it from the first sentence to the results', async () => {
	const {walk, hear} = startConversation({...known, isPractice: true});
	await hear('This is the practice network');
	await walk([
		['Practice network. Review: ', '2'],
		['Practice network. Proxy: ', ''],
		['Practice network. Review: ', '3'],
		['Practice network. Features: ', ''],
		['Practice network. Review: ', ''],
		['Checking 12 endpoints in the practice network.', ''],
	]);
	await hear('Results in the practice network: ');
});

describe('the check', () => {
	it('is announced with the number of endpoints, of which there are fewer than rows', async () => {
		const conversation = startConversation({initial: {region: 'eastus'}});
		const {hear, type, journal} = conversation;
		for (let asked = await hear(']:'); !asked.endsWith('[start]:'); asked = await hear(']:')) type('');
		type('');
		await hear('Export the report?');
		const {targets = []} = journal.plans[0] ?? {};
		const endpoints = countPlannedEndpoints(targets);
		expect(endpoints).toBeLessThan(targets.length);
		expect(conversation.said).toContain(`Checking ${endpoints} endpoints.`);
	});

	it('is stopped by s, and what was found is asked about', async () => {
		const paced = createPacedRun(10);
		const {walk, hear, type, outcome} = startConversation({...known, ...paced});
		await walk([['[start]:', '']]);
		await hear('Checking 10 endpoints.');
		await paced.begun;
		paced.finish(0, 4);
		await hear('reachable: host-1.example:443 (1 of 10)');
		await hear('blocked: host-5.example:443, proxy.host-denied (2 of 10)');
		type('what?');
		type('s');
		await hear('Stopping; what was found is kept.');
		await hear('Results so far: Stopped: ');
		await hear('Export the report?');
		type('n');
		expect(await outcome).toMatchObject({kind: 'finished', run: {complete: false, summary: {targets: 2}}});
	});

	it('is left by Ctrl-C with what was found', async () => {
		const paced = createPacedRun(10);
		const {walk, hear, end, outcome} = startConversation({...known, ...paced});
		await walk([['[start]:', '']]);
		await hear('Checking 10 endpoints.');
		await paced.begun;
		paced.finish(4);
		await hear('(1 of 10)');
		end();
		await hear('1. The proxy denies access (error): for the proxy team, 1 endpoint.');
		await hear('First step: ');
		expect(await outcome).toMatchObject({kind: 'cancelled', run: {complete: false, summary: {targets: 1}}});
	});

	it('that can’t be made leads back to the review with one sentence', async () => {
		const paced = createPacedRun(10);
		const {walk, hear} = startConversation({...known, ...paced});
		await walk([['[start]:', '']]);
		await hear('Checking 10 endpoints.');
		paced.fail(new EnvironmentError('The network is gone.', 'Bring it back.'));
		await hear('The network is gone. Bring it back.');
		await hear('[start]:');
	});

	it('with a fault of ours rejects', async () => {
		const paced = createPacedRun(5);
		const {walk, hear, outcome} = startConversation({...known, ...paced});
		await walk([['[start]:', '']]);
		await hear('Checking');
		paced.fail(new TypeError('x is not a function'));
		await expect(outcome).rejects.toThrow('x is not a function');
	});
});

describe('the results', () => {
	const toResults = [['[start]:', '']] as const;

	it('show all about a finding', async () => {
		const {walk, hear} = startConversation(known);
		await walk([...toResults, ['[y]:', '1']]);
		await hear('Fix, for the proxy team');
		await hear('Hands out the certificate of the agents.');
		await hear('[y]:');
	});

	it('can be left for the answers, and the check started again', async () => {
		const {walk, hear, journal} = startConversation(known);
		await walk([...toResults, ['[y]:', 'back'], ['[start]:', '']]);
		await hear('[y]:');
		expect(journal.plans).toHaveLength(2);
	});

	it('say of a file that is empty why it is', async () => {
		const {walk, hear} = startConversation({
			...known,
			async writeReports() {
				const emptyBecause = 'Nothing is left to allow here: there is no rule.';
				return {kind: 'written', files: [{output: 'rules-list', file: '/out/rules.txt', bytes: 0, emptyBecause}]};
			},
		});
		await walk([...toResults, ['[y]:', 'y'], ['[1,2,3]:', ''], ['Redact? y or n [n]:', ''], ['Folder [', '']]);
		await hear('/out/rules.txt, 0 bytes. Nothing is left to allow here: there is no rule.');
	});

	it('replace a file only after a yes, and ask for another path after an error', async () => {
		const requests: string[] = [];
		const {walk, outcome} = startConversation({
			...known,
			async writeReports(_run, {path, replaceable}) {
				requests.push(`${path} ${replaceable.size > 0}`);
				if (path === '/no') throw new EnvironmentError('You have no right to write to /no.', 'Choose another folder.');
				const file = `${path}/report.md`;
				if (!replaceable.has(file)) {
					return {kind: 'exists', files: [file], seen: new Map([[file, 'seen']]), freePath: `${path}-2`};
				}
				return {kind: 'written', files: [{output: 'markdown', file, bytes: 8321}]};
			},
		});
		await walk([
			...toResults,
			['[y]:', 'y'],
			['separated by commas [1,2,3]:', '1,13'],
			['Rules for the whole plan', ''],
			['From [any]:', '10.0.0.0/16'],
			['Redact? y or n [n]:', ''],
			['Folder [arc-netcheck-eastus]:', '/no'],
			['You have no right to write to /no. Choose another folder.', '/old'],
			['report.md is there already.', 'n'],
			['Folder [/old-2]:', 'back'],
			['Redact? y or n [n]:', 'back'],
			['From [10.0.0.0/16]:', 'back'],
			['Number [1]:', 'back'],
			['separated by commas [1,13]:', '1'],
			['Redact? y or n [n]:', ''],
			['Folder [/old-2]:', '/old'],
			['y or n [n]:', 'y'],
		]);
		expect((await outcome).files).toMatchObject([{file: '/old/report.md'}]);
		expect(requests).toEqual(['/no false', '/old false', '/old false', '/old true']);
	});

	it('can’t be garbled by what a peer said', async () => {
		const run = sampleRun({
			proxy: 'http://proxy.example:3128',
			rows: [{host: 'x.example', cause: 'proxy.host-denied', detail: '\u001b[2J\u009bevil', purpose: 'a\u001b]0;b'}],
		});
		const conversation = startConversation({...known, runPlan: async () => run});
		await conversation.walk([...toResults, ['[y]:', '1']]);
		await conversation.hear('[y]:');
		expect(conversation.said).toMatch(/^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f]*$/);
	});
});

it('says what else there is to know of a run, and why it is not kept', async () => {
	const notes = ['The identity service id.example was not asked with success.'];
	const conversation = startConversation({...known, notes, notKept: "This run can't be kept in /full (ENOSPC)."});
	await conversation.walk([['[start]:', '']]);
	await conversation.hear('The identity service id.example was not asked with success.');
	await conversation.hear("This run can't be kept in /full (ENOSPC).");
});

it.each(['end', 'close'] as const)('a question that will get no answer (%s) closes the wizard', async how => {
	const conversation = startConversation();
	await conversation.hear('name:');
	conversation[how]();
	if (how === 'close') await conversation.hear('The input has ended, so the wizard closes.');
	expect(await conversation.outcome).toMatchObject({kind: 'cancelled', run: null, files: []});
});

it('a secret that is interrupted gives the echo back', async () => {
	const {walk, hear, press, rawModes, outcome} = startConversation(known);
	await walk([
		['[start]:', '2'],
		['Number [2]:', '3'],
		['Address [none]:', 'http://me@proxy.example:3128'],
		['User name [me]:', ''],
	]);
	await hear('Password');
	press('half\u0003');
	expect((await outcome).kind).toBe('cancelled');
	expect(rawModes).toEqual([true, false]);
});

it('says only ASCII where the terminal draws no more', async () => {
	const conversation = startConversation({...known, glyphs: {unicode: false}});
	await conversation.walk([
		['[start]:', ''],
		['[y]:', '1'],
	]);
	await conversation.hear('[y]:');
	expect(conversation.said).toMatch(/^[\n -~]*$/);
});
