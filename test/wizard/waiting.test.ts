import {expect, it, vi} from 'vitest';
import type {Run} from '../../source/record/run.ts';
import type {WizardServices} from '../../source/wizard/services.ts';
import {keys} from '../helpers/terminal.ts';
import {openResults} from './helpers/open-results.ts';
import {windows} from './helpers/open-wizard.ts';
import {mixedRun} from './helpers/services.ts';
import {startConversation} from './plain/helpers/conversation.ts';

type WaitForFix = WizardServices['waitForFix'];

/** All that failed gets through, as the check that confirms a fix sees it. */
const mended = mixedRun.results.map(result =>
	result.verdict.status === 'blocked'
		? {...result, verdict: {...result.verdict, status: 'reachable', severity: 'ok', cause: null} as const}
		: result,
);

/** A fix that comes when the test says so. */
function createFix() {
	const asked: Parameters<WaitForFix>[] = [];
	let settle: (isFixed: boolean) => void = () => {};
	let checks = 0;
	const waitForFix: WaitForFix = (...given) => {
		asked.push(given);
		return new Promise(resolve => {
			settle = resolve;
			given[1].signal.addEventListener('abort', () => resolve(false));
		});
	};
	return {
		asked,
		come: () => settle(true),
		given: {
			waitForFix,
			runPlan: async () => (checks++ === 0 ? mixedRun : {...mixedRun, results: mended}),
		},
	};
}

const failingOf = ({results}: Run) => results.filter(({severity}) => severity === 'error');

it.each(['usual', 'small', 'large'] as const)(
	'asks what failed again, tells how often, and once that the fix is there (%s)',
	async size => {
		const {asked, come, given} = createFix();
		const {terminal, journal} = await openResults(windows[size], given);
		terminal.press('t');
		await terminal.waitFor('Waiting for the fix');
		await terminal.waitFor('denied-1.example:443');
		const [first] = asked;
		if (first === undefined) throw new Error('Nobody waits');
		const [plan, {onAsked, previous}] = first;
		expect(plan.targets.map(({target}) => target?.host)).toEqual([
			'denied-1.example',
			'denied-2.example',
			'lost.example',
		]);
		onAsked(failingOf(previous).slice(0, 1));
		await terminal.waitFor(/Asked 1 time, last at \d\d:\d\d/);
		expect(terminal.screen()).not.toContain('denied-2.example');
		come();
		await terminal.waitFor('The fix is there');
		expect(journal.plans).toHaveLength(2);
		// Once it has been read, it is not said again.
		terminal.press(keys.down);
		await terminal.waitFor(screen => !screen.includes('The fix is there'));
		terminal.press('t');
	},
);

it.each([
	['s', 's'],
	['Escape', keys.escape],
])('is stopped by %s, and the results stand as they were', async (_name, key) => {
	const {asked, given} = createFix();
	const {terminal, journal} = await openResults(windows.usual, given);
	terminal.press('t');
	await terminal.waitFor('Waiting for the fix');
	terminal.press(key);
	await terminal.waitFor('Findings 2');
	await vi.waitFor(() => expect(asked[0]?.[1].signal.aborted).toBe(true));
	expect(journal.plans).toHaveLength(1);
});

it('says nothing of a fix that the check after it does not see', async () => {
	const {come, given} = createFix();
	const {terminal} = await openResults(windows.usual, {...given, runPlan: async () => mixedRun});
	terminal.press('t');
	await terminal.waitFor('Waiting for the fix');
	come();
	await terminal.waitFor('Findings 2');
	expect(terminal.screen()).not.toContain('The fix is there');
});

it('is not offered where all is well', async () => {
	const {terminal} = await openResults(windows.usual, {runPlan: async () => ({...mixedRun, results: mended})});
	terminal.press(keys.escape);
	await terminal.waitFor('What next?');
	expect(terminal.screen()).not.toContain('Wait for the fix');
});

it('lines wait without a word, until the fix is there or s is typed', async () => {
	const {come, asked, given} = createFix();
	const conversation = startConversation({...given, initial: {region: 'eastus2', features: ['arc']}});
	const {walk, hear, type} = conversation;
	await walk([
		['[start]:', ''],
		['[y]:', 't'],
		['Waiting for the fix. Asks 3 endpoints again every 30 seconds', 's'],
		['[y]:', 't'],
	]);
	await hear('Type s and Enter to stop.');
	expect(asked).toHaveLength(2);
	come();
	await hear('The fix is there: what failed gets through now.');
	await hear('[y]:');
	type('n');
});
