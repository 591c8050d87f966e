import {setImmediate, setTimeout as sleep} from 'node:timers/promises';
import {expect, it} from 'vitest';
import {openTalk} from '../../source/wizard/plain/talk.ts';
import {createTerminal, keys, paste} from '../helpers/terminal.ts';
import {openResults} from '../wizard/helpers/open-results.ts';
import {openWizard} from '../wizard/helpers/open-wizard.ts';
import {beginWork, createMaker, type Maker, mostWork, patienceMs, seedsFor} from './helpers/fuzz.ts';

/** All that a wizard of ours may send beside text: cursor, erasing, colours, modes, and the clipboard where it was asked for. */
const own = /\u001b(?:\[[0-9;?]*[ABCDEFGHJKhlmnrsu]|\]52;c;[A-Za-z0-9+/=]*\u0007|[78=>])/g;

const letters = [...'abcdefghijklmnopqrstuvwxyz', '/', '?', ' ', '1', '9'];
const named = Object.values(keys).filter(key => key !== keys.ctrlC);

function makeChunk({pick, text, damage, number}: Maker): string {
	return pick<() => string>([
		() => pick(named),
		() => pick(named).repeat(number(30)),
		() => pick(letters),
		() => text().slice(0, 300),
		() => damage(pick(named)),
		() => paste(text()),
		() => `\u001b[200~${text()}`,
		() => `\u001b]11;rgb:1111/2222/3333${pick(['\u0007', '\u001b\\', ''])}`,
		() => String.fromCharCode(number(256)),
		() => 'eastus\r',
	])();
}

it(
	'keys, pastes and resizes on every screen leave a wizard that can be left',
	async () => {
		for (const seed of seedsFor(1)) {
			const maker = createMaker(seed);
			const size = () => ({
				columns: maker.pick([1, 2, 16, 17, 40, 80, 500]),
				rows: maker.pick([1, 2, 11, 12, 24, 200]),
			});
			// From the first question, and from what is reached by results alone.
			const {terminal, outcome} = seed % 2 === 0 ? await openResults() : openWizard(size());
			let isOpen = true;
			const end = outcome.finally(() => {
				isOpen = false;
			});
			// It may close by itself, and then nobody waits for it until the end.
			end.catch(() => {});
			for (let step = 0; step < 60 && isOpen; step++) {
				const work = beginWork();
				if (maker.number(8) === 0) {
					const {columns, rows} = size();
					terminal.resize(columns, rows);
				} else {
					// What ends it comes at the end.
					terminal.press(makeChunk(maker).replaceAll(/[\u0003\u001a]/g, ''));
				}
				if (maker.number(5) === 0) await sleep(1);
				else await setImmediate();
				expect(work(), `seed ${seed}, step ${step}`).toBeLessThan(mostWork);
			}
			const leaving = beginWork();
			terminal.press(keys.ctrlC);
			await sleep(30);
			terminal.press(keys.ctrlC);
			await end.catch((error: unknown) => {
				throw new Error(`seed ${seed}`, {cause: error});
			});
			expect(leaving(), `seed ${seed}`).toBeLessThan(mostWork);
			expect(terminal.sent.replaceAll(own, ''), `seed ${seed}`).not.toMatch(
				/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f]/,
			);
			expect(terminal.isRestored(), `seed ${seed}`).toBe(true);
		}
	},
	patienceMs,
);

it(
	'lines and secrets of any bytes are read, and no control comes back',
	async () => {
		for (const seed of seedsFor(15)) {
			const maker = createMaker(seed);
			const terminal = createTerminal({columns: 80, rows: 24});
			const talk = openTalk({stdin: terminal.stdin, stdout: terminal.stdout}, true);
			const chunks = Array.from({length: 6}, () =>
				maker.pick([maker.text(), maker.damage('secret'), '\u001b', '\u001b[A']),
			);
			const work = beginWork();
			const answer = talk.readSecret('Password:').catch(() => null);
			terminal.press(...chunks.map(chunk => chunk.replaceAll(/[\r\n]/g, '')), '\r');
			const secret = await answer;
			expect(secret ?? '', `seed ${seed}`).not.toMatch(/[\u0000-\u001f\u007f]/);
			talk.say(secret ?? '');
			expect(terminal.sent, `seed ${seed}`).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
			talk.close();
			expect(work(), `seed ${seed}`).toBeLessThan(mostWork);
		}
	},
	patienceMs,
);
