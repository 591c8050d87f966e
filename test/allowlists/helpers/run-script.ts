import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

export type ScriptRun = {
	readonly status: number | null;
	readonly stderr: string;
	/** The arguments of each call of the stand-in, in order. */
	readonly calls: readonly (readonly string[])[];
};

/** Takes down what it is given: each argument ends with a unit separator, each call with a record separator. */
const standIn = `#!/bin/sh
printf '%s\\037' "$@" >>"$CALLS"
printf '\\036' >>"$CALLS"
exit "\${FAILS:-0}"
`;

/** Runs a shell script, in which `command` is a stand-in that only takes down its arguments. */
export function runScript(
	script: string,
	command: string,
	environment: {readonly [name: string]: string} = {},
): ScriptRun {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-script-'));
	try {
		const calls = path.join(folder, 'calls');
		fs.writeFileSync(path.join(folder, command), standIn, {mode: 0o755});
		fs.writeFileSync(path.join(folder, 'script.sh'), script);
		fs.writeFileSync(calls, '');
		const {status, stderr} = spawnSync('bash', ['script.sh'], {
			cwd: folder,
			encoding: 'utf8',
			env: {PATH: `${folder}:${process.env.PATH ?? ''}`, CALLS: calls, ...environment},
		});
		const records = fs.readFileSync(calls, 'utf8').split('\u001e').slice(0, -1);
		return {status, stderr, calls: records.map(record => record.split('\u001f').slice(0, -1))};
	} finally {
		fs.rmSync(folder, {recursive: true, force: true});
	}
}

/** What follows an option of a call, up to the next option. */
export function valuesOf(call: readonly string[] | undefined, option: string): string[] {
	const start = call?.indexOf(option) ?? -1;
	if (call === undefined || start < 0) return [];
	const rest = call.slice(start + 1);
	const end = rest.findIndex(word => word.startsWith('--'));
	return rest.slice(0, end < 0 ? undefined : end);
}
