import {existsSync, mkdtempSync, symlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {runScript} from '../../helpers/run-script.ts';
import {runShell} from './namespaces.ts';

/** Where `.ci/run` keeps the roots of other releases of Debian, made by debootstrap. */
const rootsFolder = '/var/cache/arc-netcheck-roots';

/** A machine that the portable probe is held against: what runs the script, and which tools it finds. */
export type Machine = {
	readonly name: string;
	/** Why it can't be had here; null: it is there. */
	readonly missing: string | null;
	/** It has the usual tools, and not next to nothing; only of these are traces kept. */
	readonly isWhole: boolean;
	/** Runs a script with this machine's tools and resolves to what it printed. */
	run(script: string, password: string): Promise<string>;
};

/** Everything that the script uses of a POSIX system, without the tools that are optional. */
const plainTools = [
	'awk',
	'cat',
	'cksum',
	'cut',
	'date',
	'env',
	'grep',
	'head',
	'id',
	'kill',
	'mkdir',
	'mktemp',
	'mv',
	'od',
	'rm',
	'sed',
	'sh',
	'sleep',
	'sort',
	'tail',
	'tr',
	'uname',
	'wc',
];

/** The machine itself, two other ages of curl and openssl, and two with next to nothing. */
export function machines(): readonly Machine[] {
	return [
		machine('bookworm', null, ['sh', '-s']),
		releaseRoot('bullseye'),
		releaseRoot('trixie'),
		machine('dash and curl alone', null, ['env', `PATH=${toolsOf('/usr/bin', plainTools)}`, 'dash', '-s']),
		existsSync('/usr/bin/busybox')
			? machine('busybox and curl', null, ['env', `PATH=${busyboxTools()}`, 'busybox', 'sh', '-s'])
			: machine('busybox and curl', 'busybox is not installed', []),
	];
}

function releaseRoot(release: string): Machine {
	const root = path.join(rootsFolder, release);
	if (!existsSync(path.join(root, 'ready'))) return machine(release, `there is no ${root} (debootstrap)`, []);
	runShell(
		`mount --bind /dev ${root}/dev && mount --bind /proc ${root}/proc && mount --bind /run ${root}/run && mount -t tmpfs tmpfs ${root}/tmp && cp /etc/resolv.conf ${root}/etc/resolv.conf`,
	);
	return machine(release, null, ['chroot', root, 'env', 'TMPDIR=/tmp', 'sh', '-s']);
}

function machine(name: string, missing: string | null, command: readonly string[]): Machine {
	return {
		name,
		missing,
		isWhole: !name.endsWith('curl') && !name.endsWith('alone'),
		run: (script, password) => runScript(script, {...process.env, ARC_NETCHECK_PROXY_PASSWORD: password}, command),
	};
}

function toolsOf(folder: string, tools: readonly string[]): string {
	const into = mkdtempSync(path.join(tmpdir(), 'tools-'));
	for (const tool of [...tools, 'curl']) symlinkSync(path.join(folder, tool), path.join(into, tool));
	symlinkSync('/usr/bin/dash', path.join(into, 'dash'));
	return into;
}

function busyboxTools(): string {
	const into = mkdtempSync(path.join(tmpdir(), 'busybox-'));
	runShell(
		`busybox --install -s ${into}; ln -sf /usr/bin/curl ${into}/curl; rm -f ${into}/wget; ln -sf /usr/bin/busybox ${into}/busybox`,
	);
	return into;
}
