import {describe, expect, it} from 'vitest';
import {nothingKept} from '../../../source/session/profiles/list-profiles.ts';
import {reduceWizard} from '../../../source/wizard/state/reduce-wizard.ts';
import {
	type CheckOrigin,
	createWizard,
	type View,
	type WizardAction,
	type WizardState,
} from '../../../source/wizard/state/state.ts';
import {samplePlan} from '../../helpers/sample-run.ts';
import {answersWith, contextWith} from '../helpers/context.ts';
import {openedProfile} from '../helpers/profiles.ts';
import {mixedRecord} from '../helpers/services.ts';

const context = contextWith();
const plan = samplePlan({rows: [{host: 'a.example'}]});
const secrets = {httpsProxyPassword: null, httpProxyPassword: null};
const probing = (stop: 'look' | 'leave' | null, origin: CheckOrigin = 'review'): View => ({
	name: 'probing',
	plan,
	secrets,
	stop,
	previous: origin === 'results' ? mixedRecord : null,
	origin,
	isAwaited: false,
	profile: null,
	from: [],
});
const profile = openedProfile('prod');
const step = (stepId: Extract<View, {name: 'step'}>['stepId'], field?: string): View => ({name: 'step', stepId, field});
const finished: WizardAction = {
	type: 'probing-finished',
	run: mixedRecord,
	notKept: null,
	notes: [],
};

function stateWith(given: Partial<WizardState>): WizardState {
	return {...createWizard(answersWith(), {kind: 'questions'}, context), ...given};
}

const written = (file: string) => ({output: 'markdown', file, bytes: 5}) as const;

describe('views', () => {
	it.each<[string, Partial<WizardState>, WizardAction, View]>([
		['next, where all is known', {view: step('region')}, {type: 'next'}, step('review')],
		[
			'next, to what is not known',
			{view: step('region'), answers: answersWith({features: []})},
			{type: 'next'},
			step('features'),
		],
		[
			'next to the proxy that was chosen',
			{view: step('proxy'), answers: answersWith({proxyChoice: 'own'})},
			{type: 'next'},
			step('proxy-details'),
		],
		[
			'next with a bad answer',
			{view: step('region'), answers: answersWith({region: null})},
			{type: 'next'},
			step('region'),
		],
		['next after a revisit', {view: step('region'), reviewed: answersWith()}, {type: 'next'}, step('review')],
		[
			'next after a revisit that opened a question',
			{view: step('proxy'), reviewed: answersWith(), answers: answersWith({proxyChoice: 'own'})},
			{type: 'next'},
			step('proxy-details'),
		],
		[
			'next after a revisit that spoiled another answer',
			{view: step('region'), reviewed: answersWith(), answers: answersWith({features: []})},
			{type: 'next'},
			step('features'),
		],
		[
			'next after a revisit that needs names',
			{view: step('features'), reviewed: answersWith(), answers: answersWith({features: ['arc', 'key-vault']})},
			{type: 'next'},
			step('resources', 'vault'),
		],
		[
			'next after a revisit that needs names which are there',
			{
				view: step('features'),
				reviewed: answersWith(),
				answers: answersWith({features: ['arc', 'key-vault'], resources: {vault: 'mine'}}),
			},
			{type: 'next'},
			step('review'),
		],
		[
			'next after the names were asked for',
			{view: step('resources'), reviewed: answersWith(), answers: answersWith({features: ['arc', 'key-vault']})},
			{type: 'next'},
			step('review'),
		],
		[
			'next after a region whose code nobody knows',
			{view: step('region'), reviewed: answersWith(), answers: answersWith({region: 'westus3'})},
			{type: 'next'},
			step('resources', 'region-code'),
		],
		['back', {view: step('features')}, {type: 'back'}, step('proxy')],
		['back at the start', {view: step('region')}, {type: 'back'}, step('region')],
		['back from a revisit', {view: step('features'), reviewed: answersWith()}, {type: 'back'}, step('review')],
		[
			'back from a revisit that left no answer',
			{view: step('features'), reviewed: answersWith(), answers: answersWith({features: []})},
			{type: 'back'},
			step('proxy'),
		],
		['jump', {view: step('review')}, {type: 'jump', stepId: 'region'}, step('region')],
		[
			'jump to a line',
			{view: step('review')},
			{type: 'jump', stepId: 'resources', field: 'acr'},
			step('resources', 'acr'),
		],
		['start', {view: step('review')}, {type: 'start-probing', plan, secrets, previous: null}, probing(null)],
		[
			'start from the results',
			{view: {name: 'results'}},
			{type: 'start-probing', plan, secrets, previous: mixedRecord},
			probing(null, 'results'),
		],
		['stop', {view: probing(null)}, {type: 'stop-probing'}, probing('look')],
		['back while probing', {view: probing(null)}, {type: 'back'}, probing('look')],
		['stop while leaving', {view: probing('leave')}, {type: 'stop-probing'}, probing('leave')],
		['the run is over', {view: probing(null)}, finished, {name: 'results'}],
		['the stopped run is over', {view: probing('look')}, finished, {name: 'results'}],
		['the run is over while leaving', {view: probing('leave')}, finished, {name: 'closed', kind: 'cancelled'}],
		['a run that comes too late', {view: step('review')}, finished, step('review')],
		['the run fails', {view: probing(null)}, {type: 'probing-failed', problem: 'No.'}, step('review')],
		[
			'checking again fails',
			{view: probing(null, 'results')},
			{type: 'probing-failed', problem: 'No.'},
			{name: 'results'},
		],
		[
			'the run fails while leaving',
			{view: probing('leave')},
			{type: 'probing-failed', problem: 'No.'},
			{name: 'closed', kind: 'cancelled'},
		],
		['export', {view: {name: 'results'}, run: mixedRecord}, {type: 'open-export', proposal: 'a'}, {name: 'export'}],
		['export without results', {view: step('review')}, {type: 'open-export', proposal: 'a'}, step('review')],
		[
			'exported',
			{view: {name: 'export'}},
			{type: 'exported', files: [written('a.md')]},
			{name: 'done', files: [written('a.md')]},
		],
		['back from the export', {view: {name: 'export'}}, {type: 'back'}, {name: 'results'}],
		['back from the end', {view: {name: 'done', files: []}}, {type: 'back'}, {name: 'results'}],
		['back from the results', {view: {name: 'results'}}, {type: 'back'}, {name: 'next', isLeaving: false}],
		['back from what is next', {view: {name: 'next', isLeaving: true}}, {type: 'back'}, {name: 'results'}],
		['to the answers', {view: {name: 'next', isLeaving: false}}, {type: 'revise'}, step('review')],
		['back to the results', {view: step('review'), run: mixedRecord}, {type: 'open-results'}, {name: 'results'}],
		['to results that are not there', {view: step('review')}, {type: 'open-results'}, step('review')],
		[
			'leave',
			{view: {name: 'results'}, run: mixedRecord, isFresh: true},
			{type: 'leave'},
			{name: 'next', isLeaving: true},
		],
		[
			'leave after an export',
			{view: {name: 'results'}, run: mixedRecord, isFresh: true, exportedRun: mixedRecord},
			{type: 'leave'},
			{name: 'closed', kind: 'finished'},
		],
		[
			'leave after an export of what was found before',
			{view: {name: 'results'}, run: {...mixedRecord}, isFresh: true, exportedRun: mixedRecord},
			{type: 'leave'},
			{name: 'next', isLeaving: true},
		],
		['finish', {view: {name: 'done', files: []}}, {type: 'finish'}, {name: 'closed', kind: 'finished'}],
		['Ctrl-C', {view: step('region')}, {type: 'interrupt'}, {name: 'closed', kind: 'cancelled'}],
		['Ctrl-C while probing', {view: probing(null)}, {type: 'interrupt'}, probing('leave')],
		['Ctrl-C while stopping', {view: probing('look')}, {type: 'interrupt'}, probing('leave')],
		['Ctrl-C twice while probing', {view: probing('leave')}, {type: 'interrupt'}, {name: 'closed', kind: 'cancelled'}],
		['back from the review of a profile', {view: step('review'), profile}, {type: 'back'}, {name: 'profile'}],
		['back from a profile', {view: {name: 'profile'}, profile}, {type: 'back'}, {name: 'profiles'}],
		['back from the list of profiles', {view: {name: 'profiles'}}, {type: 'back'}, {name: 'profiles'}],
		[
			'back from the first question to the profiles',
			{view: step('region'), profiles: {...nothingKept, problems: ['One is damaged.']}},
			{type: 'back'},
			{name: 'profiles'},
		],
		['a new check', {view: {name: 'profiles'}}, {type: 'start-over', answers: answersWith()}, step('review')],
		[
			'a first check',
			{view: {name: 'profiles'}},
			{type: 'start-over', answers: answersWith({region: null})},
			step('region'),
		],
		['save from the review', {view: step('review')}, {type: 'open-save'}, {name: 'save-profile', origin: 'review'}],
		['back from saving', {view: {name: 'save-profile', origin: 'results'}}, {type: 'back'}, {name: 'results'}],
		[
			'what changed with the last run of a profile',
			{view: {name: 'profile'}, profile},
			{type: 'open-changes'},
			{name: 'changes', origin: 'profile'},
		],
		[
			'a check that fails leads back to the profile',
			{view: probing(null, 'profile'), profile},
			{type: 'probing-failed', problem: 'No.'},
			{name: 'profile'},
		],
		[
			'leave with what a profile keeps',
			{view: {name: 'results'}, run: mixedRecord, isFresh: true, isKept: true, profile},
			{type: 'leave'},
			{name: 'closed', kind: 'finished'},
		],
		[
			'leave with what a profile could not keep',
			{view: {name: 'results'}, run: mixedRecord, isFresh: true, profile},
			{type: 'leave'},
			{name: 'next', isLeaving: true},
		],
		[
			'leave after a look at what was read from disk',
			{view: {name: 'results'}, run: mixedRecord},
			{type: 'leave'},
			{name: 'closed', kind: 'finished'},
		],
	])('%s', (_name, before, action, view) => {
		expect(reduceWizard(stateWith(before), action, context).view).toEqual(view);
	});
});

describe('problems', () => {
	it('stay until the answer changes', () => {
		const refused = reduceWizard(
			stateWith({view: step('features'), answers: answersWith({features: []})}),
			{type: 'next'},
			context,
		);
		expect(refused.problem).toContain('Choose at least one feature');
		expect(reduceWizard(refused, {type: 'answer', answers: {features: ['arc']}}, context).problem).toBeNull();
	});

	it('of a run are shown in the review', () => {
		const failed = reduceWizard(stateWith({view: probing(null)}), {type: 'probing-failed', problem: 'No.'}, context);
		expect(failed.problem).toBe('No.');
	});
});

it('answers stay whatever happens', () => {
	const answers = answersWith({region: 'westeurope'});
	let state = stateWith({answers, view: step('review')});
	for (const action of [
		{type: 'jump', stepId: 'proxy'},
		{type: 'back'},
		{type: 'start-probing', plan, secrets, previous: null},
		finished,
		{type: 'open-export', proposal: 'a'},
		{type: 'back'},
		{type: 'back'},
		{type: 'revise'},
	] as const) {
		state = reduceWizard(state, action, context);
	}
	expect(state.view).toEqual(step('review'));
	expect(state.answers).toEqual(answers);
});

it.each<[string, CheckOrigin]>([
	['whole run', 'review'],
	['part that was checked again', 'results'],
])('results of a %s are shown with the answers that they were made with', (_name, origin) => {
	const answers = answersWith({region: 'westeurope'});
	const checked = reduceWizard(stateWith({answers, view: probing(null, origin)}), finished, context);
	const changed = reduceWizard(
		{...checked, view: step('review')},
		{type: 'answer', answers: {region: 'eastus2'}},
		context,
	);
	expect(changed.answers.region).toBe('eastus2');
	expect(reduceWizard(changed, {type: 'open-results'}, context)).toMatchObject({view: {name: 'results'}, answers});
});

it('files of several exports add up', () => {
	const once = reduceWizard(stateWith({}), {type: 'exported', files: [written('a.md'), written('a.json')]}, context);
	expect(reduceWizard(once, {type: 'exported', files: [written('b.md'), written('a.md')]}, context).files).toEqual([
		written('a.json'),
		written('b.md'),
		written('a.md'),
	]);
});

it.each<[string, CheckOrigin]>([
	['new check', 'review'],
	['check of a part', 'results'],
])('an export is none of what a %s found after it', (_name, origin) => {
	const exported = reduceWizard(
		stateWith({run: mixedRecord, isFresh: true}),
		{type: 'exported', files: [written('a.md'), written('b.md')]},
		context,
	);
	const again = {...finished, run: {...mixedRecord}, notKept: 'The disk is full.'} as const;
	const checked = reduceWizard({...exported, view: probing(null, origin)}, again, context);
	expect(checked).toMatchObject({files: [], earlierFiles: [written('a.md'), written('b.md')]});
	expect(reduceWizard(checked, {type: 'leave'}, context).view).toEqual({name: 'next', isLeaving: true});
	const replaced = reduceWizard(checked, {type: 'exported', files: [written('a.md')]}, context);
	expect(replaced).toMatchObject({files: [written('a.md')], earlierFiles: [written('b.md')]});
});

describe('the password of a profile', () => {
	const asked = reduceWizard(
		stateWith({view: {name: 'profile'}, profile}),
		{type: 'ask-password', part: null},
		context,
	);

	it('is asked for once', () => {
		const begun = reduceWizard(asked, {type: 'start-probing', plan, secrets, previous: null}, context);
		expect(begun).toMatchObject({view: {name: 'probing', origin: 'profile'}, isPasswordAsked: true});
	});

	it('is asked for again after a way back', () => {
		const back = reduceWizard(asked, {type: 'back'}, context);
		expect(back).toMatchObject({view: {name: 'profile'}, isPasswordAsked: false});
	});
});

it('a profile that was read again too late is not taken for another one', () => {
	const state = stateWith({view: {name: 'profile'}, profile});
	expect(reduceWizard(state, {type: 'renew-profile', opened: openedProfile('other')}, context)).toBe(state);
});
