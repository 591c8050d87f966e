import path from 'node:path';
import {Box, Text} from 'ink';
import {useReducer} from 'react';
import type {Run} from '../../probe/types.ts';
import {commonHints} from '../common-hints.ts';
import {Frame} from '../components/frame/frame.tsx';
import type {Notice} from '../components/frame/frame-layout.ts';
import {useFrame} from '../components/frame/use-frame.ts';
import {Pointer} from '../components/pointer.tsx';
import {TextInput} from '../components/text-input/text-input.tsx';
import {textInputAction} from '../components/text-input/text-input-keys.ts';
import {sentenceOf} from '../expected-error.ts';
import type {Keypress} from '../input/keypress.ts';
import {useKeys} from '../input/use-keys.tsx';
import {useScreen} from '../screen-context.tsx';
import {handleCommonKey, isKey, isLetter, useWizard} from '../wizard-context.ts';
import {createExport, type ExportState, exportRequest, exportRows, formatWords, reduceExport} from './export-state.ts';

export function ExportScreen({run}: {readonly run: Run}) {
	const {
		state: {findings},
		dispatch,
		services,
		crash,
	} = useWizard();
	const {layout, glyphs} = useScreen();
	const [state, change] = useReducer(reduceExport, run, () => createExport(services.proposePath(run)));
	const {phase, row} = state;

	function write(isOverwriteAllowed: boolean): void {
		change({type: 'write'});
		if (reduceExport(state, {type: 'write'}).phase.name !== 'writing') return;
		services.writeReports(run, findings, exportRequest(state, isOverwriteAllowed)).then(
			outcome => {
				if (outcome.kind === 'exists') change({type: 'ask', files: outcome.files});
				else dispatch({type: 'exported', files: outcome.files});
			},
			(error: unknown) => {
				const problem = sentenceOf(error);
				if (problem === null) crash(error);
				else change({type: 'fail', problem});
			},
		);
	}

	function handleEditing(keypress: Keypress): void {
		if (isKey(keypress, 'enter')) write(false);
		else if (isKey(keypress, 'up') || isKey(keypress, 'back-tab')) change({type: 'move', by: -1});
		else if (isKey(keypress, 'down') || isKey(keypress, 'tab')) change({type: 'move', by: 1});
		else if (row !== 'path' && isLetter(keypress, ' ')) change({type: 'toggle'});
		else {
			const action = row === 'path' ? textInputAction(keypress, ' ') : null;
			if (action) change({type: 'edit', action});
			else handleCommonKey(keypress, dispatch);
		}
	}

	useKeys(
		keypress => {
			if (phase.name === 'editing') handleEditing(keypress);
			else if (phase.name === 'asking') {
				if (isLetter(keypress, 'y')) write(true);
				else if (isLetter(keypress, 'n') || isKey(keypress, 'escape')) change({type: 'resume'});
			}
		},
		{takesText: phase.name === 'editing' && row === 'path'},
	);

	const problem = phase.name === 'editing' ? phase.problem : null;
	const {rows, ...frame} = useFrame({stage: 'Report', title: 'Export the report', problem});
	const {move, enter, back, help} = commonHints(glyphs);
	const labelWidth = 6;
	return (
		<Frame
			{...frame}
			rows={rows}
			notice={noticeOn(state)}
			hints={
				phase.name === 'asking'
					? [
							{keys: 'y', label: 'replace'},
							{keys: 'n', label: 'another name'},
						]
					: [
							move,
							{keys: 'space', label: 'tick', isMinor: row === 'path'},
							enter('write'),
							back,
							...(row === 'path' ? [] : [help]),
						]
			}
		>
			{exportRows.map(id => (
				<Box key={id} height={1}>
					<Pointer isHere={id === row} />
					{id === 'path' ? (
						<>
							<Text bold={row === 'path'}>{'Path'.padEnd(labelWidth)}</Text>
							<TextInput
								state={state.path}
								width={layout.width - 2 - labelWidth}
								isFocused={row === 'path' && phase.name === 'editing'}
							/>
						</>
					) : (
						<Text bold={id === row}>
							{state.formats.includes(id) ? glyphs.checked : glyphs.unchecked} {formatWords[id]}
						</Text>
					)}
				</Box>
			))}
		</Frame>
	);
}

function noticeOn({phase}: ExportState): Notice {
	switch (phase.name) {
		case 'editing':
			return phase.problem === null
				? {tone: 'plain', text: 'Each format adds its own ending to the path. No file is replaced without asking.'}
				: {tone: 'problem', text: phase.problem};
		case 'asking': {
			const names = phase.files.map(file => path.basename(file)).join(' and ');
			return {tone: 'warning', text: `${names} ${phase.files.length === 1 ? 'is' : 'are'} there already. Replace?`};
		}
		case 'writing':
			return {tone: 'plain', text: 'Writing.'};
		default:
			return phase satisfies never;
	}
}
