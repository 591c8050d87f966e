import type {PtyProgram} from './pty.ts';

/** Answers the questions of the wizard by what it proposes, but for the region, and checks. */
export async function walkToResults(program: PtyProgram): Promise<void> {
	await program.see('Which Azure region');
	program.type('northe');
	await program.see('northeurope');
	for (const question of ['How does the cluster reach out?', 'What will run on the cluster?', 'Your own resources']) {
		program.type('\r');
		await program.see(question);
	}
	program.type('\r');
	program.type('\r');
	program.type('\r');
	await program.see('Ready to check?');
	program.type('\r');
	await program.see('Results');
}
