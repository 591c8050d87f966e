import process from 'node:process';

/**
 * Loads conf without what it hangs on the process: when-exit, which conf writes its files with, answers each signal by
 * sending it once more. To the program that is the second one, which means "leave at once", and a run would end
 * without its report.
 */
export async function loadConf(): Promise<typeof import('conf').default> {
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
