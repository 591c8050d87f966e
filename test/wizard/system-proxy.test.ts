// What Windows names as its proxy, where the wizard runs there.
import {describe, expect, it} from 'vitest';
import {UsageError} from '../../source/errors.ts';
import type {Environment} from '../../source/settings/types.ts';
import type {SystemProxy} from '../../source/settings/windows-proxy.ts';
import {proxyQuestion} from '../../source/wizard/questions/proxy/proxy-lines.ts';
import {reviewRows} from '../../source/wizard/questions/review/review-rows.ts';
import {answersOfRun, initialAnswers} from '../../source/wizard/state/answers/answers.ts';
import {recallAnswers} from '../../source/wizard/state/answers/known-answers.ts';
import {stepOf} from '../../source/wizard/state/answers/steps.ts';
import {prepareCheck} from '../../source/wizard/state/check.ts';
import {keys} from '../helpers/terminal.ts';
import {answersWith, contextWith} from './helpers/context.ts';
import {openWizard, windows} from './helpers/open-wizard.ts';
import {fakeServices} from './helpers/services.ts';

const endpoint = (host: string) => ({
	endpoint: {scheme: 'http', host, port: 8080, username: null} as const,
	password: null,
});
const named: SystemProxy = {
	...{https: endpoint('win.example'), http: endpoint('win.example'), noProxy: '.corp.example', pac: null},
	notes: [],
};
const byScript: SystemProxy = {...named, https: null, http: null, pac: 'http://c.example/proxy.pac'};
const broken: () => SystemProxy = () => {
	throw new UsageError('The proxy of Windows (ProxyServer) has more than one colon: mend it.');
};

describe('the proxy of Windows', () => {
	it.each<readonly [string, (() => SystemProxy | null) | null, Environment, string]>([
		['another system', null, {}, 'none'],
		['no proxy', () => null, {}, 'none'],
		['a proxy', () => named, {}, 'system'],
		['a script', () => byScript, {}, 'system'],
		['something that can not be read', broken, {}, 'system'],
		['a proxy, beside a variable', () => named, {https_proxy: 'http://p:1'}, 'environment'],
	])('is proposed where no variable names another: %s', (_name, read, environment, expected) => {
		const context = contextWith(environment, read);
		expect(initialAnswers(context, {}).proxyChoice).toBe(expected);
		// What was answered the last time stands as long as Windows names one.
		expect(initialAnswers(context, recallAnswers({proxyChoice: 'system'})).proxyChoice).toBe(
			context.systemFound === null ? 'none' : 'system',
		);
	});

	it.each([
		[named, 'Proxy: http://win.example:8080, from Windows', 'Exceptions: .corp.example'],
		[{...named, http: endpoint('b')}, 'Proxy: http://win.example:8080 for HTTPS, http://b:8080 for HTTP, from Windows'],
		[byScript, 'Proxy: PAC http://c.example/proxy.pac, from Windows'],
	])('stands on the review with where it comes from: %#', (found, ...expected) => {
		const systemProxy = () => found;
		const context = contextWith({}, systemProxy);
		const answers = answersWith({}, context);
		const rows = reviewRows(answers, context, prepareCheck(fakeServices({systemProxy}).services, context, answers));
		expect(rows.map(({label, text}) => `${label}: ${text}`)).toEqual(expect.arrayContaining(expected));
	});

	it('says what is left out of its exceptions', () => {
		const context = contextWith({}, () => ({...named, notes: ['Left out.']}));
		const rows = reviewRows(
			answersWith({}, context),
			context,
			prepareCheck(fakeServices({systemProxy: () => named}).services, context, answersWith({}, context)),
		);
		expect(rows.find(({label}) => label === 'Proxy')?.warning).toBe('Left out.');
	});

	it('that can not be read is no answer', () => {
		const context = contextWith({}, broken);
		expect(stepOf('proxy').validate(answersWith({proxyChoice: 'system'}, context), context)).toContain(
			'more than one colon',
		);
		expect(stepOf('proxy').validate(answersWith({proxyChoice: 'system'}), contextWith())).toContain(
			'Windows names no proxy',
		);
	});

	it('is asked for by lines', () => {
		const context = contextWith({}, () => named);
		const room = {
			answers: answersWith({}, context),
			context,
			services: fakeServices().services,
			help: [],
			signal: new AbortController().signal,
		};
		const {lines, proposal} = proxyQuestion(room);
		expect(lines.join('\n')).toContain('From Windows: http://win.example:8080');
		expect(proposal).toBe('2');
	});

	it('is taken again for the answers of a run that used it', () => {
		const context = contextWith({}, () => named);
		const proxy = {
			source: 'system',
			https: endpoint('win.example').endpoint,
			http: endpoint('win.example').endpoint,
			noProxy: '.corp.example',
		} as const;
		const settings = {
			...prepareCheck(fakeServices().services, contextWith(), answersWith()).plan?.settings,
			proxy,
		} as never;
		expect(answersOfRun({settings}, {proxyChoice: 'own'}, context).proxyChoice).toBe('system');
		expect(answersOfRun({settings}, {proxyChoice: 'own'}, contextWith()).proxyChoice).toBe('own');
	});

	it('is shown, chosen and checked through', async () => {
		const initial = {region: 'eastus', features: ['arc']};
		const {terminal, journal} = openWizard(windows.usual, {
			initial,
			systemProxy: () => named,
			examineProxies: async () => [],
		});
		await terminal.waitFor(/Proxy +http:\/\/win\.example:8080, from Windows/);
		terminal.press('g', keys.down);
		await terminal.waitFor(/❯ Proxy/);
		terminal.press(keys.enter);
		await terminal.waitFor(/❯ From Windows +http:\/\/win\.example:8080/);
		expect(terminal.screen()).toContain('never read that');
		terminal.press(keys.enter);
		await terminal.waitFor('Ready to check?');
		await terminal.waitFor(/enter start/);
		terminal.press(keys.enter);
		await terminal.waitFor('Results');
		expect(journal.plans[0]?.settings.proxy).toMatchObject({source: 'system', https: {host: 'win.example'}});
	});
});
