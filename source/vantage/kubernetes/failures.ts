import {safeText} from '../../safe-text.ts';
import {PointFailure, type PointState, type PointStateId} from '../point.ts';

/** An answer of the API server. */
export type Answer = {readonly status: number; readonly text: string; readonly retryAfter: number | null};

/** What was asked for, in words: `create jobs`, and where. */
export type Asked = {readonly what: string; readonly namespace: string | null};

/** What admission says where it turns an object away, by what turned it away. The first words that fit count. */
const admissions: readonly {
	readonly words: RegExp;
	readonly explain: (match: RegExpExecArray, namespace: string) => Omit<PointState, 'reason'> & {reason: string};
}[] = [
	{
		words: /violates PodSecurity "([^"]+)"/i,
		explain: ([, level = ''], namespace) => ({
			id: 'pod-security',
			reason: `Pod Security "${level}" of the namespace ${namespace} turns the pod away`,
			fix: /restricted/.test(level)
				? 'Nodes are looked from with hostNetwork and hostPath: name a namespace with Pod Security "privileged" (--namespace), or look from pods.'
				: 'Name a namespace with Pod Security "privileged" (--namespace), or use "vantage script" over SSH.',
		}),
	},
	{
		words: /unable to validate against any (?:pod )?security (?:policy|context constraint)|SecurityContextConstraints/i,
		explain: (_, namespace) => ({
			id: 'pod-security',
			reason: `A security policy turns the pod away in the namespace ${namespace}`,
			fix: 'Let an administrator admit what "vantage manifest" prints, or name another namespace (--namespace).',
		}),
	},
	{
		words: /exceeded quota: ([^,\s]+)|failed quota: ([^:\s]+)/i,
		explain: ([, over, failed], namespace) => ({
			id: 'quota',
			reason: `The quota ${over ?? failed} of the namespace ${namespace} is used up`,
			fix: 'Look from fewer nodes (--per-pool 1), or name another namespace (--namespace).',
		}),
	},
	{
		words: /(?:maximum|minimum) (?:cpu|memory|\S+) (?:usage|limit|request)|limit to request ratio/i,
		explain: (_, namespace) => ({
			id: 'quota',
			reason: `The LimitRange of the namespace ${namespace} turns the pod away`,
			fix: 'It asks for 50m of CPU and 64Mi, with limits of 500m and 256Mi: name a namespace that has room for that (--namespace).',
		}),
	},
	{
		words: /admission webhook "?([^"\s]+)"? denied|ValidatingAdmissionPolicy '([^']+)'/i,
		explain: ([, webhook, policy]) => ({
			id: 'admission',
			reason: `The policy ${safeText(webhook ?? policy ?? '', 80)} turns the pod away`,
			fix: 'Let its owner admit what "vantage manifest" prints, or name another namespace (--namespace).',
		}),
	},
	{
		words: /failed calling webhook "?([^"\s:]+)/i,
		explain: ([, webhook = '']) => ({
			id: 'admission',
			reason: `The webhook ${safeText(webhook, 80)} does not answer, so the cluster admits nothing`,
			fix: 'Let the owner of the cluster mend it, or name a namespace that it leaves alone (--namespace).',
		}),
	},
	{
		words: /because it is being terminated/i,
		explain: (_, namespace) => ({
			id: 'no-namespace',
			reason: `The namespace ${namespace} is being deleted`,
			fix: 'Name another one with --namespace.',
		}),
	},
	{
		words: /(?:User|serviceaccount) "?([^"\s]*)"? cannot (\S+) resource "([^"]+)"/i,
		explain: ([, user = '', verb, resource], namespace) => ({
			id: 'not-allowed',
			reason: `${user === '' ? 'This login' : safeText(user, 80)} may not ${verb} ${resource} in the namespace ${namespace}`,
			fix: 'Have the role of "vantage list --role" granted, or hand the output of "vantage manifest" to whoever has it.',
		}),
	},
	{
		words: /serviceaccount "?([^"\s]+)"? not found|error looking up service account/i,
		explain: (_, namespace) => ({
			id: 'not-created',
			reason: `The namespace ${namespace} has no service account "default" yet`,
			fix: 'Wait until it is there, or name another namespace (--namespace).',
		}),
	},
];

/** What turned an object away, from the words of the API server or of an event; null: none of the known ones. */
export function explainAdmission(message: string, namespace: string): PointState | null {
	for (const {words, explain} of admissions) {
		const match = words.exec(message);
		if (!match) continue;
		const state = explain(match, safeText(namespace, 63));
		return {...state, reason: `${state.reason}${said(message)}.`};
	}
	return null;
}

/** Why the API server did not do what it was asked for. */
export function explainAnswer({status, text}: Answer, {what, namespace}: Asked): PointState {
	const {message, reason} = readStatus(text);
	const place = namespace === null ? 'the cluster' : `the namespace ${safeText(namespace, 63)}`;
	if (reason === null && status >= 500) return explainKubectl(message);
	const admission = status === 401 ? null : explainAdmission(message, namespace ?? 'of the cluster');
	if (admission) return admission;
	switch (true) {
		case status === 401:
			return explainKubectl('Unauthorized');
		case status === 403 && reason === null:
			return {
				id: 'api-failure',
				reason: `kubectl proxy does not pass on a request to ${what}.`,
				fix: 'Look whether a wrapper stands in place of kubectl.',
			};
		case status === 403:
			return {
				id: 'not-allowed',
				reason: `This login may not ${what} in ${place}${said(message)}.`,
				fix: 'Have the role of "vantage list --role" granted, or hand the output of "vantage manifest" to whoever has it.',
			};
		case status === 404 && /namespaces? "/.test(message):
			return {
				id: 'no-namespace',
				reason: `There is no ${place.slice(4)}.`,
				fix: 'Create it, or name one that is there with --namespace.',
			};
		case status === 404:
			return {
				id: 'removed',
				reason: `What was to be read is no longer there: ${what} in ${place}.`,
				fix: 'Check again; something in the cluster removes what is created.',
			};
		case status === 409 && reason === 'AlreadyExists':
			return {
				id: 'name-taken',
				reason: `There is something of that name already in ${place}${said(message)}.`,
				fix: 'Remove what an earlier check left: "vantage clean".',
			};
		case status === 409 || status === 429 || status >= 500:
			return {
				id: 'busy',
				reason: `The API server has no room for a request to ${what}, also when asked again${said(message)}.`,
				fix: 'Check again later, or look from fewer nodes (--per-pool 1).',
			};
		case status === 422 || status === 400 || status === 413:
			return {
				id: 'invalid',
				reason: `The API server does not take what it was given to ${what}${said(message)}.`,
				fix: 'See what "vantage manifest" prints, and whether the cluster is older than Kubernetes 1.21.',
			};
		default:
			return {
				id: 'api-failure',
				reason: `The API server answered ${status} to a request to ${what}${said(message)}.`,
				fix: 'Check again, and see what "kubectl get namespaces" says.',
			};
	}
}

/** The message of a Status object, or the text itself. */
export function readStatus(text: string): {readonly message: string; readonly reason: string | null} {
	try {
		const status: unknown = JSON.parse(text);
		if (typeof status === 'object' && status !== null && 'message' in status) {
			const reason = 'reason' in status && typeof status.reason === 'string' ? status.reason : '';
			return {message: safeText(String(status.message), 1000), reason};
		}
	} catch {
		// kubectl itself answers in plain text.
	}
	return {message: safeText(text, 1000), reason: null};
}

type Failure = {
	readonly id: PointStateId;
	/** In what kubectl says on standard error, or answers in place of the API server. */
	readonly words: RegExp;
	readonly reason: string;
	readonly fix: string;
};

const once = 'kubectl get namespaces';

/** Each way in which kubectl fails before the API server has answered, the more telling words first. */
const failures: readonly Failure[] = [
	{
		id: 'untrusted',
		words: /x509|certificate signed by unknown authority|failed to verify certificate/i,
		reason: 'kubectl does not trust the certificate of the API server',
		fix: 'Fetch the kubeconfig of the cluster again; a proxy that inspects TLS must let the API server pass.',
	},
	{
		id: 'login-refused',
		words:
			/getting credentials|exec plugin|executable \S+ (?:not found|failed)|Unauthorized|must be logged in|no Auth Provider|invalid_grant|AADSTS|token (?:has |is )?expired/i,
		reason: 'kubectl has no valid login for this cluster',
		fix: `Run "${once}" once, and log in as it asks.`,
	},
	{
		id: 'client-configuration',
		words:
			/context .*does not exist|cannot locate context|current-context|no context exists|error loading config|invalid configuration|no configuration has been provided|yaml: |couldn't get version|stat \S+: no such file|no such file or directory/i,
		reason: 'kubectl has no kubeconfig that it can use',
		fix: 'See "kubectl config get-contexts", and name one with --context, or its file with --kubeconfig.',
	},
	{
		id: 'unreachable',
		words: /proxyconnect|Proxy Authentication Required|Forbidden by proxy/i,
		reason: 'the proxy does not let kubectl through to the API server',
		fix: 'Put the API server into NO_PROXY, or set proxy-url in the kubeconfig.',
	},
	{
		id: 'unknown-name',
		words: /no such host|server misbehaving|Temporary failure in name resolution|dial tcp: lookup/i,
		reason: 'the name of the API server leads to no address from here',
		fix: 'A private cluster has a private name: run this from its network, or with "vantage manifest" from a machine there.',
	},
	{
		id: 'refused',
		words: /connection refused/i,
		reason: 'the API server refuses connections',
		fix: 'Start the cluster if it is stopped, or name another context with --context.',
	},
	{
		id: 'silent',
		words: /timed? ?out|deadline exceeded|timeout/i,
		reason: 'the API server did not answer in time',
		fix: 'Let this machine through to the API server: a firewall, or the authorized ranges of the cluster, may leave it out.',
	},
	{
		id: 'unreachable',
		words: /no route to host|network is unreachable|host is unreachable|connection reset|EOF/i,
		reason: 'there is no way to the API server',
		fix: 'See "kubectl cluster-info", and whether this machine is in a network that reaches it.',
	},
];

/** What kubectl said, for brackets behind a reason. */
export function said(text: string): string {
	const last = text.trim().split('\n').at(-1) ?? '';
	const words = safeText(last.replace(/^(?:error|Unable to connect to the server): /i, ''), 200);
	return words === '' ? '' : ` (${words})`;
}

/** Why kubectl itself could not do what it was to do. */
export function explainKubectl(text: string): PointState {
	const known = failures.find(({words}) => words.test(text));
	if (!known) {
		return {
			id: 'api-failure',
			reason: `kubectl failed${said(text)}.`,
			fix: `See what "${once}" says.`,
		};
	}
	const {id, reason, fix} = known;
	const begin = reason.startsWith('kubectl') ? 'k' : reason.charAt(0).toUpperCase();
	return {id, reason: `${begin}${reason.slice(1)}${said(text)}.`, fix};
}

/** What is told where no kubectl can be started. */
export function noKubectl(): PointFailure {
	return new PointFailure({
		id: 'no-client',
		reason: 'This machine has no kubectl.',
		fix: 'Install kubectl, or write a manifest for whoever has it with "vantage manifest".',
	});
}
