import {spawn} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {describe, expect, it, onTestFinished, vi} from 'vitest';
import {parseAllDocuments} from 'yaml';
import {catalog} from '../../source/catalog/catalog.ts';
import {formatCatalog} from '../../source/catalog/catalog-file.ts';
import {runCommand} from '../helpers/command.ts';
import {environmentFor, program} from '../helpers/program.ts';
import {kubectlPlace, standInCluster} from '../vantage/kubernetes/stand-in/place.ts';
import {nodeOf} from '../vantage/kubernetes/stand-in/stand-in.ts';

const image = ['--image', 'registry.example/curl:8'];
const oneNode = {nodes: [nodeOf('node-0', {agentpool: 'a'})]};
/** What leads to the cluster. It is that of this process too until the test is over: kubectl is started with what the process has. */
const environmentOf = (port: number, says?: string): {[name: string]: string} => {
	const {PATH = '', STAND_IN_PORT = '', STAND_IN_SAYS = ''} = kubectlPlace(port, says).environment;
	const environment = {PATH, STAND_IN_PORT, STAND_IN_SAYS};
	for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
	onTestFinished(() => void vi.unstubAllEnvs());
	return environment;
};

describe('vantage list', () => {
	it('shows nodes, rights and what would be created, and creates nothing', async () => {
		const api = await standInCluster({nodes: [...oneNode.nodes, nodeOf('w-0', {'kubernetes.io/os': 'windows'})]});
		const {code, stdout} = await runCommand(['vantage', 'list', '--from', 'nodes', 'pods:arc'], {
			environment: environmentOf(api.port),
		});
		expect(code).toBe(0);
		expect(stdout).toMatch(/Cluster +stand-in, https:\/\/api\.example:6443/);
		expect(stdout).toMatch(/a +1 node; looked from: node-0/);
		expect(stdout).toMatch(/w-0 runs Windows/);
		expect(stdout).toMatch(/Image +registry\.example\/proxy:1/);
		expect(stdout).toMatch(/Admitted +nothing was refused/);
		const flowing = stdout.replaceAll(/\s+/g, ' ');
		expect(flowing).toContain(
			'1 Job, 1 ConfigMap, 1 Pod in checks; with further looks at what fails or differs, 4 Jobs, 4 ConfigMaps, 4 Pods at most.',
		);
		// An image is looked for in a pod of its own before.
		expect(flowing).toContain(
			'2 Jobs, 1 ConfigMap, 2 Pods in arc; with further looks at what fails or differs, 5 Jobs, 4 ConfigMaps, 5 Pods at most.',
		);
		for (const place of ['checks', 'arc']) expect(stdout).toMatch(new RegExp(`yes +create, delete jobs in ${place}:`));
		expect(stdout).toMatch(/no +create secrets/);
		expect(api.created.filter(({kind, metadata}) => kind !== 'Node' && metadata.namespace !== 'kube-system')).toEqual(
			[],
		);
	});

	it('says where no dry run could be made', async () => {
		const api = await standInCluster(oneNode);
		const message = 'pods is forbidden: User "jane" cannot create resource "pods" in API group ""';
		api.refuse({method: 'POST', path: /dryRun/, status: 403, reason: 'Forbidden', message});
		const {stdout} = await runCommand(['vantage', 'list'], {environment: environmentOf(api.port)});
		expect(stdout).toMatch(/Admitted +not asked/);
	});

	it('says what would turn the pods away', async () => {
		const api = await standInCluster({...oneNode, podSecurity: {checks: 'restricted'}});
		const {stdout} = await runCommand(['vantage', 'list', '--format', 'json'], {environment: environmentOf(api.port)});
		expect(JSON.parse(stdout)).toMatchObject({
			schema: 'arc-netcheck/cluster@1',
			outlooks: [{from: 'nodes', refusal: {id: 'pod-security'}}],
		});
	});

	it.each<[string, RegExp]>([
		['config: error: context "x" does not exist', /no kubeconfig that it can use .*--context/],
		['answer: dial tcp 10.0.0.1:443: i/o timeout', /did not answer in time/],
	])('that can not reach the cluster is one sentence with its cure: %s', async (says, words) => {
		const api = await standInCluster(oneNode);
		const {code, stderr} = await runCommand(['vantage', 'list'], {environment: environmentOf(api.port, says)});
		expect(stderr).toMatch(words);
		expect(stderr.trimEnd().split('\n')).toHaveLength(1);
		expect(code).toBe(3);
	});

	it('writes roles without a cluster', async () => {
		const rolesFor = async (...words: string[]) => {
			const {stdout} = await runCommand(['vantage', 'list', '--role', '--namespace', 'checks', ...words]);
			const roles = parseAllDocuments(stdout).map(document => document.toJS());
			return roles.map(({kind, metadata}) => [kind, metadata.name, metadata.namespace]);
		};
		const forJobs = [
			['Role', 'arc-netcheck', 'checks'],
			['ClusterRole', 'arc-netcheck', undefined],
		];
		expect(await rolesFor()).toEqual(forJobs);
		const forExec = ['Role', 'arc-netcheck-exec', 'arc'];
		expect(await rolesFor('--from', 'nodes', 'pod:arc/agent')).toEqual([...forJobs, forExec]);
	});
});

describe('vantage manifest', () => {
	const settings = ['--region', 'westeurope', '--proxy', 'http://me:s3cr3t@proxy.example:3128', '--quiet'];
	it('writes a Job and its script, and no password', async () => {
		const {code, stdout} = await runCommand([
			'vantage',
			'manifest',
			...settings,
			'--view',
			'pod',
			'--namespace',
			'checks',
			'--nodes',
			'3',
			'--rate',
			'2',
			...image,
		]);
		expect(code).toBe(0);
		expect(stdout).not.toContain('s3cr3t');
		expect(stdout).toMatch(/^# 1\. kubectl apply/m);
		expect(stdout).toMatch(/^# The proxy wants a password/m);
		const [map, job] = parseAllDocuments(stdout).map(document => document.toJS());
		expect(map).toMatchObject({kind: 'ConfigMap', metadata: {namespace: 'checks'}});
		expect(map.data['probe.sh']).toMatch(/^KIND='pod'$/m);
		// Three of them with two connections for each target share two a second.
		expect(map.data['probe.sh']).toMatch(/^STEP='3.00'$/m);
		expect(job).toMatchObject({
			kind: 'Job',
			spec: {completions: 3, template: {spec: {containers: [{image: image[1]}]}}},
		});
	});

	it.each<[readonly string[], RegExp]>([
		[[], /--image is missing/],
		[['--view', 'pod', '--borrow', ...image], /--borrow is for --view node/],
		[['--proxy-secret', 'other/s/k', ...image], /--proxy-secret is not in the namespace default/],
		[['--image', 'a b'], /--image a b is none/],
		[['--namespace', 'Checks', ...image], /--namespace Checks is none/],
		[['--per-pool', '0', ...image], /--per-pool/],
	])('refuses %j', async (words, sentence) => {
		const {code, stderr} = await runCommand(['vantage', 'manifest', ...settings, ...words]);
		expect(stderr).toMatch(sentence);
		expect(code).toBe(2);
	});
});

describe('vantage clean', () => {
	it('shows what is left, removes one check or all, and says what it could not remove', async () => {
		const api = await standInCluster({...oneNode, kubelet: () => ({kind: 'unscheduled', message: 'no room'})});
		const environment = environmentOf(api.port);
		const make = async (run: string, namespace = 'checks', name = `arc-netcheck-${run}`) => {
			const labels = {'app.kubernetes.io/managed-by': 'arc-netcheck', 'arc-netcheck/run': run};
			const template = {spec: {restartPolicy: 'Never', containers: [{name: 'probe', image: 'a:1'}]}};
			const job = {
				apiVersion: 'batch/v1',
				kind: 'Job',
				metadata: {name, labels},
				spec: {template},
			};
			await fetch(`http://127.0.0.1:${api.port}/apis/batch/v1/namespaces/${namespace}/jobs`, {
				method: 'POST',
				body: JSON.stringify(job),
			});
		};
		await make('00000001');
		await make('00000002');
		const clean = (...words: string[]) => runCommand(['vantage', 'clean', ...words], {environment});
		expect((await clean()).stdout).toMatch(
			/Job checks\/arc-netcheck-00000001, .*: found\n.*00000002, .*: found\nRemove them with/,
		);
		expect((await clean('--run', '00000001')).stdout).toMatch(/00000001, .*: removed\n$/);
		expect(api.names('jobs')).toEqual(['checks/arc-netcheck-00000002']);
		api.refuse({
			method: 'DELETE',
			path: /jobs/,
			status: 403,
			reason: 'Forbidden',
			message: 'User "jane" cannot delete resource "jobs"',
			times: 1,
		});
		expect(await clean('--all')).toMatchObject({
			code: 3,
			stdout: expect.stringMatching(/left: jane may\s+not delete jobs/),
		});
		await make('00000003', 'arc');
		await make('00000004', 'checks', 'nightly');
		await make('agent', 'checks');
		expect(await clean('--all', '--namespace', 'checks')).toMatchObject({code: 0});
		const ofOthers = ['checks/nightly', 'checks/arc-netcheck-agent'];
		expect(api.names('jobs')).toEqual(['arc/arc-netcheck-00000003', ...ofOthers]);
		expect(await clean('--all')).toMatchObject({code: 0});
		expect(api.names('jobs')).toEqual(ofOthers);
		expect((await clean()).stdout).toBe('Checks have left nothing there.\n');
		expect(await clean('--run', 'x')).toMatchObject({code: 2});
	});
});

describe('check --from', () => {
	const settings = [
		'--region',
		'westeurope',
		'--features',
		'arc',
		'--proxy',
		'http://127.0.0.1:9',
		'--timeout',
		'1',
		'--retries',
		'0',
	];
	it('pod: looks from a pod that runs, and one place is a run', async () => {
		const api = await standInCluster(oneNode);
		const home = fs.mkdtempSync(path.join(os.tmpdir(), 'k-'));
		onTestFinished(() => fs.rmSync(home, {recursive: true, force: true}));
		// The script starts dozens of processes for each target, and does the same for all.
		const small = path.join(home, 'small.json');
		const requirements = catalog.requirements.filter(({id}) => id === 'arm');
		fs.writeFileSync(small, formatCatalog({...catalog, version: '2026-09-30', requirements}));
		const {code, stdout} = await runCommand(
			['check', ...settings, '--catalog', small, '--from', 'pod:azure-arc/agent-0', '--format', 'json', '--quiet'],
			{environment: environmentOf(api.port)},
		);
		expect(JSON.parse(stdout).vantage).toMatchObject({kind: 'pod', name: 'pod:azure-arc/agent-0'});
		expect(code).toBe(1);
	});

	it('takes the password of the proxy from a Secret of the cluster, and asks for none here', async () => {
		const api = await standInCluster({...oneNode, podSecurity: {checks: 'restricted'}});
		const home = fs.mkdtempSync(path.join(os.tmpdir(), 'k-'));
		onTestFinished(() => fs.rmSync(home, {recursive: true, force: true}));
		const run = (...words: string[]) => runCommand(words, {home, environment: environmentOf(api.port)});
		const proxy = ['--proxy', 'http://me@127.0.0.1:9', '--password-from', 'env:NOT_SET'];
		await run('profiles', 'save', 'prod', '--region', 'westeurope', ...proxy);
		const check = ['check', '--profile', 'prod', '--from', 'nodes'];
		expect(await run(...check)).toMatchObject({code: 2, stderr: expect.stringMatching(/NOT_SET/)});
		const {code, stderr} = await run(...check, '--proxy-secret', 'checks/proxy/password');
		expect(stderr).toMatch(/Pod Security/);
		expect(code).toBe(3);
	});

	it('nothing but places that can not be used ends with 3, and says why once', async () => {
		const api = await standInCluster({podSecurity: {checks: 'restricted'}});
		const {code, stderr} = await runCommand(['check', ...settings, '--from', 'nodes'], {
			environment: environmentOf(api.port),
		});
		expect(code).toBe(3);
		expect(stderr.match(/Note: Pod Security/g)).toHaveLength(1);
	});

	it('leaves no kubectl and no socket where the program is killed; the Job ends by itself', async () => {
		const api = await standInCluster({...oneNode, kubelet: () => ({kind: 'unscheduled', message: 'no room'})});
		const home = fs.mkdtempSync(path.join(os.tmpdir(), 'k-'));
		onTestFinished(() => fs.rmSync(home, {recursive: true, force: true}));
		const temporary = fs.mkdtempSync(path.join(home, 't-'));
		const [file, ...first] = program;
		const child = spawn(file, [...first, 'check', ...settings, '--from', 'nodes'], {
			env: {...environmentFor(home), ...environmentOf(api.port), TMPDIR: temporary},
			stdio: 'ignore',
		});
		await expect.poll(() => api.names('jobs')).toHaveLength(1);
		expect(fs.readdirSync(temporary)).toHaveLength(1);
		child.kill('SIGKILL');
		await expect.poll(() => fs.readdirSync(temporary)).toEqual([]);
		expect(api.objects('jobs')[0]?.spec).toMatchObject({
			ttlSecondsAfterFinished: 600,
			activeDeadlineSeconds: expect.any(Number),
		});
	});
});
