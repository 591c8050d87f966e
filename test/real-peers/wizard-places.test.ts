import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {expect, it, onTestFinished} from 'vitest';
import type {Survey} from '../../source/record/survey/survey.ts';
import {environmentFor, runProgram} from '../helpers/program.ts';
import {startInPty} from '../helpers/pty.ts';
import {printedOf} from '../vantage/kubernetes/stand-in/place.ts';
import {nodeOf} from '../vantage/kubernetes/stand-in/stand-in.ts';
import {describeKubectls} from './helpers/kubectls.ts';

const settings = ['--region', 'westeurope', '--features', 'arc', '--proxy', 'none', '--timeout', '1', '--retries', '0'];
const up = '\u001b[A';
const down = '\u001b[B';

describeKubectls('the wizard and a cluster', [], ({cluster}) => {
	it('goes from the question From where? to a survey that is kept, opened again, and taken by other commands', async () => {
		const {api, own} = await cluster({
			nodes: ['a-0', 'a-1', 'b-0', 'b-1'].map(name => nodeOf(name, {agentpool: name.slice(0, 1)})),
			kubelet: () => ({
				kind: 'prints',
				log: (script, node) => printedOf(script, node, () => node.startsWith('b')).log,
			}),
		});
		const home = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-places-'));
		onTestFinished(() => fs.rmSync(home, {recursive: true, force: true}));
		const environment = {...environmentFor(home), ...own};
		const openWizard = (flags: readonly string[]) => {
			const wizard = startInPty(flags, {environment, cwd: home});
			onTestFinished(() => wizard.kill('SIGKILL'));
			return wizard;
		};
		const run = (...parameters: string[]) => runProgram(parameters, {environment, home});

		const wizard = openWizard(settings);
		await wizard.see('❯ Check');
		wizard.type(up);
		await wizard.see(/❯ From +this machine/);
		wizard.type('\r');
		await wizard.see(/❯ \[✓\] This machine/);
		wizard.type(` ${down}${down}`);
		await wizard.see(/❯ \[ \] Cluster nodes/);
		expect(wizard.rows().join(' ')).toContain('1 Job and 1 ConfigMap for each pool');
		wizard.type(' ');
		await wizard.see(/❯ \[✓\] Cluster nodes/);
		wizard.type('\r');
		await wizard.see(/From +nodes/);
		expect(api.created.filter(({kind}) => kind === 'Job')).toEqual([]);
		wizard.type('p');
		await wizard.see('Save as profile');
		wizard.type('\u0015weekly');
		await wizard.see('weekly');
		wizard.type('\r');
		await wizard.see('Saved as weekly');
		wizard.type('\r');
		await wizard.see('❯ Check');
		wizard.type('\r');
		await wizard.see('Results from 4 places');
		wizard.type('m');
		await wizard.see(/c1 +node:a-0, node:a-1\s+c2 +node:b-0, node:b-1/);
		await wizard.see(/c1 node:a-0, node:a-1: blocked, tcp\.refused/);
		wizard.type('\u001b');
		await wizard.see('❯ ▸ ✗ Connection refused');
		wizard.type('q');
		expect(await wizard.exit).toMatchObject({exitCode: 1});
		for (const kind of ['jobs', 'configmaps']) expect(api.names(kind)).toEqual([]);

		const again = openWizard([]);
		await again.see(/weekly.*12 of 12 blocked/);
		again.type('\r');
		await again.see('❯ Check all again');
		again.type(down);
		await again.see('❯ Show the last results');
		again.type('\r');
		await again.see('Results from 4 places');
		again.type('m');
		await again.see(/c2 +node:b-0, node:b-1/);

		const survey: Survey = JSON.parse((await run('report', 'weekly@last', '--format', 'json')).stdout);
		expect(survey.classes.map(({members}) => members.length)).toEqual([2, 2]);
		const rules = await run('rules', 'squid', '--from', 'weekly@last', '--only', 'blocked');
		expect(rules).toMatchObject({code: 0, stdout: expect.stringContaining('dstdomain management.azure.com')});
		const one = await run('report', 'weekly@last', '--vantage', 'node:b-0');
		expect(one.stdout).toContain('tcp.timeout');
		const cron = await run('check', '--profile', 'weekly', '--quiet', '--format', 'json');
		expect(JSON.parse(cron.stdout)).toMatchObject({schema: 'arc-netcheck/survey@1', summary: {seen: 4}});
		const diff = await run('diff', 'weekly@2', 'weekly@last', '--format', 'json');
		expect([diff.code, JSON.parse(diff.stdout).schema]).toEqual([0, 'arc-netcheck/diff@1']);
	}, 120_000);
});
