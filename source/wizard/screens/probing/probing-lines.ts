import {countPlannedEndpoints, endpointOf} from '../../../plan/endpoints.ts';
import {countEndpoints} from '../../../record/endpoints.ts';
import type {RunEvent} from '../../../record/run.ts';
import {connectCommand} from '../../../report/answer.ts';
import {matrixOf, verdictOf} from '../../../report/survey/matrix.ts';
import {statusMarks} from '../../../report/view/status-marks.ts';
import {overallVerdict} from '../../../report/view/summary.ts';
import type {SurveyEvent} from '../../../session/vantage/survey.ts';
import type {Result} from '../../../verdict/types.ts';
import {countOf} from '../../../words.ts';
import type {CheckOutcome} from '../../services.ts';
import {describePlaces} from '../../state/answers/steps.ts';
import {actionForFailure, describeFix, type PlainSession} from '../../state/check.ts';
import {groupRun} from '../../state/results/result-groups.ts';
import type {View, WizardAction} from '../../state/state.ts';
import {countsText, placesText} from '../places/place-board.ts';
import {findingTexts} from '../results/results-lines.ts';
import {expansionText} from './probe-board.ts';

/** Runs the check, a line for each endpoint as it is finished, and says what was found. */
export async function showProbing(
	view: Extract<View, {readonly name: 'probing'}>,
	{state, services, talk, signal}: PlainSession,
): Promise<readonly WizardAction[]> {
	const {plan, secrets, previous, profile, from} = view;
	const stop = new AbortController();
	const leave = new AbortController();
	const count = countPlannedEndpoints(plan.targets);
	const lineFor = createTeller(count);
	const placeLine = createPlaceTeller();
	const actions: WizardAction[] = [];

	function stopWith(action: WizardAction, text: string): void {
		if (actions.length > 0) return;
		actions.push(action);
		talk.say(text);
		if (action.type === 'interrupt') leave.abort();
		stop.abort();
	}
	const onAbort = () => stopWith({type: 'interrupt'}, 'Stopping; what was found is kept. Ctrl-C again leaves at once.');

	const where = services.isPractice ? ' in the practice network' : '';
	const places = from.length > 0 ? ` from ${describePlaces(from)}` : '';
	talk.say(`Checking ${countOf(count, 'endpoint')}${where}${places}. Type s and Enter to stop and see what was found.`);
	const unlisten = talk.listen(
		line => {
			if (/^s(?:top)?$/i.test(line)) stopWith({type: 'stop-probing'}, 'Stopping; what was found is kept.');
		},
		() => stopWith({type: 'interrupt'}, 'The input has ended, so the check stops; what was found is kept.'),
	);
	signal.addEventListener('abort', onAbort);
	try {
		const outcome = await services.check(plan, {
			signal: stop.signal,
			leaving: leave.signal,
			secrets,
			previous,
			profile,
			tolerated: state.toleratedProxies,
			from,
			onPlace(event) {
				const line = placeLine(event);
				if (line !== null && !stop.signal.aborted) talk.say(line);
			},
			onEvent(event) {
				const line = lineFor(event);
				if (line !== null && !stop.signal.aborted) talk.say(line);
			},
		});
		const {notes, notKept} = outcome;
		const remarks = [describeFix(view, outcome.run), ...notes, notKept].filter(note => note !== null);
		talk.say(...outcomeTexts(outcome, where), ...remarks);
		return [...actions, {type: 'probing-finished', ...outcome}];
	} catch (error) {
		return [...actions, actionForFailure(error)];
	} finally {
		// Whatever was thrown, nothing goes on at other places.
		stop.abort();
		unlisten();
		signal.removeEventListener('abort', onAbort);
	}
}

function outcomeTexts({run, survey = null}: CheckOutcome, where: string): readonly string[] {
	const {sentence} = overallVerdict(run);
	const connect = connectCommand(run);
	if (survey !== null) {
		return [`Results: ${verdictOf(survey, matrixOf(survey))}`, ...findingTexts(groupRun(run, survey))];
	}
	return [
		`${run.complete ? 'Results' : 'Results so far'}${where}: ${sentence}`,
		...findingTexts(groupRun(run)),
		...(connect === null ? [] : ['Connect it:', connect]),
	];
}

/**
 * What is said of an event while a run goes on, or null: one line for each finished endpoint. Rows of a plan that share an
 * endpoint and its verdict are told once.
 */
function createTeller(planned: number): (event: RunEvent) => string | null {
	const told = new Set<string>();
	let total = planned;
	const finished = new Set<string>();
	return event => {
		// The services themselves may have named other hosts than the plan that was reviewed.
		if (event.type === 'run-started') total = event.endpoints;
		if (event.type === 'expansion-started') return `${expansionText(event.hosts)}.`;
		if (event.type !== 'target-finished') return null;
		finished.add(endpointOf(event.result.planned));
		const text = finishedText(event.result);
		if (told.has(text)) return null;
		told.add(text);
		return `${text} (${finished.size} of ${total})`;
	};
}

/** What is said of a place: that it is looked from, then once what was seen there, or why nothing was. */
function createPlaceTeller(): (event: SurveyEvent) => string | null {
	const told = new Set<string>();
	return event => {
		const text = placeText(event);
		if (text === null || told.has(text)) return null;
		told.add(text);
		return text;
	};
}

function placeText(event: SurveyEvent): string | null {
	switch (event.type) {
		case 'round-started':
			return `Looking from ${placesText(event.places)}, round ${event.round}.`;
		case 'place-finished': {
			const {place, run, state} = event;
			if (run !== null) return `${place}: ${countsText(countEndpoints(run.results))}.`;
			return state === null ? null : `${place}: ${state.reason} ${state.fix}`;
		}
		default:
			return null;
	}
}

/** `blocked: host:443, proxy.host-denied`: how an endpoint went, the status first. */
function finishedText(result: Result): string {
	const {status, cause} = result.verdict;
	const said = `${statusMarks[status].word}: ${endpointOf(result.planned)}`;
	return cause === null ? said : `${said}, ${cause}`;
}
