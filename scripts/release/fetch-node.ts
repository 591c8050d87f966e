import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readFileSync} from 'node:fs';
import path from 'node:path';

type Lock = {readonly packages: {readonly [folder: string]: {readonly version: string; readonly integrity?: string}}};

/** The platform whose Node makes what goes into all of them. */
const leading = 'linux-x64';

/**
 * Why a platform waits, or null where it need not: a release holds one version of Node, and a package of it that comes days
 * later, or never, keeps its platform back and no other.
 */
export function whyItWaits(platform: string, {packages}: Lock): string | null {
	const wanted = packages[`node_modules/node-${leading}`]?.version;
	const locked = packages[`node_modules/node-${platform}`]?.version;
	if (locked === wanted) return null;
	const found = locked === undefined ? 'holds none' : `holds ${locked}`;
	return `Waits: ${platform} needs node-${platform} ${wanted}, and package-lock.json ${found}.`;
}

/** What package-lock.json says. */
export function readLock(): Lock {
	return JSON.parse(readFileSync('package-lock.json', 'utf8'));
}

/**
 * The Node for a platform, in the version that the lock file has. npm installs only the one for this machine; another
 * comes from the registry, and is held against the lock file's checksum before anything of it is used.
 */
export function fetchNode(platform: string, work: string): string {
	const name = `node-${platform}`;
	const lock = readLock();
	const locked = lock.packages[`node_modules/${name}`];
	if (locked === undefined) throw new Error(`package-lock.json has no ${name}: add it to scripts/node/package.json.`);
	const waits = whyItWaits(platform, lock);
	if (waits !== null) throw new Error(waits);
	const program = platform.startsWith('win') ? 'bin/node.exe' : 'bin/node';
	const installed = path.resolve('node_modules', name);
	if (existsSync(installed)) {
		const {version} = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8'));
		if (version !== locked.version)
			throw new Error(`${name} is installed as ${version}: run "npm ci" for ${locked.version}.`);
		return path.join(installed, program);
	}
	const folder = path.join(work, name);
	mkdirSync(folder);
	execFileSync('npm', ['pack', '--silent', `${name}@${locked.version}`], {cwd: folder, stdio: ['ignore', 'ignore', 2]});
	const tarball = path.join(folder, `${name}-${locked.version}.tgz`);
	const integrity = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
	if (integrity !== locked.integrity) throw new Error(`${name} ${locked.version} is not what package-lock.json has.`);
	execFileSync('tar', ['-xzf', tarball, '-C', folder]);
	return path.join(folder, 'package', program);
}
