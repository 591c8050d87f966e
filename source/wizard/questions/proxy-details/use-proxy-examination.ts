import {useEffect, useRef, useState} from 'react';
import {hasProxies, isUselessProxy, type ProxyExamination} from '../../../session/proxy/examine-proxy.ts';
import type {Notice} from '../../components/frame/frame-layout.ts';
import type {Answers} from '../../state/answers/answers.ts';
import {prepareCheck} from '../../state/check.ts';
import {useWizard} from '../../use-wizard.ts';

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
