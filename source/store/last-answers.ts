import {randomBytes} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {makeFolder} from '../make-folder.ts';
import {privateFile, putInPlace} from './write-file.ts';

const name = 'last-answers';

type Stored = {answers: {readonly [key: string]: unknown}};

/** What was answered the last time, to offer it again. Plain data without secrets; who reads it back must check it. */
export type LastAnswers = {
	read(): Stored['answers'];
	/** Rejects if it can't be written; what was there before stays. */
	write(answers: Stored['answers']): Promise<void>;
};

/**
 * Opens the last answers in a folder, which is made if need be. A file that can't be read is put aside under another
 * name, which `onDamaged` is told. Throws if the folder can't be used, or if no file of ours stands there.
 *
 * conf writes and checks, but never into the file itself: conf 16 writes through a symlink to whatever it points
 * at, and on a full disk leaves a file that was cut off and reports no error. It writes a draft, and the draft takes
 * the file's place once conf can read it back. It is loaded for that alone: to read is the JSON of a file, and the
 * wizard's first screen waits for it.
 */
export async function openLastAnswers(folder: string, onDamaged: (asideFile: string) => void): Promise<LastAnswers> {
	makeFolder(folder);
	const file = path.join(folder, `${name}.json`);
	// A symlink leads elsewhere, and to open a pipe is to wait for somebody to write into it.
	const stats = fs.lstatSync(file, {throwIfNoEntry: false});
	if (stats !== undefined && !stats.isFile()) throw new Error(`${file} is no file`);
	const answers = stats === undefined ? {} : readOrPutAside(file, onDamaged);
	return {
		read: () => answers,
		async write(next) {
			const Conf = await loadConf();
			const draft = new Conf<Stored>({
				cwd: folder,
				configName: `.${name}.${randomBytes(4).toString('hex')}`,
				configFileMode: privateFile,
				accessPropertiesByDotNotation: false,
			});
			try {
				draft.set('answers', next);
				// Reads the file again, and throws where it was cut off.
				draft.get('answers');
				putInPlace(draft.path, file);
			} catch (error) {
				fs.rmSync(draft.path, {force: true});
				throw error;
			}
		},
	};
}

/** Another process may remove the file, or put a good one in its place, at any time. */
function readOrPutAside(file: string, onDamaged: (asideFile: string) => void): Stored['answers'] {
	const aside = `${file}.damaged-${Date.now()}`;
	try {
		return readAnswers(file);
	} catch {
		try {
			putInPlace(file, aside);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
			return {};
		}
	}
	try {
		const answers = readAnswers(aside);
		putInPlace(aside, file);
		return answers;
	} catch {
		onDamaged(aside);
		return {};
	}
}

/** The most that is read, in bytes. */
const largestAnswers = 16_000_000;

/** Throws where the file holds anything else. */
function readAnswers(file: string): Stored['answers'] {
	if (fs.statSync(file).size > largestAnswers) throw new TypeError('No answers are as long');
	const {answers = {}} = JSON.parse(fs.readFileSync(file, 'utf8'));
	if (typeof answers !== 'object' || answers === null || Array.isArray(answers)) {
		throw new TypeError('The answers are no object');
	}
	return answers;
}

/**
 * Loads conf without what it hangs on the process: when-exit, which conf writes its files with, answers each signal by
 * sending it once more. To the program that is the second one, which means "leave at once", and a run would end
 * without its report.
 */
async function loadConf(): Promise<typeof import('conf').default> {
	const before = new Map(process.eventNames().map(name => [name, process.rawListeners(name)]));
	const {default: Conf} = await import('conf');
	for (const name of process.eventNames()) {
		// At the exit it only takes its own drafts away.
		if (name === 'exit') continue;
		const known = new Set(before.get(name));
		for (const listener of process.rawListeners(name)) {
			if (!known.has(listener)) process.removeListener(name, listener as (...values: unknown[]) => void);
		}
	}
	return Conf;
}
