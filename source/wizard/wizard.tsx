import {useApp, useWindowSize} from 'ink';
import {useCallback, useEffect, useMemo} from 'react';
import {glyphsFor} from './components/glyphs.ts';
import {KeysProvider} from './components/input/use-keys.tsx';
import {layoutFor} from './components/layout.ts';
import {ScreenProvider} from './components/screen-context.tsx';
import {useRepaint} from './components/terminal/use-repaint.ts';
import {useSuspension} from './components/terminal/use-suspension.ts';
import {CurrentScreen} from './screens/current-screen.tsx';
import {HelpScreen} from './screens/help-screen.tsx';
import {TooSmall} from './screens/too-small.tsx';
import type {WizardServices} from './services.ts';
import {stepContextOf} from './state/answers/step-context.ts';
import {outcomeOf} from './state/state.ts';
import {useProbing} from './state/use-probing.ts';
import {useWizardState} from './state/use-wizard-state.ts';
import {WizardProvider} from './state/wizard-context.ts';
import type {JobControl} from './streams.ts';

export type WizardProps = {
	readonly services: WizardServices;
	/** Aborted when the process is asked to end. */
	readonly signal: AbortSignal;
	/** Null: Ctrl-Z does nothing. */
	readonly job: JobControl | null;
	/** Paints all of the window, whatever stands there. */
	readonly repaint: () => void;
};

/** The whole wizard. It ends by Ink's `exit`, which is called here alone, with a `WizardOutcome` or an error. */
export function Wizard({services, signal, job, repaint}: WizardProps) {
	const {exit} = useApp();
	const layout = layoutFor(useWindowSize());
	const base = useMemo(() => stepContextOf(services), [services]);
	const {state, dispatch, ...derived} = useWizardState(services, base);
	const crash = useCallback(
		(error: unknown) => exit(error instanceof Error ? error : new Error(String(error))),
		[exit],
	);
	const probes = useProbing(state.view, services, dispatch, crash);

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

	const glyphs = glyphsFor(services.glyphs);
	const isCovered = state.isHelpOpen || layout.isTooSmall;
	return (
		<ScreenProvider value={{layout, glyphs, isCovered, isPractice: services.isPractice}}>
			<WizardProvider value={{state, dispatch, ...derived, services, probes, crash}}>
				<KeysProvider onInterrupt={() => dispatch({type: 'interrupt'})} onSuspend={suspend}>
					<CurrentScreen isHidden={isCovered} />
					{layout.isTooSmall ? <TooSmall /> : state.isHelpOpen ? <HelpScreen /> : null}
				</KeysProvider>
			</WizardProvider>
		</ScreenProvider>
	);
}
