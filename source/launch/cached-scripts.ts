import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import vm from 'node:vm';
import zlib from 'node:zlib';
import type {CacheFolder} from './cache-folder.ts';

type CachedScripts = {
	/** The value of an expression in ASCII. The same name must always come with the same text; what is kept of it needs none. */
	evaluate(readText: () => string, name: string): unknown;
	/** Keeps what V8 has compiled so far, if any of it was new. Never throws: a cache is a comfort. */
	save(): void;
};

/** In milliseconds: what other versions of the program kept is removed when it is older. */
const patience = 30 * 24 * 3600 * 1000;

/**
 * Evaluates scripts with the code that V8 compiled for them in an earlier start. Node's own cache of compiled code
 * would hold the outermost function of a script alone, and leave the thousand functions that a start calls to be
 * compiled again.
 *
 * @param fileName in the folder; its part before the first dot names the version of the program
 */
export function openCachedScripts(folder: CacheFolder | null, fileName: string): CachedScripts {
	const known = folder === null ? new Map<string, CompiledScript>() : readScripts(folder, fileName);
	const scripts = new Map<string, {readonly text: string; readonly script: vm.Script}>();
	let isNew = false;
	return {
		evaluate(readText, name) {
			const {text = readText(), code: cachedData} = known.get(name) ?? {};
			const script = new vm.Script(text, {filename: scriptNameOf(name), ...(cachedData && {cachedData})});
			if (cachedData === undefined || script.cachedDataRejected) isNew = true;
			scripts.set(name, {text, script});
			return script.runInThisContext();
		},
		save() {
			if (folder === null || !isNew) return;
			try {
				folder.make();
				if (!folder.isTrusted()) return;
				const all = new Map(known);
				for (const [name, {text, script}] of scripts) all.set(name, {text, code: script.createCachedData()});
				writeWhole(path.join(folder.path, fileName), packCode(all));
				removeOld(folder.path, `${fileName.split('.')[0]}.`);
			} catch {
				// No room, or no right: the next start compiles again.
			}
		},
	};
}

/** What V8 calls a script: the last of the sections in it, which is the one that is wanted; the others come along. */
export function scriptNameOf(name: string): string {
	return name.slice(name.lastIndexOf(',') + 1);
}

function readScripts(folder: CacheFolder, fileName: string): Map<string, CompiledScript> {
	try {
		const bytes = folder.read(fileName);
		return (bytes && unpackCode(bytes)) ?? new Map();
	} catch {
		return new Map();
	}
}

function writeWhole(file: string, bytes: Uint8Array): void {
	const draft = `${file}.${process.pid}`;
	try {
		fs.writeFileSync(draft, bytes, {mode: 0o600, flag: 'wx'});
		fs.renameSync(draft, file);
	} catch (error) {
		fs.rmSync(draft, {force: true});
		throw error;
	}
}

function removeOld(folder: string, ownPrefix: string): void {
	for (const name of fs.readdirSync(folder)) {
		const file = path.join(folder, name);
		const {mtimeMs = Date.now()} = fs.lstatSync(file, {throwIfNoEntry: false}) ?? {};
		if (Date.now() - mtimeMs > patience && !name.startsWith(ownPrefix)) fs.rmSync(file, {force: true});
	}
}

const headerLength = 8;

/** What V8 compiled of a script, and the script's text, in ASCII: V8 wants it too, and compiles from it what it left out. */
type CompiledScript = {readonly text: string; readonly code: Uint8Array};

/** Compiled scripts by their names, as one file: a check sum, the length of the index, the index, the texts and the code. */
export function packCode(scripts: ReadonlyMap<string, CompiledScript>): Uint8Array {
	const index = Buffer.from(
		JSON.stringify([...scripts].map(([name, {text, code}]) => [name, text.length, code.length])),
	);
	const header = Buffer.alloc(headerLength);
	header.writeUInt32LE(index.length, 4);
	const parts = [...scripts.values()].flatMap(({text, code}) => [Buffer.from(text, 'latin1'), code]);
	const bytes = Buffer.concat([header, index, ...parts]);
	bytes.writeUInt32LE(zlib.crc32(bytes.subarray(4)), 0);
	return bytes;
}

/**
 * Reads such a file. Null for one that is damaged: V8 would run what a faulty disk made of it, since it looks no further
 * than at its own version.
 */
export function unpackCode(bytes: Buffer): Map<string, CompiledScript> | null {
	if (bytes.length < headerLength || bytes.readUInt32LE(0) !== zlib.crc32(bytes.subarray(4))) return null;
	let start = headerLength + bytes.readUInt32LE(4);
	const scripts = new Map<string, CompiledScript>();
	for (const [name, textLength, codeLength] of JSON.parse(bytes.toString('utf8', headerLength, start))) {
		const end = start + textLength;
		scripts.set(name, {text: bytes.toString('latin1', start, end), code: bytes.subarray(end, end + codeLength)});
		start = end + codeLength;
	}
	return scripts;
}

/**
 * The name of the file with compiled code: for a version of the program, a Node, and a command. Each command uses
 * other functions, and the first start with a command is what is kept for it.
 */
export function nameCache(
	buildId: string,
	{version, arch, argv}: {readonly version: string; readonly arch: string; readonly argv: readonly string[]},
): string {
	const [, , first = ''] = argv;
	const command = /^[a-z]{1,20}$/.test(first) ? first : /^--(version|help)$/.test(first) ? first.slice(2) : 'wizard';
	return `${buildId}.${version}-${arch}-${command}`;
}
