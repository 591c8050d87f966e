import {randomBytes} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {loadConf} from './load-conf.ts';
import {makeFolder} from './make-folder.ts';
import {privateFile} from './write-file.ts';

const name = 'last-answers';

type Stored = {answers: {readonly [key: string]: unknown}};

/** What was answered the last time, to offer it again. Plain data without secrets; who reads it back must check it. */
export type LastAnswers = {
	read(): Stored['answers'];
	/** Throws if it can't be written; what was there before stays. */
	write(answers: Stored['answers']): void;
};

/**
 * Opens the last answers in a folder, which is made if need be. A file that can't be read is put aside under another
 * name, which `onDamaged` is told. Throws if the folder can't be used, or if no file of ours stands there.
 *
 * conf reads, checks and writes, but never into the file itself: conf 16 writes through a symlink to whatever it points
 * at, and on a full disk leaves a file that was cut off and reports no error. It writes a draft, and the draft takes
 * the file's place once conf can read it back.
 */
export async function openLastAnswers(folder: string, onDamaged: (asideFile: string) => void): Promise<LastAnswers> {
	makeFolder(folder);
	const file = path.join(folder, `${name}.json`);
	// A symlink leads elsewhere, and to open a pipe is to wait for somebody to write into it.
	const stats = fs.lstatSync(file, {throwIfNoEntry: false});
	if (stats !== undefined && !stats.isFile()) throw new Error(`${file} is no file`);
	const Conf = await loadConf();
	const open = (configName: string) =>
		new Conf<Stored>({
			cwd: folder,
			configName,
			configFileMode: privateFile,
			accessPropertiesByDotNotation: false,
		});
	let answers: Stored['answers'];
	try {
		answers = checkAnswers(open(name).get('answers') ?? {});
	} catch (error) {
		if (stats === undefined) throw error;
		const aside = `${file}.damaged-${Date.now()}`;
		fs.renameSync(file, aside);
		onDamaged(aside);
		answers = {};
	}
	return {
		read: () => answers,
		write(next) {
			const draft = open(`.${name}.${randomBytes(4).toString('hex')}`);
			try {
				draft.set('answers', next);
				// Reads the file again, and throws where it was cut off.
				draft.get('answers');
				fs.renameSync(draft.path, file);
			} catch (error) {
				fs.rmSync(draft.path, {force: true});
				throw error;
			}
		},
	};
}

/** conf's own check would load and compile a JSON Schema validator, a third of the wizard's start, to find that out. */
function checkAnswers(answers: unknown): Stored['answers'] {
	if (typeof answers !== 'object' || answers === null || Array.isArray(answers))
		throw new TypeError('They are no object');
	return answers as Stored['answers'];
}
