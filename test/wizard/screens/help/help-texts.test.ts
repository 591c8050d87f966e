import {describe, expect, it} from 'vitest';
import {helpFor, helpKeys} from '../../../../source/wizard/screens/help/help-texts.ts';
import {fakeProfiles} from '../../helpers/profiles.ts';
import {fakeServices} from '../../helpers/services.ts';

const results = {view: {name: 'results'}} as const;

describe('helpFor', () => {
	it.each([
		['profiles', {profiles: fakeProfiles({})}, {profiles: null}, 'p saves'],
		['a clipboard', {}, {clipboard: null}, 'c copies'],
	] as const)('names the key that needs %s only where there is one', (_name, present, absent, words) => {
		const textWith = (given: typeof present | typeof absent) =>
			helpFor(results, fakeServices(given).services).lines.join('\n');
		expect(textWith(present)).toContain(words);
		expect(textWith(absent)).not.toContain(words);
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
