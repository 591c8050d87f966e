import {commonHints} from '../common-hints.ts';
import {Form} from '../components/form/form.tsx';
import {Frame} from '../components/frame/frame.tsx';
import {useKeys} from '../input/use-keys.tsx';
import {moveCredentials} from '../own-proxy.ts';
import {useScreen} from '../screen-context.tsx';
import {handleCommonKey, useWizard} from '../wizard-context.ts';
import {ownProxyFrom, ownProxyTexts, proxyFieldNotice, proxyFieldProblem, proxyFields} from './proxy-fields.ts';
import {useStepFrame} from './step-frame.ts';
import {useFileCheck} from './use-file-check.ts';
import {useForm} from './use-form.ts';

export function ProxyDetailsScreen() {
	const {
		state: {answers},
		dispatch,
		services,
	} = useWizard();
	const {glyphs} = useScreen();
	const own = answers.ownProxy;
	const caFileProblem = useFileCheck(own.caFile.trim(), services.checkCaFile);

	const form = useForm({
		texts: ownProxyTexts(own),
		fields: proxyFields,
		onChange(texts, isLeaving) {
			const typed = ownProxyFrom(texts);
			const kept = isLeaving ? moveCredentials(typed) : typed;
			dispatch({type: 'answer', answers: {ownProxy: kept}});
			return ownProxyTexts(kept);
		},
		onSubmit(texts) {
			const {caFile} = ownProxyFrom(texts);
			if (caFile.trim() === '') {
				dispatch({type: 'next'});
				return;
			}
			// The check while typing may not be back yet.
			void services.checkCaFile(caFile.trim()).then(problem => {
				if (problem === null) dispatch({type: 'next'});
			});
		},
	});
	useKeys(
		keypress => {
			if (!form.handleKey(keypress)) handleCommonKey(keypress, dispatch);
		},
		{takesText: true},
	);

	const focused = proxyFields[form.state.focused]?.id ?? 'url';
	const {problem, ...frame} = useStepFrame('proxy-details', proxyFieldProblem(focused, own, caFileProblem));
	const {enter, back, help} = commonHints(glyphs);
	const isLast = form.state.focused === proxyFields.length - 1;
	return (
		<Frame
			{...frame}
			notice={problem ?? proxyFieldNotice(focused, own)}
			hints={[{keys: glyphs.upDown, label: 'field'}, enter(isLast ? 'continue' : 'next'), back, help]}
		>
			<Form
				fields={proxyFields.map(field => ({
					...field,
					isGood: ['url', 'caFile'].includes(field.id) ? !proxyFieldProblem(field.id, own, caFileProblem) : null,
				}))}
				state={form.state}
				height={frame.rows.bodyHeight}
			/>
		</Frame>
	);
}
