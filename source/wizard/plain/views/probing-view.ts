import {countPlannedEndpoints} from '../../../plan/endpoints.ts';
import {toRun} from '../../../record/to-run.ts';
import {overallVerdict} from '../../../report/verdict-line.ts';
import type {JudgedRun} from '../../../verdict/types.ts';
import {countOf} from '../../../words.ts';
import {sentenceOf} from '../../components/text/presentable.ts';
import type {PlainSession} from '../../plain-session.ts';
import {groupRun} from '../../state/results/result-groups.ts';
import type {View, WizardAction} from '../../state/state.ts';
import {findingTexts} from '../finding-texts.ts';
import {createFinishedLines} from '../finished-lines.ts';

/** Runs the check, a line for each endpoint as it is finished, and says what was found. */
export async function showProbing(
	{plan, secrets, previous, profile}: Extract<View, {readonly name: 'probing'}>,
	{services, talk, signal}: PlainSession,
): Promise<readonly WizardAction[]> {
	const stop = new AbortController();
	const count = countPlannedEndpoints(plan.targets);
	const lines = createFinishedLines(count);
	const actions: WizardAction[] = [];
	let notKept: string | null = null;

	function stopWith(action: WizardAction, text: string): void {
		if (actions.length > 0) return;
		actions.push(action);
		talk.say(text);
		stop.abort();
	}
	const onAbort = () => stopWith({type: 'interrupt'}, 'Stopping; what was found is kept. Ctrl-C again leaves at once.');

	const where = services.isPractice ? ' in the practice network' : '';
	talk.say(`Checking ${countOf(count, 'endpoint')}${where}. Type s and Enter to stop and see what was found.`);
	const unlisten = talk.listen(line => {
		if (/^s(?:top)?$/i.test(line)) stopWith({type: 'stop-probing'}, 'Stopping; what was found is kept.');
	});
	signal.addEventListener('abort', onAbort);
	try {
		const run = await services.runPlan(plan, {
			signal: stop.signal,
			secrets,
			previous,
			profile,
			onNotKept(problem) {
				notKept = problem;
			},
			onEvent(event) {
				const line = lines.lineFor(event);
				if (line !== null && !stop.signal.aborted) talk.say(line);
			},
		});
		const findings = services.diagnose(run);
		talk.say(...outcomeTexts(run, findings, where), ...(notKept === null ? [] : [notKept]));
		return [...actions, {type: 'probing-finished', run, findings, notKept}];
	} catch (error) {
		return [...actions, {type: 'probing-failed', problem: sentenceOf(error)}];
	} finally {
		unlisten();
		signal.removeEventListener('abort', onAbort);
	}
}

function outcomeTexts(
	run: JudgedRun,
	findings: ReturnType<PlainSession['services']['diagnose']>,
	where: string,
): readonly string[] {
	const {sentence} = overallVerdict(toRun(run, findings));
	return [
		`${run.complete ? 'Results' : 'Results so far'}${where}: ${sentence}`,
		...findingTexts(groupRun(run, findings)),
	];
}
