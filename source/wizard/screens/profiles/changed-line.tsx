import {Text} from 'ink';
import type {Change} from '../../../record/diff/diff-report.ts';
import {useScreen} from '../../components/screen-context.tsx';
import {Colored} from '../../components/signs.tsx';
import {severityLook} from '../../components/status-look.ts';
import {fitRight, truncate} from '../../components/text/fit.ts';

/** An endpoint that changed, in one line. */
export function ChangedLine({word, change}: {readonly word: string; readonly change: Change}) {
	const {layout, glyphs} = useScreen();
	const {sign, color} = severityLook(change.new?.severity ?? 'info', glyphs.isUnicode);
	const name = truncate(change.endpoint, layout.width - 4 - word.length - 1, glyphs.ellipsis, 'middle');
	return (
		<Text wrap="truncate">
			{'  '}
			<Colored color={color}>{sign}</Colored> {name}
			<Text dimColor>{fitRight(word, layout.width - 4 - name.length, glyphs.ellipsis)}</Text>
		</Text>
	);
}
