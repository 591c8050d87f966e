import {Box, useApp, useWindowSize} from 'ink';
import {type Dispatch, useCallback, useEffect, useMemo, useReducer, useRef} from 'react';
import type {KeyHint} from './components/frame/key-hints.ts';
import {glyphsFor} from './components/glyphs.ts';
import type {Keyboard} from './components/input/keyboard.ts';
import {KeysProvider} from './components/input/use-keys.tsx';
import {layoutFor, ScreenProvider} from './components/screen-context.tsx';
import {useRepaint, useSuspension} from './components/use-terminal.ts';
import {CurrentScreen, TooSmall} from './current-screen.tsx';
import {HelpScreen} from './screens/help/help-screen.tsx';
import {createPlaceStore, createProbeStore, type PlaceStore, type ProbeStore} from './screens/probing/probe-store.ts';
import type {JobControl, WizardServices} from './services.ts';
import {contextWithin, firstAnswers, stepContextOf} from './state/answers/step-context.ts';
import {actionForFailure, prepareCheck, type Sitting} from './state/check.ts';
import {reduceWizard} from './state/reduce-wizard.ts';
import {answersInView, createWizard, outcomeOf, type WizardAction, type WizardState} from './state/state.ts';
import {type DrawnWizard, WizardProvider} from './use-wizard.ts';

type WizardProps = {
	readonly services: WizardServices;
	readonly keyboard: Keyboard;
	/** Aborted when the process is asked to end. */
	readonly signal: AbortSignal;
	/** Null: Ctrl-Z does nothing. */
	readonly job: JobControl | null;
	/** Paints all of the window, whatever stands there. */
	readonly repaint: () => void;
};

/** The whole wizard. It ends by Ink's `exit`, which is called here alone, with a `WizardOutcome` or an error. */
export function Wizard({services, keyboard, signal, job, repaint}: WizardProps) {
	const {exit} = useApp();
	const layout = layoutFor(useWindowSize());
	const sitting = useSitting(services);
	const {state, dispatch} = sitting;
	const crash = useCallback(
		(error: unknown) => exit(error instanceof Error ? error : new Error(String(error))),
		[exit],
	);
	const probes = useProbing(state, services, dispatch, crash);

	useEffect(() => {
		if (state.view.name !== 'closed') return;
		exit(outcomeOf(state, state.view.kind));
	}, [state, exit]);

	useEffect(() => {
		const interrupt = () => dispatch({type: 'interrupt'});
		if (signal.aborted) interrupt();
		signal.addEventListener('abort', interrupt);
		return () => signal.removeEventListener('abort', interrupt);
	}, [signal, dispatch]);

	const {suspend, isSuspended} = useSuspension(job, repaint);
	useRepaint(repaint, isSuspended);

	const keyTable = useRef<{current: readonly KeyHint[]}>({current: []});
	const glyphs = glyphsFor(services.glyphs);
	const isCovered = state.isHelpOpen || layout.isTooSmall;
	return (
		<ScreenProvider value={{layout, glyphs, isCovered, isPractice: services.isPractice, keyTable: keyTable.current}}>
			<WizardProvider value={{...sitting, crash}}>
				<KeysProvider keyboard={keyboard} onInterrupt={() => dispatch({type: 'interrupt'})} onSuspend={suspend}>
					{/* It stays mounted, so that nothing that was typed is lost. */}
					<Box display={isCovered ? 'none' : 'flex'}>
						<CurrentScreen probes={probes} />
					</Box>
					{layout.isTooSmall ? <TooSmall /> : state.isHelpOpen ? <HelpScreen /> : null}
				</KeysProvider>
			</WizardProvider>
		</ScreenProvider>
	);
}

/** The state of the wizard, and what follows from it without any effect. */
function useSitting(services: WizardServices): Pick<DrawnWizard, keyof Sitting | 'dispatch'> {
	const base = useMemo(() => stepContextOf(services), [services]);
	const [state, dispatch] = useReducer(
		(current: WizardState, action: WizardAction) => reduceWizard(current, action, base),
		null,
		() => createWizard(firstAnswers(services, base), services.opening, base),
	);
	const {profile} = state;
	const answers = answersInView(state);
	const context = useMemo(() => contextWithin(base, profile), [base, profile]);
	const prepared = useMemo(() => prepareCheck(services, context, answers), [services, context, answers]);
	return {state, services, context, prepared, dispatch};
}

/** No other place. The same one each time, so that nothing begins anew. */
const here: readonly string[] = [];

/**
 * Runs the plan of the probing view, and aborts it when the view asks for a stop or goes away. The run that comes back is
 * the truth; the store only shows what happens meanwhile.
 */
function useProbing(
	{view, toleratedProxies: tolerated}: Pick<WizardState, 'view' | 'toleratedProxies'>,
	services: WizardServices,
	dispatch: Dispatch<WizardAction>,
	crash: (error: unknown) => void,
): ProbeStore | PlaceStore | null {
	const probing: Partial<Extract<WizardState['view'], {readonly name: 'probing'}>> =
		view.name === 'probing' ? view : {};
	const {plan, secrets, previous = null, profile = null, stop = null, from = here} = probing;
	const probes = useMemo(() => {
		if (!plan) return null;
		return from.length > 0 ? createPlaceStore(plan) : createProbeStore(plan, services.catalog.features);
	}, [plan, from, services]);
	const controller = useRef<AbortController | null>(null);

	useEffect(() => {
		if (!plan || !secrets || !probes) return;
		const abort = new AbortController();
		controller.current = abort;
		const told =
			probes.kind === 'places'
				? {from, onPlace: probes.push, onEvent() {}}
				: {onEvent: probes.push, onPlan: probes.open};
		services
			.check(plan, {signal: abort.signal, ...told, secrets, previous, profile, tolerated})
			.then(
				outcome => dispatch({type: 'probing-finished', ...outcome}),
				(error: unknown) => dispatch(actionForFailure(error)),
			)
			.catch(crash);
		return () => {
			abort.abort();
			probes.dispose();
		};
	}, [plan, secrets, previous, profile, from, tolerated, probes, services, dispatch, crash]);

	useEffect(() => {
		if (stop !== null) controller.current?.abort();
	}, [stop]);

	return probes;
}
