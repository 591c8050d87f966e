// Holds what is shipped against two lists: docs/advisories.json, where somebody has to have looked up the runtime and
// every bundled package in the version that the lock file has, and the budget of the built file. Part of `npm run check`.
import {readFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {bundleSections} from './build/bundle-sections.ts';
import {listPackageFolders} from './build/licences.ts';
import {renderOneFile} from './build/one-file.ts';
import {compareAdvisories} from './check/advisories.ts';

/** In bytes. What it holds is read at every start: raise it for what is worth that, in a commit that says so. */
const budgetBytes = 1_820_000;

process.chdir(path.dirname(import.meta.dirname));
const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
const bundle = await bundleSections('cli.tsx');
const size = Buffer.byteLength(await renderOneFile(bundle, ''));
const problems = compareAdvisories({
	list: readJson('docs/advisories.json'),
	node: readJson('scripts/node/package.json').version,
	lock: readJson('package-lock.json').packages,
	folders: listPackageFolders(bundle.inputs),
});
if (size > budgetBytes) {
	problems.push(
		`The built file has ${size} bytes, and its budget is ${budgetBytes}: find what made it grow, or raise the budget in scripts/check-bundle.ts and say why.`,
	);
}
console.log(`The built file has ${size} of at most ${budgetBytes} bytes.`);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
