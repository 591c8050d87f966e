import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import vm from 'node:vm';
import {packCode, unpackCode} from './packed-code.ts';

export type CachedScripts = {
	/** The value of an expression. The same name must always come with the same text. */
	evaluate(text: string, name: string): unknown;
	/** Keeps what V8 has compiled so far, if any of it was new. Never throws. */
	save(): void;
};

/** In milliseconds: what other versions of the program kept is removed when it is older. */
const patience = 30 * 24 * 3600 * 1000;

/**
 * Evaluates scripts with the code that V8 compiled for them in an earlier start. Node's own cache of compiled code
 * would hold the outermost function of a script alone, and leave the thousand functions that a start calls to be
 * compiled again.
 *
 * @param folder the user's alone, see cache-folder.ts; null: nothing is kept
 * @param name of the file in it; its part before the first dot names the version of the program
 */
export function openCachedScripts(folder: string | null, name: string): CachedScripts {
	const file = folder === null ? null : path.join(folder, name);
	const known = file === null ? new Map<string, Uint8Array>() : readCode(file);
	const scripts = new Map<string, vm.Script>();
	let isNew = false;
	return {
		evaluate(text, scriptName) {
			const cachedData = known.get(scriptName);
			// The last name is that of the section which is wanted; the others come along.
			const script = new vm.Script(text, {
				filename: scriptName.slice(scriptName.lastIndexOf(',') + 1),
				...(cachedData && {cachedData}),
			});
			if (cachedData === undefined || script.cachedDataRejected) isNew = true;
			scripts.set(scriptName, script);
			return script.runInThisContext();
		},
		save() {
			if (folder === null || file === null || !isNew) return;
			const code = new Map(known);
			for (const [scriptName, script] of scripts) code.set(scriptName, script.createCachedData());
			writeCode(file, packCode(code));
			removeOld(folder, `${name.split('.')[0]}.`);
		},
	};
}

function readCode(file: string): Map<string, Uint8Array> {
	try {
		return unpackCode(fs.readFileSync(file)) ?? new Map();
	} catch {
		return new Map();
	}
}

function writeCode(file: string, bytes: Uint8Array): void {
	const draft = `${file}.${process.pid}`;
	try {
		fs.writeFileSync(draft, bytes, {mode: 0o600, flag: 'wx'});
		fs.renameSync(draft, file);
	} catch {
		// No room, or no right: the next start compiles again.
		fs.rmSync(draft, {force: true});
	}
}

function removeOld(folder: string, ownPrefix: string): void {
	try {
		for (const name of fs.readdirSync(folder)) {
			const file = path.join(folder, name);
			const isOld = Date.now() - fs.lstatSync(file).mtimeMs > patience;
			if (isOld && !name.startsWith(ownPrefix)) fs.rmSync(file, {force: true});
		}
	} catch {
		// They only take room.
	}
}
