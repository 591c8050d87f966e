import {useEffect, useState} from 'react';
import {isKey, isLetter} from '../../components/input/keypress.ts';
import {sentenceOf} from '../../components/text.ts';
import {TextScreen} from '../../text-screen.tsx';
import {useWizard} from '../../use-wizard.ts';
import {type Outlined, outlineLines} from './outline-lines.ts';

/** What the chosen places would create and which rights they take. Where a cluster is among them it is asked, and nothing is created. */
export function OutlineScreen({onClose}: {readonly onClose: () => void}) {
	const {
		state: {
			answers: {from},
		},
		services: {elsewhere},
		crash,
	} = useWizard();
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
	return (
		<TextScreen
			title="What it would take"
			lines={options => outlineLines(outlined, from, options)}
			problem={outlined.problem}
			notice={
				outlined.problem === null
					? {tone: 'plain', text: 'Nothing has been created.'}
					: {tone: 'problem', text: outlined.problem}
			}
			onKey={keypress => {
				const isClosing = isKey(keypress, 'escape') || isKey(keypress, 'enter') || isLetter(keypress, 'w');
				if (isClosing) onClose();
				return isClosing;
			}}
		/>
	);
}
