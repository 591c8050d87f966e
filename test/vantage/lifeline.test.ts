import process from 'node:process';
import {describe, expect, it} from 'vitest';
import {runWithLifeline, scriptPayload} from '../../source/vantage/lifeline.ts';

/** What is said by whoever answers in the place of a machine. */
async function hear(words: string) {
	const said: string[] = [];
	const {text} = await runWithLifeline(
		{
			command: ['sh', '-c', words],
			isShell: false,
			environment: process.env,
			missing: {id: 'no-client', reason: '', fix: ''},
			explain({text: own}) {
				said.push(own);
				return {id: 'silent', reason: '', fix: ''};
			},
		},
		() => scriptPayload('true'),
		{password: null, signal: new AbortController().signal},
	);
	return {text, said};
}

describe.skipIf(process.platform === 'win32')('what comes from a machine that goes on and on', () => {
	const greeting = 'echo "-|hello|Linux x86_64 "';
	it.each([
		['without a line end', `head -c 18000000 /dev/zero | tr '\\0' a`],
		['in lines', 'yes | head -c 18000000'],
		['behind its greeting', `${greeting}; yes | head -c 18000000`],
		['with greetings alone', 'yes -- "-|hello|Linux x86_64 " | head -c 18000000'],
		['in no text', 'head -c 18000000 /dev/zero'],
		['in line ends', `head -c 18000000 /dev/zero | tr '\\0' '\\n'`],
	])('is kept up to a limit: %s', async (_, words) => {
		const {text, said} = await hear(words);
		expect(text.length).toBeGreaterThan(1_000_000);
		expect(text.length).toBeLessThan(17_000_000);
		expect(said).toHaveLength(1);
	});
});
