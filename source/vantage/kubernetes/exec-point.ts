import {safeText} from '../../safe-text.ts';
import {runWithLifeline, type Said, scriptPayload} from '../lifeline.ts';
import type {Point, PointState} from '../point.ts';
import {explainAdmission, explainKubectl, noKubectl, said} from './failures.ts';
import {clusterFlags, type KubectlOptions} from './kubectl.ts';

export type ExecTarget = {readonly namespace: string; readonly pod: string; readonly container: string | null};

/** A pod that runs already: the probes see exactly what it sees. Nothing is created. */
export function execPoint({namespace, pod, container}: ExecTarget, options: KubectlOptions): Point {
	const name = `pod:${namespace}/${pod}`;
	return {
		name,
		kind: 'pod',
		seen: {name},
		run: (script, given) =>
			runWithLifeline(
				{
					command: [
						...(['kubectl', ...clusterFlags(options), '--namespace', namespace, 'exec', '--stdin', pod] as const),
						...(container === null ? [] : ['--container', container]),
						'--',
					],
					isShell: false,
					environment: options.environment,
					missing: noKubectl().state,
					explain: each => explainExec(`${namespace}/${pod}`, namespace, each),
				},
				() => scriptPayload(script),
				given,
			),
	};
}

/** Why `kubectl exec` gave no log, from what it said. */
export function explainExec(pod: string, namespace: string, {code, stderr, text}: Said): PointState {
	const shown = safeText(pod, 130);
	const words = said(stderr);
	if (text.includes('|proto|arc-netcheck/')) {
		return {
			id: 'dropped',
			reason: `The connection to ${shown} broke off while its probes were under way${words}.`,
			fix: 'Check again. What had come until then is kept.',
		};
	}
	if (/\|state\|no-room/.test(text)) {
		return {
			id: 'no-room',
			reason: `There is no folder in ${shown} that its user may write to.`,
			fix: 'Look from pods beside it (--from pods:NAMESPACE), which bring a folder of their own.',
		};
	}
	if (
		/(?:pods|namespaces) "[^"]*" not found|container \S+ (?:is not valid|not found)|container not found/i.test(stderr)
	) {
		return {
			id: 'no-pod',
			reason: `There is no such pod or container: ${shown}${words}.`,
			fix: `See "kubectl get pods --namespace ${safeText(namespace, 63)}".`,
		};
	}
	if (/cannot exec (?:into|in) a|is not running|completed pod|unable to upgrade connection: container/i.test(stderr)) {
		return {
			id: 'not-started',
			reason: `${shown} is not running${words}.`,
			fix: 'Name a pod that runs.',
		};
	}
	const refused = explainAdmission(stderr, namespace);
	if (refused) return refused;
	if (
		code === 126 ||
		code === 127 ||
		/executable file not found|no such file or directory|OCI runtime exec failed/i.test(stderr)
	) {
		return {
			id: 'no-shell',
			reason: `${shown} has no shell${words}.`,
			fix: 'Look from a pod beside it with an image that has sh and curl: --from pods:NAMESPACE --image IMAGE.',
		};
	}
	if (stderr.trim() !== '') return explainKubectl(stderr);
	return {id: 'no-log', reason: `${shown} gave no log.`, fix: 'Check again.'};
}
