import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readFileSync} from 'node:fs';
import path from 'node:path';

/**
 * The Node for a platform, in the version that the lock file has. npm installs only the one for this machine; another
 * comes from the registry, and is held against the lock file's checksum before anything of it is used.
 */
export function fetchNode(platform: string, work: string): string {
	const name = `node-${platform}`;
	const lock: {readonly packages: {readonly [folder: string]: {readonly version: string; readonly integrity: string}}} =
		JSON.parse(readFileSync('package-lock.json', 'utf8'));
	const locked = lock.packages[`node_modules/${name}`];
	if (locked === undefined) throw new Error(`package-lock.json has no ${name}: add it to scripts/node/package.json.`);
	const installed = path.resolve('node_modules', name);
	if (existsSync(installed)) {
		const {version} = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8'));
		if (version !== locked.version)
			throw new Error(`${name} is installed as ${version}: run "npm ci" for ${locked.version}.`);
		return path.join(installed, 'bin/node');
	}
	const folder = path.join(work, name);
	mkdirSync(folder);
	execFileSync('npm', ['pack', '--silent', `${name}@${locked.version}`], {cwd: folder, stdio: ['ignore', 'ignore', 2]});
	const tarball = path.join(folder, `${name}-${locked.version}.tgz`);
	const integrity = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
	if (integrity !== locked.integrity) throw new Error(`${name} ${locked.version} is not what package-lock.json has.`);
	execFileSync('tar', ['-xzf', tarball, '-C', folder]);
	return path.join(folder, 'package/bin/node');
}
