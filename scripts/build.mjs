// Builds the program into one file that runs with Node alone: dist/arc-netcheck.mjs, and what goes with it.
// `--into FOLDER` builds elsewhere.
import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {bundleSections} from './build/bundle-sections.mjs';
import {writeChecksums} from './build/checksums.mjs';
import {collectLicences} from './build/licences.mjs';
import {writeOneFile} from './build/write-one-file.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const {values} = parseArgs({options: {into: {type: 'string'}}});
const folder = values.into === undefined ? path.join(root, 'dist') : path.resolve(values.into);
process.chdir(root);
rmSync(folder, {recursive: true, force: true});
mkdirSync(folder);

const {version} = JSON.parse(readFileSync('package.json', 'utf8'));
const bundle = await bundleSections('cli.tsx');
const title = `// arc-netcheck ${version}; licences in arc-netcheck.mjs.LEGAL.txt.`;
await writeOneFile(path.join(folder, 'arc-netcheck.mjs'), bundle, title);
writeFileSync(path.join(folder, 'arc-netcheck.mjs.LEGAL.txt'), collectLicences(bundle.inputs));
writeChecksums(folder);
