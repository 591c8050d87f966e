import {randomBytes} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {makeFolder, privateFolder} from '../../make-folder.ts';
import {privateFile} from '../../store/write-file.ts';

/** Makes a folder with these files in one step: it is there with all of them or not at all. Keys are paths directly in the folder. */
export function writeNewFolder(folder: string, texts: ReadonlyMap<string, string>): void {
	const parent = path.dirname(folder);
	makeFolder(parent);
	const beside = path.join(parent, `.arc-netcheck.${randomBytes(4).toString('hex')}.new`);
	try {
		fs.mkdirSync(beside, {mode: privateFolder});
		for (const [file, text] of texts) {
			fs.writeFileSync(path.join(beside, path.basename(file)), text, {flag: 'wx', mode: privateFile, flush: true});
		}
		fs.renameSync(beside, folder);
	} catch (error) {
		fs.rmSync(beside, {recursive: true, force: true});
		throw error;
	}
}
