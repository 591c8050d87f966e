import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-code-'));

/**
 * Gives the tests and all that they start one folder for compiled code. It is new for each run, so that none depends on
 * an earlier one; the variable is the one by which Node is told.
 */
export function setup(): void {
	process.env.NODE_COMPILE_CACHE = folder;
}

export function teardown(): void {
	fs.rmSync(folder, {recursive: true, force: true});
}
