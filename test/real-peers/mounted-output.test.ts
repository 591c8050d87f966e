import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {expect, it} from 'vitest';
import {renderJson} from '../../source/report/json.ts';
import {runProgram} from '../helpers/program.ts';
import {sampleReport} from '../helpers/sample-run.ts';
import {describeWithPeers} from './helpers/describe-with-peers.ts';

describeWithPeers('a file that is mounted by itself', ['mount'], () => {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-mounts-'));
	const at = (name: string) => path.join(folder, name);

	/** Mounts a file over another one, as containers do with a volume of one file. */
	function mount(name: string, ...options: readonly string[]): {output: string; outside: string} {
		const [output, outside] = [at(name), at(`outside ${name}`)];
		fs.writeFileSync(output, '');
		fs.writeFileSync(outside, 'old, and longer than nothing');
		execFileSync('mount', ['--bind', outside, output]);
		for (const option of options) execFileSync('mount', ['-o', option, output]);
		return {output, outside};
	}

	const saved = at('run.json');
	fs.writeFileSync(saved, renderJson(sampleReport({rows: [{host: 'a.example'}]})));

	it.each([
		['a report', ['report', saved, '--format', 'csv'], 'run.csv', /^status,host,port,/],
		['a plan', ['plan', '--region', 'eastus'], 'plan.txt', /endpoints/],
		['rules', ['rules', 'list', '--region', 'eastus'], 'rules with blanks.txt', /allow-list/],
		['metrics', ['report', saved, '--format', 'openmetrics'], 'run.prom', /# EOF/],
	])('is written into: %s', async (_what, parameters, name, words) => {
		const {output, outside} = mount(name);
		expect(await runProgram([...parameters, '--output', output])).toMatchObject({code: 2});
		expect(fs.readFileSync(outside, 'utf8')).toBe('old, and longer than nothing');
		expect(await runProgram([...parameters, '--output', output, '--force'])).toMatchObject({code: 0, stdout: ''});
		const text = fs.readFileSync(outside, 'utf8');
		expect(text).toMatch(words);
		expect(text).not.toContain('longer than nothing');
	});

	it('is refused before anything is asked, where it can only be read', async () => {
		const {output, outside} = mount('read-only.json', 'remount,bind,ro');
		const outcome = await runProgram(['check', '--region', 'eastus', '--output', output, '--force', '--no-input']);
		expect(outcome).toMatchObject({code: 2, stdout: ''});
		expect(outcome.stderr).toMatch(/read-only\.json can't be written \(EROFS\): name another file\.$/m);
		expect(fs.readFileSync(outside, 'utf8')).toContain('old');
	});
});
