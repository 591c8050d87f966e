import {expect, it} from 'vitest';
import {withoutFlags} from '../../../../source/wizard/components/text/without-flags.ts';

it.each([
	['Check the port of the proxy in your settings (--proxy).', 'Check the port of the proxy in your settings.'],
	['Give the name of your registry (--resource acr=NAME) to test it.', 'Give the name of your registry to test it.'],
	['Set it (--https-proxy, or --proxy for both): done.', 'Set it: done.'],
	['Run it from the command line with --dns ADDRESS.', 'Run it from the command line with --dns ADDRESS.'],
	['What is known (and what is not).', 'What is known (and what is not).'],
])('%s', (text, said) => {
	expect(withoutFlags(text)).toBe(said);
});
