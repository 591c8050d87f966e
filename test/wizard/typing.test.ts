import {expect, it, onTestFinished, vi} from 'vitest';
import {keys} from '../helpers/terminal.ts';
import {openWizard, windows} from './helpers/open-wizard.ts';
import {useOwnClock} from './helpers/own-clock.ts';

it('a key whose sequence comes in pieces does what it means', async () => {
	// A piece that comes 20 ms later is no part of it any more.
	const {passUntil} = useOwnClock();
	const {terminal} = openWizard(windows.usual);
	await passUntil(terminal, '❯ eastus ');
	terminal.press('\u001b', '[', 'B');
	await passUntil(terminal, '❯ westeurope ');
});

it('keys that are typed ahead meet what the one before has done, however slowly that is drawn', async () => {
	// React puts the rest off to a later turn once it has worked for five milliseconds; here it always has.
	let now = performance.now();
	const clock = vi.spyOn(performance, 'now').mockImplementation(() => {
		now += 6;
		return now;
	});
	onTestFinished(() => clock.mockRestore());
	const {terminal} = openWizard(windows.usual);
	terminal.press(
		'eastus2',
		keys.enter,
		'gj',
		keys.enter,
		'G',
		keys.enter,
		'http://jo:first@proxy.example:3128',
		keys.enter,
	);
	await terminal.waitFor(/❯ User name +jo/);
	terminal.press(keys.up, keys.ctrlU, 'http://al:second1@proxy.example:8080', keys.down);
	await terminal.waitFor(/❯ User name +al/);
	expect(terminal.screen()).toMatch(/Address +http:\/\/proxy\.example:8080/);
});
