import type {Finding} from '../../../diagnosis/types.ts';
import type {RunFormat} from '../../../report/format-names.ts';
import {ownerNames} from '../../../report/view/owner-names.ts';
import {type OutputId, outputOf} from '../../../session/export/outputs.ts';
import {joinWords} from '../../../words.ts';
import {findingsPerOwner} from '../results/findings-per-owner.ts';

const reportAdvice: {readonly [format in Exclude<RunFormat, 'change-request'>]: string} = {
	markdown: 'Paste it into the ticket.',
	html: 'Open it in a browser, or attach it.',
	text: 'Read it in any editor.',
	json: 'Keep it: "report" and "diff" read it.',
	ndjson: 'Feed it to jq or a log collector.',
	csv: 'Open it in a spreadsheet.',
	junit: 'Give it to your CI as test results.',
	openmetrics: "Put it into the collector's folder.",
};

/** What to do with a file that was written, in one sentence. */
export function adviceFor(id: OutputId, findings: readonly Finding[]): string {
	const output = outputOf(id);
	if (output.dialect === 'csv') return 'Compare what each product can say.';
	if (output.dialect === 'palo-alto-edl') return 'Serve it to the firewall; its rule names the ports.';
	if (output.dialect === 'list') return 'Load it into your filter.';
	if (output.dialect !== null) return `Read its notes first, then load it into ${output.label}.`;
	return output.id === 'change-request' ? changeRequestAdvice(findings) : reportAdvice[output.id];
}

function changeRequestAdvice(findings: readonly Finding[]): string {
	const others = findingsPerOwner(findings).filter(({owner}) => owner !== 'you');
	if (others.length === 0) return 'There is nobody to send it to.';
	return `Send it to ${joinWords(others.map(({owner}) => ownerNames[owner]))}.`;
}
