import fs from 'node:fs';
import path from 'node:path';
import Conf from 'conf';
import {privateFile, privateFolder} from './write-file.ts';

const name = 'last-answers';

/** What was answered the last time, to offer it again. Plain data without secrets; who reads it back must check it. */
export type LastAnswers = {
	read(): {readonly [key: string]: unknown};
	write(answers: {readonly [key: string]: unknown}): void;
};

/**
 * Opens the last answers in a folder, which is made if need be. A file that can't be read is put aside under another
 * name, which `onDamaged` is told. Throws Node's error if the folder can't be used.
 */
export function openLastAnswers(folder: string, onDamaged: (asideFile: string) => void): LastAnswers {
	// conf makes folders for everybody to read; one that is there keeps its mode.
	fs.mkdirSync(folder, {recursive: true, mode: privateFolder});
	const open = () =>
		new Conf<{answers: {readonly [key: string]: unknown}}>({
			cwd: folder,
			configName: name,
			configFileMode: privateFile,
			accessPropertiesByDotNotation: false,
			schema: {answers: {type: 'object'}},
		});
	let store: ReturnType<typeof open>;
	try {
		store = open();
	} catch (error) {
		const file = path.join(folder, `${name}.json`);
		if (!fs.existsSync(file)) throw error;
		const aside = `${file}.damaged-${Date.now()}`;
		fs.renameSync(file, aside);
		onDamaged(aside);
		store = open();
	}
	return {
		read: () => store.get('answers') ?? {},
		write: answers => store.set('answers', answers),
	};
}
