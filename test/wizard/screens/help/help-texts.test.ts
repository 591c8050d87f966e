import {describe, expect, it} from 'vitest';
import {helpFor, helpKeys, keyRows} from '../../../../source/wizard/screens/help/help-texts.ts';
import {stepIds} from '../../../../source/wizard/state/answers/steps.ts';
import {openResults} from '../../helpers/open-results.ts';
import {fakeProfiles} from '../../helpers/profiles.ts';

const results = {view: {name: 'results'}} as const;

describe('helpFor', () => {
	it('says in a sentence or two what a screen is for, and leaves its keys to the table', () => {
		const steps = stepIds.map(stepId => ({view: {name: 'step', stepId}}) as const);
		for (const state of [results, ...steps]) {
			const text = helpFor(state).lines.join(' ');
			expect(text).toMatch(/^[A-Z].{20,160}\.$/);
			expect(text).not.toMatch(/\b(?:Enter|Escape|Tab|Space|press|[a-z] (?:shows|checks|copies|saves|ticks))\b/);
		}
	});

	it.each([
		['profiles', {profiles: fakeProfiles({})}, {profiles: null}, /^ p +save as profile/m],
		['a clipboard', {}, {clipboard: null}, /^ c +copy a report/m],
	] as const)('names the key that needs %s only where there is one', async (_name, present, absent, words) => {
		for (const [given, isThere] of [
			[present, true],
			[absent, false],
		] as const) {
			const {terminal} = await openResults({columns: 80, rows: 40}, given);
			terminal.press('?');
			await terminal.waitFor('Help: Results');
			expect(words.test(terminal.screen())).toBe(isThere);
		}
	});
});

describe('helpKeys', () => {
	it('says that letters move only where they are not typed', () => {
		expect(helpKeys(results)[0]?.[0]).toBe('arrows, j k');
		expect(helpKeys({view: {name: 'step', stepId: 'proxy'}})[0]?.[0]).toBe('arrows, j k');
		expect(helpKeys({view: {name: 'step', stepId: 'region'}})[0]?.[0]).toBe('arrows');
		expect(helpKeys({view: {name: 'step', stepId: 'resources'}})[0]?.[0]).toBe('arrows');
		expect(helpKeys({view: {name: 'step', stepId: 'proxy-details'}})[0]?.[0]).toBe('arrows');
	});

	it('names the keys that edit only where there is something to type', () => {
		const namesIn = (state: Parameters<typeof helpKeys>[0]) => helpKeys(state).map(([keys]) => keys);
		expect(namesIn(results)).toContain('Ctrl-U, Ctrl-W');
		expect(namesIn({view: {name: 'step', stepId: 'proxy-details'}})).toContain('Ctrl-U, Ctrl-W');
		expect(namesIn({view: {name: 'step', stepId: 'review'}})).not.toContain('Ctrl-U, Ctrl-W');
	});
});

describe('keyRows', () => {
	const names = (...hints: readonly string[]) =>
		keyRows(
			hints.map(keys => ({keys, label: 'does it'})),
			{view: {name: 'step', stepId: 'review'}},
		).map(([keys]) => keys);

	it('names no key that does nothing on the screen', () => {
		expect(names('s', 'esc', '?')).toEqual(['s', 'esc', 'Ctrl-C', 'Ctrl-Z']);
	});

	it('says how one moves where there is something to move through', () => {
		expect(names('↑↓', 'enter', '?')).toEqual(['enter', 'arrows, j k', 'Ctrl-C', 'Ctrl-Z']);
		expect(names('up/down', 'enter')).toContain('arrows, j k');
	});
});
