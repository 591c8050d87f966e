// Makes all that a release publishes, into one folder with SHA256SUMS: `npm run release -- --dry-run`. Nothing is
// published from here. The same commit gives the same bytes.
import {execFileSync, spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {
	chmodSync,
	copyFileSync,
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {gzipSync} from 'node:zlib';
import {catalog} from '../source/catalog/catalog.ts';
import {commandTree} from '../source/completion/command-tree.ts';
import {completions} from '../source/completion/completion.ts';
import {bundleSections} from './build/bundle-sections.ts';
import {collectLicences, readNodeLicence} from './build/licences.ts';
import {renderOneFile} from './build/one-file.ts';
import {createBlob, putInto} from './build/write-binary.ts';
import {fetchNode, readLock, whyItWaits} from './release/fetch-node.ts';
import {buildImage, hasLibraries, libraryPackages} from './release/image.ts';
import {manPage} from './release/man-page.ts';
import {renderManifests} from './release/manifests.ts';
import {type Architecture, buildDeb, buildRpm, layOutFiles} from './release/packages.ts';
import {releasedProgram} from './release/released-program.ts';
import {renderSbom} from './release/sbom.ts';

const root = path.dirname(import.meta.dirname);
const {values} = parseArgs({
	options: {
		'dry-run': {type: 'boolean'},
		into: {type: 'string', default: path.join(root, 'release')},
		'base-url': {type: 'string', default: 'https://arc-netcheck.invalid/releases'},
	},
});
if (!values['dry-run']) {
	console.error('Say --dry-run: nothing is published from here. .github/workflows/release.yml publishes.');
	process.exit(2);
}
process.chdir(root);
// Modes are part of what is packed.
process.umask(0o022);
const folder = path.resolve(values.into);
// What is replaced is an earlier release, and nothing else that bears the name.
if (existsSync(folder) && readdirSync(folder).length > 0 && !existsSync(path.join(folder, 'SHA256SUMS'))) {
	console.error(`${folder} holds something else than a release: name another folder with --into.`);
	process.exit(2);
}
rmSync(folder, {recursive: true, force: true});
mkdirSync(folder, {recursive: true});
const work = mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-release-'));
const {version}: {readonly version: string} = JSON.parse(readFileSync('package.json', 'utf8'));
const epoch = Number(process.env.SOURCE_DATE_EPOCH ?? commitTime() ?? Date.parse(catalog.version) / 1000);
const timestamp = new Date(epoch * 1000).toISOString();
const write = (name: string, data: string | Buffer, mode = 0o644) => {
	mkdirSync(path.dirname(path.join(folder, name)), {recursive: true});
	writeFileSync(path.join(folder, name), data, {mode});
};
const step = (words: string) => console.error(words);

try {
	step('The one file …');
	const bundle = await bundleSections('cli.tsx');
	const licences = collectLicences(bundle.inputs);
	const title = `// arc-netcheck ${version}; licences in arc-netcheck.mjs.LEGAL.txt.`;
	write('arc-netcheck.mjs', await renderOneFile(bundle, title), 0o755);
	write('arc-netcheck.mjs.LEGAL.txt', licences);
	write('arc-netcheck.mjs.cdx.json', renderSbom({inputs: bundle.inputs, node: null, timestamp}));

	step('The manual and the completions …');
	const tree = commandTree(releasedProgram());
	const manual = manPage(timestamp.slice(0, 10));
	write('arc-netcheck.1', manual);
	const scripts = {
		bash: completions.bash(tree),
		zsh: completions.zsh(tree),
		fish: completions.fish(tree),
		powershell: completions.powershell(tree),
	};
	write('completion/arc-netcheck.bash', scripts.bash);
	write('completion/_arc-netcheck', scripts.zsh);
	write('completion/arc-netcheck.fish', scripts.fish);
	write('completion/arc-netcheck.ps1', scripts.powershell);

	step('The binaries …');
	const nodes = {x64: fetchNode('linux-x64', work), arm64: fetchNode('linux-arm64', work)};
	const blob = await createBlob(nodes.x64, bundle);
	const binaryLicences = `${licences}${readNodeLicence()}`;
	const programs: {[architecture in Architecture]: string} = {
		x64: path.join(folder, 'arc-netcheck-linux-x64'),
		arm64: path.join(folder, 'arc-netcheck-linux-arm64'),
	};
	const versions: NodeJS.ProcessVersions = JSON.parse(
		execFileSync(nodes.x64, ['-p', 'JSON.stringify(process.versions)'], {encoding: 'utf8'}),
	);
	const contents = {
		version,
		epoch,
		licences: binaryLicences,
		manPage: manual,
		changes: readFileSync('CHANGELOG.md', 'utf8'),
		completions: scripts,
	};
	const writeProgram = (program: string, node: string, name: string) => {
		writeFileSync(program, putInto(node, blob));
		chmodSync(program, 0o755);
		write(`${path.basename(program)}.LEGAL.txt`, binaryLicences);
		write(`${path.basename(program)}.cdx.json`, renderSbom({inputs: bundle.inputs, node: versions, timestamp}));
		const archive = path.join(work, 'archive');
		mkdirSync(archive);
		cpSync(program, path.join(archive, name));
		copyFileSync('LICENSE', path.join(archive, 'LICENSE'));
		const flags = ['--sort=name', `--mtime=@${epoch}`, '--owner=0', '--group=0', '--numeric-owner', '--format=ustar'];
		const files = ['-C', archive, '-cf', `${archive}.tar`, 'LICENSE', name];
		execFileSync('tar', [...flags, '--mode=u=rwX,go=rX', ...files]);
		write(`${path.basename(program)}.tar.gz`, gzipSync(readFileSync(`${archive}.tar`), {level: 9}));
		rmSync(archive, {recursive: true});
	};
	const waits = whyItWaits('win-x64', readLock());
	if (waits === null)
		writeProgram(path.join(folder, 'arc-netcheck-win-x64.exe'), fetchNode('win-x64', work), 'arc-netcheck.exe');
	else step(waits);
	for (const architecture of ['x64', 'arm64'] as const) {
		const program = programs[architecture];
		writeProgram(program, nodes[architecture], 'arc-netcheck');
		const files = path.join(work, `files-${architecture}`);
		layOutFiles(files, program, contents);
		if (isThere('dpkg-deb')) {
			step(`The package for Debian, ${architecture} …`);
			buildDeb(folder, files, architecture, contents);
		}
		if (isThere('rpmbuild')) {
			step(`The package for Red Hat, ${architecture} …`);
			buildRpm(folder, files, architecture, contents);
		}
		rmSync(files, {recursive: true});
	}

	step('The image …');
	const held = (['x64', 'arm64'] as const).filter(hasLibraries);
	const image = buildImage(folder, work, {
		version,
		epoch,
		licences: binaryLicences,
		programs: Object.fromEntries(held.map(architecture => [architecture, programs[architecture]])),
	});
	const libraries = held.flatMap(libraryPackages);
	write(`${image}.cdx.json`, renderSbom({inputs: bundle.inputs, node: versions, libraries, timestamp}));
	if (held.length < 2) step('The image lacks arm64: install libstdc++6-arm64-cross and libgcc-s1-arm64-cross.');

	const artefact = (name: string) => ({name, sha256: sha256Of(path.join(folder, name))});
	const windowsArtefacts = () => ({
		program: artefact('arc-netcheck-win-x64.exe'),
		archive: artefact('arc-netcheck-win-x64.exe.tar.gz'),
	});
	const manifests = {
		version,
		baseUrl: values['base-url'].replace(/\/+$/, ''),
		archives: {x64: artefact('arc-netcheck-linux-x64.tar.gz'), arm64: artefact('arc-netcheck-linux-arm64.tar.gz')},
		windows: waits === null ? windowsArtefacts() : null,
		file: artefact('arc-netcheck.mjs'),
	};
	for (const [name, text] of Object.entries(renderManifests(manifests))) write(`manifests/${name}`, text);

	const names = readdirSync(folder, {recursive: true, encoding: 'utf8'})
		.filter(name => statSync(path.join(folder, name)).isFile())
		.sort();
	write('SHA256SUMS', names.map(name => `${sha256Of(path.join(folder, name))}  ${name}\n`).join(''));
	for (const name of names) {
		console.log(`${(statSync(path.join(folder, name)).size / 1e6).toFixed(2).padStart(8)} MB  ${name}`);
	}
} finally {
	rmSync(work, {recursive: true, force: true});
}

/** Of the commit, in seconds since 1970, so that who builds it again gets the same; null: there is no repository. */
function commitTime(): string | null {
	const {status, stdout} = spawnSync('git', ['log', '-1', '--format=%ct'], {encoding: 'utf8'});
	return status === 0 ? stdout.trim() : null;
}

function sha256Of(file: string): string {
	return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** Whether this machine has a tool; what only a missing one could build is left out, and said. */
function isThere(tool: string): boolean {
	const found = spawnSync(tool, ['--version'], {stdio: 'ignore'}).status === 0;
	if (!found) step(`Left out: ${tool} is not installed.`);
	return found;
}
