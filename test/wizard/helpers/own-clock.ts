import {vi} from 'vitest';
import type {TestTerminal} from '../../helpers/terminal.ts';

/** A clock of the test's own, which the program goes by: how busy this machine is makes no difference to it. */
export type OwnClock = {
	/** Lets milliseconds pass. */
	pass(milliseconds: number): Promise<void>;
	/** Lets time pass until the window shows a text. */
	passUntil(terminal: TestTerminal, text: string): Promise<void>;
};

/** Time in which the program gets everything else done before the next timer is due, in milliseconds. */
const stepMs = 5;

/** Stops the clock until the wizard is closed. React goes on by itself: it uses no timers. */
export function useOwnClock(): OwnClock {
	vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance']});
	async function pass(milliseconds: number): Promise<void> {
		for (let passed = 0; passed < milliseconds; passed += stepMs) await vi.advanceTimersByTimeAsync(stepMs);
	}
	return {
		pass,
		async passUntil(terminal, text) {
			while (!terminal.screen().includes(text)) await pass(stepMs);
		},
	};
}
