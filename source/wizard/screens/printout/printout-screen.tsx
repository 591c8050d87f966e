import {Text} from 'ink';
import {useEffect, useState} from 'react';
import type {Printout} from '../../../session/vantage/places.ts';
import {Frame} from '../../components/frame/frame.tsx';
import {commonHints} from '../../components/frame/frame-parts.ts';
import {isKey, isLetter} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {DetailLines, useScroll} from '../../components/list/list.tsx';
import {useScreen} from '../../components/screen-context.tsx';
import {
	blankLine,
	type DetailLine,
	heading,
	lineOf,
	type Page,
	paragraph,
	presentable,
	sentenceOf,
} from '../../components/text.ts';
import type {View} from '../../state/state.ts';
import {handleCommonKey, useFrame, useWizard} from '../../use-wizard.ts';
import {useCopy} from '../copy/copy-screen.tsx';

/** What others can run in place of a check from here: what to do with it first, then the whole of it. */
export function PrintoutScreen({view}: {readonly view: Extract<View, {readonly name: 'printout'}>}) {
	const {
		state: {
			answers: {from},
			profile,
		},
		dispatch,
		services: {elsewhere},
		crash,
	} = useWizard();
	const {layout, glyphs} = useScreen();
	const [printouts, setPrintouts] = useState<readonly Printout[]>([]);
	const [problem, setProblem] = useState<string | null>(null);
	const [files, setFiles] = useState<readonly string[]>([]);
	const {canCopy, copy, notice: copied, clear} = useCopy();
	const {plan, secrets} = view;
	useEffect(() => {
		elsewhere
			?.print(plan, {from, secrets, profile})
			.then(setPrintouts, (error: unknown) => setProblem(sentenceOf(error)))
			.catch(crash);
	}, [elsewhere, plan, secrets, from, profile, crash]);
	const written = files.length === 0 ? null : `Written: ${files.join(', ')}`;
	const frame = useFrame({title: 'For others to run', problem: problem ?? copied?.text ?? written});
	const lines = printoutLines(printouts, {width: layout.width, isUnicode: glyphs.isUnicode});
	const height = frame.rows.bodyHeight;
	const {top, position, handleKey} = useScroll({count: lines.length, height});

	function write(): void {
		if (elsewhere === null || files.length > 0) return;
		try {
			setFiles(elsewhere.write(printouts));
		} catch (error) {
			setProblem(sentenceOf(error));
		}
	}

	useKeys(keypress => {
		clear();
		if (handleKey(keypress)) return;
		if (isKey(keypress, 'enter')) write();
		else if (isLetter(keypress, 'c') && canCopy) copy(printouts.map(({text}) => text).join('\n'));
		else handleCommonKey(keypress, dispatch);
	});

	const {scroll, enter, back, help} = commonHints(glyphs);
	return (
		<Frame
			{...frame}
			aside={<Text dimColor>{position}</Text>}
			notice={
				problem !== null
					? {tone: 'problem', text: problem}
					: (copied ??
						(written !== null
							? {tone: 'ok', text: written}
							: {tone: 'plain', text: 'Nothing has been sent. Enter writes it into the folder that you started in.'}))
			}
			hints={[
				enter(files.length > 0 ? 'written' : 'write to files'),
				...(canCopy ? [{keys: 'c', label: 'copy'}] : []),
				...(position === null ? [] : [{...scroll, isMinor: true}]),
				back,
				help,
			]}
		>
			<DetailLines lines={lines} top={top} height={height} />
		</Frame>
	);
}

function printoutLines(printouts: readonly Printout[], page: Page): readonly DetailLine[] {
	return printouts.flatMap(({fileName, steps, text}, index) => [
		...(index > 0 ? [blankLine] : []),
		...heading(fileName, page),
		...steps.flatMap((step, number) => paragraph(step, page, {prefix: [{text: `${number + 1}. `, tone: 'faint'}]})),
		blankLine,
		// As it stands: a line that is too long is cut, and whole in the file.
		...text
			.trimEnd()
			.split('\n')
			.map(line => lineOf({text: presentable(line.replaceAll('\t', '    '), page.isUnicode), tone: 'faint'})),
	]);
}
