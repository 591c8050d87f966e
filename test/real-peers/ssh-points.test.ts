import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {gzipSync} from 'node:zlib';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {createRoots} from '../../source/probe/certificates.ts';
import {type Looked, lookFrom} from '../../source/vantage/look.ts';
import {sshPoint} from '../../source/vantage/ssh-point.ts';
import {planOf} from '../helpers/plan-of.ts';
import {program} from '../helpers/program.ts';
import {until} from '../helpers/pty.ts';
import {describeWithPeers} from './helpers/describe-with-peers.ts';
import {runShell} from './helpers/namespaces.ts';
import {bridgeAddress, openPlaces, type Place, type Places} from './helpers/places.ts';

const sshd = '/usr/sbin/sshd';

/** For a machine without Node. */
const binary = 'dist/arc-netcheck-linux-x64';

/** What a machine is like: lines of shell before its sshd starts, more of its sshd_config, and what is expected of a look from it. */
type Host = {
	readonly name: string;
	readonly setUp?: string;
	readonly settings?: readonly string[];
	readonly command?: readonly string[];
	readonly config?: readonly string[];
	/** The state; null: it is looked from. */
	readonly state: string | null;
	/** How much it can tell; what its own tools can, unless given. */
	readonly evidence?: 'full';
	/** It is looked from in a test of its own. */
	readonly isLater?: boolean;
};

const hide = (name: string) => `mount --bind /dev/null /usr/bin/${name}`;
/** Where machines find this Node, whose own folder they may not see. */
const nodeFolder = '/run/node';

/** The programs that a session finds first. */
const withPath = (folder: string) =>
	`ForceCommand PATH=${folder}:/usr/bin:/bin; export PATH; exec sh -c "$SSH_ORIGINAL_COMMAND"`;
const readOnly = (folder: string) => `mount -o remount,ro ${folder}`;

const hosts: readonly Host[] = [
	{name: 'plain', state: null},
	{
		name: 'user',
		setUp: `cat /etc/passwd >/dev/shm/p; echo 'probe:x:4242:4242::/home/probe:/bin/sh' >>/dev/shm/p; mount --bind /dev/shm/p /etc/passwd; rm /dev/shm/p; mkdir /home/probe; chown 4242 /home/probe`,
		config: ['User probe', 'RemoteCommand tmux attach'],
		state: null,
	},
	{name: 'jump', config: ['ControlMaster auto', 'ControlPath /run/jump-%C', 'ControlPersist 5'], state: null},
	{name: 'behind', config: ['ProxyJump jump'], state: null},
	{
		name: 'slow',
		setUp: 'tc qdisc add dev eth0 root tbf rate 64kbit burst 4kb latency 2s',
		settings: ['ForceCommand sleep 8; exec sh -c "$SSH_ORIGINAL_COMMAND"'],
		state: null,
	},
	{name: 'node', settings: [withPath(nodeFolder)], evidence: 'full', state: null},
	{name: 'broken-node', settings: [withPath('FOLDER/broken')], state: null},
	...(fs.existsSync(binary) ? [{name: 'binary', evidence: 'full', state: null} as const] : []),
	{name: 'no-openssl', setUp: hide('openssl'), state: null},
	{name: 'read-only', setUp: readOnly('/tmp'), state: null},
	{name: 'no-curl', setUp: hide('curl'), state: 'no-curl'},
	{name: 'no-room', setUp: ['/tmp', '/dev/shm', '/root'].map(readOnly).join('\n'), state: 'no-room'},
	{name: 'unknown', config: ['UserKnownHostsFile /dev/null'], state: 'unknown-host-key'},
	{name: 'changed', state: 'changed-host-key'},
	{name: 'no-key', settings: ['AuthorizedKeysFile /dev/null'], state: 'login-refused'},
	{
		name: 'no-shell',
		setUp: `sed 's#^\\(root:.*:\\)[^:]*$#\\1/usr/sbin/nologin#' /etc/passwd >/dev/shm/p; mount --bind /dev/shm/p /etc/passwd; rm /dev/shm/p`,
		state: 'no-log',
	},
	{name: 'dead', setUp: 'ip link set eth0 down', state: 'unreachable'},
	{name: 'silent', state: 'silent'},
	{name: 'no-sshd', command: ['sleep', 'infinity'], state: 'refused'},
	{name: 'full', settings: ['MaxStartups 1:100:1'], state: 'closed'},
	{name: 'killed', state: null, isLater: true},
	{name: 'stopped', state: null, isLater: true},
	{name: 'dropped', state: null, isLater: true},
	{name: 'early', settings: [withPath(nodeFolder)], state: null, isLater: true},
];

const number = (name: string) => 10 + hosts.findIndex(host => host.name === name);
const addressOf = (name: string) => `10.77.0.${number(name)}`;

/** A port that answers, and one where packets are lost, which keeps a look going until it is ended. */
const closedPort = 9;
const silentPort = 10;

describeWithPeers(
	'vantage points over SSH',
	['ssh', 'ssh-keygen', 'ip', 'nft', 'unshare', 'nsenter', 'curl', 'openssl'],
	() => {
		let folder: string;
		let places: Places;
		const machines = new Map<string, Place>();
		let environment: NodeJS.ProcessEnv;

		beforeAll(async () => {
			folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ssh-'));
			for (const key of ['host', 'other', 'user']) {
				execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path.join(folder, key)]);
			}
			fs.mkdirSync('/run/sshd', {recursive: true});
			fs.copyFileSync(path.join(folder, 'user.pub'), path.join(folder, 'authorized'));
			// Users that are not root read it, too.
			fs.chmodSync(folder, 0o755);
			runShell(`mkdir -p ${nodeFolder}; mount --bind ${path.dirname(process.execPath)} ${nodeFolder}`);
			fs.mkdirSync(path.join(folder, 'broken'));
			const broken = '#!/bin/sh\n[ "$1" = --version ] && echo v24.22.1\nexit 1\n';
			fs.writeFileSync(path.join(folder, 'broken', 'node'), broken, {mode: 0o755});
			writeClient();
			places = openPlaces();
			runShell(`nft -f - <<'RULES'
table inet ssh {
	chain input {
		type filter hook input priority 0
		tcp dport ${silentPort} drop
	}
	chain output {
		type filter hook output priority 0
		ip daddr { ${addressOf('silent')}, ${addressOf('behind')} } tcp dport 22 drop
	}
	set gone { type ipv4_addr; }
	chain lost {
		type filter hook output priority 1
		ip daddr @gone drop
	}
}
RULES`);
			await Promise.all(hosts.map(startHost));
		}, 120_000);
		afterAll(async () => {
			await places?.close();
			runShell('nft delete table inet ssh');
			fs.rmSync(folder, {recursive: true, force: true});
		});

		/** The user's own ssh: a configuration, a key, and the host keys that are known. */
		function writeClient(): void {
			const hostKey = fs.readFileSync(path.join(folder, 'host.pub'), 'utf8').trim();
			const otherKey = fs.readFileSync(path.join(folder, 'other.pub'), 'utf8').trim();
			const known = hosts.map(({name}) => `${addressOf(name)} ${name === 'changed' ? otherKey : hostKey}\n`);
			fs.writeFileSync(path.join(folder, 'known'), known.join(''));
			const blocks = hosts.map(
				({name, config = []}) =>
					`Host ${name}\n\tHostName ${addressOf(name)}\n${config.map(line => `\t${line}\n`).join('')}`,
			);
			const usual = `Host *\n\tIdentityFile ${path.join(folder, 'user')}\n\tIdentitiesOnly yes\n\tUserKnownHostsFile ${path.join(folder, 'known')}\n\tUser root\n`;
			fs.writeFileSync(path.join(folder, 'config'), `${blocks.join('')}${usual}`);
			const bin = path.join(folder, 'bin');
			fs.mkdirSync(bin);
			fs.writeFileSync(path.join(bin, 'ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F ${path.join(folder, 'config')} "$@"\n`, {
				mode: 0o755,
			});
			environment = {...process.env, PATH: `${bin}:${process.env.PATH}`};
		}

		async function startHost(host: Host): Promise<void> {
			const {name, setUp = '', settings = []} = host;
			const own = settings.some(line => line.startsWith('AuthorizedKeysFile'));
			const file = path.join(folder, `${name}.conf`);
			fs.writeFileSync(
				file,
				[
					...[
						'ListenAddress 0.0.0.0',
						`HostKey ${path.join(folder, 'host')}`,
						'PidFile none',
						'StrictModes no',
						'UsePAM no',
					],
					...['PermitRootLogin yes', 'PasswordAuthentication no'],
					...settings.map(line => line.replace('FOLDER', folder)),
					...(own ? [] : [`AuthorizedKeysFile ${path.join(folder, 'authorized')}`]),
					'',
				].join('\n'),
			);
			const command = host.command ?? [sshd, '-D', '-e', '-f', file];
			const log = fs.openSync(path.join(folder, `${name}.log`), 'w');
			fs.closeSync(log);
			const place = await places.start({
				name,
				number: number(name),
				setUp,
				command: ['sh', '-c', `exec "$@" 2>${path.join(folder, `${name}.log`)}`, 'sshd', ...command],
			});
			machines.set(name, place);
			if (host.command === undefined)
				await until(name, () => /listening on/.test(fs.readFileSync(path.join(folder, `${name}.log`), 'utf8')));
		}

		const machine = (name: string): Place => {
			const found = machines.get(name);
			if (!found) throw new Error(`There is no ${name}`);
			return found;
		};
		const roots = createRoots([], () => []);
		const look = (name: string, port: number, signal = new AbortController().signal): Promise<Looked> => {
			const settings = port === silentPort ? {timeoutMs: 60_000, retries: 2} : {timeoutMs: 3000, retries: 0};
			const plan = planOf([{host: bridgeAddress, port}], {settings});
			const point = sshPoint({host: name, seen: {pool: 'a'}}, environment);
			const carried =
				name === 'binary'
					? {kind: 'binary' as const, bytes: gzipSync(fs.readFileSync(binary), {level: 1})}
					: {kind: 'one-file' as const, bytes: fs.readFileSync('dist/arc-netcheck.mjs')};
			return lookFrom(point, plan, {roots, password: 's3cr3t', signal, now: Date.now, program: carried});
		};
		const isAtWork = (name: string) => machine(name).files().length > 0 && machine(name).processes().includes('curl');
		/** The sshd of a session that broke off is the machine's own. */
		const ours = (name: string) =>
			machine(name)
				.processes()
				.filter(process => process !== 'sshd');
		const isClean = (name: string) =>
			ours(name).length === 0 &&
			machine(name)
				.files()
				.every(file => file === '/home/probe');

		describe('each as it is', () => {
			const looked = new Map<string, Looked>();

			beforeAll(async () => {
				const greedy = net.connect(22, addressOf('full'));
				greedy.on('error', () => {});
				await Promise.all(
					hosts.filter(({isLater}) => !isLater).map(async ({name}) => looked.set(name, await look(name, closedPort))),
				);
				greedy.destroy();
			}, 180_000);

			it.each(hosts.filter(({isLater}) => !isLater))('$name', ({name, state, evidence = 'portable'}) => {
				const {run, state: found} = looked.get(name) ?? {};
				expect(found?.id ?? null, JSON.stringify(found)).toBe(state);
				if (state === null) {
					expect(run?.vantage).toMatchObject({name: `ssh:${name}`, pool: 'a', evidence});
					expect(run?.results.map(({cause}) => cause)).toEqual(['tcp.refused']);
				} else if (found) {
					expect(run?.results.some(({status}) => status !== 'skipped') ?? false).toBe(false);
					// One sentence each.
					expect(found.reason).toMatch(/^[A-Za-z][^\n]*\.$/);
					expect(found.fix).toMatch(/^[A-Z][^\n]*[.?)]$/);
				}
			});

			it('stays as it was, with no file and no process more', async () => {
				for (const {name} of hosts) {
					if (!machines.has(name)) continue;
					await until(`${name} to be as it was`, () => isClean(name));
				}
			});
		});

		if (!fs.existsSync(binary))
			it.skip(`a machine that gets the binary: skipped, since there is no ${binary} (npm run build:binary)`);

		it('a client that is killed leaves nothing', async () => {
			const child = startSsh('killed');
			await until('the probes', () => isAtWork('killed'));
			child.kill('SIGKILL');
			await until('the end of all of it', () => isClean('killed') && machine('killed').processes().length === 0);
		}, 120_000);

		it.each(['SIGKILL', 'SIGINT'] as const)(
			'the program that gets %s leaves nothing, here or there',
			async signal => {
				const name = signal === 'SIGINT' ? 'stopped' : 'killed';
				// Nobody answers there for names, so that it has something to wait for.
				machine(name).shell(
					'nft add table inet quiet; nft add chain inet quiet out "{ type filter hook output priority 0; }"; nft add rule inet quiet out udp dport 53 drop',
				);
				const home = fs.mkdtempSync(path.join(folder, 'home-'));
				const [file, ...first] = program;
				const parameters = ['check', 'westeurope', '--features', 'arc', '--from', `ssh:${name}`, '--timeout', '20'];
				const child = spawn(file, [...first, ...parameters], {
					env: {...environment, HOME: home, ARC_NETCHECK_HOME: home},
					stdio: ['ignore', 'ignore', 'pipe'],
				});
				let said = '';
				child.stderr.setEncoding('utf8').on('data', (text: string) => {
					said += text;
				});
				const ended = new Promise<number | null>(resolve => child.once('close', resolve));
				await until(`the probes: ${said}`, () => machine(name).files().length > 2);
				child.kill(signal);
				expect(await ended).toBe(signal === 'SIGINT' ? 130 : null);
				await until('the end of all of it', () => isClean(name) && machine(name).processes().length === 0);
				expect(said).not.toMatch(/ {4}at |node:/);
				expect(clientsOf(name)).toEqual([]);
			},
			180_000,
		);

		it('a line that is lost is told, and nothing stays behind it', async () => {
			const looking = look('dropped', silentPort);
			await until('the probes', () => isAtWork('dropped'));
			runShell(`nft add element inet ssh gone { ${addressOf('dropped')} }`);
			expect(await looking).toMatchObject({state: {id: 'dropped'}});
			await until('the end of all of it', () => isClean('dropped'));
		}, 180_000);

		it('a line that is lost while the program is on its way leaves nothing', async () => {
			runShell(`tc qdisc add dev place${number('early')} root tbf rate 256kbit burst 8kb latency 2s`);
			const looking = look('early', silentPort);
			await until('the program to be under way', () => machine('early').files().length > 0);
			runShell(`nft add element inet ssh gone { ${addressOf('early')} }`);
			expect(await looking).toMatchObject({run: null, state: {id: 'dropped'}});
			await until('the end of all of it', () => isClean('early'));
		}, 180_000);

		it('a machine with Node that is stopped by a kill of its client leaves nothing', async () => {
			const looking = look('node', silentPort);
			await until('the program', () =>
				machine('node')
					.processes()
					.some(name => /^(?:node|MainThread)$/.test(name)),
			);
			for (const pid of clientsOf('node')) process.kill(pid, 'SIGKILL');
			expect(await looking).toMatchObject({state: {id: 'dropped'}});
			await until('the end of all of it', () => isClean('node'));
		}, 120_000);

		/** The ssh of this program alone, over which a look is under way. */
		function startSsh(name: string): Pick<ChildProcess, 'kill'> {
			const before = new Set(clientsOf(name));
			void look(name, silentPort);
			return {
				kill: signal => {
					for (const pid of clientsOf(name)) if (!before.has(pid)) process.kill(pid, signal);
					return true;
				},
			};
		}

		/** Clients of ssh to a machine, by their numbers. */
		function clientsOf(name: string): readonly number[] {
			return fs.readdirSync('/proc').flatMap(entry => {
				if (!/^\d+$/.test(entry)) return [];
				try {
					const words = fs.readFileSync(`/proc/${entry}/cmdline`, 'utf8').split('\0');
					return /(?:^|\/)ssh$/.test(words[0] ?? '') && words.includes(name) ? [Number(entry)] : [];
				} catch {
					return [];
				}
			});
		}
	},
);
