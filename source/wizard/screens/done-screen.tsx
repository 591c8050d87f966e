import {Text} from 'ink';
import {countOf} from '../../diagnosis/words.ts';
import {ownerNames} from '../../report/view/owner-names.ts';
import {commonHints} from '../common-hints.ts';
import {Frame} from '../components/frame/frame.tsx';
import {useFrame} from '../components/frame/use-frame.ts';
import {useKeys} from '../input/use-keys.tsx';
import {findingsPerOwner} from '../results/findings-per-owner.ts';
import {useScreen} from '../screen-context.tsx';
import {truncate} from '../text/fit.ts';
import {handleCommonKey, isKey, isLetter, useWizard} from '../wizard-context.ts';

/** Where the report is, and who should get it. */
export function DoneScreen({files}: {readonly files: readonly string[]}) {
	const {
		state: {findings},
		dispatch,
	} = useWizard();
	const {layout, glyphs} = useScreen();
	const title = files.length === 1 ? 'Report written' : 'Reports written';
	const {rows, ...frame} = useFrame({stage: 'Report', title});
	const owners = findingsPerOwner(findings);

	useKeys(keypress => {
		if (isKey(keypress, 'enter') || isLetter(keypress, 'q')) dispatch({type: 'finish'});
		else handleCommonKey(keypress, dispatch);
	});

	const {enter, help} = commonHints(glyphs);
	return (
		<Frame
			{...frame}
			rows={rows}
			notice={{tone: 'plain', text: 'These paths and the report stay in the terminal when you finish.'}}
			hints={[enter('finish'), {keys: 'esc', label: 'results'}, help]}
		>
			{files.map(file => (
				<Text key={file} wrap="truncate">
					<Text color="green">{glyphs.ok}</Text> {truncate(file, layout.width - 2, glyphs.ellipsis, 'start')}
				</Text>
			))}
			{owners.length > 0 ? <Text>{rows.isSpaced ? '\nWhat is left to do is for' : 'Left to do, for'}</Text> : null}
			{owners.map(({owner, count}) => (
				<Text key={owner} wrap="truncate">
					{'  '}
					{ownerNames[owner]}: {countOf(count, 'finding')}
				</Text>
			))}
		</Frame>
	);
}
