import type {WizardOutcome, WizardServices} from '../services.ts';
import {createWizard, reduceWizard, type WizardAction} from '../state.ts';
import {initialAnswers, stepContextOf} from '../step-context.ts';
import type {WizardStreams} from '../streams.ts';
import {NoAnswer} from './no-answer.ts';
import type {PlainSession} from './plain-session.ts';
import {openTalk} from './talk.ts';
import {showDone} from './views/done-view.ts';
import {showExport} from './views/export-view.ts';
import {showProbing} from './views/probing-view.ts';
import {showResults} from './views/results-view.ts';
import {showReview} from './views/review-view.ts';
import {showStep} from './views/step-view.ts';

const practiceSentence =
	'This is the practice network: a made-up company on this machine. Nothing that is found here says anything about your own network.';

/**
 * The wizard as questions and lines, for a screen reader or a terminal that can't draw. It has the same state as the drawn
 * one, so the questions, their checks and the ways between them are the same. All that is said stays in the scrollback.
 * Rejects only with a fault of ours.
 */
export async function runPlainWizard(services: WizardServices, streams: WizardStreams): Promise<WizardOutcome> {
	const {signal = new AbortController().signal} = streams;
	const context = stepContextOf(services);
	const talk = openTalk(streams, services.glyphs.unicode);
	let state = createWizard(initialAnswers(context, services.initial));
	if (services.isPractice) talk.say(practiceSentence);
	talk.say('Enter takes what stands in brackets, ? explains, back leads to the question before, Ctrl-C leaves.');
	try {
		while (state.view.name !== 'closed') {
			const actions = await showView({state, services, context, talk, signal});
			state = actions.reduce((current, action) => reduceWizard(current, action, context), state);
		}
	} finally {
		talk.close();
	}
	const {run, findings, files, answers} = state;
	return {kind: state.view.kind, run, findings, files, answers};
}

async function showView(session: PlainSession): Promise<readonly WizardAction[]> {
	const {view} = session.state;
	try {
		switch (view.name) {
			case 'step':
				return await (view.stepId === 'review'
					? showReview(session)
					: showStep({stepId: view.stepId, field: view.field}, session));
			case 'probing':
				return await showProbing(view, session);
			case 'results':
			// These exist only as screens.
			case 'next':
			case 'copy':
				return await showResults(session);
			case 'export':
				return await showExport(session);
			case 'done':
				return await showDone(view.files, session);
			case 'closed':
				return [];
			default:
				return view satisfies never;
		}
	} catch (error) {
		if (error instanceof NoAnswer) return [{type: 'interrupt'}];
		throw error;
	}
}
