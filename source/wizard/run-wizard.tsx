import {Box, render, useApp, useStdout, useWindowSize} from 'ink';
import {
	type Dispatch,
	type ReactNode,
	type RefObject,
	useCallback,
	useEffect,
	useInsertionEffect,
	useMemo,
	useReducer,
	useRef,
} from 'react';
import {glyphsFor} from './components/glyphs.ts';
import {type Keyboard, openKeyboard} from './components/input/keyboard.ts';
import {KeysProvider} from './components/input/use-keys.tsx';
import {boundedWindow, type KeyHint, layoutFor, ScreenProvider} from './components/screen-context.tsx';
import {CurrentScreen, TooSmall} from './current-screen.tsx';
import {HelpScreen} from './screens/help/help-screen.tsx';
import {createPlaceStore, createProbeStore, type PlaceStore, type ProbeStore} from './screens/probing/probe-store.ts';
import type {JobControl, WizardOutcome, WizardServices, WizardStreams} from './services.ts';
import {contextWithin, firstAnswers, stepContextOf} from './state/answers/answers.ts';
import {actionForFailure, prepareCheck, type Sitting} from './state/check.ts';
import {reduceWizard} from './state/reduce-wizard.ts';
import {answersInView, createWizard, outcomeOf, type WizardAction, type WizardState} from './state/state.ts';
import {type DrawnWizard, WizardProvider} from './use-wizard.ts';

/** To the top left, and everything from there on away: not the scrollback, and no flash as with a cleared screen. */
const homeAndEraseDown = '\u001b[H\u001b[J';

/**
 * Opens the wizard on a terminal and resolves when it has closed, with the terminal as it was. The caller prints what
 * should stay. Rejects only with a fault of ours. At most `maxFps` frames are drawn a second: few, for slow lines.
 */
export async function runWizard(services: WizardServices, streams: WizardStreams, maxFps = 10): Promise<WizardOutcome> {
	const {stdin, stdout, signal = new AbortController().signal, job = null, onLost = () => {}} = streams;
	const keyboard = openKeyboard(stdin, onLost);
	function repaint(): void {
		app.clear();
		stdout.write(homeAndEraseDown);
		app.rerender(<AtTop begin={begin}>{wizard}</AtTop>);
		// Else it may wait for its turn among the frames.
		void app.waitUntilRenderFlush();
	}
	const wizard = <Wizard services={services} keyboard={keyboard} signal={signal} job={job} repaint={repaint} />;
	// What is typed from here on must not be echoed onto the other screen.
	keyboard.stdin.setRawMode(true);
	const begin = () => void stdout.write(homeAndEraseDown);
	const app = render(<AtTop begin={begin}>{wizard}</AtTop>, {
		stdin: keyboard.stdin,
		stdout: boundedWindow(stdout),
		// The caller has made sure that this terminal can draw; Ink would take CI=1 for a reason not to.
		interactive: true,
		// Ctrl-C has to stop the run first and keep what it found.
		exitOnCtrlC: false,
		// The linter forbids console, so there is nothing to catch.
		patchConsole: false,
		// The primary screen keeps the ghost of a frame above it when a narrower window reflows its lines.
		alternateScreen: true,
		incrementalRendering: true,
		maxFps,
	});
	// What the first effects change is drawn at once as well.
	void app.waitUntilRenderFlush();
	const outcome = (await app.waitUntilExit().finally(keyboard.close)) as WizardOutcome | undefined;
	// Ink closes by itself only while the process exits.
	const answers = firstAnswers(services, stepContextOf(services));
	return outcome ?? {kind: 'cancelled', run: null, files: [], earlierFiles: [], profile: null, answers};
}

/**
 * Begins the first frame at the top: Ink enters the other screen with the cursor where it was, and writes the frame as soon
 * as this effect is over. To draw nothing first would cost a frame of waiting.
 */
function AtTop({begin, children}: {readonly begin: () => void; readonly children: ReactNode}) {
	useInsertionEffect(begin, [begin]);
	return children;
}

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
function Wizard({services, keyboard, signal, job, repaint}: WizardProps) {
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
	const controllers = useRef<{readonly abort: AbortController; readonly leave: AbortController} | null>(null);

	useEffect(() => {
		if (!plan || !secrets || !probes) return;
		const abort = new AbortController();
		const leave = new AbortController();
		controllers.current = {abort, leave};
		const told =
			probes.kind === 'places'
				? {from, onPlace: probes.push, onEvent() {}}
				: {onEvent: probes.push, onPlan: probes.open};
		services
			.check(plan, {signal: abort.signal, leaving: leave.signal, ...told, secrets, previous, profile, tolerated})
			.then(
				outcome => dispatch({type: 'probing-finished', ...outcome}),
				(error: unknown) => dispatch(actionForFailure(error)),
			)
			.catch(crash);
		return () => {
			leave.abort();
			abort.abort();
			probes.dispose();
		};
	}, [plan, secrets, previous, profile, from, tolerated, probes, services, dispatch, crash]);

	useEffect(() => {
		if (stop === 'leave') controllers.current?.leave.abort();
		if (stop !== null) controllers.current?.abort.abort();
	}, [stop]);

	return probes;
}

/**
 * Gives the terminal back while the process is stopped, and draws everything anew when it goes on. Returns what Ctrl-Z
 * does, and whether the terminal is somebody else's just now.
 */
function useSuspension(
	job: JobControl | null,
	repaint: () => void,
): {
	readonly suspend: () => void;
	readonly isSuspended: RefObject<boolean>;
} {
	const {suspendTerminal} = useApp();
	const isSuspended = useRef(false);

	const giveBackDuring = useCallback(
		async (stop: () => Promise<void>) => {
			if (isSuspended.current) return;
			isSuspended.current = true;
			await suspendTerminal(stop);
			isSuspended.current = false;
			// Ink has drawn from where the shell left the cursor.
			repaint();
		},
		[suspendTerminal, repaint],
	);

	// Before the frame is written: a stop that comes between the two would leave the terminal as it is.
	useInsertionEffect(
		() =>
			job?.watch({
				onStopAsked: () => giveBackDuring(job.stopProcess),
				// Nobody was told of the stop (SIGSTOP), so the shell has had the terminal as it was.
				onContinued: () => giveBackDuring(async () => {}),
			}),
		[job, giveBackDuring],
	);
	const suspend = useCallback(() => {
		if (job) void giveBackDuring(job.stopJob);
	}, [job, giveBackDuring]);
	return {suspend, isSuspended};
}

/** A window that is dragged tells every step of it; this long after the last one it has its size, in milliseconds. */
const settleMs = 40;

/**
 * Paints everything anew once the window has its size. Ink moves from line to line of its last frame, and where those lines are
 * after a resize is up to the terminal.
 */
function useRepaint(repaint: () => void, isSuspended: RefObject<boolean>): void {
	const {stdout} = useStdout();
	useEffect(() => {
		let timer: NodeJS.Timeout | undefined;
		const onResize = () => {
			clearTimeout(timer);
			timer = setTimeout(() => {
				if (isSuspended.current) onResize();
				else repaint();
			}, settleMs);
		};
		stdout.on('resize', onResize);
		return () => {
			clearTimeout(timer);
			stdout.off('resize', onResize);
		};
	}, [stdout, repaint, isSuspended]);
}
