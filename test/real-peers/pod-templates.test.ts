import {execFileSync, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {createRoots} from '../../source/probe/certificates.ts';
import {
	type JobOptions,
	makeConfigMap,
	makeTrialPod,
	probeContainer,
} from '../../source/vantage/kubernetes/manifest.ts';
import {importRun} from '../../source/vantage/portable/import-run.ts';
import {observeLogs} from '../../source/vantage/portable/observe-logs.ts';
import {factOf, readLogs} from '../../source/vantage/portable/read-log.ts';
import {createChainReader} from '../../source/vantage/portable/read-target.ts';
import {firstRound, makeScript, newNonce} from '../../source/vantage/portable/script.ts';
import {planOf} from '../helpers/plan-of.ts';
import {describeWithPeers} from './helpers/describe-with-peers.ts';
import {runShell} from './helpers/namespaces.ts';

/** A plan of one endpoint, where nobody listens: it needs no network but loopback. */
const plan = planOf([{host: '127.0.0.1', port: 9}], {settings: {timeoutMs: 2000, retries: 0}});
const reader = createChainReader(createRoots([], () => []));

/** An image with a shell and curl, and one with neither, as most of a node's own are. */
const images = {tools: 'localhost/tools:1', pause: 'localhost/pause:1'} as const;

const options = {
	...{run: '0123abcd', namespace: 'checks', pull: 'Never', count: 1, atOnce: 1, hostnames: []},
	...{deadlineSeconds: 300, secret: null},
} as const satisfies Partial<JobOptions>;
const podView: JobOptions = {...options, name: 'pod-view', view: 'pod', image: images.tools, borrowed: null};
const nodeView: JobOptions = {
	...{...options, name: 'node-view', view: 'node', image: images.pause},
	borrowed: ['/usr', '/bin', '/lib', '/lib64', '/etc/ssl', '/etc/systemd'].filter(folder => fs.existsSync(folder)),
};

/** What tells how much a container may do. */
const confession = `cat /proc/self/status; for place in / /plan /usr /etc; do touch "$place/x" 2>/dev/null && echo "wrote $place"; done; true`;

describeWithPeers(
	'pod templates in a real container runtime',
	['podman', 'crun', 'catatonit', 'busybox', 'curl', 'ldd'],
	() => {
		const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'podman-'));
		const environment = {...process.env, CONTAINERS_CONF: path.join(folder, 'containers.conf')};
		const podman = (words: readonly string[], input?: Buffer | string) =>
			execFileSync(
				'podman',
				['--root', `${folder}/root`, '--runroot', `${folder}/run`, '--storage-driver', 'vfs', ...words],
				{
					env: environment,
					encoding: 'utf8',
					...(input !== undefined && {input}),
					stdio: ['pipe', 'pipe', 'pipe'],
					maxBuffer: 50_000_000,
				},
			);

		beforeAll(() => {
			// Of two versions of control groups this crun takes the older one alone; nobody else in this namespace needs them.
			runShell('if mountpoint -q /sys/fs/cgroup/unified; then umount /sys/fs/cgroup/unified; fi');
			const limits = 'default_ulimits=["nofile=1024:1024","nproc=4096:4096"]';
			const engine = 'cgroup_manager="cgroupfs"\nevents_logger="file"\nruntime="crun"';
			fs.writeFileSync(environment.CONTAINERS_CONF, `[containers]\n${limits}\n[engine]\n${engine}\n`);
			const tools = path.join(folder, 'tools');
			runShell(`mkdir -p ${tools}/bin ${tools}/etc ${tools}/usr ${tools}/tmp ${tools}/plan
			cp /bin/busybox ${tools}/bin/busybox
			busybox --list | while read -r name; do [ "$name" = busybox ] || ln -sf busybox "${tools}/bin/$name"; done
			cp -L "$(command -v curl)" ${tools}/bin/curl
			ldd "$(command -v curl)" | grep -o '/[^ ]*' | while read -r file; do mkdir -p "${tools}$(dirname "$file")"; cp -L "$file" "${tools}$file"; done
			mkdir -p ${folder}/pause; echo nothing >${folder}/pause/pause`);
			for (const [name, from] of [
				[images.tools, tools],
				[images.pause, `${folder}/pause`],
			] as const) {
				const packed = execFileSync('tar', ['-C', from, '-c', '.'], {maxBuffer: 200_000_000});
				// As every image has it that is built.
				podman(['import', '--change', 'ENV PATH=/usr/sbin:/usr/bin:/sbin:/bin', '-', name], packed);
			}
		}, 120_000);
		afterAll(() => fs.rmSync(folder, {recursive: true, force: true}));

		/** Runs the pod of a Job as it is, but for the name of its node, which there is none of here. @returns what it printed */
		function run(job: JobOptions, script: string, command?: readonly string[]): string {
			const pod = structuredClone(makeTrialPod(job)) as unknown as {
				metadata: {name: string};
				spec: {containers: Record<string, unknown>[]};
			};
			pod.metadata.name = job.name;
			for (const container of pod.spec.containers) {
				container.env = [{name: 'ARC_NETCHECK_NODE', value: 'node-0'}];
				if (command) container.command = command;
			}
			const documents = [makeConfigMap(job, script, null), pod].map(each => JSON.stringify(each));
			const file = path.join(folder, `${job.name}.yaml`);
			fs.writeFileSync(file, documents.join('\n---\n'));
			const network = job.view === 'node' ? [] : ['--network', 'none'];
			podman(['kube', 'play', ...network, file]);
			const name = `${job.name}-${probeContainer}`;
			try {
				podman(['wait', name]);
				return spawnSync(
					'podman',
					['--root', `${folder}/root`, '--runroot', `${folder}/run`, '--storage-driver', 'vfs', 'logs', name],
					{env: environment, encoding: 'utf8'},
				).stdout;
			} finally {
				podman(['kube', 'down', file]);
			}
		}

		it.each([
			['a pod', podView],
			['a node, with its own tools in an image that has none', nodeView],
		])(
			'looks from %s',
			(_, job) => {
				const script = makeScript(plan, firstRound(plan), {nonce: newNonce(), kind: job.view});
				const [log] = readLogs(run(job, script));
				expect(log?.isComplete).toBe(true);
				if (!log) return;
				expect([factOf(log, 'uid'), factOf(log, 'node'), factOf(log, 'kind')]).toEqual(['65532', 'node-0', job.view]);
				const {vantage, results} = importRun(plan, [log], observeLogs(plan, [log], reader));
				expect(vantage.evidence).toBe(
					/^curl (?:7\.88|8)/.test(factOf(log, 'curl') ?? '') || job.view === 'node' ? 'portable' : 'thin',
				);
				expect(results.map(({cause}) => cause)).toEqual(['tcp.refused']);
			},
			120_000,
		);

		it.each([
			['a pod', podView],
			['a node', nodeView],
		])(
			'may do nothing beside looking, as %s',
			(_, job) => {
				const shell = job.borrowed === null ? 'sh' : '/bin/sh';
				const told = run({...job, name: `${job.name}-may`}, '', [shell, '-c', confession]);
				const statusOf = (key: string) => new RegExp(`^${key}:\\s*(.*)$`, 'm').exec(told)?.[1]?.split(/\s+/) ?? [];
				for (const key of ['Uid', 'Gid']) expect(new Set(statusOf(key))).toEqual(new Set(['65532']));
				for (const key of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'])
					expect(statusOf(key)).toEqual(['0000000000000000']);
				expect(statusOf('NoNewPrivs')).toEqual(['1']);
				expect(statusOf('Seccomp')).toEqual(['2']);
				expect(told).not.toMatch(/^wrote/m);
			},
			120_000,
		);
	},
);
