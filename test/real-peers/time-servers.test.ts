import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterAll, expect, it} from 'vitest';
import {diagnose} from '../../source/diagnosis/diagnose.ts';
import {askTimeServers} from '../../source/probe/ask-time-servers.ts';
import {createLookup} from '../../source/probe/lookup.ts';
import {markdownText} from '../../source/report/escape.ts';
import {markdownTable} from '../../source/report/markdown-table.ts';
import {until} from '../helpers/pty.ts';
import {sampleRun} from '../helpers/sample-run.ts';
import {describeWithPeers} from './helpers/describe-with-peers.ts';

type Line = {
	readonly what: string;
	readonly configuration: readonly string[];
	/** How far its clock is ahead of the machine's, in seconds. */
	readonly ahead?: number;
	readonly expected: string;
	readonly finding: string;
};

const serves = ['allow', 'local stratum 8'];
const lines: readonly Line[] = [
	{what: 'has the time of this machine', configuration: serves, expected: 'off by 0 s', finding: ''},
	{what: 'is five minutes ahead', configuration: serves, ahead: 300, expected: 'off by 300 s', finding: 'clock'},
	{what: 'is two days behind', configuration: serves, ahead: -172_800, expected: 'off by -172800 s', finding: 'clock'},
	{what: 'follows no clock', configuration: ['allow'], expected: 'NTP_UNSYNCHRONISED', finding: 'clock.not-told'},
	{
		what: 'serves others alone',
		configuration: ['allow 10.0.0.0/8', 'local stratum 8'],
		expected: 'PROBE_TIMEOUT',
		finding: 'clock.not-told',
	},
	{what: 'serves nobody', configuration: ['local stratum 8'], expected: 'ECONNREFUSED', finding: 'clock.not-told'},
];

describeWithPeers('time servers', ['chronyd', 'faketime'], () => {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'time-'));
	const children: ChildProcess[] = [];
	afterAll(() => {
		for (const child of children) child.kill('SIGKILL');
		fs.rmSync(folder, {recursive: true, force: true});
	});

	it('lead to these measurements', async () => {
		const network = {lookup: createLookup({server: null, timeoutMs: 2000})};
		const observed: string[][] = [];
		for (const [index, {what, configuration, ahead, expected, finding}] of lines.entries()) {
			const file = path.join(folder, `${index}.conf`);
			const lines = [...configuration, 'bindaddress 127.0.0.1', 'cmdport 0', `pidfile ${folder}/${index}.pid`];
			fs.writeFileSync(file, `${lines.join('\n')}\n`);
			const words = ['chronyd', '-x', '-d', '-u', 'root', '-f', file];
			const [program = '', ...rest] =
				ahead === undefined ? words : ['faketime', '-f', `${ahead > 0 ? '+' : ''}${ahead}s`, ...words];
			const log = fs.openSync(path.join(folder, `${index}.log`), 'w');
			const child = spawn(program, rest, {stdio: ['ignore', log, log]});
			children.push(child);
			await until(`chronyd ${what}`, () => fs.existsSync(path.join(folder, `${index}.pid`)));
			const isOpen = () => spawnSync('sh', ['-c', "ss -lun | grep -q ':123 '"]).status === 0;
			if (finding !== 'clock.not-told' || expected !== 'ECONNREFUSED') await until(`chronyd ${what}`, isOpen);
			const options = {network, timeoutMs: 2000, signal: new AbortController().signal};
			const timeServers = await askTimeServers([{host: '127.0.0.1', port: 123}], options);
			const [seen] = timeServers;
			const measured =
				seen?.offsetMs === null ? (seen.error?.code ?? '') : `off by ${Math.round((seen?.offsetMs ?? 0) / 1000)} s`;
			const run = sampleRun({rows: [{host: 'quiet.example'}]});
			const found = diagnose({...run, vantage: {...run.vantage, timeServers}});
			const ids = found.filter(({kind}) => kind === 'wrong-clock').map(({id}) => id);
			expect([what, measured, ids.join(' ')]).toEqual([what, expected, finding]);
			observed.push([what, expected, measured, seen?.stratum === null ? '' : `${seen?.stratum}`, ids.join(' ')]);
			// faketime stays in between, and hands no signal on.
			process.kill(Number(fs.readFileSync(path.join(folder, `${index}.pid`), 'utf8')), 'SIGKILL');
			await until('its end', () => child.exitCode !== null || child.signalCode !== null);
		}
		const table = markdownTable(
			['chrony', 'Expected', 'Measured', 'Stratum', 'Finding'],
			observed.map(line => line.map(markdownText)),
		);
		const page = `# Time servers, asked over NTP

Made by the test run itself (\`test/real-peers/run.sh -u\`); do not edit. The server is chrony of Debian, behind faketime where its clock is wrong.

- ${lines.length} lines, all of them as expected.

${table}
`;
		await expect(page).toMatchFileSnapshot('../../docs/time-servers.md');
	});
});
