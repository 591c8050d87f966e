import {curlLineFor} from '../../diagnosis/verify-commands.ts';
import type {Result} from '../../probe/types.ts';
import type {Settings} from '../../settings/types.ts';
import {statusLook} from '../status-look.ts';
import {blankLine, command, type DetailLine, heading, labelled, type Page} from './detail-line.ts';
import type {EndpointEntry} from './result-groups.ts';
import {stageLines} from './stage-lines.ts';

/** Everything about one endpoint: what it is for, what was seen stage by stage, and the same check as a curl line. */
export function endpointDetail({results}: EndpointEntry, settings: Settings, page: Page): readonly DetailLine[] {
	const [first] = results;
	const {status, severity, cause, detail, notes} = first.verdict;
	const {word} = statusLook(status, severity, page.isUnicode);
	const curlLine = curlLineFor(first, settings);
	return [
		...labelled('Status', cause ? `${word}, ${cause}` : word, page),
		...labelled('Seen', detail, page),
		...notes.flatMap(note => labelled('Note', note, page)),
		...labelled('Way', first.planned.route?.reason ?? null, page),
		...labelled('Plan', first.planned.note, page),
		...results.flatMap(result => needLines(result, page)),
		...stageLines(first, page),
		...(curlLine ? [blankLine, ...heading('Prove it', page), ...command(curlLine, page)] : []),
	];
}

function needLines({planned: {requirement}}: Result, page: Page): readonly DetailLine[] {
	const {pattern, port, level, features, purpose, impact} = requirement;
	return [
		blankLine,
		...labelled('Listed as', `${pattern}:${port}, ${level}`, page),
		...labelled('Needed for', purpose, page),
		...labelled('Without it', impact, page),
		...labelled('Features', features.join(', '), page),
	];
}
