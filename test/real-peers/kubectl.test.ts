import fs from 'node:fs';
import {request} from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import {expect, it, onTestFinished, vi} from 'vitest';
import {createRoots} from '../../source/probe/certificates.ts';
import {jobPaths, openCluster} from '../../source/vantage/kubernetes/cluster.ts';
import {execPoint} from '../../source/vantage/kubernetes/exec-point.ts';
import {lookFrom} from '../../source/vantage/look.ts';
import {planOf} from '../helpers/plan-of.ts';
import {runProgram} from '../helpers/program.ts';
import {look, nodesWanted, plan, podsWanted} from '../vantage/kubernetes/stand-in/place.ts';
import {nodeOf, type Refusal} from '../vantage/kubernetes/stand-in/stand-in.ts';
import {describeKubectls, image, oneNode} from './helpers/kubectls.ts';
import {bridgeAddress, openPlaces, type Place} from './helpers/places.ts';

const patient = {timeout: 30_000};

describeKubectls(
	'a cluster through real kubectl',
	['curl', 'ip', 'nft', 'unshare'],
	({cluster, homeOf, kubectlsOf, expectNothingLeft}) => {
		it('looks from nodes and pods, with a login by a plugin, and leaves nothing', async () => {
			const {api, environment} = await cluster({kubelet: () => ({kind: 'runs'}), daemonImage: image});
			const {looked} = await look(api, {environment});
			expect(looked.map(({place, state}) => [place.name, state])).toEqual([
				...[
					['node:node-0', null],
					['node:node-1', null],
					['node:node-2', null],
				],
			]);
			expect(looked[0]?.run?.results.map(({cause}) => cause)).toEqual(['tcp.refused']);
			const pods = await look(api, {environment, wanted: podsWanted, password: 's3cr3t-word'});
			expect(pods.looked.map(({state}) => state)).toEqual([null, null, null]);
			expectNothingLeft(api);
		});

		const jane = 'is forbidden: User "jane" cannot';
		it.each<[string, Refusal, string | null]>([
			[
				'401',
				{method: 'GET', path: /nodes/, status: 401, reason: 'Unauthorized', message: 'Unauthorized'},
				'login-refused',
			],
			[
				'403 by role',
				{
					method: 'POST',
					path: /jobs/,
					status: 403,
					reason: 'Forbidden',
					message: `jobs.batch ${jane} create resource "jobs"`,
				},
				'not-allowed',
			],
			[
				'403 by Pod Security',
				{
					method: 'POST',
					path: /pods\?dryRun/,
					status: 403,
					reason: 'Forbidden',
					message: 'pods "x" is forbidden: violates PodSecurity "restricted:latest": hostPath volumes',
				},
				'pod-security',
			],
			[
				'403 by quota',
				{
					method: 'POST',
					path: /pods\?dryRun/,
					status: 403,
					reason: 'Forbidden',
					message: 'pods "x" is forbidden: exceeded quota: q, requested: pods=1',
				},
				'quota',
			],
			[
				'404',
				{
					method: 'POST',
					path: /pods\?dryRun/,
					status: 404,
					reason: 'NotFound',
					message: 'namespaces "checks" not found',
				},
				'no-namespace',
			],
			[
				'409',
				{
					method: 'POST',
					path: /jobs$/,
					status: 409,
					reason: 'AlreadyExists',
					message: 'jobs.batch "x" already exists',
				},
				'name-taken',
			],
			[
				'429 for ever',
				{
					method: 'POST',
					path: /jobs$/,
					status: 429,
					reason: 'TooManyRequests',
					message: 'busy',
					headers: {'retry-after': '0'},
				},
				'busy',
			],
			[
				'429 now and then',
				{
					method: 'POST',
					path: /jobs$/,
					status: 429,
					reason: 'TooManyRequests',
					headers: {'retry-after': '1'},
					times: 2,
				},
				null,
			],
			['a watch that breaks', {method: 'GET', path: /watch=true/, status: 0, breaks: true, times: 2}, null],
			[
				'a watch of an old version',
				{method: 'GET', path: /watch=true/, status: 410, reason: 'Expired', times: 1},
				null,
			],
		])('passes on %s', async (_, refusal, id) => {
			const {api, environment} = await cluster(oneNode);
			api.refuse({...refusal});
			const {looked} = await look(api, {environment, wanted: nodesWanted});
			expect(looked.map(({state}) => state?.id ?? null)).toEqual([id]);
			expectNothingLeft(api);
		});

		it('says in its own words what keeps it from the API server', async () => {
			const {api, own, environment} = await cluster(oneNode);
			const stateOf = async (given: {environment?: NodeJS.ProcessEnv; context?: string}) =>
				look(api, {environment, ...given}).then(
					({looked}) => looked[0]?.state?.id,
					error => error.state.id,
				);
			const config = (change: (text: string) => string) => {
				const file = path.join(homeOf(), `changed-${Math.random()}`);
				fs.writeFileSync(file, change(fs.readFileSync(own.KUBECONFIG, 'utf8')), {mode: 0o600});
				return {environment: {...environment, KUBECONFIG: file}};
			};
			expect(await stateOf({context: 'nowhere'})).toBe('client-configuration');
			expect(await stateOf({environment: {...environment, KUBECONFIG: '/nowhere'}})).toBe('client-configuration');
			expect(await stateOf(config(text => text.replace(String(api.port), '9')))).toBe('refused');
			expect(await stateOf(config(text => text.replace(/127\.0\.0\.1/, 'api.nowhere.invalid')))).toBe('unknown-name');
			expect(
				await stateOf(config(text => text.replace(/"certificate-authority-data":"[^"]*"/, '"tls-server-name":""'))),
			).toBe('untrusted');
			expect(await stateOf(config(text => text.replace(/"command":"[^"]*"/, '"command":"/nowhere/kubelogin"')))).toBe(
				'login-refused',
			);
			expect(kubectlsOf()).toBe('0');
		});

		it('looks from a pod that runs, and leaves nothing in it', async () => {
			const {api, own, environment} = await cluster({
				...oneNode,
				running: {namespace: 'arc', names: ['agent'], log: ''},
			});
			const far = fs.mkdtempSync(path.join(homeOf(), 'far-'));
			vi.stubEnv('TMPDIR', far);
			onTestFinished(() => void vi.unstubAllEnvs());
			const point = (pod: string) =>
				execPoint({namespace: 'arc', pod, container: null}, {context: null, kubeconfig: own.KUBECONFIG, environment});
			const options = {roots: createRoots([], () => []), password: 's3cr3t-word', now: Date.now};
			const {signal} = new AbortController();
			const {run, state} = await lookFrom(point('agent'), plan, {...options, signal});
			expect(state).toBeNull();
			expect(run?.vantage).toMatchObject({name: 'pod:arc/agent', kind: 'pod'});
			expect(run?.results.map(({cause}) => cause)).toEqual(['tcp.refused']);
			expect((await lookFrom(point('nobody'), plan, {...options, signal})).state).toMatchObject({id: 'no-pod'});
			const stopping = new AbortController();
			const looking = lookFrom(point('agent'), plan, {...options, signal: stopping.signal});
			await expect.poll(() => fs.readdirSync(far), patient).not.toEqual([]);
			stopping.abort();
			expect(await looking).toMatchObject({state: {id: 'stopped'}});
			await expect.poll(() => fs.readdirSync(far), patient).toEqual([]);
			expect(api.created.filter(({kind}) => kind === 'Job')).toEqual([]);
			await expect.poll(kubectlsOf, patient).toBe('0');
		});

		it('looks at a few endpoints from the other nodes of a pool, and in full from the one that differs', async () => {
			const ports = [8001, 8002, 8003, 8004, 8005, 8006];
			const servers = ports.map(port => net.createServer(socket => socket.end()).listen(port, '0.0.0.0'));
			const places = openPlaces();
			onTestFinished(async () => {
				for (const server of servers) server.close();
				await places.close();
			});
			const names = ['n-0', 'n-1', 'n-2', 'n-3'];
			const all = new Map<string, Place>();
			for (const [index, name] of names.entries()) all.set(name, await places.start({name, number: 10 + index}));
			const shut = 'tcp dport { 8002, 8005 } drop';
			all
				.get('n-3')
				?.shell(
					`nft add table ip f; nft add chain ip f out '{ type filter hook output priority 0; }'; nft add rule ip f out ${shut}`,
				);
			const {environment, api} = await cluster({
				nodes: names.map(name => nodeOf(name, {agentpool: 'a'})),
				daemonImage: image,
				kubelet: () => ({kind: 'runs', inside: (node, command) => all.get(node)?.inside(command) ?? command}),
			});
			const rows = ports.map(port => ({host: bridgeAddress, port, protocol: 'http' as const}));
			const of = planOf(rows, {settings: {timeoutMs: 2000, retries: 0}});
			const notes: string[] = [];
			const {looked} = await look(api, {environment, of, perPool: 2, canaries: 2, tell: note => notes.push(note)});
			const seen = looked.map(({place, run}) => [
				place.name,
				run?.vantage.canary ?? false,
				run?.results.map(({cause}) => cause?.split('.')[0]).join(' '),
			]);
			const closed = Array.from({length: 6}, () => 'http').join(' ');
			expect(seen).toEqual([
				...['node:n-0', 'node:n-1'].map(name => [name, false, closed]),
				['node:n-2', true, 'http http'],
				['node:n-3', false, 'http tcp http http tcp http'],
			]);
			expect(notes).toEqual([expect.stringMatching(/^2 more nodes .* with 2 endpoints, and 1 of them in full/)]);
			expectNothingLeft(api);
		});

		it('lets nothing through but what a check asks for', async () => {
			const {api, environment} = await cluster({
				...oneNode,
				running: {namespace: 'arc', names: ['agent'], log: 'said\n'},
			});
			const sockets = fs.mkdtempSync(path.join(os.tmpdir(), 's-'));
			vi.stubEnv('TMPDIR', sockets);
			onTestFinished(() => void vi.unstubAllEnvs());
			const {signal} = new AbortController();
			const given = {context: null, kubeconfig: null, namespace: 'arc'};
			const {api: opened} = await openCluster(given, environment, each => jobPaths([each], false), signal);
			const socketPath = path.join(sockets, fs.readdirSync(sockets)[0] ?? '', 's');
			const ask = (method: string, where: string) =>
				new Promise<number | undefined>((resolve, reject) => {
					const asked = request({socketPath, method, path: where, headers: {host: 'localhost'}}, answer => {
						answer.resume();
						resolve(answer.statusCode);
					});
					asked.on('error', reject).end();
				});
			const arc = '/api/v1/namespaces/arc';
			const jobs = '/apis/batch/v1/namespaces/arc/jobs';
			const needed = [
				...[`GET ${arc}/pods`, 'GET /api/v1/nodes', 'GET /api/v1/pods', `GET ${arc}/pods/agent/log`],
				...[`GET ${arc}/events`, `GET ${jobs}`],
			];
			const before = api.calls.length;
			for (const each of needed) {
				const [method = '', where = ''] = each.split(' ');
				expect([each, await ask(method, where)]).toEqual([each, 200]);
			}
			expect(await ask('DELETE', `${jobs}/arc-netcheck-0123abcd-pod-1-1`)).toBe(404);
			const after = api.calls.length;
			expect(after - before).toBe(needed.length + 1);
			const forbidden = [
				...[`GET ${arc}/secrets`, 'GET /api/v1/secrets', `GET ${arc}/secrets/s`, `POST ${arc}/secrets`],
				...[`POST ${arc}/pods/agent/exec?command=id`, `GET ${arc}/pods/agent/exec`, `POST ${arc}/pods/agent/attach`],
				...[`POST ${arc}/pods/agent/portforward`, `GET ${arc}/pods/agent/proxy/`, `DELETE ${arc}/pods/agent`],
				...[`PATCH ${jobs}/arc-netcheck-0123abcd-1`, `PUT ${jobs}/arc-netcheck-0123abcd-1`, `PATCH ${arc}/configmaps`],
				...[`DELETE ${jobs}/nightly`, `DELETE ${jobs}/arc-netcheck-agent`, 'GET /api/v1/namespaces/other/pods'],
				...['DELETE /api/v1/nodes/node-0', 'GET /apis/rbac.authorization.k8s.io/v1/clusterroles', 'GET /'],
				...[`GET ${arc}/pods/../secrets`, `GET ${arc}/pods/%2e%2e/secrets`, `GET //api/v1/nodes/../secrets`],
			];
			for (const each of forbidden) {
				const [method = '', where = ''] = each.split(' ');
				const status = await ask(method, where);
				// A path that climbs is led to the one that it means.
				expect([each, status === 403 || status === 301 || status === 307]).toEqual([each, true]);
			}
			expect(api.calls.slice(after)).toEqual([]);
			await opened.close();
		});

		it('lets no path through that is not needed', async () => {
			const {api, own, environment} = await cluster(oneNode);
			const {stdout, code} = await runProgram(['vantage', 'list', '--format', 'json'], {
				environment: {...own, HOME: homeOf()},
			});
			expect(code).toBe(0);
			expect(JSON.parse(stdout)).toMatchObject({
				context: 'stand-in',
				namespace: 'checks',
				outlooks: [{refusal: null}],
			});
			expect(api.created.filter(({kind, metadata}) => kind !== 'Node' && metadata.namespace !== 'kube-system')).toEqual(
				[],
			);
			expect(api.calls.filter(call => /secrets/.test(call))).toEqual([]);
			expect(environment.KUBECONFIG).toBe(own.KUBECONFIG);
		});
	},
);
