// Makes a fresh clone ready: installs what is missing and builds what is out of date. Runs before `npm start` and
// `npm test` on whatever Node the machine has, so it uses nothing but Node's own modules, and is done in a moment when
// there is nothing to do. It has to be a pre-script: a shell that has run one `node` would not look for the newer one
// that the install brings.
import {spawnSync} from 'node:child_process';
import {existsSync, readdirSync, statSync} from 'node:fs';
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

// npm writes this file at the end of an install; a half-finished one has none.
if (changedAt('node_modules/.package-lock.json') < changedAt('package-lock.json')) {
	// --include=dev: NODE_ENV=production in the environment would leave out what the build needs.
	const parameters = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
	const npm = process.env.npm_execpath;
	const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
	run('Installing the development dependencies (first start, or they changed) …', command, [...first, ...parameters]);
}

const sources = ['cli.tsx', 'source', 'package.json', 'LICENSE', 'scripts/build.mjs', 'scripts/build'];
if (changedAt('dist/arc-netcheck.mjs') < Math.max(...sources.map(newestChange))) {
	// The Node that the install brought; the one that runs this may be older.
	const ownNode = at('node_modules/node/bin/node');
	const node = existsSync(ownNode) ? ownNode : process.execPath;
	run('Building (first start, or the sources changed) …', node, [at('scripts/build.mjs')]);
}
