import {describe, expect, it} from 'vitest';
import {versionLine} from '../../source/version.ts';
import {program, runProgram} from '../helpers/program.ts';

/** What holds for the binary alone. All other journeys are run with it as well. */
describe.runIf(program.length === 1)('the binary (run by test/bare-root/run.sh alone)', () => {
	it('says its version, whatever variables say to another Node', async () => {
		const environment = {NODE_OPTIONS: '--no-such-option', NODE_PATH: '/nowhere'};
		expect(await runProgram(['--version'], {environment})).toEqual({code: 0, stdout: `${versionLine}\n`, stderr: ''});
	});

	it('takes what follows as its own, also what Node would take', async () => {
		const outcome = await runProgram(['--eval', '1']);
		expect(outcome).toMatchObject({code: 2, stdout: ''});
		expect(outcome.stderr).toMatch(/^arc-netcheck: unknown option '--eval'/);
	});

	it('brings its catalog and the public roots', async () => {
		const outcome = await runProgram(['plan', '--region', 'eastus', '--features', 'all', '--format', 'json']);
		expect(outcome.code).toBe(0);
		expect(JSON.parse(outcome.stdout).targets.length).toBeGreaterThan(40);
	});
});
