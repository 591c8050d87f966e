import path from 'node:path';
import {startInPty} from '../../test/helpers/pty.ts';
import type {Lab} from '../lab/lab.ts';
import {argumentsFor} from '../tools/arc-netcheck.ts';
import type {Task} from '../types.ts';
import {calm} from '../workloads.ts';
import type {ExtraSection} from './types.ts';

/** How much the wizard and the progress line send over a slow line while 80 targets are probed. */
export async function measureTerminal(lab: Lab, folder: string): Promise<ExtraSection> {
	const {task} = await lab.stage(calm);
	const wizard = await countWizard(task, folder);
	const progress = await countProgress(task, folder);
	return {
		title: 'Bytes to a terminal of 80 by 24',
		lines: [
			`The wizard sends ${wizard} bytes from the start of the check of 80 targets to its results; \`check\` sends ${progress} for its line of progress.`,
		],
	};
}

function start(task: Task, parameters: readonly string[], folder: string) {
	return startInPty([...parameters, ...argumentsFor(task)], {
		environment: {ARC_NETCHECK_HOME: path.join(folder, 'terminal-home'), HOME: folder},
	});
}

/** Starts the check in the review, on which the wizard opens, and counts from there to the results. */
async function countWizard(task: Task, folder: string): Promise<number> {
	const program = start(task, [], folder);
	try {
		await program.see('Ready to check?');
		const before = Buffer.byteLength(program.sent());
		program.type('\r');
		await program.see(/Results/);
		return Buffer.byteLength(program.sent()) - before;
	} finally {
		program.kill('SIGKILL');
		await program.exit;
	}
}

async function countProgress(task: Task, folder: string): Promise<number> {
	const report = path.join(folder, 'terminal.json');
	const program = start(task, ['check', '--no-input', '--format', 'json', '--output', report, '--force'], folder);
	await program.exit;
	return Buffer.byteLength(program.sent());
}
