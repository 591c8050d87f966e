import {render} from 'ink';
import {type ReactNode, useInsertionEffect} from 'react';
import {openKeyboard} from './components/input/keyboard.ts';
import type {WizardOutcome, WizardServices, WizardStreams} from './services.ts';
import {firstAnswers, stepContextOf} from './state/answers/step-context.ts';
import {Wizard} from './wizard.tsx';

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
		stdout,
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
