import {Box, Text} from 'ink';
import {useEffect, useState} from 'react';
import type {AuditAnswer, ReadList} from '../../../session/audit.ts';
import {Form} from '../../components/form/form.tsx';
import {useForm} from '../../components/form/use-form.ts';
import {Frame} from '../../components/frame/frame.tsx';
import {commonHints, type Notice} from '../../components/frame/frame-parts.ts';
import {isKey, isLetter} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {DetailLines, useScroll} from '../../components/list/list.tsx';
import {useScreen} from '../../components/screen-context.tsx';
import {TextInput} from '../../components/text-input/text-input.tsx';
import {
	createTextInput,
	reduceTextInput,
	type TextInputState,
	textInputAction,
	textOf,
} from '../../components/text-input/text-input-state.ts';
import {handleCommonKey, useFrame, useWizard} from '../../use-wizard.ts';
import {
	type AuditSheet,
	type AuditTexts,
	auditFields,
	auditFileName,
	auditLines,
	auditNote,
	auditProblem,
	auditTyped,
	readTyped,
	writeSheet,
} from './audit-lines.ts';

/** Asks for an allow-list, and shows what it lacks and what is too much in it. */
export function AuditScreen() {
	const [found, setFound] = useState<AuditAnswer | null>(null);
	const [sheet, setSheet] = useState<AuditSheet>('screen');
	if (found === null) return <AuditForm onFound={setFound} />;
	// Each begins at its top.
	return <AuditPage key={sheet} {...{found, sheet}} onSheet={setSheet} onLeave={() => setFound(null)} />;
}

const fileLabel = 'File  ';

type AuditPageProps = {
	readonly found: AuditAnswer;
	readonly sheet: AuditSheet;
	readonly onSheet: (sheet: AuditSheet) => void;
	readonly onLeave: () => void;
};

/** The result on one screen, every line of it, or what to add; each can be written to a file. */
function AuditPage({found, sheet, onSheet, onLeave}: AuditPageProps) {
	const {dispatch, services} = useWizard();
	const {layout, glyphs} = useScreen();
	/** The name of the file under edit; null: nothing is being written. */
	const [input, setInput] = useState<TextInputState | null>(null);
	const [notice, setNotice] = useState<Notice | null>(null);
	const frame = useFrame({title: sheet === 'fix' ? 'What to add' : 'Audit', problem: notice?.text ?? null});
	const lines = auditLines(sheet, found, {width: layout.width, isUnicode: glyphs.isUnicode});
	const height = frame.rows.bodyHeight - (input === null ? 0 : 1);
	const {top, position, handleKey} = useScroll({count: lines.length, height});

	function write(file: string): void {
		const {isWritten, text} = writeSheet(file, sheet, found, services);
		setNotice({tone: isWritten ? 'ok' : 'problem', text});
		if (isWritten) setInput(null);
	}

	useKeys(
		keypress => {
			if (input !== null) {
				const action = textInputAction(keypress, ' ');
				if (isKey(keypress, 'enter')) write(textOf(input));
				else if (isKey(keypress, 'escape')) setInput(null);
				else if (isKey(keypress, 'tab')) setInput(createTextInput(services.completePath(textOf(input))));
				else if (action) setInput(reduceTextInput(input, action));
			} else if (handleKey(keypress)) setNotice(null);
			else if (isLetter(keypress, 'v')) onSheet(sheet === 'whole' ? 'screen' : 'whole');
			else if (isLetter(keypress, 'x')) onSheet(sheet === 'fix' ? 'screen' : 'fix');
			else if (isLetter(keypress, 'e')) setInput(createTextInput(auditFileName(sheet, found.audit)));
			else if (!isKey(keypress, 'escape')) handleCommonKey(keypress, dispatch);
			else if (sheet === 'screen') onLeave();
			else onSheet('screen');
		},
		{takesText: input !== null},
	);

	const {scroll, enter, back, help} = commonHints(glyphs);
	return (
		<Frame
			{...frame}
			aside={<Text dimColor>{position}</Text>}
			notice={notice}
			hints={
				input === null
					? [
							...(position === null ? [] : [scroll]),
							{keys: 'v', label: sheet === 'whole' ? 'one screen' : 'every line'},
							{keys: 'x', label: sheet === 'fix' ? 'the audit' : 'what to add'},
							{keys: 'e', label: 'write to a file'},
							back,
							help,
						]
					: [enter('write'), back]
			}
		>
			<DetailLines lines={lines} top={top} height={height} />
			{input === null ? null : (
				<Box height={1}>
					<Text bold>{fileLabel}</Text>
					<TextInput state={input} width={layout.width - fileLabel.length} isFocused={true} />
				</Box>
			)}
		</Frame>
	);
}

type Tried = {readonly key: string; readonly read: ReadList | null; readonly problem: string | null};

const keyOf = ({files, dialect, part}: AuditTexts) => JSON.stringify([files, dialect, part]);

/** The files and how they are to be read. What is typed is read at once, so that the dialect is shown before Enter. */
function AuditForm({onFound}: {readonly onFound: (found: AuditAnswer) => void}) {
	const wizard = useWizard();
	const {dispatch, services, state, crash} = wizard;
	const {glyphs} = useScreen();
	const [texts, setTexts] = useState<AuditTexts>({
		files: state.auditFiles,
		dialect: '',
		sources: state.answers.ruleSources,
		part: '',
	});
	const [tried, setTried] = useState<Tried | null>(null);
	const [problem, setProblem] = useState<string | null>(null);
	const key = keyOf(texts);

	useEffect(() => {
		if (texts.files.trim() === '') return;
		let isCurrent = true;
		const tell = (outcome: Omit<Tried, 'key'>) => {
			if (isCurrent) setTried({key, ...outcome});
		};
		readTyped(texts, services).then(
			read => tell({read, problem: null}),
			(error: unknown) => tell({read: null, problem: auditProblem(error)}),
		);
		return () => {
			isCurrent = false;
		};
	}, [texts, key, services]);

	const isTried = tried?.key === key;
	const read = isTried ? tried.read : null;
	const check = {isChecked: isTried, problem: isTried ? tried.problem : null};
	const typedIn = ([files = '', dialect = '', sources = '', part = '']: readonly string[]): AuditTexts => ({
		files,
		dialect,
		sources,
		part,
	});
	const completeLast = (text: string) => {
		const start = Math.max(text.lastIndexOf(' '), text.lastIndexOf(',')) + 1;
		return text.slice(0, start) + services.completePath(text.slice(start));
	};
	const form = useForm({
		texts: auditFields.map(({id}) => texts[id]),
		fields: auditFields.map(field => (field.id === 'files' ? {...field, complete: completeLast} : field)),
		isBad: (field, typed) =>
			auditNote(auditFields[field]?.id ?? 'files', typedIn(typed), {read, check, isEntered: true}).tone === 'problem',
		onChange(typed) {
			setTexts(typedIn(typed));
			setProblem(null);
			return typed;
		},
		onSubmit(typed) {
			const given = typedIn(typed);
			dispatch({type: 'name-audit-files', files: given.files});
			auditTyped(given, wizard)
				.then(
					found =>
						found === null ? setProblem('Answer the questions first: nothing says what is needed.') : onFound(found),
					(error: unknown) => setProblem(auditProblem(error)),
				)
				.catch(crash);
		},
	});
	const frame = useFrame({
		title: 'Audit an allow-list',
		reason: 'A list that exists, held against what is needed. Nothing is sent.',
		problem,
	});

	useKeys(
		keypress => {
			if (!form.handleKey(keypress)) handleCommonKey(keypress, dispatch);
		},
		{takesText: true},
	);

	const {enter, back} = commonHints(glyphs);
	const isLast = form.state.focused === auditFields.length - 1;
	return (
		<Frame
			{...frame}
			notice={problem === null ? null : {tone: 'problem', text: problem}}
			hints={[
				{keys: glyphs.upDown, label: 'field', isMinor: true},
				enter(isLast ? 'audit' : 'next'),
				...(isLast ? [] : [{keys: 'ctrl-s', label: 'audit'}]),
				back,
			]}
		>
			<Form
				fields={auditFields.map(field => ({
					...field,
					note: auditNote(field.id, texts, {read, check, isEntered: form.isRefused}),
				}))}
				state={form.state}
				height={frame.rows.bodyHeight}
			/>
		</Frame>
	);
}
