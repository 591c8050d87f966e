import {PassThrough, Writable} from 'node:stream';
import {onTestFinished} from 'vitest';
import {runPlainWizard} from '../../../../source/wizard/plain/run-plain-wizard.ts';
import type {WizardOutcome} from '../../../../source/wizard/services.ts';
import {fakeServices, type GivenServices, type Journal} from '../../helpers/services.ts';

export type Conversation = {
	readonly journal: Journal;
	readonly outcome: Promise<WizardOutcome>;
	/** Waits until a text was said after everything that was waited for before; resolves to what was said until then. */
	hear(text: string): Promise<string>;
	/** Types a line, once the last text was heard. */
	type(line: string): void;
	/** Types bytes as they are, as in raw mode. */
	press(bytes: string): void;
	/** Hears each text and answers it with the line beside it. */
	walk(steps: ReadonlyArray<readonly [hear: string, line: string]>): Promise<void>;
	/** As if the process had been asked to end. */
	end(): void;
	/** The input has ended, as by Ctrl-D. */
	close(): void;
	readonly said: string;
	/** How often the echo was switched off and on. */
	readonly rawModes: readonly boolean[];
};

/** Longer than anything takes on a busy machine; a wait that ends here has failed. */
const patienceMs = 15_000;

/** Opens the plain wizard on streams, and ends it when the test is over. */
export function startConversation(given: GivenServices = {}): Conversation {
	const {services, journal} = fakeServices(given);
	const abort = new AbortController();
	const rawModes: boolean[] = [];
	const watchers = new Set<() => void>();
	let said = '';
	let heard = 0;
	const input = new PassThrough();
	const stdin = Object.assign(input, {
		isTTY: true,
		setRawMode(isOn: boolean) {
			rawModes.push(isOn);
		},
	}) as unknown as NodeJS.ReadStream;
	const stdout = new Writable({
		decodeStrings: false,
		write(chunk, _encoding, callback) {
			said += String(chunk);
			callback();
			for (const watcher of watchers) watcher();
		},
	}) as unknown as NodeJS.WriteStream;
	const outcome = runPlainWizard(services, {stdin, stdout, signal: abort.signal});
	onTestFinished(async () => {
		abort.abort();
		await Promise.allSettled([outcome]);
	});

	const conversation: Conversation = {
		journal,
		outcome,
		hear: text =>
			new Promise((resolve, reject) => {
				const patience = setTimeout(() => {
					watchers.delete(listen);
					reject(new Error(`Waited in vain for "${text}" after:\n${said.slice(heard)}`));
				}, patienceMs);
				function listen(): void {
					const index = said.indexOf(text, heard);
					if (index < 0) return;
					clearTimeout(patience);
					watchers.delete(listen);
					const before = said.slice(heard, index + text.length);
					heard = index + text.length;
					resolve(before);
				}
				watchers.add(listen);
				listen();
			}),
		type: line => void input.write(`${line}\n`),
		press: bytes => void input.write(bytes),
		async walk(steps) {
			for (const [text, line] of steps) {
				await conversation.hear(text);
				conversation.type(line);
			}
		},
		end: () => abort.abort(),
		close: () => void input.end(),
		get said() {
			return said;
		},
		rawModes,
	};
	return conversation;
}
