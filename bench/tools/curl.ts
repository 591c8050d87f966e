import fs from 'node:fs';
import path from 'node:path';
import type {BenchTarget, Task, Tool} from '../types.ts';

export const urlOf = ({scheme, host, port}: BenchTarget) => `${scheme}://${host}:${port}/`;

/** What makes curl do what a probe does: one GET with the same trust, limits and tries. */
function optionsFor(task: Task): string[] {
	return [
		...['--silent', '--http1.1', '--cacert', task.rootsFile, '--write-out', '%{http_code}\\n'],
		...['--connect-timeout', String(task.timeoutSeconds), '--max-time', String(4 * task.timeoutSeconds)],
		...(task.proxy === null ? ['--noproxy', '*'] : ['--proxy', `http://${task.proxy}`]),
		...(task.tries > 1 ? ['--retry', String(task.tries - 1)] : []),
	];
}

const countAnswers = (output: string) => output.split('\n').filter(line => /^[1-5]\d\d$/.test(line)).length;

function createParallelCurl(id: string, title: string, places: readonly string[]): Tool {
	return {
		id,
		title,
		program: 'curl',
		async prepare(task, folder) {
			const configuration = path.join(folder, 'curlrc');
			const lines = task.targets.map(target => `url = "${urlOf(target)}"\noutput = "/dev/null"\n`);
			fs.writeFileSync(configuration, lines.join(''));
			return {
				command: ['curl', ...optionsFor(task), '--parallel', ...places, '--config', configuration],
				countReached: countAnswers,
			};
		},
	};
}

/** As it comes: 50 transfers at once. */
export const curlParallel = createParallelCurl('curl', 'curl --parallel', []);

/** With as many transfers at once as the small workloads have targets; 300 is the most it allows. */
export const curlParallelWide = createParallelCurl('curl-wide', 'curl --parallel --parallel-max 300', [
	'--parallel-max',
	'300',
]);

/** A process for each target, 64 at once: what people write first. */
export const xargsCurl: Tool = {
	id: 'xargs-curl',
	title: 'xargs -P64 curl',
	program: 'xargs',
	async prepare(task, folder) {
		const list = path.join(folder, 'urls');
		fs.writeFileSync(list, task.targets.map(target => `${urlOf(target)}\n`).join(''));
		return {
			command: ['xargs', '-P', '64', '-n', '1', '-a', list, 'curl', '--output', '/dev/null', ...optionsFor(task)],
			countReached: countAnswers,
		};
	},
};
