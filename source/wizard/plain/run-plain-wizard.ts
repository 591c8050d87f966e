import {answer, ask} from '../components/conversation.ts';
import {showReview} from '../questions/review/review-lines.ts';
import {showStep} from '../questions/step-lines.ts';
import {showAudit} from '../screens/audit/audit-lines.ts';
import {showChanges} from '../screens/changes/changes-lines.ts';
import {showExport} from '../screens/export/export-lines.ts';
import {showDone} from '../screens/export/export-words.ts';
import {helpFor} from '../screens/help/help-texts.ts';
import {showProbing} from '../screens/probing/probing-lines.ts';
import {showProfile, showProfiles} from '../screens/profiles/profiles-lines.ts';
import {showResults} from '../screens/results/results-lines.ts';
import {showSave} from '../screens/save/save-lines.ts';
import {showWaiting} from '../screens/waiting/waiting-lines.ts';
import type {WizardOutcome, WizardServices, WizardStreams} from '../services.ts';
import {contextWithin, firstAnswers, stepContextOf} from '../state/answers/answers.ts';
import {passwordWords} from '../state/answers/proxy-answer.ts';
import {answerPassword, type PlainSession, prepareCheck} from '../state/check.ts';
import {reduceWizard} from '../state/reduce-wizard.ts';
import {answersInView, createWizard, outcomeOf, type WizardAction} from '../state/state.ts';
import {NoAnswer, openTalk} from './talk.ts';

const practiceSentence =
	'This is the practice network: a made-up company on this machine. Nothing that is found here says anything about your own network.';

/**
 * The wizard as questions and lines, for a screen reader or a terminal that can't draw. It has the same state as the drawn
 * one, so the questions, their checks and the ways between them are the same. All that is said stays in the scrollback.
 * Rejects only with a fault of ours.
 */
export async function runPlainWizard(services: WizardServices, streams: WizardStreams): Promise<WizardOutcome> {
	const {signal = new AbortController().signal} = streams;
	const base = stepContextOf(services);
	const talk = openTalk(streams, services.glyphs.unicode);
	let state = createWizard(firstAnswers(services, base), services.opening, base);
	if (services.isPractice) talk.say(practiceSentence);
	talk.say('Enter takes what stands in brackets, ? explains, back leads to the question before, Ctrl-C leaves.');
	try {
		while (state.view.name !== 'closed') {
			const context = contextWithin(base, state.profile);
			const prepared = prepareCheck(services, context, answersInView(state));
			const help = helpFor(state).lines;
			const actions = await showView({state, services, context, prepared, help, talk, signal});
			state = actions.reduce((current, action) => reduceWizard(current, action, base), state);
		}
	} finally {
		talk.close();
	}
	return outcomeOf(state, state.view.kind);
}

async function showView(session: PlainSession): Promise<readonly WizardAction[]> {
	const {view} = session.state;
	try {
		switch (view.name) {
			case 'profiles':
				return await showProfiles(session);
			case 'profile':
				return await showProfile(session);
			case 'password':
				return await showPassword(session);
			case 'changes':
				return showChanges(session);
			case 'save-profile':
				return await showSave(session);
			case 'audit':
				return await showAudit(session);
			case 'step':
				return await (view.stepId === 'review'
					? showReview(session)
					: showStep({stepId: view.stepId, field: view.field}, session));
			case 'probing':
				return await showProbing(view, session);
			case 'waiting':
				return await showWaiting(view, session);
			case 'results':
			// These exist only as screens.
			case 'next':
			case 'copy':
			case 'matrix':
				return await showResults(session);
			case 'printout':
				return [{type: 'back'}];
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
		if (error instanceof NoAnswer) {
			// Who pressed Ctrl-C knows why it ends.
			if (!session.signal.aborted) session.talk.say('The input has ended, so the wizard closes.');
			return [{type: 'interrupt'}];
		}
		throw error;
	}
}

/** Asks for what a profile never holds, without an echo; then the check goes on. */
async function showPassword(session: PlainSession): Promise<readonly WizardAction[]> {
	const {state, prepared, talk} = session;
	const {title, reason, hint} = passwordWords(state.profile, prepared.plan);
	const asked = await ask(
		{
			lines: [`${title}. ${reason} ${hint}`],
			prompt: 'Password',
			proposal: 'none',
			isMasked: true,
			help: [],
			read: text => answer(text),
		},
		talk,
	);
	return answerPassword(session, asked?.value ?? '');
}
