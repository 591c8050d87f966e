import {safeText} from '../../safe-text.ts';
import {PointFailure, type PointState, type PointStateId} from '../point.ts';

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

export function noKubectl(): PointFailure {
	return new PointFailure({
		id: 'no-client',
		reason: 'This machine has no kubectl.',
		fix: 'Install kubectl, or write a manifest for whoever has it with "vantage manifest".',
	});
}
