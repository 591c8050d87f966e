import {curlLineFor} from '../../../diagnosis/verify-commands.ts';
import {featureTitles} from '../../../report/view/feature-names.ts';
import {formatTime} from '../../../report/view/settings-facts.ts';
import type {Settings} from '../../../settings/types.ts';
import type {Result} from '../../../verdict/types.ts';
import {statusLook} from '../../components/status-look.ts';
import {blankLine, command, type DetailLine, heading, labelled, type Page} from '../../components/text/detail-line.ts';
import type {EndpointEntry} from '../../state/results/result-groups.ts';
import {certificateLines} from './certificate-lines.ts';
import {stageLines} from './stage-lines.ts';
import {toneOf} from './tone-of.ts';

/** Everything about one endpoint: what was seen, stage by stage, what it is for, and the same check as a curl line. */
export function endpointDetail({results}: EndpointEntry, settings: Settings, page: Page): readonly DetailLine[] {
	const [first] = results;
	const {status, severity, cause, detail, notes} = first.verdict;
	const {sign, word, color} = statusLook(status, severity, page.isUnicode);
	const checkedAt = first.attempts.at(-1)?.startedAt;
	const curlLine = curlLineFor(first, settings);
	return [
		...labelled('Status', `${sign} ${cause ? `${word}, ${cause}` : word}`, page, toneOf(color)),
		...labelled('Seen', detail, page),
		...labelled('Checked', checkedAt ? formatTime(checkedAt) : null, page),
		...notes.flatMap(note => labelled('Note', note, page)),
		...labelled('Way', first.planned.route?.reason ?? null, page),
		...labelled('Plan', first.planned.note, page),
		...stageLines(first, page),
		...certificateLines(first, page),
		...results.flatMap(result => needLines(result, page)),
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
		...labelled('Features', featureTitles(features).join(', '), page),
	];
}
