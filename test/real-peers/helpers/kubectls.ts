import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {beforeAll, describe, expect, it} from 'vitest';
import {standInCluster} from '../../vantage/kubernetes/stand-in/place.ts';
import {nodeOf, type StandIn, type StandInOptions} from '../../vantage/kubernetes/stand-in/stand-in.ts';
import {describeWithPeers} from './describe-with-peers.ts';

/** Where test/real-peers/kubectls.sh puts them, and what their login plugins speak. */
const ages = [
	{age: '1.20', login: 'v1beta1'},
	{age: '1.35', login: 'v1'},
] as const;
const cache = '/var/cache/arc-netcheck-kubectl';

export const image = 'registry.example/curl:8';
export const oneNode = {nodes: [nodeOf('node-0', {agentpool: 'a'})]};

/** A stand-in for a cluster, and the variables by which one kubectl finds it: alone, and in the environment of the tests. */
type KubectlCluster = {
	readonly api: StandIn;
	readonly own: {readonly PATH: string; readonly KUBECONFIG: string};
	readonly environment: NodeJS.ProcessEnv;
};

export type Kubectl = {
	readonly age: string;
	readonly cluster: (options?: Partial<StandInOptions>) => Promise<KubectlCluster>;
	/** A folder for whatever the tests write. */
	readonly homeOf: () => string;
	/** How many of it run. */
	readonly kubectlsOf: () => string;
	readonly expectNothingLeft: (api: StandIn) => void;
};

/** Tests for each kubectl that is there; one that is not is said to be skipped. */
export function describeKubectls(title: string, programs: readonly string[], define: (kubectl: Kubectl) => void): void {
	describeWithPeers(title, ['openssl', ...programs], () => {
		for (const {age, login} of ages) {
			const file = path.join(cache, age, 'kubectl');
			if (!fs.existsSync(file)) {
				it.skip(`${age}: skipped, since test/real-peers/kubectls.sh could not fetch it`);
				continue;
			}
			describe(`kubectl ${age}`, () => {
				let home = '';
				beforeAll(() => {
					home = fs.mkdtempSync(path.join(os.tmpdir(), 'kubectl-'));
				});
				const kubectlsOf = () =>
					execFileSync('bash', ['-c', `pgrep -fc '^${file}|^kubectl .*proxy' || true`], {encoding: 'utf8'}).trim();
				const folders = () => fs.readdirSync(os.tmpdir()).filter(name => /^arc-netcheck-[A-Za-z0-9]{6}$/.test(name));
				define({
					age,
					homeOf: () => home,
					kubectlsOf,
					async cluster(options = {}) {
						const api = await standInCluster({isTls: true, ...options});
						const folder = fs.mkdtempSync(path.join(home, 'c-'));
						const own = {
							PATH: `${path.dirname(file)}:${process.env.PATH}`,
							KUBECONFIG: api.writeKubeconfig(folder, login),
						};
						return {api, own, environment: {...process.env, HOME: home, ...own}};
					},
					expectNothingLeft(api) {
						for (const kind of ['jobs', 'configmaps', 'secrets']) expect(api.names(kind)).toEqual([]);
						expect(api.names('pods').filter(name => !name.startsWith('kube-system/'))).toEqual([]);
						expect(folders()).toEqual([]);
						expect(kubectlsOf()).toBe('0');
					},
				});
			});
		}
	});
}
