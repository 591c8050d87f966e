import {describe, expect, it} from 'vitest';
import {explainExec} from '../../../source/vantage/kubernetes/exec-point.ts';
import {explainAnswer, explainKubectl} from '../../../source/vantage/kubernetes/failures.ts';
import {type EventObject, readJob, readPod} from '../../../source/vantage/kubernetes/objects.ts';
import {explainEndedJob, explainNoPods, readProgress} from '../../../source/vantage/kubernetes/pod-states.ts';
import type {PointState} from '../../../source/vantage/point.ts';

/** A reason is one sentence, and so is a fix, and neither holds what a terminal would obey. */
function expectSentences({reason, fix}: PointState): void {
	for (const text of [reason, fix]) {
		expect(text).toMatch(/[.)]$/);
		expect(text).not.toMatch(/[\u0000-\u001f]|undefined|\.\.$/);
	}
}

const status = (code: number, reason: string, message: string) => ({
	...{status: code, retryAfter: null},
	text: JSON.stringify({kind: 'Status', status: 'Failure', code, reason, message}),
});
const asked = {what: 'create jobs', namespace: 'checks'};

describe('a refusal of the API server', () => {
	it.each<[string, number, string, string, string]>([
		['no login', 401, 'Unauthorized', 'Unauthorized', 'login-refused'],
		[
			'no right',
			403,
			'Forbidden',
			'jobs.batch is forbidden: User "jane" cannot create resource "jobs" in API group "batch" in the namespace "checks"',
			'not-allowed',
		],
		[
			'Pod Security',
			403,
			'Forbidden',
			'pods "x" is forbidden: violates PodSecurity "restricted:latest": host namespaces (hostNetwork=true), hostPath volumes',
			'pod-security',
		],
		[
			'Pod Security, an older policy',
			403,
			'Forbidden',
			'pods "x" is forbidden: PodSecurityPolicy: unable to validate against any pod security policy: []',
			'pod-security',
		],
		[
			'OpenShift',
			403,
			'Forbidden',
			'pods "x" is forbidden: unable to validate against any security context constraint: [provider restricted-v2: .spec.hostNetwork: Invalid value: true]',
			'pod-security',
		],
		[
			'quota',
			403,
			'Forbidden',
			'pods "x" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=10, limited: pods=10',
			'quota',
		],
		[
			'quota without requests',
			403,
			'Forbidden',
			'pods "x" is forbidden: failed quota: compute: must specify limits.cpu',
			'quota',
		],
		[
			'a LimitRange',
			403,
			'Forbidden',
			'pods "x" is forbidden: maximum cpu usage per Container is 100m, but limit is 500m',
			'quota',
		],
		[
			'a webhook',
			403,
			'Forbidden',
			'admission webhook "validation.gatekeeper.sh" denied the request: [allowed-repos] container <probe> has an invalid image repo',
			'admission',
		],
		[
			'a policy',
			422,
			'Invalid',
			`jobs.batch "x" is forbidden: ValidatingAdmissionPolicy 'no-jobs' with binding 'b' denied request: no Jobs here`,
			'admission',
		],
		[
			'a dead webhook',
			500,
			'InternalError',
			'Internal error occurred: failed calling webhook "mutate.example.com": context deadline exceeded',
			'admission',
		],
		['no such namespace', 404, 'NotFound', 'namespaces "checks" not found', 'no-namespace'],
		[
			'a namespace that ends',
			403,
			'Forbidden',
			'jobs.batch "x" is forbidden: unable to create new content in namespace checks because it is being terminated',
			'no-namespace',
		],
		['a pod that is gone', 404, 'NotFound', 'pods "x" not found', 'removed'],
		['a name that is taken', 409, 'AlreadyExists', 'jobs.batch "x" already exists', 'name-taken'],
		['a conflict', 409, 'Conflict', 'Operation cannot be fulfilled on resourcequotas "q"', 'busy'],
		['too many requests', 429, 'TooManyRequests', 'Too many requests, please try again later.', 'busy'],
		['an API server that starts', 503, 'ServiceUnavailable', 'apiserver not ready', 'busy'],
		['an object that is too large', 413, 'RequestEntityTooLarge', 'request entity too large', 'invalid'],
		['an older cluster', 422, 'Invalid', 'Job.batch "x" is invalid: spec.completionMode: Unsupported value', 'invalid'],
		['something new', 418, 'Teapot', 'no\u001b[31m coffee\nhere', 'api-failure'],
	])('by %s', (_, code, reason, message, id) => {
		const state = explainAnswer(status(code, reason, message), asked);
		expect(state.id).toBe(id);
		expectSentences(state);
	});

	it.each<[string, string]>([
		['dial tcp 10.0.0.1:6443: connect: connection refused', 'refused'],
		['dial tcp: lookup api.example on 10.0.0.53:53: no such host', 'unknown-name'],
		['dial tcp: lookup api.example: read udp 127.0.0.1:5->127.0.0.1:53: connection refused', 'unknown-name'],
		['net/http: TLS handshake timeout', 'silent'],
		['dial tcp 10.0.0.1:443: i/o timeout', 'silent'],
		['dial tcp 10.0.0.1:443: connect: no route to host', 'unreachable'],
		['proxyconnect tcp: dial tcp 10.0.0.9:3128: connect: connection refused', 'unreachable'],
		['tls: failed to verify certificate: x509: certificate signed by unknown authority', 'untrusted'],
		['getting credentials: exec: executable kubelogin not found', 'login-refused'],
		['getting credentials: exec: executable kubelogin failed with exit code 1', 'login-refused'],
	])('that kubectl answers in its place: %s', (text, id) => {
		const state = explainAnswer({status: 502, text, retryAfter: null}, asked);
		expect(state.id).toBe(id);
		expectSentences(state);
	});

	it.each<[string, string]>([
		['error: context "nowhere" does not exist', 'client-configuration'],
		['error: cannot locate context nowhere', 'client-configuration'],
		['error: current-context must exist in order to minify', 'client-configuration'],
		['error: stat /nowhere: no such file or directory', 'client-configuration'],
		['error: invalid configuration: no configuration has been provided', 'client-configuration'],
		['Error in configuration: exec plugin: invalid apiVersion "client.authentication.k8s.io/v1"', 'login-refused'],
		['something else', 'api-failure'],
	])('that kubectl gives before it: %s', (text, id) => {
		expect(explainKubectl(text).id).toBe(id);
		expectSentences(explainKubectl(text));
	});
});

describe('kubectl exec', () => {
	it.each<[number | null, string, string, string]>([
		[1, 'Error from server (NotFound): pods "agent" not found', '', 'no-pod'],
		[1, 'Error from server (BadRequest): container main is not valid for pod agent', '', 'no-pod'],
		[
			1,
			'Error from server (Forbidden): pods "agent" is forbidden: User "jane" cannot create resource "pods/exec" in API group "" in the namespace "arc"',
			'',
			'not-allowed',
		],
		[1, 'error: cannot exec into a container in a completed pod; current phase is Succeeded', '', 'not-started'],
		[
			1,
			'error: Internal error occurred: OCI runtime exec failed: exec failed: exec: "sh": executable file not found in $PATH',
			'',
			'no-shell',
		],
		[126, 'command terminated with exit code 126', '', 'no-shell'],
		[3, '', '-|state|no-room\n', 'no-room'],
		[1, 'error: unable to upgrade connection: EOF', '-|proto|arc-netcheck/evidence@1 0123456789abcdef\n', 'dropped'],
		[1, 'Unable to connect to the server: dial tcp 10.0.0.1:443: connect: connection refused', '', 'refused'],
		[0, '', '', 'no-log'],
	])('that ends with %s: %s', (code, stderr, text, id) => {
		const state = explainExec('arc/agent', 'arc', {code, stderr, text});
		expect(state.id).toBe(id);
		expectSentences(state);
	});
});

type Given = {
	readonly status?: object;
	readonly events?: readonly EventObject[];
	readonly ageMs?: number;
	readonly alwaysPulls?: boolean;
};

function progressOf({status = {}, events = [], ageMs = 1000, alwaysPulls = false}: Given) {
	const pod = readPod({metadata: {name: 'p'}, spec: {nodeName: 'n', containers: []}, status});
	if (!pod) throw new Error('The pod is none.');
	return readProgress(pod, {events, ageMs, alwaysPulls, container: 'probe'});
}
const state = (of: object) => ({
	phase: 'Pending',
	containerStatuses: [
		{name: 'sidecar', state: {running: {}}},
		{name: 'probe', state: of},
	],
});
const waiting = (reason: string, message = 'why') => state({waiting: {reason, message}});
const event = (reason: string, kind = 'Pod'): EventObject => ({
	reason,
	message: 'why it is so',
	involvedObject: {kind, name: 'p'},
});

describe('a pod', () => {
	it.each<[string, string, Given, boolean]>([
		['an image that went', 'no-image', {status: waiting('ErrImageNeverPull')}, false],
		['an image that can not be pulled', 'image-pull', {status: waiting('ImagePullBackOff'), ageMs: 21_000}, false],
		[
			'a pull that never works',
			'image-pull',
			{status: waiting('ErrImagePull'), ageMs: 21_000, alwaysPulls: true},
			false,
		],
		['no name of an image', 'image-name', {status: waiting('InvalidImageName')}, false],
		[
			'a Secret that is not there',
			'container-configuration',
			{status: waiting('CreateContainerConfigError'), ageMs: 46_000},
			false,
		],
		['an image without a shell', 'no-shell', {status: waiting('RunContainerError')}, false],
		[
			'an image without a shell, by containerd',
			'no-shell',
			{status: state({terminated: {reason: 'StartError', exitCode: 128}})},
			true,
		],
		['a container that starts again', 'not-started', {status: waiting('CrashLoopBackOff')}, false],
		['too little memory', 'out-of-memory', {status: state({terminated: {reason: 'OOMKilled', exitCode: 137}})}, true],
		['a node that is full', 'evicted', {status: {phase: 'Failed', reason: 'Evicted', message: 'low on memory'}}, false],
		['a deadline', 'deadline', {status: {phase: 'Failed', reason: 'DeadlineExceeded'}}, true],
		['a node that is lost', 'node-lost', {status: {phase: 'Unknown'}}, false],
		[
			'no room',
			'unschedulable',
			{
				status: {
					phase: 'Pending',
					conditions: [
						{
							type: 'PodScheduled',
							status: 'False',
							reason: 'Unschedulable',
							message: '0/3 nodes are available: 3 Insufficient memory.',
						},
					],
				},
				ageMs: 31_000,
			},
			false,
		],
		['no room, by its event', 'unschedulable', {events: [event('FailedScheduling')], ageMs: 31_000}, false],
		['a folder that is not there', 'mount', {events: [event('FailedMount')], ageMs: 46_000}, false],
		[
			'a network plugin that is broken',
			'no-sandbox',
			{events: [event('FailedMount'), event('FailedCreatePodSandBox')], ageMs: 46_000},
			false,
		],
		['no word at all', 'not-started', {status: waiting('ContainerCreating', ''), ageMs: 121_000}, false],
	])('that does not come to its end for %s', (_, id, given, hasLog) => {
		const progress = progressOf(given);
		expect(progress).toMatchObject({kind: 'ended', hasLog, state: {id}});
		if (progress.kind !== 'ended' || !progress.state) return;
		expectSentences(progress.state);
		expect(progress.state.reason).toMatch(/^[a-z]/);
		if (given.alwaysPulls) expect(progress.state.reason).toContain('AlwaysPullImages');
	});

	it.each<[string, string, Given]>([
		['is being created', 'waiting', {status: waiting('ContainerCreating')}],
		['is pulled for the first time', 'waiting', {status: waiting('ErrImagePull')}],
		['waits for its ConfigMap', 'waiting', {events: [event('FailedMount')]}],
		['waits for a node', 'waiting', {events: [event('FailedScheduling')]}],
		[
			'was scheduled late',
			'waiting',
			{
				status: {phase: 'Pending', conditions: [{type: 'PodScheduled', status: 'True'}]},
				events: [event('FailedScheduling')],
				ageMs: 60_000,
			},
		],
		['runs beside a sidecar', 'running', {status: state({running: {}})}],
		['has ended beside a sidecar', 'ended', {status: state({terminated: {exitCode: 0, reason: 'Completed'}})}],
		['has a log that says why', 'ended', {status: state({terminated: {exitCode: 3, reason: 'Error'}})}],
		['says nothing', 'waiting', {status: {containerStatuses: 'none', conditions: 5}}],
	])('that %s is %s', (_, kind, given) => {
		expect(progressOf(given)).toMatchObject({kind});
		expect(progressOf(given)).not.toMatchObject({state: {id: expect.anything()}});
	});

	it('that was never created has its reason in the events of the Job', () => {
		const refused: EventObject = {
			...event('FailedCreate', 'Job'),
			message: 'Error creating: pods "x" is forbidden: violates PodSecurity "restricted:latest": hostPath volumes',
		};
		expect(explainNoPods([refused], 'checks')).toMatchObject({id: 'pod-security'});
		expect(explainNoPods([{...refused, message: 'Error creating: Internal error'}], 'checks')).toMatchObject({
			id: 'not-created',
		});
		expect(explainNoPods([event('SuccessfulCreate', 'Job')], 'checks')).toBeNull();
	});
});

describe('a Job of which no more pods come', () => {
	const condition = (type: string, reason = '', status = 'True') => ({type, status, reason, message: 'why'});
	it.each<[string, object | null, number, string | null]>([
		['that failed with a pod that nobody saw', {failed: 1, conditions: [condition('Failed')]}, 0, 'removed'],
		['that is about to fail', {failed: 2, conditions: [condition('FailureTarget')]}, 1, 'removed'],
		['that was done before anybody looked', {succeeded: 3, conditions: [condition('Complete')]}, 2, 'removed'],
		['that is about to be done', {succeeded: 1, conditions: [condition('SuccessCriteriaMet')]}, 0, 'removed'],
		[
			'that another pod has ended',
			{failed: 1, conditions: [condition('Failed', 'BackoffLimitExceeded')]},
			1,
			'not-created',
		],
		['whose time is over', {conditions: [condition('Failed', 'DeadlineExceeded')]}, 0, 'deadline'],
		['that is gone', null, 0, 'removed'],
		['that goes on', {active: 2, failed: 0, conditions: []}, 1, null],
		['that has not failed', {failed: 1, conditions: [condition('Failed', '', 'False')]}, 0, null],
		['that waits in a queue', {conditions: [condition('Suspended', 'JobSuspended')]}, 0, null],
		['of which nothing is said', {}, 0, null],
		['that says what it should not', {failed: 'many', conditions: 'all'}, 0, null],
	])('%s', (_, status, seen, id) => {
		const ended = explainEndedJob(status && readJob({status}), seen);
		expect(ended?.id ?? null).toBe(id);
		if (ended) expectSentences(ended);
	});
});
