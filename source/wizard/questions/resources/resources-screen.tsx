import {Text} from 'ink';
import {useState} from 'react';
import {problemOf} from '../../../errors.ts';
import {joinWords} from '../../../words.ts';
import {Form, formPosition} from '../../components/form/form.tsx';
import {useForm} from '../../components/form/use-form.ts';
import {Frame} from '../../components/frame/frame.tsx';
import {formHints, type Notice} from '../../components/frame/frame-parts.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {useScreen} from '../../components/screen-context.tsx';
import {ownHosts, parseResourceNames, resourceWords, usableResources} from '../../state/answers/own-resources.ts';
import {handleCommonKey, useStepFrame, useWizard} from '../../use-wizard.ts';

/** Asks for the names of the user's own resources, which hosts are made of. */
export function ResourcesScreen() {
	const {
		state: {answers, view},
		dispatch,
		context,
		prepared: {plan},
	} = useWizard();
	const {glyphs} = useScreen();
	const keys = usableResources(answers, context);
	const textOf = (key: (typeof keys)[number]) => answers.resources[key] ?? '';
	const noteOn = (key: (typeof keys)[number]): Notice => {
		const problem = problemOf(() => parseResourceNames(key, textOf(key)));
		if (problem !== null) return {text: problem, tone: 'problem'};
		const hosts = plan ? ownHosts(plan, key) : [];
		if (textOf(key).trim() === '' || hosts.length === 0) return {text: resourceWords[key].hint, tone: 'plain'};
		return {text: `Will be checked: ${joinWords(hosts, 3, 'host')}.`, tone: 'ok'};
	};

	const opened = keys.findIndex(key => view.name === 'step' && key === view.field);
	const [isSingle] = useState(() => keys.some((key, index) => index === opened && textOf(key) !== ''));
	const form = useForm({
		texts: keys.map(textOf),
		fields: keys.map(() => ({joiner: ','})),
		start: opened,
		...(isSingle && {endsAt: opened}),
		isBad: (field, texts) => {
			const key = keys[field];
			return key !== undefined && problemOf(() => parseResourceNames(key, texts[field] ?? '')) !== null;
		},
		onChange(texts) {
			const typed = Object.fromEntries(keys.map((key, index) => [key, texts[index] ?? '']));
			dispatch({type: 'answer', answers: {resources: {...answers.resources, ...typed}}});
			return texts;
		},
		onSubmit() {
			dispatch({type: 'next'});
		},
	});
	useKeys(
		keypress => {
			if (!form.handleKey(keypress)) handleCommonKey(keypress, dispatch);
		},
		{takesText: true},
	);

	const {problem, ...frame} = useStepFrame('resources', {hasNotice: false});
	const isLast = form.state.focused === keys.length - 1;
	return (
		<Frame
			{...frame}
			aside={<Text dimColor>{formPosition(form.state, frame.rows.bodyHeight)}</Text>}
			notice={problem}
			hints={formHints(glyphs, {isLast: isLast || isSingle, hasHelp: true})}
		>
			<Form
				fields={keys.map(key => ({id: key, label: resourceWords[key].label, placeholder: '(skip)', note: noteOn(key)}))}
				state={form.state}
				height={frame.rows.bodyHeight}
			/>
		</Frame>
	);
}
