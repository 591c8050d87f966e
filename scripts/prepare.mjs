// Makes a fresh clone ready: installs what is missing and builds what is out of date; with `--without-build` it only
// installs. Runs before other scripts on whatever Node the machine has, so it is plain JavaScript, uses nothing but
// Node's own modules, and is done in a moment when there is nothing to do. It has to be a pre-script: a shell that has
// run one `node` would not look for the newer one that the install brings.
import {spawnSync} from 'node:child_process';
import {existsSync, readdirSync, readFileSync, statSync, symlinkSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const at = name => path.join(root, name);
const changedAt = name => (existsSync(at(name)) ? statSync(at(name)).mtimeMs : 0);

/** The newest change below a file or folder. Folders count too: their time tells of files that are gone. */
function newestChange(name) {
	const stats = statSync(at(name));
	if (!stats.isDirectory()) return stats.mtimeMs;
	return Math.max(stats.mtimeMs, ...readdirSync(at(name)).map(entry => newestChange(path.join(name, entry))));
}

/** Runs a step with its output on stderr, so that stdout stays the program's own. */
function run(words, command, parameters) {
	process.stderr.write(`${words}\n`);
	const {status, error} = spawnSync(command, parameters, {cwd: root, stdio: ['ignore', 2, 2]});
	if (status === 0) return;
	process.stderr.write(`This step failed: ${command} ${parameters.join(' ')}${error ? ` (${error.message})` : ''}\n`);
	process.exit(1);
}

/** Whether a version is in one of the ranges of package.json, which are written as ^1.2.3 or >=1.2.3. */
function satisfies(version, ranges) {
	const compare = (a, b) => a.map((number, index) => number - b[index]).find(difference => difference !== 0) ?? 0;
	const numbers = version.split('.').map(Number);
	return ranges.split('||').some(range => {
		const [, kind, lowest] = /(\^|>=)(\S+)/.exec(range) ?? [];
		const least = lowest.split('.').map(Number);
		return compare(numbers, least) >= 0 && (kind === '>=' || numbers[0] === least[0]);
	});
}

// npm writes this file at the end of an install; a half-finished one has none.
if (changedAt('node_modules/.package-lock.json') < changedAt('package-lock.json')) {
	// --include=dev: NODE_ENV=production in the environment would leave out what the build needs.
	const parameters = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
	const npm = process.env.npm_execpath;
	const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
	run('Installing the development dependencies (first start, or they changed) …', command, [...first, ...parameters]);
}

const ownNode = at(`node_modules/node-${process.platform}-${process.arch}/bin/node`);
if (existsSync(ownNode)) {
	// npm 10 takes the link away again, because the package that it leaves out, for another processor, has one of that name.
	const link = at('node_modules/.bin/node');
	if (!existsSync(link)) symlinkSync(path.relative(path.dirname(link), ownNode), link);
} else {
	const wanted = JSON.parse(readFileSync(at('package.json'), 'utf8')).engines.node;
	if (!satisfies(process.versions.node, wanted)) {
		const platform = `${process.platform}-${process.arch}`;
		process.stderr.write(
			`This needs Node ${wanted}, and no package brings one for ${platform}; this is ${process.versions.node}. Install a newer Node.\n`,
		);
		process.exit(1);
	}
}

const sources = ['cli.tsx', 'source', 'package.json', 'LICENSE', 'scripts/build.ts', 'scripts/build'];
const wantsBuild = !process.argv.includes('--without-build');
if (wantsBuild && changedAt('dist/arc-netcheck.mjs') < Math.max(...sources.map(newestChange))) {
	// Not the Node that runs this, which may be older.
	const node = existsSync(ownNode) ? ownNode : process.execPath;
	run('Building (first start, or the sources changed) …', node, [at('scripts/build.ts')]);
}
