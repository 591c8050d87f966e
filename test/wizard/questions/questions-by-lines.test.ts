import {describe, expect, it} from 'vitest';
import {noteOnOffer} from '../../../source/catalog/regions.ts';
import type {Question, Reply} from '../../../source/wizard/components/conversation.ts';
import {proxyDetailsQuestions, proxyQuestion} from '../../../source/wizard/questions/proxy/proxy-lines.ts';
import {regionQuestion} from '../../../source/wizard/questions/region/region-lines.ts';
import {reviewQuestion} from '../../../source/wizard/questions/review/review-lines.ts';
import {featuresQuestion, resourceQuestions} from '../../../source/wizard/questions/step-lines.ts';
import {
	folderQuestion,
	outputsQuestion,
	overwriteQuestion,
	redactQuestion,
	rulesScopeQuestion,
	sourcesQuestion,
} from '../../../source/wizard/screens/export/export-lines.ts';
import type {Answers} from '../../../source/wizard/state/answers/answers.ts';
import {prepareCheck} from '../../../source/wizard/state/check.ts';
import {answersWith, contextWith, ownProxy} from '../helpers/context.ts';
import {fakeServices} from '../helpers/services.ts';

const roomWith = (given: Partial<Answers>, context = contextWith()) => ({
	answers: answersWith(given, context),
	context,
	services: fakeServices().services,
	help: [],
	signal: new AbortController().signal,
});

/** What a reply comes to, in a form that a table can hold. */
async function told<Value>(reply: Reply<Value> | Promise<Reply<Value>>): Promise<unknown> {
	const {kind, ...rest} = await reply;
	if (kind === 'narrow') return (rest as {question: Question<Value>}).question.lines;
	return Object.values(rest)[0];
}

describe('the region', () => {
	it.each<[string, Partial<Answers>, unknown]>([
		['eastus', {}, {region: 'eastus', cloud: 'public'}],
		['East US', {}, {region: 'eastus', cloud: 'public'}],
		['northe', {}, {region: 'northeurope', cloud: 'public'}],
		['usgovvirginia', {}, {region: 'usgovvirginia', cloud: 'usgov'}],
		['', {region: 'westeurope'}, {region: 'westeurope', cloud: 'public'}],
		['', {region: null}, expect.stringMatching(/^Type the name of a region/)],
		['atlantis', {}, expect.stringMatching(/^No region fits "atlantis".*region-code=CODE/)],
		['eastsu', {}, expect.stringMatching(/^No region fits "eastsu": did you mean .*eastus/)],
	])('%j after %j', async (text, given, expected) => {
		expect(await told(regionQuestion(roomWith(given)).read(text))).toEqual(expected);
	});

	it('is picked by number where several fit', async () => {
		const reply = await regionQuestion(roomWith({})).read('europe');
		if (reply.kind !== 'narrow') throw new Error('It did not narrow');
		const {lines, read} = reply.question;
		expect(lines[0]).toMatch(/^\d+ regions fit\.$/);
		const names = lines.slice(1).map(line => /^\d+\. (\w+), /.exec(line)?.[1]);
		expect(names).toContain('westeurope');
		expect(await told(read('2'))).toMatchObject({region: names[1]});
		expect(await told(read(''))).toMatchObject({region: names[0]});
		expect(await told(read('99'))).toMatch(/^Type a number from 1 to/);
		expect(await told(read('westeu'))).toMatchObject({region: 'westeurope'});
	});

	it('says of a region that a list of the vendor leaves it out', async () => {
		const {regions} = roomWith({}).context.catalog;
		const unlisted = regions.find(region => noteOnOffer(region, null) !== null);
		if (unlisted === undefined) throw new Error('All are on the lists');
		const {name} = unlisted;
		const note = /not on the list of regions with /;
		const reply = await regionQuestion(roomWith({})).read(name);
		expect(reply).toMatchObject({kind: 'answer', value: {region: name}, remark: expect.stringMatching(note)});
		const listed = await regionQuestion(roomWith({})).read('eastus');
		expect(listed).toMatchObject({kind: 'answer', remark: null});
		const several = await told(regionQuestion(roomWith({})).read(name.slice(0, 4)));
		expect((several as readonly string[]).find(line => line.includes(` ${name},`))).toMatch(note);
	});

	it('does not read out more than twenty', async () => {
		const lines = await told(regionQuestion(roomWith({})).read('e'));
		expect((lines as readonly string[]).length).toBeLessThanOrEqual(21);
	});
});

describe('the proxy', () => {
	it.each([
		['1', {proxyChoice: 'environment'}],
		['3', {proxyChoice: 'own'}],
		['', {proxyChoice: 'none'}],
		['4', '"4" does not fit: type a number from 1 to 3.'],
		['own', '"own" does not fit: type a number from 1 to 3.'],
	])('%j', async (text, expected) => {
		expect(await told(proxyQuestion(roomWith({})).read(text))).toEqual(expected);
	});

	it('says what the environment holds', () => {
		const {lines, proposal} = proxyQuestion(roomWith({}, contextWith({https_proxy: 'http://proxy.example:3128'})));
		expect(lines[0]).toContain('http://proxy.example:3128');
		expect(proposal).toBe('1');
	});
});

describe('the details of a proxy', () => {
	const questionsFor = (own: Partial<Answers['ownProxy']>) =>
		proxyDetailsQuestions(roomWith({proxyChoice: 'own', ownProxy: {...ownProxy, ...own}}));
	const promptsFor = (own: Partial<Answers['ownProxy']>) => questionsFor(own).map(({prompt}) => prompt);

	it('ask for a password only where there is a user', () => {
		expect(promptsFor({url: 'proxy:3128'})).toEqual(['Address', 'User name', 'Exceptions', 'CA file']);
		expect(promptsFor({url: 'proxy:3128', username: 'me'})).toContain('Password');
	});

	it.each<[prompt: string, text: string, own: Partial<Answers['ownProxy']>, expected: unknown]>([
		['Address', 'proxy:3128', {}, {url: 'proxy:3128'}],
		['Address', '', {}, expect.stringMatching(/^The address is empty/)],
		['Address', 'ftp://proxy', {}, expect.stringMatching(/address/)],
		['Address', 'http://me:pw@proxy:1', {}, {url: 'http://proxy:1', username: 'me', password: 'pw'}],
		['User name', '', {url: 'proxy:1', username: 'me'}, {username: 'me'}],
		['User name', '-', {url: 'proxy:1', username: 'me', password: 'old'}, {username: '', password: ''}],
		['Address', 'http://al:new@proxy:1', {username: 'me', password: 'old'}, {username: 'al', password: 'new'}],
		['Password', '', {url: 'proxy:1', username: 'me', password: 'old'}, {password: 'old'}],
		['Password', '-', {url: 'proxy:1', username: 'me', password: 'old'}, {password: '-'}],
		['CA file', '/ca.pem', {url: 'proxy:1'}, {caFile: '/ca.pem'}],
		['CA file', '/ca.txt', {url: 'proxy:1'}, expect.stringMatching(/does not exist/)],
	])('%s: %j with %j', async (prompt, text, own, expected) => {
		const question = questionsFor(own).find(other => other.prompt === prompt);
		if (!question) throw new Error(`No question ${prompt}`);
		const reply = await told(question.read(text));
		if (typeof reply === 'string') expect(reply).toEqual(expected);
		else expect((reply as Answers).ownProxy).toMatchObject(expected as object);
	});

	it.each([
		['Address', 'http://proxy', /^Port 80, since none is given/],
		['Exceptions', 'a, b', /^It has blanks in it/],
	])('say what is odd about %s %j, and take it', async (prompt, text, remark) => {
		const question = questionsFor({}).find(other => other.prompt === prompt);
		expect(await question?.read(text)).toMatchObject({kind: 'answer', remark: expect.stringMatching(remark)});
	});

	it('explain each line, whatever stands in the others', () => {
		const [address, user, password] = questionsFor({url: 'proxy:1', username: 'me', password: 'old'});
		expect(address?.lines).toEqual([expect.stringContaining('asked for next')]);
		expect(user?.lines).toEqual([expect.stringContaining('Basic')]);
		expect(password?.lines).toEqual([expect.stringContaining('this run only')]);
	});

	it('never show a password', () => {
		const shown = questionsFor({url: 'proxy:1', username: 'me', password: 'hunter2'});
		expect(JSON.stringify(shown)).not.toContain('hunter2');
		expect(shown.find(({prompt}) => prompt === 'Password')).toMatchObject({isMasked: true, proposal: 'as before'});
	});
});

describe('the features', () => {
	const {read, lines, proposal} = featuresQuestion(roomWith({features: ['arc', 'aml-training']}));

	it('are listed with what each adds', () => {
		expect(lines[0]).toMatch(/^1\. [^:]+, chosen: ./);
		expect(lines[2]).toMatch(/^3\. [^:]+, adds \d+ endpoints?: ./);
		expect(proposal).toMatch(/^1,\d/);
	});

	it.each([
		['', {features: ['arc', 'aml-training']}],
		['1', {features: ['arc']}],
		['usual', {features: expect.arrayContaining(['arc', 'aml-inference'])}],
		['ALL', {features: expect.arrayContaining(['gpu'])}],
		['none', expect.stringMatching(/^"none" does not fit/)],
		['0', expect.stringMatching(/^"0" does not fit/)],
		[',', expect.stringMatching(/^Choose at least one feature/)],
		['arc', expect.stringMatching(/^"arc" does not fit/)],
	])('%j', async (text, expected) => {
		expect(await told(read(text))).toEqual(expected);
	});

	it('have none in brackets while nothing is chosen', async () => {
		const question = featuresQuestion(roomWith({features: []}));
		expect(question.proposal).toBeNull();
		expect(await told(question.read(''))).toMatch(/^Choose at least one/);
	});
});

it.each([
	['', {}, {acr: ''}],
	['myregistry, other1', {}, {acr: 'myregistry, other1'}],
	['', {acr: 'keptone'}, {acr: 'keptone'}],
	['-', {acr: 'keptone'}, {acr: ''}],
	['a!', {}, null],
])('a resource typed as %j after %j', async (text, resources, expected) => {
	const questions = resourceQuestions(roomWith({features: ['aml-training'], resources}));
	const registry = questions.find(({prompt}) => prompt === 'Registry');
	const reply = await told(registry?.read(text) ?? Promise.reject(new Error('No registry')));
	if (expected) expect(reply).toMatchObject({resources: expected});
	else expect(reply).toContain('Registry has "a!"');
});

describe('the review', () => {
	const room = roomWith({features: ['aml-training'], resources: {acr: 'mine12'}});
	const prepared = prepareCheck(room.services, room.context, room.answers);

	it.each([
		['', 'start'],
		['start', 'start'],
		['1', expect.objectContaining({stepId: 'region'})],
		['2', expect.objectContaining({stepId: 'proxy'})],
		['4', expect.objectContaining({stepId: 'from'})],
		['5', expect.objectContaining({stepId: 'resources', field: 'acr'})],
		['9', expect.stringMatching(/^"9" does not fit/)],
		['r', expect.stringMatching(/^"r" does not fit/)],
	])('reads %j', async (text, expected) => {
		expect(await told(reviewQuestion(room, prepared, {hasRun: false, canSave: false}).read(text))).toEqual(expected);
	});

	it('leads back to the results where there are any', async () => {
		const {prompt, read} = reviewQuestion(room, prepared, {hasRun: true, canSave: false});
		expect(prompt).toContain('r shows the results');
		expect(await told(read('r'))).toBe('results');
	});
});

describe('the export', () => {
	it.each([
		['', ['json']],
		['1', ['markdown']],
		['13,1-2', ['markdown', 'html', 'rules-squid']],
		['22', expect.stringMatching(/does not fit/)],
		[' ', expect.stringMatching(/does not fit/)],
	])('outputs %j', async (text, expected) => {
		expect(await told(outputsQuestion(['json'], []).read(text))).toEqual(expected);
	});

	it('proposes what was chosen before by its numbers', () => {
		expect(outputsQuestion(['json', 'rules-squid'], []).proposal).toBe('5,13');
	});

	it.each([
		['', 'missing'],
		['1', 'missing'],
		['2', 'all'],
		['3', expect.stringMatching(/does not fit/)],
	])('rules for %j', async (text, expected) => {
		expect(await told(rulesScopeQuestion('missing', []).read(text))).toEqual(expected);
	});

	it.each([
		['', [], []],
		['', ['10.0.0.0/16'], ['10.0.0.0/16']],
		['any', ['10.0.0.0/16'], []],
		['10.0.0.0/16, 192.0.2.7', [], ['10.0.0.0/16', '192.0.2.7']],
		['10.0.0.0/99', [], 'The source is "10.0.0.0/99": give an address or a range such as 10.0.0.0/16.'],
	])('the source %j after %j', async (text, before, expected) => {
		const question = sourcesQuestion(before, []);
		expect(question.proposal).toBe(before.length === 0 ? 'any' : '10.0.0.0/16');
		expect(await told(question.read(text))).toEqual(expected);
	});

	it.each([
		['', false],
		['y', true],
		['perhaps', expect.stringMatching(/^Type y to redact/)],
	])('redaction %j', async (text, expected) => {
		expect(await told(redactQuestion(false, []).read(text))).toEqual(expected);
	});

	it('keeps the proposed folder unless another is typed', async () => {
		expect(await told(folderQuestion('/a', []).read(''))).toBe('/a');
		expect(await told(folderQuestion('/a', []).read('/b'))).toBe('/b');
	});

	it('replaces a file only after a clear yes', async () => {
		const {lines, read} = overwriteQuestion(['/a/x.md', '/a/x.json'], []);
		expect(lines).toEqual(['x.md and x.json are there already. Replace them?']);
		expect(await told(read(''))).toBe(false);
		expect(await told(read('y'))).toBe(true);
		expect(await told(read('sure'))).toMatch(/^Type y/);
	});
});
