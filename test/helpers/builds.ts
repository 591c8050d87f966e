import {execFileSync} from 'node:child_process';
import path from 'node:path';
import process from 'node:process';

/** The ways to build the program: in sections, and by esbuild alone, for a day on which a patch fits no more. */
export const builds = [
	{way: 'sections', options: []},
	{way: 'plain', options: ['--plain']},
] as const;

export type Build = (typeof builds)[number];

/** Builds the program into a folder, with the Node that runs the tests. */
export function buildInto(folder: string, {options}: Build): void {
	execFileSync(process.execPath, [path.resolve('scripts/build.ts'), '--into', folder, ...options]);
}
