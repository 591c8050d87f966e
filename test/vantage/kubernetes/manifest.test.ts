import {Job} from 'kubernetes-models/batch/v1/Job';
import {ClusterRole} from 'kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRole';
import {Role} from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import {ConfigMap} from 'kubernetes-models/v1/ConfigMap';
import {Pod} from 'kubernetes-models/v1/Pod';
import type {IPodSpec} from 'kubernetes-models/v1/PodSpec';
import {Secret} from 'kubernetes-models/v1/Secret';
import {describe, expect, it} from 'vitest';
import {parseAllDocuments} from 'yaml';
import {
	borrowedFolders,
	type JobOptions,
	makeConfigMap,
	makeImageTrial,
	makeJob,
	makeSecret,
	makeTrialPod,
	toYaml,
} from '../../../source/vantage/kubernetes/manifest.ts';
import {readNode} from '../../../source/vantage/kubernetes/objects.ts';
import {makeRoles} from '../../../source/vantage/kubernetes/rights.ts';
import {brokenControls} from './stand-in/pod-security.ts';
import {nodeOf} from './stand-in/stand-in.ts';

const base: JobOptions = {
	...{run: '0a1b2c3d', name: 'arc-netcheck-0a1b2c3d-pod-1-1', namespace: 'checks', view: 'pod', image: 'a/b:1'},
	...{pull: 'IfNotPresent', count: 3, atOnce: 25, hostnames: [], borrowed: null, deadlineSeconds: 300, secret: null},
};
const folders = ['/usr', '/bin', '/lib', '/lib64', '/etc/ssl'];
const jobs: readonly [string, JobOptions][] = [
	['a pod on any node', base],
	['pods on nodes that are named', {...base, hostnames: ['node-1', 'node-2.example']}],
	['pods with a password', {...base, secret: {name: 's', key: 'k'}}],
	['nodes with an image', {...base, view: 'node'}],
	['nodes with their own tools', {...base, view: 'node', borrowed: folders, pull: 'Never', hostnames: ['node-1']}],
	['nodes with all of it', {...base, view: 'node', borrowed: folders, count: 500, secret: {name: 's', key: 'k'}}],
];
const validate = (Model: new (data: never) => {validate(): void}, object: unknown) =>
	new Model(object as never).validate();
const specOf = (options: JobOptions): IPodSpec => new Pod(makeTrialPod(options) as never).spec ?? {containers: []};
const owner = {name: base.name, uid: 'u'};

describe('the objects of a check', () => {
	it.each(jobs)('are what the published schema says: %s', (_, options) => {
		validate(Job, makeJob(options));
		validate(Pod, makeTrialPod(options));
		validate(Job, makeImageTrial(options, ['a:1', 'b:1']).job);
		validate(ConfigMap, makeConfigMap(options, 'echo', owner));
		validate(Secret, makeSecret(options, 's3cr3t', owner));
	});

	it('would be refused by that schema were they wrong', () => {
		const job = makeJob(base);
		expect(() => validate(Job, {...job, spec: {...(job.spec as object), completions: 'two'}})).toThrow(/completions/);
		expect(() => validate(ConfigMap, {...makeConfigMap(base, 'echo', null), data: {a: 1}})).toThrow(/data/);
	});

	it.each(jobs)('end and go by themselves: %s', (_, options) => {
		expect(makeJob(options).spec).toMatchObject({
			...{completionMode: 'Indexed', completions: options.count, backoffLimitPerIndex: 0},
			...{activeDeadlineSeconds: 300, ttlSecondsAfterFinished: 600},
		});
		expect((makeJob(options).spec as {parallelism: number}).parallelism).toBeLessThanOrEqual(25);
	});

	it('of a check are owned by its Job, and only the Secret holds the password', () => {
		for (const object of [makeConfigMap(base, 'echo', owner), makeSecret(base, 's3cr3t', owner)]) {
			expect(object.metadata.ownerReferences).toEqual([{apiVersion: 'batch/v1', kind: 'Job', ...owner}]);
		}
		const options = {...base, secret: {name: 's', key: 'k'}};
		expect(JSON.stringify([makeJob(options), makeConfigMap(options, 'echo', owner)])).not.toContain('s3cr3t');
		expect(specOf(options).volumes).toContainEqual({
			name: 'password',
			secret: {secretName: 's', defaultMode: 0o400, items: [{key: 'k', path: 'password'}]},
		});
	});

	it('make no folder on a node where it is missing', () => {
		const paths = specOf({...base, view: 'node', borrowed: folders}).volumes?.flatMap(({hostPath}) => hostPath ?? []);
		expect(paths).toEqual(folders.map(folder => ({path: folder, type: 'Directory'})));
	});

	it('have no token, no root, no rights, and bounds', () => {
		for (const [, options] of jobs) {
			const spec = specOf(options);
			expect(spec).toMatchObject({automountServiceAccountToken: false, enableServiceLinks: false});
			expect(spec.securityContext).toMatchObject({runAsNonRoot: true, runAsUser: 65_532, runAsGroup: 65_532});
			expect(spec.containers[0]).toMatchObject({
				securityContext: {readOnlyRootFilesystem: true, allowPrivilegeEscalation: false},
				resources: {limits: {cpu: '500m', memory: '256Mi'}},
			});
			const mounts = spec.containers[0]?.volumeMounts ?? [];
			expect(mounts.filter(({readOnly}) => !readOnly).map(({mountPath}) => mountPath)).toEqual(['/tmp']);
		}
	});
});

describe('Pod Security', () => {
	it.each([
		...jobs.slice(0, 3).map(([name, options]) => [name, options, []] as const),
		['nodes with an image', {...base, view: 'node'}, ['host namespaces']],
		[
			'nodes with their own tools',
			{...base, view: 'node', borrowed: folders},
			['host namespaces', 'hostPath volumes', 'restricted volume types'],
		],
	] as const)('"restricted" finds in %s %j: %j', (_, options, broken) => {
		expect(brokenControls(specOf(options as JobOptions), 'restricted')).toEqual(broken);
	});

	const [container] = specOf(base).containers;
	const own = specOf(base);
	it.each<[string, Partial<IPodSpec>]>([
		['host namespaces', {hostPID: true}],
		[
			'privileged',
			{containers: [{...container, name: 'p', securityContext: {...container?.securityContext, privileged: true}}]},
		],
		['host ports', {containers: [{...container, name: 'p', ports: [{containerPort: 1, hostPort: 1}]}]}],
		[
			'allowPrivilegeEscalation != false',
			{containers: [{...container, name: 'p', securityContext: {capabilities: {drop: ['ALL']}}}]},
		],
		[
			'unrestricted capabilities',
			{containers: [{...container, name: 'p', securityContext: {allowPrivilegeEscalation: false}}]},
		],
		['runAsNonRoot != true', {securityContext: {...own.securityContext, runAsNonRoot: false}}],
		['runAsUser=0', {securityContext: {...own.securityContext, runAsUser: 0}}],
		['seccompProfile', {securityContext: {...own.securityContext, seccompProfile: {type: 'Unconfined'}}}],
		['restricted volume types', {volumes: [{name: 'n', nfs: {server: 's', path: '/'}}]}],
	])('would find %s', (words, change) => {
		expect(brokenControls({...own, ...change}, 'restricted')).toContain(words);
	});
});

describe('the folders whose tools are borrowed', () => {
	it.each([
		['Ubuntu 22.04.5 LTS', 'amd64', ['/usr', '/bin', '/lib', '/lib64', '/etc/ssl', '/etc/systemd']],
		['Ubuntu 22.04.5 LTS', 'arm64', ['/usr', '/bin', '/lib', '/etc/ssl', '/etc/systemd']],
		[
			'Red Hat Enterprise Linux CoreOS 418.94',
			'arm64',
			['/usr', '/bin', '/lib', '/lib64', '/etc/ssl', '/etc/pki', '/etc/systemd'],
		],
		['CBL-Mariner/Linux', 'amd64', ['/usr', '/bin', '/lib', '/lib64', '/etc/ssl', '/etc/pki', '/etc/systemd']],
		[
			'SUSE Linux Enterprise Server 15 SP6',
			'amd64',
			['/usr', '/bin', '/lib', '/lib64', '/etc/ssl', '/var/lib/ca-certificates', '/etc/systemd'],
		],
		['Alpine Linux v3.22', 'amd64', ['/usr', '/bin', '/lib', '/etc/ssl']],
		['Talos (v1.9.1)', 'amd64', null],
		['Bottlerocket OS 1.26.1 (aws-k8s-1.31)', 'arm64', null],
	])('of %s on %s are %j', (osImage, architecture, expected) => {
		const node = nodeOf('n', {}, osImage);
		const read = readNode({...node, status: {...node.status, nodeInfo: {...node.status.nodeInfo, architecture}}});
		expect(read && borrowedFolders(read)).toEqual(expected);
	});
});

describe('manifests as YAML', () => {
	it('are read by others as they were meant, whatever stands in the script', () => {
		const script = `#!/bin/sh\nA='x: y # no'\n\n\tfi\n  two\n- a\n`;
		for (const text of [
			script,
			'no line end',
			'  leading\n',
			'tab\u0007\n',
			'',
			'ä\n',
			'a\n\n',
			'yes',
			'null',
			'1',
			'-',
			'a: b',
		]) {
			const manifests = [makeConfigMap(base, text, null), makeJob({...base, hostnames: ['a'], view: 'node'})];
			expect(parseAllDocuments(toYaml(manifests)).map(document => document.toJS())).toEqual(manifests);
		}
	});

	it('show the script in lines', () => {
		expect(toYaml([makeConfigMap(base, 'a\nb\n', null)])).toContain('  probe.sh: |\n    a\n    b\n');
	});

	it('hold roles of the published schema, that may change nothing', () => {
		const roles = makeRoles({jobsIn: ['checks'], execIn: ['arc']});
		const [role, clusterRole, exec] = roles;
		validate(Role, role);
		validate(ClusterRole, clusterRole);
		validate(Role, exec);
		expect(JSON.stringify(roles)).not.toMatch(/patch|update|\*/);
		const rules = roles.flatMap(each => each.rules.map(rule => ({...rule, role: each.metadata.name})));
		const of = (name: string) => rules.filter(({resources}) => resources.includes(name));
		expect(of('secrets').flatMap(({verbs}) => verbs)).toEqual(['create']);
		expect(of('pods/exec').map(each => each.role)).toEqual(['arc-netcheck-exec']);
	});
});
