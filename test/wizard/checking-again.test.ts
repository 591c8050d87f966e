import {describe, expect, it} from 'vitest';
import {EnvironmentError} from '../../source/errors.ts';
import {mergeRuns} from '../../source/record/judge-again.ts';
import {toJudgedRun} from '../../source/record/judged-run.ts';
import type {JudgedRun} from '../../source/verdict/types.ts';
import {sampleRun} from '../helpers/sample-run.ts';
import {keys} from '../helpers/terminal.ts';
import {openResults as openSample} from './helpers/open-results.ts';
import {openWizard, windows} from './helpers/open-wizard.ts';
import {createPacedRun} from './helpers/paced-run.ts';
import {mixedRecord, mixedRun, type RunPlan} from './helpers/services.ts';

type Asked = {readonly hosts: readonly (string | undefined)[]; readonly previous: JudgedRun | null};

/** The run of which a part is checked again, as it comes back from its record. */
const whole = toJudgedRun(mixedRecord);

/** Every host that is checked again is found mended. */
async function openResults(window: {readonly columns: number; readonly rows: number} = windows.usual) {
	const asked: Asked[] = [];
	const runPlan: RunPlan = async (plan, {previous}) => {
		asked.push({hosts: plan.targets.map(({target}) => target?.host), previous});
		if (!previous) return mixedRun;
		if (plan.targets.some(({target}) => target?.host === 'lost.example')) {
			throw new EnvironmentError('The network is gone.', 'Bring it back.');
		}
		const rows = plan.targets.map(({target}) => ({host: target?.host ?? ''}));
		return mergeRuns(previous, sampleRun({proxy: 'http://proxy.example:3128', rows}));
	};
	const wizard = openWizard(window, {initial: {region: 'eastus2', features: ['arc']}, runPlan});
	await wizard.terminal.waitFor('Ready to check?');
	wizard.terminal.press(keys.enter);
	await wizard.terminal.waitFor('Results');
	return {...wizard, asked};
}

describe.each(['usual', 'small'] as const)('in a %s window', size => {
	it('r checks the endpoint at the pointer again, and the rest stays', async () => {
		const {terminal, asked, outcome} = await openResults(windows[size]);
		terminal.press(keys.right, 'j', 'r');
		await terminal.waitFor('✓ 5 reachable  ✗ 2 blocked');
		expect(asked[1]).toMatchObject({hosts: ['denied-1.example'], previous: whole});
		terminal.press('q', 'q');
		expect(await outcome).toMatchObject({run: {summary: {targets: 8, reachable: 5, blocked: 2}}});
	});

	it('r on a finding checks all behind it', async () => {
		const {terminal, asked} = await openResults(windows[size]);
		terminal.press('r');
		await terminal.waitFor('✓ 6 reachable  ✗ 1 blocked');
		expect(asked[1]?.hosts).toEqual(['denied-1.example', 'denied-2.example']);
	});

	it('a filter shows what fits, and Escape shows all again', async () => {
		const {terminal} = await openResults(windows[size]);
		terminal.press('/');
		await terminal.waitFor('all again');
		terminal.press('good-3');
		await terminal.waitFor(/Filter good-3 +1 of 8/);
		expect(terminal.screen()).not.toContain('denied-1');
		expect(terminal.rows().findLastIndex(row => row !== '')).toBeLessThan(windows[size].rows - 2);
		terminal.press(keys.enter, keys.down, keys.enter);
		await terminal.waitFor('Status');
		terminal.press(keys.escape);
		await terminal.waitFor(/Filter good-3/);
		terminal.press(keys.escape);
		await terminal.waitFor(screen => screen.includes('Name not found') && !screen.includes('Filter'));
	});

	it('s goes through the statuses', async () => {
		const {terminal} = await openResults(windows[size]);
		terminal.press('s', 's');
		await terminal.waitFor(/Filter +unverified {2}1 of 8/);
		terminal.press('s', 's');
		await terminal.waitFor(screen => !screen.includes('Filter'));
	});
});

it('f checks what failed, and an error leaves the results with one sentence', async () => {
	const {terminal, asked} = await openResults();
	terminal.press('f');
	await terminal.waitFor('✗ The network is gone. Bring it back.');
	expect(asked[1]?.hosts).toEqual(['denied-1.example', 'denied-2.example', 'lost.example']);
	expect(terminal.screen()).toContain('The proxy denies access');
	terminal.press('j');
	await terminal.waitFor(screen => !screen.includes('The network is gone'));
});

it('R checks everything again', async () => {
	const {terminal, asked} = await openResults();
	terminal.press('R');
	await terminal.waitFor('Results');
	await expect.poll(() => asked.length).toBe(2);
	// In place: what a stop leaves undone keeps what was seen before.
	expect(asked[1]?.previous).toEqual(whole);
	expect(asked[1]?.hosts).toHaveLength(mixedRun.results.length - 1);
});

it('r works in the details, and the pointer stays on the endpoint', async () => {
	const {terminal} = await openResults();
	terminal.press('jj', keys.enter);
	await terminal.waitFor('Status');
	terminal.press('r');
	await terminal.waitFor('✓ 5 reachable');
	// What was mended is folded away among the reachable; the pointer stays near.
	expect(terminal.screen()).toMatch(/❯/);
});

it('r where nothing can be checked says so', async () => {
	const {terminal, asked} = await openResults();
	terminal.press('/', '*.unknown', keys.enter, 'j', 'r');
	await terminal.waitFor('There is nothing here that could be checked again.');
	expect(asked).toHaveLength(1);
});

describe('a check that is made again and stopped', () => {
	/** The first check is over at once; the second one goes on until it is stopped. */
	async function openAgain() {
		const again = createPacedRun(5);
		const runPlan: RunPlan = async (plan, options) => {
			if (!options.previous) return mixedRun;
			return mergeRuns(options.previous, await again.runPlan(plan, options));
		};
		const wizard = await openSample(windows.usual, {runPlan});
		wizard.terminal.press('R');
		await wizard.terminal.waitFor('Checking');
		await again.begun;
		again.finish(0);
		return wizard;
	}

	it.each([
		['Escape', keys.escape],
		['s', 's'],
	])('by %s shows the results with what was seen before', async (_name, key) => {
		const {terminal} = await openAgain();
		terminal.press(key);
		await terminal.waitFor('❯ ▾ ✗ The proxy denies access');
		expect(terminal.screen()).toMatch(/3 blocked/);
	});

	it('by Ctrl-C leaves with the results', async () => {
		const {terminal, outcome} = await openAgain();
		terminal.press(keys.ctrlC);
		expect(await outcome).toMatchObject({kind: 'cancelled', run: {summary: {blocked: 3}}});
	});
});
