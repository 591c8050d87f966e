import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {checksumOf, formatCatalog} from '../../source/catalog/catalog-file.ts';
import {runCommand} from '../helpers/command.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-catalog-command-'));
const at = (name: string) => path.join(folder, name);
afterAll(() => fs.rmSync(folder, {recursive: true, force: true}));

describe('the command catalog', () => {
	it('tells version, age, checksum, counts and documents', async () => {
		const {code, stdout, stderr} = await runCommand(['catalog']);
		expect(stderr).toBe('');
		expect(code).toBe(0);
		expect(stdout).toMatch(/^Catalog +2026-08-27, \d+ days? old\n/);
		expect(stdout).toContain(checksumOf(catalog));
		expect(stdout).toContain('252 requirements, 65 regions, 25 features');
		expect(stdout).toContain('https://learn.microsoft.com/azure/aks/outbound-rules-control-egress');
		const json = JSON.parse((await runCommand(['catalog', 'list', '--format', 'json'])).stdout);
		expect(json).toMatchObject({
			schema: 'arc-netcheck/catalog-outline@1',
			version: catalog.version,
			checksum: checksumOf(catalog),
			counts: {requirements: 252, byCloud: {public: 162, usgov: 105, china: 116}},
		});
	});

	it.each([
		[['policy'], 7],
		[['mcr.microsoft.com'], 2],
		[['azcli'], 2],
		[['relay'], 1],
		[['mystore.queue.core.windows.net'], 1],
	])('shows what %j means', async ([what = ''], count) => {
		const {code, stdout} = await runCommand(['catalog', 'show', what, '--format', 'json']);
		expect(code).toBe(0);
		expect(JSON.parse(stdout).requirements).toHaveLength(count);
	});

	it('says what was meant where there is nothing', async () => {
		const {code, stdout, stderr} = await runCommand(['catalog', 'show', 'key-valut']);
		expect({code, stdout}).toEqual({code: 2, stdout: ''});
		expect(stderr).toBe('arc-netcheck: The catalog has nothing for "key-valut": did you mean key-vault?\n');
	});

	it('writes a file that it takes again, and compares with one', async () => {
		const own = at('own.json');
		expect((await runCommand(['catalog', 'export', '--output', own])).code).toBe(0);
		expect(fs.readFileSync(own, 'utf8')).toBe(formatCatalog(catalog));
		const same = await runCommand(['catalog', 'diff', own]);
		expect(same).toMatchObject({code: 0, stdout: expect.stringContaining('They hold the same.')});
		const newer = at('newer.json');
		const requirements = catalog.requirements.filter(({id}) => id !== 'relay');
		fs.writeFileSync(newer, formatCatalog({...catalog, version: '2026-09-30', requirements}));
		expect((await runCommand(['catalog', 'diff', newer])).stdout).toContain(
			'- requirement relay (*.servicebus.windows.net:443)',
		);
		const plan = await runCommand(['plan', '--region', 'eastus', '--catalog', newer, '--format', 'json', '--quiet']);
		const report = JSON.parse(plan.stdout);
		expect(report.catalog.version).toBe('2026-09-30');
		expect(report.catalog.checksum).toMatch(/^[0-9a-f]{64}$/);
		expect(plan.stdout).not.toContain('servicebus');
	});

	it('gives the regions that may stand behind a command', async () => {
		const file = at('region.json');
		const [region] = catalog.regions;
		if (region === undefined) throw new Error('The catalog has no region.');
		const regions = [
			...catalog.regions,
			{...region, name: 'austrianorth', displayName: 'Austria North', arcCode: 'an'},
		];
		fs.writeFileSync(file, formatCatalog({...catalog, version: '2026-09-30', regions}));
		const plan = await runCommand(['plan', 'austrianorth', '--catalog', file, '--format', 'json', '--quiet']);
		expect(plan).toMatchObject({code: 0, stdout: expect.stringContaining('"region": "austrianorth"')});
		// The wizard would open, if it might ask.
		const wizard = await runCommand(['austrianorth', '--catalog', file, '--no-input']);
		expect(wizard.stderr).toContain('use "arc-netcheck check austrianorth"');
		expect((await runCommand(['plan', 'austrianorth'])).stderr).toMatch(/The region "austrianorth" is unknown: use /);
		expect((await runCommand(['austrianorth'])).stderr).toMatch(/unknown command austrianorth; did you mean /);
	});

	it('marks a region that the list of Arc leaves out, and plans it all the same', async () => {
		const marked = await runCommand(['plan', 'polandcentral']);
		expect(marked.code).toBe(0);
		expect(marked.stderr).toMatch(/the region polandcentral is not on the list of regions with Arc-enabled Kubernetes/);
		expect((await runCommand(['plan', 'eastus'])).stderr).not.toContain('not on the list');
	});

	it('refuses a catalog that was tampered with, or is older, before anything else', async () => {
		const file = at('bad.json');
		fs.writeFileSync(file, formatCatalog(catalog).replace('management.azure.com', 'management.evil.example'));
		const tampered = await runCommand(['check', '--region', 'eastus', '--catalog', file]);
		expect(tampered).toMatchObject({code: 2, stdout: ''});
		expect(tampered.stderr).toMatch(/^arc-netcheck: .*bad\.json was changed after it was written.*\n$/);
		fs.writeFileSync(file, formatCatalog({...catalog, version: '2020-01-01'}));
		const older = await runCommand(['plan', '--region', 'eastus', '--catalog', file]);
		expect(older).toMatchObject({code: 2, stdout: ''});
		expect(older.stderr).toMatch(/of 2020-01-01, older than the catalog of 2026-08-27/);
	});
});
