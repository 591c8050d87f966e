import {execFileSync} from 'node:child_process';
import {expect, it} from 'vitest';
import {quoteShellWord, splitShellWords} from '../../../source/diagnosis/shell-words.ts';
import {wrapShellCommand} from '../../../source/report/terminal/wrap-shell-command.ts';

const commands: readonly (readonly string[])[] = [
	['one'],
	['--max-time', '15', '--noproxy', '', 'https://management.azure.com/metadata/endpoints'],
	[`https://management.azure.com/metadata/endpoints?api-version=2022-09-01&${'name=value&'.repeat(20)}`],
	[`https://${'very-long-label.'.repeat(12)}example/`, 'and', 'more'],
	["it's", `${"a'b ".repeat(30)}end`, '*'],
	['Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='],
];

it.each(commands.flatMap(words => [38, 78].flatMap(width => [0, 4].map(indent => [words, width, indent] as const))))(
	'%j in %i columns behind %i blanks is read by a shell as it was',
	(words, width, indent) => {
		const line = ['printf', '[%s]', ...words].map(word => quoteShellWord(word)).join(' ');
		const lines = wrapShellCommand(splitShellWords(line), width, indent);
		expect(Math.max(...lines.map(({length}) => length))).toBeLessThanOrEqual(width);
		expect(execFileSync('sh', ['-c', lines.join('\n')], {encoding: 'utf8'})).toBe(
			words.map(word => `[${word}]`).join(''),
		);
	},
);

it('keeps an option and its value on one line', () => {
	const words = ['curl', '--silent', '--output', '/dev/null', '--proxy', 'http://proxy:3128', '--noproxy', "''"];
	expect(wrapShellCommand(words, 38)).toEqual([
		'curl --silent --output /dev/null \\',
		'  --proxy http://proxy:3128 \\',
		"  --noproxy ''",
	]);
});
