import {spawn} from 'node:child_process';

/** Runs a script as `sh -s` would get it over ssh, and resolves to what it printed. */
export function runScript(script: string, environment: NodeJS.ProcessEnv): Promise<string> {
	return new Promise((resolve, reject) => {
		const child = spawn('sh', ['-s'], {env: environment, stdio: ['pipe', 'pipe', 'ignore']});
		let text = '';
		child.stdout.setEncoding('utf8').on('data', (piece: string) => {
			text += piece;
		});
		child.on('error', reject);
		child.on('close', () => resolve(text));
		child.stdin.end(script);
	});
}
