import {mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {describe, expect, it, onTestFinished, vi} from 'vitest';
import type {Run} from '../../../source/record/run.ts';
import {buildSurvey} from '../../../source/record/survey/build-survey.ts';
import {jobPaths, openCluster, takeInventory, usualCluster} from '../../../source/vantage/kubernetes/cluster.ts';
import {followPods} from '../../../source/vantage/kubernetes/follow-pods.ts';
import type {Api} from '../../../source/vantage/kubernetes/kubectl.ts';
import {type JobOptions, makeConfigMap, makeJob, makeSecret} from '../../../source/vantage/kubernetes/manifest.ts';
import {newRunId, runInJobs} from '../../../source/vantage/kubernetes/run-jobs.ts';
import {planOf} from '../../helpers/plan-of.ts';
import {kubectlPlace, look, podsWanted, printedOf, standInCluster} from './stand-in/place.ts';
import {nodeOf, type Refusal, type StandIn} from './stand-in/stand-in.ts';

/** Gives what is opened from here on a place of its own for its sockets. @returns what is there */
function ownFolder(): () => readonly string[] {
	const folder = mkdtempSync(path.join(tmpdir(), 'sockets-'));
	vi.stubEnv('TMPDIR', folder);
	onTestFinished(() => {
		vi.unstubAllEnvs();
		rmSync(folder, {recursive: true, force: true});
	});
	return () => readdirSync(folder).filter(name => /^arc-netcheck-[A-Za-z0-9]{6}$/.test(name));
}

function expectNothingLeft(api: StandIn): void {
	for (const kind of ['jobs', 'configmaps', 'secrets']) expect(api.names(kind)).toEqual([]);
	expect(api.names('pods').filter(name => !name.startsWith('kube-system/'))).toEqual([]);
}

/** What the script prints on a node where nobody listens, as one that runs does, at a hundredth of its cost. */
const refused = {
	kind: 'prints',
	log: (script: string, node: string) => printedOf(script, node, () => false).log,
} as const;
/** A pod that has not ended when its check is stopped. */
const goesOn = {kind: 'runs', inside: () => ['sleep', '60']} as const;

const image = 'registry.example/curl:8';
const oneNode = {nodes: [nodeOf('node-0')]};
const statesOf = ({looked}: Awaited<ReturnType<typeof look>>) =>
	looked.map(({place, state}) => [place.name, state?.id ?? null]);

describe('nodes that are looked from by Jobs', () => {
	it('are seen each by its name and its pool, and nothing is left', async () => {
		const folders = ownFolder();
		const api = await standInCluster({kubelet: ({spec}) => (spec.nodeName === 'node-0' ? {kind: 'runs'} : refused)});
		const {looked} = await look(api);
		expect(looked.map(({place, state}) => [place.name, place.seen.pool, state])).toEqual([
			['node:node-0', 'a', null],
			['node:node-1', 'b', null],
			['node:node-2', 'b', null],
		]);
		for (const {run} of looked) {
			expect(run?.results.map(({status, cause}) => [status, cause])).toEqual([['blocked', 'tcp.refused']]);
			expect(run?.vantage).toMatchObject({kind: 'node', evidence: 'portable'});
		}
		expectNothingLeft(api);
		expect(folders()).toEqual([]);
		// The server is asked whether the pods are admitted before anything is created.
		const posts = api.calls.filter(call => call.startsWith('POST'));
		expect(posts[0]).toMatch(/pods\?dryRun$/);
		const [job] = api.created.filter(({kind}) => kind === 'Job');
		expect(job?.spec.template.spec?.containers[0]).toMatchObject({
			image: 'registry.example/proxy:1',
			imagePullPolicy: 'Never',
		});
	});

	it('are two of each pool, unless more are asked for, and each other one is named with its reason', async () => {
		const nodes = [
			...[nodeOf('a-1', {agentpool: 'a'}), nodeOf('a-2', {agentpool: 'a'}), nodeOf('a-3', {agentpool: 'a'})],
			...[nodeOf('w-1', {'kubernetes.io/os': 'windows'}), nodeOf('t-1', {}, 'Talos (v1.9.1)')],
			nodeOf('b-1', {agentpool: 'b'}, 'Ubuntu 24.04', false),
		];
		const api = await standInCluster({nodes});
		const notes: string[] = [];
		expect(statesOf(await look(api, {perPool: 2, canaries: 0, tell: note => notes.push(note)}))).toEqual([
			...[
				['node:a-1', null],
				['node:a-2', null],
			],
			...[
				['node:w-1', 'windows-node'],
				['node:t-1', 'no-tools'],
				['node:b-1', 'node-not-ready'],
			],
		]);
		expect(notes).toEqual([expect.stringContaining('1 more nodes')]);
	});

	it('of a namespace that turns them away are refused before anything is created', async () => {
		const api = await standInCluster({podSecurity: {checks: 'restricted'}});
		const {looked} = await look(api);
		expect(new Set(looked.map(({state}) => state?.id))).toEqual(new Set(['pod-security']));
		expect(looked[0]?.state?.reason).toMatch(/Pod Security "restricted:latest" of the namespace checks/);
		expect(api.created.filter(({kind}) => kind === 'Job')).toEqual([]);
	});

	it('without a known image are named', async () => {
		const api = await standInCluster({...oneNode, daemonImage: ''});
		expect(statesOf(await look(api))).toEqual([['node:node-0', 'no-image']]);
	});
});

describe('pods that are looked from by Jobs', () => {
	it('use an image of the nodes that has sh and curl, in a namespace that is restricted', async () => {
		const api = await standInCluster({...oneNode, podSecurity: {arc: 'restricted'}, daemonImage: image});
		const notes: string[] = [];
		const {looked} = await look(api, {wanted: podsWanted, tell: note => notes.push(note)});
		expect(looked.map(({place, state}) => [place.name, state])).toEqual([['pods:arc/node-0', null]]);
		expect(looked[0]?.run?.vantage).toMatchObject({kind: 'pod', node: 'node-0', name: 'pods:arc/node-0'});
		expect(notes).toEqual([expect.stringContaining(image)]);
		expectNothingLeft(api);
	});

	it('are named where no image of the nodes has both', async () => {
		const api = await standInCluster({...oneNode});
		const {looked} = await look(api, {wanted: podsWanted});
		expect(looked.map(({state}) => state?.id)).toEqual(['no-image']);
		expectNothingLeft(api);
	});

	it('are one, wherever it runs, for a login that may not see nodes', async () => {
		const api = await standInCluster(oneNode);
		api.refuse({
			method: 'GET',
			path: /\/nodes/,
			status: 403,
			reason: 'Forbidden',
			message: 'nodes is forbidden: User "jane" cannot list resource "nodes" in API group "" at the cluster scope',
		});
		expect(statesOf(await look(api, {wanted: podsWanted, image}))).toEqual([['pods:arc', null]]);
		expect(statesOf(await look(api))).toEqual([['nodes', 'not-allowed']]);
	});

	it('get a proxy password by a Secret that the Job owns, and by nothing else', async () => {
		const api = await standInCluster(oneNode);
		await look(api, {wanted: podsWanted, image, password: 's3cr3t-word'});
		const secrets = api.created.filter(({kind}) => kind === 'Secret');
		const jobs = api.created.filter(({kind}) => kind === 'Job');
		expect(secrets).toHaveLength(jobs.length);
		expect(secrets[0]?.metadata.ownerReferences).toMatchObject([{kind: 'Job', uid: jobs[0]?.metadata.uid}]);
		expect(secrets[0]?.data).toEqual({password: Buffer.from('s3cr3t-word').toString('base64')});
		const others = api.created.filter(({kind}) => kind !== 'Secret');
		expect(JSON.stringify(others)).not.toContain('s3cr3t-word');
		expectNothingLeft(api);
	});

	it('take a Secret that is there, and create none', async () => {
		const api = await standInCluster({...oneNode, kubelet: () => goesOn});
		const proxySecret = {namespace: 'arc', name: 'proxy', key: 'password'};
		const looking = new AbortController();
		const looked = look(api, {wanted: podsWanted, image, password: 'x', proxySecret, signal: looking.signal});
		await expect.poll(() => api.names('pods').filter(name => name.startsWith('arc/'))).toHaveLength(1);
		looking.abort();
		await looked;
		expect(api.created.filter(({kind}) => kind === 'Secret')).toEqual([]);
		expect(
			statesOf(await look(api, {wanted: podsWanted, image, proxySecret: {...proxySecret, namespace: 'other'}})),
		).toEqual([['pods:arc', 'container-configuration']]);
	});
});

describe('whatever the cluster does', () => {
	const forbidden = (words: string) => `is forbidden: User "jane" cannot ${words}`;
	it.each<[string, string, Omit<Refusal, 'method' | 'path'>, string, RegExp]>([
		[
			'Jobs',
			'POST',
			{status: 403, reason: 'Forbidden', message: forbidden('create resource "jobs" in API group "batch"')},
			'not-allowed',
			/jobs$/,
		],
		[
			'ConfigMaps',
			'POST',
			{status: 403, reason: 'Forbidden', message: forbidden('create resource "configmaps" in API group ""')},
			'not-allowed',
			/configmaps$/,
		],
		[
			'a name',
			'POST',
			{status: 409, reason: 'AlreadyExists', message: 'jobs.batch "x" already exists'},
			'name-taken',
			/jobs$/,
		],
		[
			'a quota',
			'POST',
			{
				status: 403,
				reason: 'Forbidden',
				message: 'jobs.batch "x" is forbidden: exceeded quota: q, requested: count/jobs=1',
			},
			'quota',
			/jobs$/,
		],
		[
			'logs',
			'GET',
			{status: 403, reason: 'Forbidden', message: forbidden('get resource "pods/log" in API group ""')},
			'not-allowed',
			/log\?/,
		],
		[
			'the namespace',
			'POST',
			{status: 404, reason: 'NotFound', message: 'namespaces "arc" not found'},
			'no-namespace',
			/pods\?/,
		],
		['the login', 'GET', {status: 401, reason: 'Unauthorized', message: 'Unauthorized'}, 'login-refused', /nodes/],
		[
			'pods that are watched',
			'GET',
			{status: 403, reason: 'Forbidden', message: forbidden('list resource "pods" in API group ""')},
			'not-allowed',
			/namespaces\/arc\/pods/,
		],
	])('%s that is refused by %s is a state, and nothing is left', async (_, method, answer, id, path) => {
		const api = await standInCluster(oneNode);
		api.refuse({...answer, method, path});
		const {looked} = await look(api, {wanted: podsWanted, image});
		expect(looked.map(({run, state}) => [run, state?.id])).toEqual([[null, id]]);
		expectNothingLeft(api);
	});

	it('a request that it has no room for is made again when it says, and a broken one too', async () => {
		const api = await standInCluster(oneNode);
		const busy = {status: 429, reason: 'TooManyRequests', headers: {'retry-after': '0'}, times: 2};
		api.refuse({...busy, method: 'POST', path: /jobs$/});
		api.refuse({...busy, method: 'GET', path: /log\?/});
		api.refuse({method: 'GET', path: /\/nodes/, status: 0, breaks: true, times: 1});
		api.refuse({method: 'GET', path: /watch=true/, status: 0, breaks: true, times: 2});
		expect(statesOf(await look(api, {wanted: podsWanted, image}))).toEqual([['pods:arc/node-0', null]]);
		expectNothingLeft(api);
	});

	it('a watch of an old version is begun anew', async () => {
		const api = await standInCluster(oneNode);
		api.refuse({
			method: 'GET',
			path: /watch=true/,
			status: 410,
			reason: 'Expired',
			message: 'too old resource version',
			times: 2,
		});
		expect(statesOf(await look(api, {wanted: podsWanted, image}))).toEqual([['pods:arc/node-0', null]]);
	});

	it('a right that can be done without is done without', async () => {
		const api = await standInCluster(oneNode);
		api.refuse({
			method: 'POST',
			path: /dryRun/,
			status: 403,
			reason: 'Forbidden',
			message: forbidden('create resource "pods" in API group ""'),
		});
		api.refuse({
			method: 'GET',
			path: /\/events/,
			status: 403,
			reason: 'Forbidden',
			message: forbidden('list resource "events"'),
		});
		expect(statesOf(await look(api, {wanted: podsWanted, image}))).toEqual([['pods:arc/node-0', null]]);
	});

	it('what Pod Security turns away only when the Job creates it is read from its events', async () => {
		const api = await standInCluster({...oneNode, podSecurity: {checks: 'restricted'}});
		api.refuse({
			method: 'POST',
			path: /dryRun/,
			status: 403,
			reason: 'Forbidden',
			message: forbidden('create resource "pods" in API group ""'),
		});
		expect(statesOf(await look(api))).toEqual([['node:node-0', 'pod-security']]);
		expectNothingLeft(api);
	});

	it('a pod that can not start, or is removed by others, is a state of its place', async () => {
		const api = await standInCluster({
			nodes: [nodeOf('node-0'), nodeOf('node-1')],
			kubelet: ({spec}) =>
				spec.nodeName === 'node-0'
					? {
							kind: 'stands',
							status: {
								phase: 'Pending',
								containerStatuses: [
									{
										name: 'probe',
										image,
										imageID: '',
										ready: false,
										restartCount: 0,
										state: {waiting: {reason: 'ErrImageNeverPull', message: 'Container image is not present'}},
									},
								],
							},
						}
					: {kind: 'vanishes'},
		});
		const result = await look(api);
		expect(statesOf(result)).toEqual([
			['node:node-0', 'no-image'],
			['node:node-1', 'removed'],
		]);
		expect(result.looked[0]?.state?.reason).toMatch(/^At node:node-0 the node does not have the image/);
		expectNothingLeft(api);
	});

	it('a pod that is removed before it was seen is told by its Job', async () => {
		const conditions = [
			{
				type: 'Failed',
				status: 'True',
				reason: 'BackoffLimitExceeded',
				message: 'Job has reached the specified backoff limit',
			},
		];
		const api = await standInCluster({...oneNode, kubelet: () => ({kind: 'unseen', job: {failed: 1, conditions}})});
		const result = await look(api);
		expect(statesOf(result)).toEqual([['node:node-0', 'removed']]);
		expect(result.looked[0]?.state?.reason).toBe('At node:node-0 the pod was removed before it was seen.');
		expectNothingLeft(api);
	});

	it('a Job that others remove is a state, and is not named as left', async () => {
		const api = await standInCluster({...oneNode, kubelet: () => ({kind: 'unseen', job: null})});
		const notes: string[] = [];
		expect(statesOf(await look(api, {tell: note => notes.push(note)}))).toEqual([['node:node-0', 'removed']]);
		expect(notes).toEqual([]);
	});

	it('a pod that fails takes no other one of its pool along', async () => {
		const killed = {terminated: {exitCode: 137, reason: 'OOMKilled'}};
		const own = {name: 'probe', image, imageID: '', ready: false, restartCount: 0, state: killed};
		const api = await standInCluster({
			nodes: [nodeOf('node-0'), nodeOf('node-1')],
			kubelet: ({spec}) =>
				spec.nodeName === 'node-0' ? {kind: 'stands', status: {phase: 'Failed', containerStatuses: [own]}} : refused,
		});
		expect(statesOf(await look(api, {wanted: podsWanted, image}))).toEqual([
			['pods:arc/node-0', 'out-of-memory'],
			['pods:arc/node-1', null],
		]);
	});

	it('a Job that can not be removed is named', async () => {
		const api = await standInCluster(oneNode);
		api.refuse({
			method: 'DELETE',
			path: /jobs/,
			status: 403,
			reason: 'Forbidden',
			message: forbidden('delete resource "jobs"'),
		});
		const notes: string[] = [];
		await look(api, {wanted: podsWanted, image, tell: note => notes.push(note)});
		expect(notes).toEqual([
			expect.stringMatching(
				/^The Job arc-netcheck-\S+ is left in the namespace arc \(.*goes by itself within \d+ minutes/,
			),
		]);
	});

	it('a check that is stopped leaves nothing there, and keeps what was seen', async () => {
		const api = await standInCluster({...oneNode, kubelet: () => goesOn});
		const controller = new AbortController();
		const folders = ownFolder();
		const looking = look(api, {
			wanted: podsWanted,
			image,
			signal: controller.signal,
			environment: kubectlPlace(api.port).environment,
		});
		await expect.poll(() => api.names('jobs')).toHaveLength(1);
		controller.abort();
		expect(statesOf(await looking)).toEqual([['pods:arc/node-0', 'stopped']]);
		expectNothingLeft(api);
		expect(folders()).toEqual([]);
	});

	it.each<[string, number | undefined, number]>([
		['is hardly waited for', undefined, 1],
		['is made again when the API server says', 20_000, 0],
	])('the removal of a Job, once the check is stopped, %s', async (_, removalMs, left) => {
		const api = await standInCluster({...oneNode, kubelet: () => goesOn});
		const busy = {status: 429, reason: 'TooManyRequests', headers: {'retry-after': '1'}, times: 1};
		api.refuse({...busy, method: 'DELETE', path: /jobs/});
		const notes: string[] = [];
		const controller = new AbortController();
		const {signal} = controller;
		const looking = look(api, {wanted: podsWanted, image, signal, removalMs, tell: note => notes.push(note)});
		await expect.poll(() => api.names('jobs')).toHaveLength(1);
		controller.abort();
		expect(statesOf(await looking)).toEqual([['pods:arc/node-0', 'stopped']]);
		expect(notes.filter(note => note.includes('is left in the namespace arc'))).toHaveLength(left);
		expect(api.names('jobs')).toHaveLength(left);
		expect(api.calls.filter(call => call.startsWith('DELETE'))).toHaveLength(2 - left);
	});

	it.each([false, true])('no request for what is of others gets through, with a password: %s', async hasPassword => {
		const api = await standInCluster(oneNode);
		const {signal} = new AbortController();
		const {environment} = kubectlPlace(api.port);
		const cluster = await openCluster(usualCluster, environment, () => jobPaths(['arc'], hasPassword), signal);
		onTestFinished(() => cluster.api.close());
		const asked = {what: 'ask', namespace: 'arc'};
		const jobs = '/apis/batch/v1/namespaces/arc/jobs';
		const settle = (work: Promise<unknown>) => work.catch(() => null);
		await settle(cluster.api.remove(`${jobs}/nightly`, asked));
		await settle(cluster.api.remove(`${jobs}/arc-netcheck-agent`, asked));
		await settle(cluster.api.get('/api/v1/namespaces/arc/secrets/s', {}, asked));
		await settle(cluster.api.get('/api/v1/namespaces/other/pods', {}, asked));
		await settle(cluster.api.post('/api/v1/namespaces/arc/secrets', {}, {}, asked));
		await settle(cluster.api.remove(`${jobs}/arc-netcheck-0a1b2c3d-pod-1-1`, asked));
		expect(api.calls).toEqual([
			...(hasPassword ? ['POST /api/v1/namespaces/arc/secrets'] : []),
			`DELETE ${jobs}/arc-netcheck-0a1b2c3d-pod-1-1`,
		]);
	});

	it('a check that is stopped before creates nothing and asks for nothing more', async () => {
		const api = await standInCluster(oneNode);
		const stopping = new AbortController();
		const cluster = await openCluster(
			usualCluster,
			kubectlPlace(api.port).environment,
			() => jobPaths(['arc'], false),
			stopping.signal,
		);
		onTestFinished(() => cluster.api.close());
		const {choice} = await takeInventory(cluster, podsWanted, {...usualCluster, image});
		const [node] = choice.groups[0]?.nodes ?? [];
		const place = {name: 'pods:arc/node-0', kind: 'pod' as const, seen: {}};
		const asked = api.calls.length;
		stopping.abort();
		const site = {
			...{api: cluster.api, namespace: 'arc', view: 'pod' as const},
			...{pull: null, secret: null, scriptSeconds: 180, tell() {}},
		};
		const group = {places: [{place, node: node ?? null}], image, candidates: [], isNamed: true, borrowed: null};
		const printed = await runInJobs(site, newRunId(), [group])('true', [place], {
			password: null,
			signal: stopping.signal,
		});
		expect([...printed.values()].map(({state}) => state?.id)).toEqual(['stopped']);
		expect(api.calls.slice(asked)).toEqual([]);
		await expect(look(api, {signal: stopping.signal})).rejects.toMatchObject({state: {id: 'stopped'}});
	});

	it.each<[string, string]>([
		['config: error: context "x" does not exist', 'client-configuration'],
		['proxy: error: exec plugin: invalid apiVersion "client.authentication.k8s.io/v1"', 'login-refused'],
		['answer: dial tcp 10.0.0.1:443: connect: connection refused', 'refused'],
	])('kubectl that says "%s" is a state', async (says, id) => {
		const api = await standInCluster(oneNode);
		const looked = look(api, {environment: kubectlPlace(api.port, says).environment}).then(statesOf, error => [
			['nodes', error.state.id],
		]);
		expect(await looked).toEqual([['nodes', id]]);
	});

	it('a plugin for the login that outlives kubectl is not waited for', async () => {
		const api = await standInCluster(oneNode);
		const {environment} = kubectlPlace(api.port, 'a plugin waits');
		expect(statesOf(await look(api, {environment, wanted: podsWanted, image}))).toEqual([['pods:arc/node-0', null]]);
	});

	it('no kubectl is a state', async () => {
		const api = await standInCluster(oneNode);
		await expect(look(api, {environment: {PATH: '/nowhere'}})).rejects.toMatchObject({state: {id: 'no-client'}});
	});
});

describe('pods that come one after the other', () => {
	it('are waited for from the last one that ended', async () => {
		onTestFinished(() => void vi.restoreAllMocks());
		const podOf = (name: string) => ({
			...{apiVersion: 'v1', kind: 'Pod', metadata: {name, namespace: 'arc'}, spec: {containers: []}},
			status: {
				phase: 'Succeeded',
				containerStatuses: [{name: 'probe', state: {terminated: {exitCode: 0, reason: 'Completed'}}}],
			},
		});
		const api: Api = {
			...{get: async () => null, post: async () => null, remove: async () => {}, text: async () => ''},
			...{list: async () => ({items: [], version: '1'}), count: () => 0, close: async () => {}},
			async watch(_where, _query, onEvent) {
				const now = Date.now() + 100_000;
				vi.spyOn(Date, 'now').mockImplementation(() => now);
				onEvent({type: 'ADDED', object: podOf('first')});
				await new Promise(resolve => setTimeout(resolve, 200));
				onEvent({type: 'ADDED', object: podOf('second')});
			},
		};
		const ended: string[] = [];
		const state = await followPods(api, {
			...{namespace: 'arc', job: 'j', count: 2, containers: ['probe'], alwaysPulls: false, limitMs: 300_000},
			signal: new AbortController().signal,
			onEnd: ({pod}) => ended.push(pod.metadata.name),
		});
		expect([state, ended]).toEqual([null, ['first', 'second']]);
	});
});

describe('a Job that nobody is left to remove', () => {
	it.each([
		['has ended', 'runs' as const, 0, 'Complete'],
		['has not ended by its deadline', 'unscheduled' as const, 300, 'Failed'],
	])('that %s is removed by the cluster, with what it owns', async (_, kind, deadline, type) => {
		const fate = kind === 'runs' ? ({kind} as const) : ({kind, message: 'no room'} as const);
		const api = await standInCluster({...oneNode, kubelet: () => fate});
		const options: JobOptions = {
			...{run: '0123abcd', name: 'arc-netcheck-0123abcd-pod-1-1', namespace: 'arc', view: 'pod', image, pull: 'Never'},
			...{count: 1, atOnce: 1, hostnames: [], borrowed: null, deadlineSeconds: 300, secret: null},
		};
		const create = async (where: string, object: object) => {
			const answer = await fetch(`http://127.0.0.1:${api.port}${where}`, {
				method: 'POST',
				body: JSON.stringify(object),
			});
			return (await answer.json()) as {metadata: {uid: string}};
		};
		const {metadata} = await create('/apis/batch/v1/namespaces/arc/jobs', makeJob(options));
		const owner = {name: options.name, uid: metadata.uid};
		await create('/api/v1/namespaces/arc/configmaps', makeConfigMap(options, 'echo done', owner));
		await create('/api/v1/namespaces/arc/secrets', makeSecret(options, 's3cr3t-word', owner));
		const conditions = () => api.objects('jobs').map(({status}) => status?.conditions);
		if (deadline > 0) {
			await expect.poll(() => api.objects('events')).toMatchObject([{reason: 'FailedScheduling'}]);
			api.pass(deadline - 1);
			expect(conditions()).toEqual([undefined]);
			api.pass(1);
		}
		await expect.poll(conditions).toMatchObject([[{type}]]);
		api.pass(599);
		expect(['jobs', 'configmaps', 'secrets'].map(plural => api.names(plural).length)).toEqual([1, 1, 1]);
		api.pass(1);
		expectNothingLeft(api);
	});
});

describe('a hundred pods', () => {
	it('cost a request each for their logs, and a few for all of them', async () => {
		const nodes = Array.from({length: 100}, (_, index) => nodeOf(`node-${index}`));
		const api = await standInCluster({nodes});
		const {looked, requests} = await look(api, {wanted: podsWanted, image, perPool: 1000});
		expect(looked).toHaveLength(100);
		expect(looked.filter(({run}) => run?.complete)).toHaveLength(100);
		expect(api.calls.filter(call => call.endsWith('/log'))).toHaveLength(100);
		expect(requests).toBeLessThan(120);
		expectNothingLeft(api);
	});
});

describe('the other nodes of a pool', () => {
	const targets = Array.from({length: 9}, (_, index) => `127.0.0.${index + 1}`);
	const of = planOf(
		targets.map((host, index) => ({host, port: 9, features: [index < 7 ? 'arc' : 'aml-training']})),
		{settings: {timeoutMs: 2000, retries: 0}},
	);
	const poolOf = (pool: string, count: number) =>
		Array.from({length: count}, (_, index) => nodeOf(`${pool}-${index}`, {agentpool: pool}));

	/** Looks from pools where these nodes get no answer from these hosts. */
	async function lookAt(silent: {readonly [node: string]: readonly string[]}, given: object = {}) {
		const asked = new Map<string, Set<string>>();
		const log = (script: string, node: string) => {
			const printed = printedOf(script, node, host => silent[node]?.includes(host) === true);
			asked.set(node, new Set([...(asked.get(node) ?? []), ...printed.hosts]));
			return printed.log;
		};
		const api = await standInCluster({
			nodes: [...poolOf('a', 5), ...poolOf('b', 3)],
			kubelet: () => ({kind: 'prints', log}),
		});
		const notes: string[] = [];
		const {looked} = await look(api, {of, tell: note => notes.push(note), ...given});
		expectNothingLeft(api);
		const runs: readonly Run[] = looked.flatMap(({run}) => run ?? []);
		const survey = buildSurvey(runs);
		if (survey === null) throw new Error('Nothing was seen.');
		const namesOf = (ids: readonly string[]) =>
			survey.vantages.flatMap(({id, node}) => (ids.includes(id) ? (node ?? []) : []));
		return {
			survey,
			notes,
			asked: Object.fromEntries([...asked].map(([node, hosts]) => [node, hosts.size])),
			classes: survey.classes.map(({members}) => namesOf(members)),
			exemplars: survey.classes.flatMap(({exemplars}) => namesOf(exemplars)),
		};
	}

	it('are looked at with few endpoints where the first ones see all alike, and share their column', async () => {
		const {asked, classes, survey, notes, exemplars} = await lookAt({});
		expect(asked).toEqual({'a-0': 9, 'a-1': 9, 'b-0': 9, 'b-1': 9, 'a-2': 2, 'a-3': 2, 'a-4': 2, 'b-2': 2});
		expect(classes).toEqual([['a-0', 'a-1', 'b-0', 'b-1', 'a-2', 'a-3', 'a-4', 'b-2']]);
		expect(exemplars).toEqual(['a-0', 'a-1']);
		expect(survey.runs).toHaveLength(2);
		expect(survey.vantages.flatMap(({canary, node}) => (canary ? (node ?? []) : []))).toEqual([
			'a-2',
			'a-3',
			'a-4',
			'b-2',
		]);
		expect(survey.summary).toMatchObject({vantages: 8, seen: 8, classes: 1, rows: 9, differing: 0});
		expect(notes).toEqual([expect.stringMatching(/^4 more nodes .* with 2 endpoints, and 0 of them in full/)]);
	});

	it('are looked from in full where a canary differs, and their evidence is kept', async () => {
		const {asked, classes, survey, exemplars} = await lookAt({'a-3': targets});
		expect(asked['a-3']).toBe(9);
		expect(asked['a-4']).toBe(2);
		expect(classes).toEqual([['a-0', 'a-1', 'b-0', 'b-1', 'a-2', 'a-4', 'b-2'], ['a-3']]);
		expect(exemplars).toEqual(['a-0', 'a-1', 'a-3']);
		expect(survey.vantages.find(({node}) => node === 'a-3')).not.toHaveProperty('canary', true);
		expect(survey.summary.differing).toBe(9);
	});

	it('are asked for what differed between the first ones of any pool', async () => {
		const silent = {'b-0': ['127.0.0.6'], 'b-1': ['127.0.0.6'], 'b-2': ['127.0.0.6'], 'a-4': ['127.0.0.6']};
		const {classes, asked} = await lookAt(silent);
		// What b lacks a has, and so a node of a that lacks it differs from its pool.
		expect(classes).toEqual([
			['a-0', 'a-1', 'a-2', 'a-3'],
			['b-0', 'b-1', 'a-4', 'b-2'],
		]);
		expect([asked['a-4'], asked['b-2']]).toEqual([9, 3]);
	});

	it('wait from one target to the next as the rate over all of them says', async () => {
		const steps = new Map<string, Set<string>>();
		const log = (script: string, node: string) => {
			const step = /^STEP='([^']*)'$/m.exec(script)?.[1] ?? 'none';
			steps.set(step, (steps.get(step) ?? new Set()).add(node));
			return printedOf(script, node, () => false).log;
		};
		const api = await standInCluster({nodes: poolOf('a', 32), kubelet: () => ({kind: 'prints', log})});
		await look(api, {of, rate: 10});
		// Two nodes at once, and then 25 of thirty, with two connections for each target.
		expect([...steps].map(([step, nodes]) => [step, nodes.size])).toEqual([
			['0.40', 2],
			['5.00', 30],
		]);
	});

	it('are not looked from with --canaries 0, and so few are asked for as it says', async () => {
		expect((await lookAt({}, {canaries: 0})).survey.summary.seen).toBe(4);
		expect((await lookAt({'b-0': ['127.0.0.6']}, {canaries: 1})).asked['a-2']).toBe(1);
	});
});
