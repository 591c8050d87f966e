import {Text} from 'ink';
import {useEffect, useMemo, useRef} from 'react';
import {Form, formPosition} from '../../components/form/form.tsx';
import {useFileCheck, useForm} from '../../components/form/use-form.ts';
import {Frame} from '../../components/frame/frame.tsx';
import {commonHints} from '../../components/frame/key-hints.ts';
import {isKey} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {useScreen} from '../../components/screen-context.tsx';
import {moveCredentials, passwordSource} from '../../state/answers/own-proxy.ts';
import {handleCommonKey, useWizard} from '../../use-wizard.ts';
import {useStepFrame} from '../step-frame.ts';
import {endpointsPastProxy, ownProxyFrom, ownProxyTexts, proxyFieldNote, proxyFields} from './proxy-fields.ts';

export function ProxyDetailsScreen() {
	const {
		state: {answers, view},
		dispatch,
		services,
		prepared: {plan},
	} = useWizard();
	const {glyphs} = useScreen();
	const own = answers.ownProxy;
	const caFile = useFileCheck(own.caFile.trim(), services.checkCaFile);
	const pastProxy = useMemo(() => endpointsPastProxy(plan), [plan]);
	const passwordFrom = passwordSource(services.environment);
	// Only the latest Enter goes on, and only while nothing else was done: the file may take its time.
	const attempt = useRef(0);
	useEffect(
		() => () => {
			attempt.current++;
		},
		[],
	);

	const form = useForm({
		texts: ownProxyTexts(own),
		fields: proxyFields,
		start: proxyFields.findIndex(({id}) => view.name === 'step' && id === view.field),
		isBad: (field, texts) => {
			const id = proxyFields[field]?.id ?? 'url';
			const facts = {own: ownProxyFrom(texts), caFile, isEntered: true, pastProxy, passwordFrom};
			return proxyFieldNote(id, facts).tone === 'problem';
		},
		onChange(texts, isLeaving) {
			attempt.current++;
			const typed = ownProxyFrom(texts);
			const kept = isLeaving ? moveCredentials(typed) : typed;
			dispatch({type: 'answer', answers: {ownProxy: kept}});
			return ownProxyTexts(kept);
		},
		onSubmit(texts) {
			const path = ownProxyFrom(texts).caFile.trim();
			if (path === '' || caFile.isChecked) {
				dispatch({type: 'next'});
				return;
			}
			const mine = attempt.current;
			void services.checkCaFile(path).then(problem => {
				if (problem === null && mine === attempt.current) dispatch({type: 'next'});
			});
		},
	});
	useKeys(
		keypress => {
			if (form.handleKey(keypress)) return;
			if (isKey(keypress, 'escape')) form.leave();
			handleCommonKey(keypress, dispatch);
		},
		{takesText: true},
	);

	const {problem, ...frame} = useStepFrame('proxy-details', {hasNotice: false});
	const {enter, back, help} = commonHints(glyphs);
	const isLast = form.state.focused === proxyFields.length - 1;
	const facts = {own, caFile, isEntered: form.isRefused, pastProxy, passwordFrom};
	return (
		<Frame
			{...frame}
			aside={<Text dimColor>{formPosition(form.state, frame.rows.bodyHeight)}</Text>}
			notice={problem}
			hints={[{keys: glyphs.upDown, label: 'field'}, enter(isLast ? 'continue' : 'next'), back, help]}
		>
			<Form
				fields={proxyFields.map(field => ({...field, note: proxyFieldNote(field.id, facts)}))}
				state={form.state}
				height={frame.rows.bodyHeight}
			/>
		</Frame>
	);
}
