import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {dialectIds} from '../../source/allowlists/dialect-ids.ts';
import {catalog} from '../../source/catalog/catalog.ts';
import {formatCatalog} from '../../source/catalog/catalog-file.ts';
import {renderJson} from '../../source/report/json.ts';
import {runCommand} from '../helpers/command.ts';
import {sampleReport} from '../helpers/sample-run.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-rules-'));
const at = (name: string) => path.join(folder, name);
afterAll(() => fs.rmSync(folder, {recursive: true, force: true}));

const run = at('run.json');
fs.writeFileSync(
	run,
	renderJson(
		sampleReport({
			rows: [
				{host: 'mcr.microsoft.com'},
				{host: 'management.azure.com', cause: 'proxy.host-denied'},
				{host: 'old.example', level: 'legacy', cause: 'tcp.timeout'},
			],
		}),
	),
);

describe('rules for a plan', () => {
	it.each(dialectIds)('are written in %s', async dialect => {
		const {code, stdout} = await runCommand(['rules', dialect, '--region', 'eastus', '--quiet']);
		expect(code).toBe(0);
		expect(stdout).toMatch(/management\.azure\.com/);
		expect(stdout).toMatch(/gbl\.his\.arc\.azure\.com|\.his\.arc\.azure\.com/);
		expect(stdout).not.toMatch(/<region>\.(dp|login)\b(?!.*,)/);
	});

	it('follow the settings', async () => {
		const parameters = ['rules', 'squid', '--region', 'westeurope', '--features', 'aml-training'];
		const {stdout, stderr} = await runCommand([...parameters, '--resource', 'acr=myregistry', '--level', 'mandatory']);
		expect(stderr).toBe('');
		expect(stdout).toMatch(/^acl arc_netcheck_https_443 dstdomain westeurope\.api\.azureml\.ms$/m);
		expect(stdout).toMatch(/^acl arc_netcheck_https_443 dstdomain myregistry\.azurecr\.io$/m);
		expect(stdout).not.toMatch(/dstdomain pypi\.org/);
	});

	it('bring legacy lines when they are asked for', async () => {
		const parameters = ['rules', 'squid', '--region', 'eastus', '--features', 'aml-extension'];
		expect((await runCommand(parameters)).stdout).not.toMatch(/quay\.io/);
		expect((await runCommand([...parameters, '--level', 'legacy'])).stdout).toMatch(/dstdomain \.quay\.io$/m);
	});

	it("take in requirements of the user's own", async () => {
		const file = at('own.json');
		const hosts = ['registry.corp.example', '*.mirror.corp.example'];
		fs.writeFileSync(file, JSON.stringify({requirements: hosts.map(host => ({host, purpose: 'Mine.\n$(id)'}))}));
		const {stdout} = await runCommand(['rules', 'azure-firewall', '--region', 'eastus', '--requirements', file]);
		expect(stdout).toMatch(/^ {2}# Mine\. \$\(id\)\n {2}registry\.corp\.example$/m);
		expect(stdout).toMatch(/^ {2}'\*\.mirror\.corp\.example'$/m);
	});

	it('say where the traffic comes from', async () => {
		const parameters = ['rules', 'squid', '--region', 'eastus', '--source', '10.0.0.0/16', '2001:db8::/32'];
		const {stdout} = await runCommand([...parameters, '--source', '192.0.2.1']);
		expect(stdout.match(/^acl arc_netcheck_source src .*$/gm)).toEqual([
			'acl arc_netcheck_source src 10.0.0.0/16',
			'acl arc_netcheck_source src 2001:db8::/32',
			'acl arc_netcheck_source src 192.0.2.1',
		]);
	});
});

describe('rules for a saved run', () => {
	it('hold all that it tested', async () => {
		const {code, stdout} = await runCommand(['rules', 'palo-alto-edl', '--from', run, '--quiet']);
		expect(code).toBe(0);
		expect(stdout).toBe('management.azure.com/\nmcr.microsoft.com/\n');
	});

	it('hold only what is missing, and exit with 0 all the same', async () => {
		const outcome = await runCommand(['rules', 'palo-alto-edl', '--from', run, '--only', 'blocked', '--quiet']);
		expect(outcome).toEqual({code: 0, stdout: 'management.azure.com/\n', stderr: ''});
	});

	it('bring legacy lines when they are asked for', async () => {
		const parameters = ['rules', 'palo-alto-edl', '--from', run, '--only', 'blocked', '--level', 'legacy', '--quiet'];
		expect((await runCommand(parameters)).stdout).toMatch(/^old\.example\/$/m);
	});

	it.each(['palo-alto-edl', 'csv'])('say in %s why nothing is in there, also when they are to be quiet', async id => {
		const clean = at('clean.json');
		fs.writeFileSync(clean, renderJson(sampleReport({rows: [{host: 'mcr.microsoft.com'}]})));
		const parameters = ['rules', id, '--from', clean, '--only', 'blocked', '--quiet'];
		const outcome = await runCommand(parameters);
		expect(outcome).toMatchObject({code: 0, stderr: 'Note: Nothing is left to allow here: there is no rule.\n'});
		expect(outcome.stdout).not.toMatch(/mcr/);
	});

	it('are held against the catalog that --catalog names, and never against one that the run names', async () => {
		const moved = catalog.requirements.find(({pattern}) => pattern === 'management.azure.com');
		const pattern = 'new.management.azure.com';
		const file = at('catalog.json');
		const requirements = catalog.requirements.map(row => (row === moved ? {...row, pattern} : row));
		fs.writeFileSync(file, formatCatalog({...catalog, requirements}));
		const sample = sampleReport({rows: [{host: pattern}], settings: {catalogFile: file}});
		const results = sample.results.map(row => ({
			...row,
			requirement: row.requirement && {...row.requirement, id: moved?.id ?? ''},
		}));
		fs.writeFileSync(at('moved.json'), renderJson({...sample, results}));
		const parameters = ['rules', 'palo-alto-edl', '--from', at('moved.json')];
		const unasked = await runCommand(parameters);
		expect(unasked.stdout).toBe('');
		expect(unasked.stderr).toMatch(
			/^Note: the run was made with the catalog .*catalog\.json.*--catalog names another\.$/m,
		);
		expect(await runCommand([...parameters, '--catalog', file, '--quiet'])).toEqual({
			code: 0,
			stdout: `${pattern}/\n`,
			stderr: '',
		});
	});

	it('say on stderr what the syntax has no comments for', async () => {
		const {stderr} = await runCommand(['rules', 'palo-alto-edl', '--from', run]);
		expect(stderr).toMatch(/^Note: From the run 20261122T203000Z-0a1b2c /m);
		expect(stderr).toMatch(/^Note: Names: 2 as asked\.$/m);
	});
});

describe('the file of --output', () => {
	it('is written, not overwritten, and replaced by force', async () => {
		const parameters = ['rules', 'cilium', '--region', 'eastus', '--output', at('rules.yaml')];
		expect(await runCommand(parameters)).toEqual({code: 0, stdout: '', stderr: ''});
		expect(fs.readFileSync(at('rules.yaml'), 'utf8')).toMatch(/^apiVersion: cilium\.io\/v2$/m);
		fs.writeFileSync(at('rules.yaml'), 'mine');
		const second = await runCommand(parameters);
		expect(second).toMatchObject({code: 2, stdout: ''});
		expect(second.stderr).toMatch(/rules\.yaml is there already/);
		expect((await runCommand([...parameters, '--force'])).code).toBe(0);
		expect(fs.readFileSync(at('rules.yaml'), 'utf8')).toMatch(/^apiVersion/m);
	});
});

describe('what can not be done', () => {
	it.each([
		[['rules'], /dialect/],
		[['rules', 'iptables', '--region', 'eastus'], /azure-firewall, bicep, terraform, squid/],
		[['rules', 'squid'], /No region is given.*--region/],
		[['rules', 'squid', '--region', 'eastus', '--only', 'blocked'], /--only blocked needs a run.*--from/],
		[['rules', 'squid', '--from', run, '--only', 'missing'], /blocked/],
		[['rules', 'squid', '--from', run, '--region', 'eastus'], /--from takes the settings of the saved run/],
		[['rules', 'squid', '--from', run, '--compare-direct'], /--from takes the settings of the saved run/],
		[['rules', 'squid', '--from', '/nowhere.json'], /--from "\/nowhere\.json" does not exist/],
		[['rules', 'squid', '--from', 'package.json'], /package\.json is not a saved run/],
		[['rules', 'squid', '--region', 'eastus', '--source', '10.0.0.0/99'], /--source is "10\.0\.0\.0\/99"/],
		[['rules', 'squid', '--region', 'eastus', '--source', '1.2.3.4\nacl all'], /--source is "1\.2\.3\.4 acl all"/],
	])('%j gets one sentence and exit code 2', async (parameters, sentence) => {
		const outcome = await runCommand(parameters);
		expect(outcome).toMatchObject({code: 2, stdout: ''});
		expect(outcome.stderr).toMatch(sentence);
		expect(outcome.stderr).not.toMatch(/\bat .*:\d+:\d+/);
	});
});
