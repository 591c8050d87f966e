import {type Dispatch, useEffect, useMemo, useRef} from 'react';
import {sentenceOf} from '../components/text/presentable.ts';
import {createProbeStore, type ProbeStore} from '../screens/probing/probe-store.ts';
import type {WizardServices} from '../services.ts';
import type {View, WizardAction} from './state.ts';

/**
 * Runs the plan of the probing view, and aborts it when the view asks for a stop or goes away. The run that comes back is
 * the truth; the store only shows what happens meanwhile.
 */
export function useProbing(
	view: View,
	services: WizardServices,
	dispatch: Dispatch<WizardAction>,
	crash: (error: unknown) => void,
): ProbeStore | null {
	const plan = view.name === 'probing' ? view.plan : null;
	const secrets = view.name === 'probing' ? view.secrets : null;
	const previous = view.name === 'probing' ? view.previous : null;
	const profile = view.name === 'probing' ? view.profile : null;
	const isStopping = view.name === 'probing' && view.stop !== null;
	const probes = useMemo(() => plan && createProbeStore(plan, services.catalog.features), [plan, services]);
	const controller = useRef<AbortController | null>(null);

	useEffect(() => {
		if (!plan || !secrets || !probes) return;
		const abort = new AbortController();
		controller.current = abort;
		let notKept: string | null = null;
		const onNotKept = (reason: string) => {
			notKept = reason;
		};
		const {push: onEvent, open: onPlan} = probes;
		services
			.runPlan(plan, {signal: abort.signal, onPlan, onEvent, secrets, previous, profile, onNotKept})
			.then(
				run => dispatch({type: 'probing-finished', run, findings: services.diagnose(run), notKept}),
				(error: unknown) => dispatch({type: 'probing-failed', problem: sentenceOf(error)}),
			)
			.catch(crash);
		return () => {
			abort.abort();
			probes.dispose();
		};
	}, [plan, secrets, previous, profile, probes, services, dispatch, crash]);

	useEffect(() => {
		if (isStopping) controller.current?.abort();
	}, [isStopping]);

	return probes;
}
