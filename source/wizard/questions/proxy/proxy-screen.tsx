import {Text} from 'ink';
import {useEffect, useMemo, useRef, useState} from 'react';
import {hasProxies, isUselessProxy, type ProxyExamination} from '../../../session/proxy/examine-proxy.ts';
import {joinWords} from '../../../words.ts';
import {Form, formPosition} from '../../components/form/form.tsx';
import {useFileCheck, useForm} from '../../components/form/use-form.ts';
import {Frame} from '../../components/frame/frame.tsx';
import {commonHints, formHints, type Notice} from '../../components/frame/frame-parts.ts';
import {isKey} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {MenuList, useList} from '../../components/list/list.tsx';
import {useScreen} from '../../components/screen-context.tsx';
import type {Answers, StepContext} from '../../state/answers/answers.ts';
import {foundByAnswer, moveCredentials, ownAddress, passwordSource} from '../../state/answers/proxy-answer.ts';
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
import {type ProxyOption, proxyOptions, systemWords} from './proxy-lines.ts';

/** Asks how the cluster reaches out. */
export function ProxyScreen() {
	const {
		state: {answers},
		dispatch,
		context,
	} = useWizard();
	const {layout, glyphs} = useScreen();
	const examination = useProxyExamination(examination => dispatch({type: 'ask-login', examination}));
	const {problem, ...frame} = useStepFrame('proxy', {shown: examination.notice});
	const options = proxyOptions(context);
	const height = frame.rows.bodyHeight;
	const start = options.findIndex(({choice}) => choice === answers.proxyChoice);
	const list = useList({count: options.length, height}, {start: Math.max(0, start)});
	const current = options[list.state.cursor];

	useKeys(keypress => {
		if (list.handleKey(keypress)) {
			examination.forget();
			return;
		}
		if (isKey(keypress, 'enter') && current) {
			dispatch({type: 'answer', answers: {proxyChoice: current.choice}});
			if (foundByAnswer({proxyChoice: current.choice}, context)) {
				examination.leave({...answers, proxyChoice: current.choice});
			} else dispatch({type: 'next'});
			return;
		}
		handleCommonKey(keypress, dispatch);
	});

	const {move, enter, back, help} = commonHints(glyphs);
	return (
		<Frame
			{...frame}
			notice={examination.notice ?? problem ?? (current ? noticeOn(current, context, layout.isNarrow) : null)}
			hints={[move, enter('choose'), back, help]}
		>
			<MenuList rows={options} state={list.state} height={height} labelWidth={22} hasDetails={!layout.isNarrow} />
		</Frame>
	);
}

/** What stands behind the line at the pointer; in a narrow window also what else would stand beside it. */
function noticeOn({choice, detail}: ProxyOption, context: StepContext, isNarrow: boolean): Notice {
	const source = choice === 'environment' ? context.proxyFound : choice === 'system' ? context.systemFound : null;
	if (source?.kind === 'unreadable') return {text: source.problem, tone: 'problem'};
	const [note] = foundByAnswer({proxyChoice: choice}, context)?.notes ?? [];
	if (note) return {text: note, tone: 'warning'};
	const beside = isNarrow ? `${detail}. ` : '';
	return {text: beside + explain(choice, context), tone: 'plain'};
}

function explain(choice: ProxyOption['choice'], {proxyFound: found}: StepContext): string {
	switch (choice) {
		case 'environment': {
			if (found.kind !== 'found') return 'Set them before you start, or choose another line.';
			const {noProxy} = found.proxy;
			const past = noProxy
				? `Past the proxy go (no_proxy): ${noProxy}`
				: 'no_proxy is empty: all goes through the proxy.';
			return `From ${joinWords(found.variables)}. ${past}`;
		}
		case 'system':
			return systemWords;
		case 'none':
			return 'Every endpoint is reached directly, through the firewall alone.';
		case 'own':
			return 'What the agents will be given, also where this machine uses another one or none.';
		default:
			return choice satisfies never;
	}
}

/** Asks for the proxy itself: where it is, who logs in, and what goes past it. */
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
function useProxyExamination(onLogin: (examination: ProxyExamination) => void): UseProxyExamination {
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
