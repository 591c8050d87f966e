// Builds the program into one file that runs with Node alone: dist/arc-netcheck.mjs, and what goes with it.
import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {bundleSections} from './build/bundle-sections.mjs';
import {writeChecksums} from './build/checksums.mjs';
import {collectLicences} from './build/licences.mjs';
import {writeOneFile} from './build/write-one-file.mjs';

process.chdir(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
rmSync('dist', {recursive: true, force: true});
mkdirSync('dist');

const {version} = JSON.parse(readFileSync('package.json', 'utf8'));
const bundle = await bundleSections('cli.tsx');
await writeOneFile(
	'dist/arc-netcheck.mjs',
	bundle,
	`// arc-netcheck ${version}; licences in arc-netcheck.mjs.LEGAL.txt.`,
);
writeFileSync('dist/arc-netcheck.mjs.LEGAL.txt', collectLicences(bundle.inputs));
writeChecksums('dist');
