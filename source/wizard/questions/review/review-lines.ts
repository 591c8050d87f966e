import {ask, numberQuestion, type Question} from '../../components/conversation.ts';
import type {Notice} from '../../components/frame/frame-parts.ts';
import {beginCheck, type PlainSession, type PreparedCheck, type StepRoom} from '../../state/check.ts';
import type {WizardAction} from '../../state/state.ts';
import {isBeforeReview} from '../../state/transitions.ts';
import {headingOf} from '../step-lines.ts';
import {
	describeProxies,
	describeReach,
	isProxyOpen,
	type ReviewRow,
	reviewRows,
	reviewStep,
	sentBefore,
	withPac,
} from './review-rows.ts';

/** All answers, and the start. */
export async function showReview(session: PlainSession): Promise<readonly WizardAction[]> {
	const {state, services, context, prepared, help, talk, signal} = session;
	const {answers, problem, run} = state;
	// The lines have no screen that could be drawn again, so the script is judged before they are said.
	const ofPac = prepared.plan && (await services.judgePac(prepared.plan, prepared.secrets, signal));
	const examinations = ofPac ? withPac(state.examinations, ofPac) : state.examinations;
	const proxies = describeProxies(prepared.plan, examinations);
	const about = {
		hasRun: run !== null,
		sent: sentBefore(prepared.plan, examinations),
		isProxyOpen: isProxyOpen(answers, context),
	};
	talk.say(problem ?? headingOf(reviewStep(about), services.isPractice));
	const canSave = services.profiles !== null && prepared.plan !== null;
	const room = {answers, context, services, help, signal};
	const hasEarlier = isBeforeReview(state);
	const question = reviewQuestion(room, prepared, {hasRun: run !== null, canSave, hasEarlier, proxies});
	const asked = await ask(question, talk);
	if (asked === null) return [{type: 'back'}];
	if (asked.value === 'results') return [{type: 'open-results'}];
	if (asked.value === 'save') return [{type: 'open-save'}];
	if (asked.value === 'audit') return [{type: 'open-audit'}];
	if (asked.value !== 'start') return [{type: 'jump', stepId: asked.value.stepId, field: asked.value.field}];
	return [beginCheck(session, null)];
}

/** `Region: eastus (East US), last time`; a warning stands behind it. */
function spokenRow({label, text, origin, warning}: ReviewRow): string {
	return `${label}: ${text}${origin === '' ? '' : `, ${origin}`}${warning === null ? '' : `. Mind: ${warning}`}`;
}

/** All answers by number; the start stands in brackets. `hasRun`: there are results to go back to; `canSave`: as a profile. */
export function reviewQuestion(
	{answers, context, help}: StepRoom,
	prepared: PreparedCheck,
	{
		hasRun,
		canSave,
		hasEarlier = false,
		proxies = null,
	}: {
		readonly hasRun: boolean;
		readonly canSave: boolean;
		readonly hasEarlier?: boolean;
		readonly proxies?: Notice | null;
	},
): Question<ReviewRow | 'start' | 'results' | 'save' | 'audit'> {
	const words: {readonly [text: string]: 'start' | 'results' | 'save' | 'audit'} = {
		'': 'start',
		start: 'start',
		...(hasRun && {r: 'results'}),
		...(canSave && {p: 'save'}),
		...(prepared.plan !== null && {a: 'audit'}),
	};
	return numberQuestion<ReviewRow | 'start' | 'results' | 'save' | 'audit'>(
		reviewRows(answers, context, prepared).map(row => ({text: spokenRow(row), value: row})),
		{
			after: [
				...(proxies === null ? [] : [proxies.text]),
				describeReach(prepared.plan),
				...(canSave ? ['p saves the answers as a profile.'] : []),
				...(prepared.plan === null ? [] : ['a audits an allow-list that exists.']),
				...(hasEarlier ? ['back shows earlier runs.'] : []),
			],
			prompt: `Enter starts the check, a number changes that answer${hasRun ? ', r shows the results with their answers' : ''}`,
			proposal: 'start',
			help,
			readOther(text) {
				const value = words[text.toLowerCase()];
				return value ? {value} : null;
			},
		},
	);
}
