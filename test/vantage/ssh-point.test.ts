import {spawnSync} from 'node:child_process';
import {chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterAll, describe, expect, it} from 'vitest';
import {createRoots} from '../../source/probe/certificates.ts';
import {clientEnvironment} from '../../source/session/vantage/cluster.ts';
import type {ProgramFile} from '../../source/vantage/engine.ts';
import {lookFrom} from '../../source/vantage/look.ts';
import {parseFrom, parseHostList} from '../../source/vantage/point.ts';
import {explainSsh, sshPoint} from '../../source/vantage/ssh-point.ts';
import {planOf} from '../helpers/plan-of.ts';

/** An ssh that runs the command on this machine, or says what a real one says where it fails. */
const standIn = `#!/bin/sh
for command; do :; done
: >>"\${0%/*}/used"
case $* in
*-o*StrictHostKeyChecking*|*-o*UserKnownHostsFile*) echo loosened >&2; exit 255;;
*' -- unknown '*) echo 'Host key verification failed.' >&2; exit 255;;
*' -- no-shell '*) echo 'This account is currently not available.' >&2; exit 0;;
*' -- busy '*) exec sh -c "PATH=$PATH; trap '' TERM; sleep 600" ;;
esac
exec sh -c "$command"
`;

const hasCurl = spawnSync('curl', ['--version']).status === 0;
const folders: string[] = [];
afterAll(() => {
	for (const folder of folders) rmSync(folder, {recursive: true});
});

function place() {
	const folder = mkdtempSync(path.join(tmpdir(), 'ssh-'));
	const far = mkdtempSync(path.join(tmpdir(), 'far-'));
	folders.push(folder, far);
	writeFileSync(path.join(folder, 'ssh'), standIn);
	chmodSync(path.join(folder, 'ssh'), 0o755);
	return {folder, far, environment: {...process.env, PATH: `${folder}:${process.env.PATH}`, TMPDIR: far}};
}

const plan = planOf([{host: '127.0.0.1', port: 9}], {settings: {timeoutMs: 2000, retries: 0}});
const roots = createRoots([], () => []);
const look = (
	host: string,
	environment: NodeJS.ProcessEnv,
	signal = new AbortController().signal,
	carried: ProgramFile | null = null,
) => {
	const options = {roots, password: 's3cr3t', signal, now: Date.now, program: carried};
	return lookFrom(sshPoint({host, seen: {pool: 'a'}}, environment), plan, options);
};

describe.skipIf(!hasCurl)('a machine that ssh reaches (skipped without curl)', () => {
	it('is looked from, by its name, and nothing stays there', async () => {
		const {far, environment} = place();
		const {run, state} = await look('node-1', environment);
		expect(state).toBeNull();
		expect(run?.vantage).toMatchObject({name: 'ssh:node-1', pool: 'a', evidence: 'portable'});
		expect(run?.results.map(({status, cause}) => [status, cause])).toEqual([['blocked', 'tcp.refused']]);
		expect(JSON.stringify(run)).not.toContain('s3cr3t');
		expect(readdirSync(far)).toEqual([]);
	});

	it.each([
		['this Node', 'full', `exec '${process.execPath}' "$@"`],
		['a Node that is too old', 'portable', 'echo v18.19.0'],
		['a Node that does not start', 'portable', '[ "$1" = --version ] && echo v24.22.1; exit 1'],
	])('is looked from by the program itself where it can be: %s', async (_, evidence, node) => {
		const {folder, far, environment} = place();
		writeFileSync(path.join(folder, 'node'), `#!/bin/sh\n${node}\n`, {mode: 0o755});
		const {run, state} = await look('node-1', environment, undefined, {
			kind: 'one-file',
			bytes: readFileSync('dist/arc-netcheck.mjs'),
		});
		expect(state).toBeNull();
		expect(run).toMatchObject({complete: true, vantage: {name: 'ssh:node-1', evidence}});
		expect(run?.results.map(({status, cause}) => [status, cause])).toEqual([['blocked', 'tcp.refused']]);
		expect(run?.vantage.facts?.map(({source}) => source)).toContain('tools');
		expect(JSON.stringify(run)).not.toContain('s3cr3t');
		expect(readdirSync(far)).toEqual([]);
	});

	it('is named with its reason where nothing was seen', async () => {
		const {environment} = place();
		expect(await look('unknown', environment)).toMatchObject({run: null, state: {id: 'unknown-host-key'}});
		expect(await look('no-shell', environment)).toMatchObject({run: null, state: {id: 'no-log'}});
		expect(await look('node-1', {...environment, PATH: '/nowhere'})).toMatchObject({state: {id: 'no-client'}});
	});

	it('is not asked for once the check is stopped', async () => {
		const {folder, environment} = place();
		expect(await look('node-1', environment, AbortSignal.abort())).toMatchObject({run: null, state: {id: 'stopped'}});
		expect(readdirSync(folder)).toEqual(['ssh']);
	});

	it('is left when the check is stopped, also where the other side does not end', async () => {
		const {environment} = place();
		const controller = new AbortController();
		const looking = look('busy', environment, controller.signal);
		controller.abort();
		expect(await looking).toMatchObject({run: null, state: {id: 'stopped'}});
	});
});

it('ssh and kubectl get no password that is for this program', () => {
	const given = {
		PATH: '/bin',
		ARC_NETCHECK_PROXY_PASSWORD: 's3cr3t',
		ARC_NETCHECK_HOME: '/h',
		HTTPS_PROXY: 'http://p:1',
	};
	expect(clientEnvironment(given)).toEqual({PATH: '/bin', ARC_NETCHECK_HOME: '/h', HTTPS_PROXY: 'http://p:1'});
});

describe('what ssh says where it fails', () => {
	it.each<[string, string]>([
		['@@@\n@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.', 'changed-host-key'],
		[
			'No ED25519 host key is known for n1 and you have requested strict checking.\r\nHost key verification failed.',
			'unknown-host-key',
		],
		['me@n1: Permission denied (publickey,password).', 'login-refused'],
		['Received disconnect from 10.0.0.1 port 22:2: Too many authentication failures', 'login-refused'],
		['ssh: Could not resolve hostname n1: Name or service not known', 'unknown-name'],
		['ssh: connect to host n1 port 22: Connection refused', 'refused'],
		['ssh: connect to host n1 port 22: Connection timed out', 'silent'],
		['Timeout, server n1 not responding.', 'silent'],
		['ssh: connect to host n1 port 22: No route to host', 'unreachable'],
		['kex_exchange_identification: Connection closed by remote host', 'closed'],
		['/root/.ssh/config: line 3: Bad configuration option: hots', 'client-configuration'],
		['something else', 'no-log'],
	])('%s', (stderr, id) => {
		const state = explainSsh('n1', {code: 255, stderr, text: ''});
		expect(state.id).toBe(id);
		expect(`${state.reason} ${state.fix}`).not.toMatch(/[\u0000-\u001f]/);
	});

	it.each<[number | null, string, string]>([
		[255, '-|hello|Linux x86_64 v24.22.1\n', 'dropped'],
		[null, '-|hello|Linux x86_64 v24.22.1\n', 'dropped'],
		[1, '-|hello|Linux x86_64 \n', 'no-log'],
		[127, '', 'no-shell'],
		[3, '-|state|no-room', 'no-room'],
		[255, '-|proto|arc-netcheck/evidence@1 0123456789abcdef\n', 'dropped'],
		[0, 'This account is currently not available.', 'no-log'],
	])('%s %s', (code, text, id) => {
		expect(explainSsh('n1', {code, stderr: '', text}).id).toBe(id);
	});
});

describe('the places of --from', () => {
	it.each([
		'here',
		'ssh:n1',
		'ssh:me@n1,n2:2222',
		'ssh:@hosts.txt',
		'file:a.log',
		'nodes',
		'nodes:pool=a',
		'pods',
		'pods:azure-arc',
		'pod:azure-arc/agent-0/main',
	])('reads %s', text => {
		expect(parseFrom(text, '--from').kind).toBeTruthy();
	});

	it.each([
		'',
		'there',
		'ssh',
		'ssh:',
		'ssh:-oProxyCommand=x',
		'ssh:a b',
		'ssh:n1,',
		'ssh:$(id)',
		'pod:x',
		'pod:a/b/c/d',
		'pods:A_b',
		'file:',
	])('refuses %s, and says what there is', text => {
		expect(() => parseFrom(text, '--from')).toThrow(/ssh:HOST/);
	});

	it('reads a list of hosts with their pools', () => {
		expect(parseHostList('# nodes\nn1 pool=a site=plant1\n\nme@n2 # spare\n', 'hosts.txt')).toEqual([
			{host: 'n1', seen: {pool: 'a', site: 'plant1'}},
			{host: 'me@n2', seen: {}},
		]);
		expect(() => parseHostList('n1 zone=a', 'hosts.txt')).toThrow(
			'hosts.txt has a word that is neither pool=NAME nor site=NAME in line 1',
		);
		expect(() => parseHostList('-oX', 'hosts.txt')).toThrow('line 1');
		expect(() => parseHostList('\n', 'hosts.txt')).toThrow('names no host');
	});
});
