import {Text} from 'ink';
import {useEffect, useState} from 'react';
import {DetailLines} from '../../components/detail-lines.tsx';
import {Frame} from '../../components/frame/frame.tsx';
import {commonHints} from '../../components/frame/key-hints.ts';
import {isKey, isLetter} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {useScroll} from '../../components/list/use-list.ts';
import {useScreen} from '../../components/screen-context.tsx';
import {sentenceOf} from '../../components/text/presentable.ts';
import {handleCommonKey, useFrame, useWizard} from '../../use-wizard.ts';
import {type Outlined, outlineLines} from './outline-lines.ts';

/** What the chosen places would create and which rights they take. Where a cluster is among them it is asked, and nothing is created. */
export function OutlineScreen({onClose}: {readonly onClose: () => void}) {
	const {
		state: {
			answers: {from},
		},
		dispatch,
		services: {elsewhere},
		crash,
	} = useWizard();
	const {layout, glyphs} = useScreen();
	const [outlined, setOutlined] = useState<Outlined>({outlines: null, problem: null});
	useEffect(() => {
		const abort = new AbortController();
		elsewhere
			?.outline(from, abort.signal)
			.then(
				outlines => setOutlined({outlines, problem: null}),
				(error: unknown) => setOutlined({outlines: null, problem: sentenceOf(error)}),
			)
			.catch(crash);
		return () => abort.abort();
	}, [elsewhere, from, crash]);
	const frame = useFrame({title: 'What it would take', problem: outlined.problem});
	const lines = outlineLines(outlined, from, {width: layout.width, isUnicode: glyphs.isUnicode});
	const height = frame.rows.bodyHeight;
	const {top, position, handleKey} = useScroll({count: lines.length, height});

	useKeys(keypress => {
		if (handleKey(keypress)) return;
		if (isKey(keypress, 'escape') || isKey(keypress, 'enter') || isLetter(keypress, 'w')) onClose();
		else handleCommonKey(keypress, dispatch);
	});

	const {scroll, back, help} = commonHints(glyphs);
	return (
		<Frame
			{...frame}
			aside={<Text dimColor>{position}</Text>}
			notice={
				outlined.problem === null
					? {tone: 'plain', text: 'Nothing has been created.'}
					: {tone: 'problem', text: outlined.problem}
			}
			hints={[...(position === null ? [] : [scroll]), back, help]}
		>
			<DetailLines lines={lines} top={top} height={height} />
		</Frame>
	);
}
