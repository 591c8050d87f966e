import {markdownText} from '../../../source/report/escape.ts';
import {markdownTable} from '../../../source/report/markdown-table.ts';
import type {Result} from '../../../source/verdict/types.ts';
import type {Section} from '../faults/sections.ts';
import {expectedWords, isAsExpected, observedWords} from './verdict-words.ts';
import {nameWithVersion} from './versions.ts';

const head = ['Peer', 'Fault', 'Expected', 'Observed', 'Explanation'];

/** The page that holds each fault against what the program said of it. */
export function writeTable(sections: readonly Section[], observed: ReadonlyMap<string, readonly Result[]>): string {
	const faults = sections.flatMap(section => section.faults);
	const resultsOf = (id: string) => observed.get(id) ?? [];
	const harmless = faults.filter(({isHarmless}) => isHarmless).length;
	const exact = faults.filter(({id, expected}) => isAsExpected(expected, resultsOf(id))).length;
	const rows = sections.flatMap(({peer, faults: own}) => {
		const name = nameWithVersion(peer);
		return own.map(({id, fault, expected, explanation}) =>
			[name, fault, expectedWords(expected), observedWords(expected, resultsOf(id)), explanation ?? ''].map(
				markdownText,
			),
		);
	});
	return `# Verdicts against real peers

Made by the test run itself (\`test/real-peers/run.sh -u\`); do not edit.

Software of others is set up in network namespaces, and the program probes through it. Each line is one thing that a peer
does to a connection, the verdict that it must lead to (status, cause, confidence), and the verdict that it led to. Where the
expected verdict is not the one that a reader would wish for, the last column says why.

- ${faults.length} lines. In ${harmless} of them the service can be used all the same; \`reachable\` is right for these alone.
- ${exact} verdicts are as expected, ${faults.length - exact} are not.

${markdownTable(head, rows)}
`;
}
