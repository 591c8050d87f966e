import {Text} from 'ink';
import {useEffect, useMemo, useRef, useState} from 'react';
import {hasProxies, isUselessProxy, type ProxyExamination} from '../../../session/proxy/examine-proxy.ts';
import {Form, formPosition} from '../../components/form/form.tsx';
import {useFileCheck, useForm} from '../../components/form/use-form.ts';
import {Frame} from '../../components/frame/frame.tsx';
import type {Notice} from '../../components/frame/frame-layout.ts';
import {formHints} from '../../components/frame/key-hints.ts';
import {isKey} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {useScreen} from '../../components/screen-context.tsx';
import type {Answers} from '../../state/answers/answers.ts';
import {moveCredentials, ownAddress, passwordSource} from '../../state/answers/proxy-answer.ts';
import {prepareCheck} from '../../state/check.ts';
import {handleCommonKey, useStepFrame, useWizard} from '../../use-wizard.ts';
import {
	endpointsPastProxy,
	ownProxyFrom,
	ownProxyTexts,
	proxyFieldNote,
	proxyFields,
	warningOn,
} from './proxy-fields.ts';

export function ProxyDetailsScreen() {
	const {
		state: {answers, examinations, view},
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

	const opened = proxyFields.findIndex(({id}) => view.name === 'step' && id === view.field);
	// A user name without its password is of no use.
	const endsAt = proxyFields[opened]?.id === 'username' ? opened + 1 : opened;
	const examination = useProxyExamination(() => form.focus(proxyFields.findIndex(({id}) => id === 'username')));
	const form = useForm({
		texts: ownProxyTexts(own),
		fields: proxyFields.map(field => (field.id === 'caFile' ? {...field, complete: services.completePath} : field)),
		start: opened,
		...(opened >= 0 && {endsAt}),
		isBad: (field, texts) => {
			const id = proxyFields[field]?.id ?? 'url';
			const facts = {own: ownProxyFrom(texts), caFile, isEntered: true, pastProxy, passwordFrom};
			return proxyFieldNote(id, facts).tone === 'problem';
		},
		isOdd: (field, texts) => warningOn(proxyFields[field]?.id ?? 'url', ownProxyFrom(texts), pastProxy) !== null,
		onChange(texts, isLeaving) {
			attempt.current++;
			examination.forget();
			const typed = ownProxyFrom(texts);
			const kept = isLeaving ? moveCredentials({...typed, caFile: services.wholePath(typed.caFile)}) : typed;
			dispatch({type: 'answer', answers: {ownProxy: kept}});
			return ownProxyTexts(kept);
		},
		onSubmit(texts) {
			const path = ownProxyFrom(texts).caFile.trim();
			const leave = () => examination.leave({...answers, ownProxy: ownProxyFrom(texts)});
			if (path === '' || caFile.isChecked) {
				leave();
				return;
			}
			const mine = attempt.current;
			void services.checkCaFile(path).then(problem => {
				if (problem === null && mine === attempt.current) leave();
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

	const login = examinations.find(({kind, proxy}) => kind === 'login' && proxy === ownAddress(own));
	const loginNotice: Notice | null =
		login && own.username === '' ? {tone: 'warning', text: `${login.sentence} Give them here.`} : null;
	const {problem, ...frame} = useStepFrame('proxy-details', {
		hasNotice: loginNotice !== null,
		shown: examination.notice,
	});
	const hasHelp = !proxyFields[form.state.focused]?.takesQuestionMark;
	const isLast = form.state.focused === proxyFields.length - 1;
	const facts = {own, caFile, isEntered: form.isRefused, pastProxy, passwordFrom};
	const noteOn = (id: keyof typeof own): Notice => {
		const note = proxyFieldNote(id, facts);
		const isHeld = form.isWarned && note.tone === 'warning' && proxyFields[form.state.focused]?.id === id;
		return isHeld ? {...note, text: `${note.text} Enter again keeps it.`} : note;
	};
	return (
		<Frame
			{...frame}
			aside={<Text dimColor>{formPosition(form.state, frame.rows.bodyHeight)}</Text>}
			notice={examination.notice ?? problem ?? loginNotice}
			hints={formHints(glyphs, {isLast: isLast || form.state.focused === endsAt, hasHelp})}
		>
			<Form
				fields={proxyFields.map(field => ({...field, note: noteOn(field.id)}))}
				state={form.state}
				height={frame.rows.bodyHeight}
			/>
		</Frame>
	);
}

type UseProxyExamination = {
	/** That the proxy is being asked, or what is wrong with it; null: nothing. */
	readonly notice: Notice | null;
	/** Goes on once the proxy of these answers was talked to; one that is of no use stops here once. */
	leave(answers: Answers): void;
	/** Something else was done: what the proxy says is not waited for any more. */
	forget(): void;
};

/** Talks to the proxy when its question is left. `onLogin` is told that it wants one. */
export function useProxyExamination(onLogin: (examination: ProxyExamination) => void): UseProxyExamination {
	const {services, context, dispatch, crash} = useWizard();
	const [notice, setNotice] = useState<Notice | null>(null);
	const asking = useRef<AbortController | null>(null);
	/** What was asked last and is of no use, with the answers that led there. */
	const useless = useRef<{readonly proxies: string; readonly examinations: readonly ProxyExamination[]} | null>(null);
	useEffect(() => () => asking.current?.abort(), []);

	function forget(): void {
		asking.current?.abort();
		asking.current = null;
		setNotice(null);
	}

	return {
		notice,
		forget,
		leave(answers) {
			const prepared = prepareCheck(services, context, answers);
			if (prepared.plan === null || !hasProxies(prepared.plan)) {
				dispatch({type: 'next'});
				return;
			}
			const {plan, secrets} = prepared;
			const proxies = JSON.stringify([plan.settings.proxy, plan.settings.pac, secrets]);
			if (useless.current?.proxies === proxies) {
				dispatch({type: 'tolerate', examinations: useless.current.examinations});
				dispatch({type: 'next'});
				return;
			}
			forget();
			const abort = new AbortController();
			asking.current = abort;
			setNotice({tone: 'plain', text: 'Asking the proxy.'});
			services
				.examineProxies(plan, secrets, abort.signal)
				.then(examinations => {
					if (abort.signal.aborted) return;
					const [first, ...others] = examinations.filter(isUselessProxy);
					dispatch({type: 'examine', examinations});
					setNotice(null);
					if (!first) {
						dispatch({type: 'next'});
						return;
					}
					useless.current = {proxies, examinations: [first, ...others]};
					if (first.kind === 'login') onLogin(first);
					else setNotice({tone: 'problem', text: `${first.sentence} Enter again keeps it.`});
				})
				.catch(crash);
		},
	};
}
