// Writes the binary: Node, with the program in it.
import {spawnSync} from 'node:child_process';
import {chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type {Bundle} from './bundle-sections.ts';
import {addElfNote} from './elf-note.ts';
import {bundleLauncher, layOut} from './lay-out.ts';
import {addResources, versionResource, writeChecksum} from './pe-resource.ts';

/** Node looks at the digit behind it to see whether there is an application in it. */
const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2:';

/** @param node the Node that goes into it, for Linux */
export async function writeBinary(file: string, bundle: Bundle, node: string): Promise<void> {
	writeFileSync(file, putInto(node, await createBlob(node, bundle)));
	chmodSync(file, 0o755);
}

/** A Node for Linux or Windows with the program in it, for whatever processor. */
export function putInto(node: string, blob: Buffer): Buffer {
	const file = readFileSync(node);
	const isWindows = file.toString('latin1', 0, 2) === 'MZ';
	const program = isWindows
		? addResources(file, [{type: 10, name: 'NODE_SEA_BLOB', language: 0, data: blob}, ownVersion()])
		: addElfNote(file, 'NODE_SEA_BLOB', blob);
	const at = program.indexOf(`${fuse}0`);
	if (at === -1) throw new Error(`${node} can't hold an application`);
	program.write('1', at + fuse.length);
	if (isWindows) writeChecksum(program);
	return program;
}

function ownVersion() {
	const {name, version, description} = JSON.parse(readFileSync('package.json', 'utf8'));
	return versionResource(version, {
		CompanyName: `${name} maintainers`,
		FileDescription: description,
		FileVersion: version,
		InternalName: name,
		LegalCopyright: 'MIT License',
		OriginalFilename: `${name}.exe`,
		ProductName: name,
		ProductVersion: version,
	});
}

/**
 * What Node finds in itself: the same for every platform.
 *
 * @param node a Node that runs here, of the very version that it goes into
 */
export async function createBlob(node: string, bundle: Bundle): Promise<Buffer> {
	const {table, texts, buildId} = layOut(bundle);
	const launcher = await bundleLauncher('source/launch/binary.ts', 'cjs', {buildId});
	return writeBlob(node, {launcher, table, texts});
}

function writeBlob(node: string, contents: {readonly [name: string]: string}): Buffer {
	const folder = mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-binary-'));
	try {
		for (const [name, text] of Object.entries(contents)) writeFileSync(path.join(folder, name), text, 'latin1');
		const configuration = {
			main: 'launcher',
			output: 'blob',
			disableExperimentalSEAWarning: true,
			// Its V8 compiles the launcher in less time than it takes to read what it had compiled.
			useCodeCache: false,
			// Variables for Node are not meant for a program that brings its own.
			execArgvExtension: 'none',
			// Room for all that a start allocates, so that it need not stop to collect garbage; and no debugger on a signal.
			execArgv: ['--min-semi-space-size=16', '--disable-sigusr1'],
			assets: {table: 'table', texts: 'texts', launcher: 'launcher'},
		};
		writeFileSync(path.join(folder, 'configuration'), JSON.stringify(configuration));
		const {status, stderr, error} = spawnSync(node, ['--experimental-sea-config', 'configuration'], {
			cwd: folder,
			encoding: 'utf8',
		});
		if (status !== 0) throw new Error(`Node could not make the application: ${error ?? stderr}`);
		return readFileSync(path.join(folder, 'blob'));
	} finally {
		rmSync(folder, {recursive: true, force: true});
	}
}
