import {useEffect, useState} from 'react';
import type {AuditAnswer, ReadList} from '../../../session/audit.ts';
import {Form} from '../../components/form/form.tsx';
import {useForm} from '../../components/form/use-form.ts';
import {Frame} from '../../components/frame/frame.tsx';
import {commonHints} from '../../components/frame/key-hints.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {useScreen} from '../../components/screen-context.tsx';
import {handleCommonKey, useFrame, useWizard} from '../../use-wizard.ts';
import {type AuditTexts, auditFields, auditNote, auditProblem, auditTyped, readTyped} from './audit-words.ts';

type Tried = {readonly key: string; readonly read: ReadList | null; readonly problem: string | null};

const keyOf = ({files, dialect, part}: AuditTexts) => JSON.stringify([files, dialect, part]);

/** The files and how they are to be read. What is typed is read at once, so that the dialect is shown before Enter. */
export function AuditForm({onFound}: {readonly onFound: (found: AuditAnswer) => void}) {
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
