import {describe, expect, it} from 'vitest';
import type {Run} from '../../../../source/record/run.ts';
import {resultsMenu} from '../../../../source/wizard/screens/results/results-lines.ts';
import {answerPassword, type PreparedCheck, prepareCheck, type Sitting} from '../../../../source/wizard/state/check.ts';
import {reduceWizard} from '../../../../source/wizard/state/reduce-wizard.ts';
import {createWizard, type WizardState} from '../../../../source/wizard/state/state.ts';
import {sampleReport} from '../../../helpers/sample-run.ts';
import {answersWith, contextWith} from '../../helpers/context.ts';
import {fakeProfiles, openedProfile} from '../../helpers/profiles.ts';
import {fakeServices, mixedRecord} from '../../helpers/services.ts';

function sittingWith(run: Run, given: Partial<WizardState> = {}): Sitting {
	const {services} = fakeServices({profiles: fakeProfiles({})});
	const context = contextWith();
	const answers = answersWith({region: 'eastus'});
	const state = {
		...createWizard(answers, {kind: 'questions'}, context),
		view: {name: 'results'} as const,
		run,
		...given,
	};
	return {state, services, context, prepared: prepareCheck(services, context, answers)};
}

/** What each letter leads to. */
function actionsOf(run: Run, hasChanges = false, given: Partial<WizardState> = {}) {
	const menu = resultsMenu(sittingWith(run, given), run, hasChanges);
	return Object.fromEntries(menu.flatMap(({key, toAction}) => (key === undefined ? [] : [[key, toAction()]])));
}

describe('what can be done with the results', () => {
	it('leads either face to the same action', () => {
		expect(actionsOf(mixedRecord)).toMatchObject({
			e: {type: 'open-export', proposal: 'arc-netcheck-eastus'},
			f: {type: 'start-probing', previous: mixedRecord, plan: {targets: {length: 3}}},
			p: {type: 'open-save'},
			R: {type: 'start-probing', previous: mixedRecord, plan: {targets: {length: 7}}},
		});
	});

	it('waits for the fix also where the password is asked for first', () => {
		const sitting = sittingWith(mixedRecord);
		const {prepared} = sitting;
		if (prepared.plan === null) throw new Error(prepared.problem);
		const endpoint = {scheme: 'http', host: 'proxy.example', port: 3128, username: 'user'} as const;
		const {settings} = prepared.plan;
		const proxy = {...settings.proxy, https: endpoint};
		const locked: PreparedCheck = {...prepared, plan: {...prepared.plan, settings: {...settings, proxy}}};
		const wait = resultsMenu({...sitting, prepared: locked}, mixedRecord, false).find(({key}) => key === 't');
		const asking = wait?.toAction();
		if (asking?.type !== 'ask-password') throw new Error(`not asked: ${asking?.type}`);
		const state = reduceWizard(sitting.state, asking, sitting.context);
		expect(answerPassword({...sitting, state}, 'secret').at(-1)).toMatchObject({
			type: 'start-waiting',
			previous: mixedRecord,
		});
	});

	it('is refused where nothing failed', () => {
		expect(actionsOf(sampleReport({rows: [{host: 'good.example'}]})).f?.type).toBe('refuse');
	});

	it.each(['ssh:n1', '3 vantage points'])('asks nothing again from here of a run that was made from %s', name => {
		const run = {...mixedRecord, vantage: {...mixedRecord.vantage, name}};
		const refused = {type: 'refuse', problem: expect.stringContaining(`made from ${name}, not from here`)};
		expect(actionsOf(run)).toMatchObject({f: refused, R: refused, t: refused, e: {type: 'open-export'}});
	});

	it.each([
		['nothing to hold the run against', false, null, ['Save as profile']],
		['a run before it', true, null, ['What changed', 'Save as profile']],
		['a profile', false, openedProfile('prod'), ['To the profile']],
	])('offers in its menu what there is, with %s', (_name, hasChanges, profile, expected) => {
		const menu = resultsMenu(sittingWith(mixedRecord, {profile}), mixedRecord, hasChanges);
		const labels = menu.filter(({isOnlyKey}) => !isOnlyKey).map(({label}) => label);
		const always = ['Back to the results', 'Export', 'Wait for the fix', 'Check again', 'Change an answer', 'Leave'];
		expect(labels.filter(label => !always.includes(label))).toEqual(expected);
		expect(labels).toEqual(expect.arrayContaining(always));
	});
});
