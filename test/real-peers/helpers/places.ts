import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {runShell} from './namespaces.ts';

/** Where the tests are found from every place: their bridge, and the way out. */
export const bridgeAddress = '10.77.0.1';

/** A machine of its own: its network, processes and everything that can be written to. Programs are those of this machine. */
export type Place = {
	readonly name: string;
	readonly address: string;
	/** Runs lines of shell there, and gives what they print. */
	shell(lines: string): string;
	/** The command to run a program there. */
	inside(command: readonly string[]): readonly string[];
	/** Processes there, by their names and in order, without the one that it was started with. */
	processes(): readonly string[];
	/** Files in all folders that can be written to. */
	files(): readonly string[];
};

type PlaceOptions = {
	readonly name: string;
	/** The last number of its address. */
	readonly number: number;
	/** Lines of shell that make it what it is, before its program starts. */
	readonly setUp?: string;
	/** What runs there all the time. */
	readonly command?: readonly string[];
};

export type Places = {
	start(options: PlaceOptions): Promise<Place>;
	close(): Promise<void>;
};

/** Folders of a machine that its users write to; each is empty at first. */
const folders = ['/tmp', '/var/tmp', '/dev/shm', '/root', '/home'];

/** A network of machines: a bridge here, on which each of them has an address. */
export function openPlaces(): Places {
	const children: ChildProcess[] = [];
	const names: string[] = [];
	runShell(`ip link add places type bridge; ip address add ${bridgeAddress}/16 dev places; ip link set places up
		echo 1 >/proc/sys/net/ipv4/ip_forward`);
	return {
		async start({name, number, setUp = '', command = ['sleep', 'infinity']}) {
			const address = `10.77.0.${number}`;
			runShell(`ip netns add ${name}
				ip link add name place${number} type veth peer name eth0 netns ${name}
				ip link set place${number} master places up
				ip -n ${name} link set lo up
				ip -n ${name} address add ${address}/16 dev eth0
				ip -n ${name} link set eth0 up
				ip -n ${name} route add default via ${bridgeAddress}`);
			names.push(name);
			const lines = `${folders.map(folder => `mount -t tmpfs tmpfs ${folder}`).join('\n')}\nchmod 1777 /tmp /var/tmp /dev/shm\n${setUp}\necho ready\nexec "$@"`;
			const space = ['netns', 'exec', name, 'unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
			const child = spawn('ip', [...space, 'sh', '-euc', lines, 'place', ...command], {
				cwd: '/',
				stdio: ['ignore', 'pipe', 'inherit'],
			});
			children.push(child);
			const [first] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => [''])]);
			if (!String(first).startsWith('ready')) throw new Error(`${name} does not come up`);
			child.stdout.resume();
			const [main = ''] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').split(' ');
			const inside = (words: readonly string[]) => ['nsenter', '-t', main, '-m', '-p', '-n', ...words];
			const shell = (text: string) => {
				const [program = '', ...words] = inside(['sh', '-euc', text]);
				return execFileSync(program, words, {encoding: 'utf8', cwd: '/'});
			};
			return {
				name,
				address,
				shell,
				inside,
				// The shell that looks, and what it looks with, are none of them.
				processes: () =>
					shell('for p in /proc/[0-9]*; do case $p in */$$) ;; *) cat "$p/comm" 2>/dev/null || : ;; esac; done')
						.split('\n')
						.slice(1)
						.filter(line => line !== '' && line !== 'cat')
						.toSorted(),
				files: () =>
					shell(`find ${folders.join(' ')} -mindepth 1`)
						.split('\n')
						.filter(Boolean),
			};
		},
		async close() {
			for (const child of children) child.kill('SIGKILL');
			// Their processes go with them, a moment later.
			await sleep(200);
			for (const name of names) runShell(`ip netns delete ${name}`);
			runShell('ip link delete places');
		},
	};
}
