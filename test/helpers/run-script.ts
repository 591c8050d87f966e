import {spawn} from 'node:child_process';

/** Runs a script as `sh -s` would get it over ssh, or as another command takes it, and resolves to what it printed. */
export function runScript(
	script: string,
	environment: NodeJS.ProcessEnv,
	[program = 'sh', ...rest]: readonly string[] = ['sh', '-s'],
): Promise<string> {
	return new Promise((resolve, reject) => {
		const child = spawn(program, rest, {env: environment, stdio: ['pipe', 'pipe', 'ignore']});
		let text = '';
		child.stdout.setEncoding('utf8').on('data', (piece: string) => {
			text += piece;
		});
		child.on('error', reject);
		child.on('close', () => resolve(text));
		child.stdin.on('error', () => {});
		child.stdin.end(script);
	});
}
