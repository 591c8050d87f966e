import fs from 'node:fs';
import path from 'node:path';
import type {Tool} from '../types.ts';

/** A scan by TCP connects, which then reads the certificate and the answer of what is open. */
export const nmap: Tool = {
	id: 'nmap',
	title: 'nmap -sT with ssl-cert and http-headers',
	program: 'nmap',
	refuses: ({proxy}) => (proxy === null ? null : 'it can go through a proxy only with TCP connects'),
	async prepare(task, folder) {
		const list = path.join(folder, 'hosts');
		fs.writeFileSync(list, task.targets.map(({host}) => `${host}\n`).join(''));
		const ports = [...new Set(task.targets.map(({port}) => port))].join(',');
		return {
			command: [
				...['nmap', '-sT', '-Pn', '-n', '-T4', '-p', ports, '--script', 'ssl-cert,http-headers'],
				...['--max-retries', String(task.tries - 1), '-iL', list, '-oG', '-'],
			] as [string, ...string[]],
			countReached: output => output.split('\n').filter(line => /\/open\/tcp\//.test(line)).length,
		};
	},
};
