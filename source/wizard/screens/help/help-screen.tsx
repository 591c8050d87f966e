import {Text} from 'ink';
import stringWidth from 'string-width';
import {wrapText} from '../../../wrap-text.ts';
import {Frame} from '../../components/frame/frame.tsx';
import {commonHints} from '../../components/frame/frame-parts.ts';
import {isKey, isLetter} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {useScroll} from '../../components/list/list.tsx';
import {useScreen} from '../../components/screen-context.tsx';
import {useFrame, useWizard} from '../../use-wizard.ts';
import {helpFor, keyRows} from './help-texts.ts';

/** What stands between the keys and what they do, at least, in columns. */
const gap = 2;
/** The keys of most screens are narrower, so that their tables look alike. */
const usualWidth = 16;

/** Help for the screen that it covers. */
export function HelpScreen() {
	const {state, dispatch} = useWizard();
	const {layout, glyphs, keyTable} = useScreen();
	const {title, lines} = helpFor(state);
	const frame = useFrame({title: `Help: ${title}`, hasNotice: false});
	const rows = keyRows(keyTable.current, state);
	const keyWidth = Math.max(usualWidth, ...rows.map(([name]) => stringWidth(name) + gap));
	const text = [
		...lines.flatMap(line => wrapText(line, layout.width)),
		' ',
		...rows.flatMap(([name, meaning]) =>
			wrapText(meaning, layout.width - keyWidth).map(
				(line, index) => (index === 0 ? name : '').padEnd(keyWidth) + line,
			),
		),
	];
	const height = frame.rows.bodyHeight;
	const {top, position, handleKey} = useScroll({count: text.length, height});

	useKeys(
		keypress => {
			if (isKey(keypress, 'escape') || isKey(keypress, 'enter') || isLetter(keypress, '?')) {
				dispatch({type: 'toggle-help'});
			} else {
				handleKey(keypress);
			}
		},
		{layer: 'overlay'},
	);

	const {scroll} = commonHints(glyphs);
	return (
		<Frame {...frame} isHelp hints={[...(position === null ? [] : [scroll]), {keys: 'esc', label: 'close'}]}>
			<Text wrap="truncate">{text.slice(top, top + height).join('\n')}</Text>
		</Frame>
	);
}
