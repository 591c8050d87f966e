import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {Ajv2020} from 'ajv/dist/2020.js';
import {afterAll, describe, expect, it} from 'vitest';
import {buildSurvey} from '../../source/record/survey/build-survey.ts';
import {renderJson} from '../../source/report/json.ts';
import {runCommand} from '../helpers/command.ts';
import {sampleReport} from '../helpers/sample-run.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-audit-'));
const outside = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-outside-'));
const write = (name: string, text: string) => {
	fs.mkdirSync(path.dirname(path.join(folder, name)), {recursive: true});
	fs.writeFileSync(path.join(folder, name), text);
	return path.join(folder, name);
};
afterAll(() => {
	fs.rmSync(folder, {recursive: true, force: true});
	fs.rmSync(outside, {recursive: true, force: true});
});

const settings = ['--region', 'eastus', '--features', 'arc', '--quiet'];
const short = write('short.txt', 'mcr.microsoft.com\n*.azure.com\n2001:db8::1\n');

describe('audit', () => {
	it('ends with 1 where something required is missing, and says who breaks', async () => {
		const {code, stdout} = await runCommand(['audit', short, ...settings]);
		expect(code).toBe(1);
		expect(stdout).toMatch(/required names are missing in .*short\.txt\s+\(list\)/);
		expect(stdout).toMatch(/Azure Arc agents:/);
		expect(stdout).toMatch(/Wider than needed \(1\)/);
		expect(stdout).toMatch(/Not understood \(1\)/);
	});

	it('ends with 0 where all of it is there, and mends what is not', async () => {
		const fix = await runCommand(['audit', short, ...settings, '--fix']);
		expect(fix.code).toBe(1);
		const mended = write(
			'mended.txt',
			`${fix.stdout}\n*.azurecr.io\n*.data.mcr.microsoft.com\n*.his.arc.azure.com\n*.microsoft.com\n*.azure.com\n`,
		);
		const {code, stdout} = await runCommand(['audit', mended, short, ...settings, '--dialect', 'list', '--verbose']);
		expect(stdout).toMatch(/holds all that is required/);
		expect(code).toBe(0);
	});

	it('holds a list against what a run was denied', async () => {
		const rows = [
			{host: 'mcr.microsoft.com', cause: 'proxy.host-denied'},
			{host: 'pypi.org', cause: 'proxy.host-denied'},
			{host: 'down.azure.com', cause: 'dns.nxdomain'},
		] as const;
		const run = write('run.json', renderJson(sampleReport({rows})));
		const {code, stdout} = await runCommand(['audit', short, '--from', run, '--format', 'json', '--quiet']);
		const {contradicted, missing} = JSON.parse(stdout);
		expect(contradicted).toEqual([
			expect.objectContaining({
				host: 'mcr.microsoft.com',
				cause: 'proxy.host-denied',
				by: expect.objectContaining({line: 1}),
			}),
		]);
		expect(missing.map(({host}: {host: string}) => host)).toEqual(['pypi.org']);
		expect(code).toBe(1);
	});

	it('holds a list against what any place of a survey was denied', async () => {
		const seenFrom = (name: string, cause: 'dns.nxdomain' | 'proxy.host-denied') => {
			const run = sampleReport({rows: [{host: 'mcr.microsoft.com', cause}]});
			return {...run, id: `${run.id.slice(0, -6)}${name}`, vantage: {...run.vantage, name: `node-${name}`}};
		};
		const survey = buildSurvey([seenFrom('aaaaa1', 'dns.nxdomain'), seenFrom('aaaaa2', 'proxy.host-denied')]);
		const file = write('survey.json', JSON.stringify(survey));
		const {code, stdout, stderr} = await runCommand(['audit', short, '--from', file, '--format', 'json', '--quiet']);
		expect(stderr).toBe('');
		expect(JSON.parse(stdout).contradicted).toEqual([
			expect.objectContaining({host: 'mcr.microsoft.com', cause: 'proxy.host-denied', from: ['node-aaaaa2']}),
		]);
		expect(code).toBe(1);
	});

	it('reads what Windows writes', async () => {
		const windows = path.join(folder, 'windows.txt');
		fs.writeFileSync(windows, Buffer.from('\uFEFFmcr.microsoft.com\r\n', 'utf16le'));
		const {stdout} = await runCommand(['audit', windows, ...settings, '--format', 'json']);
		expect(JSON.parse(stdout).covered.map(({host}: {host: string}) => host)).toContain('mcr.microsoft.com');
	});

	it('takes the part that is named, and says which there are', async () => {
		const policy = (name: string) =>
			`edit ${name}\nconfig firewall policy\nedit 1\nset dstaddr "all"\nset service "ALL"\nset action ${name === 'root' ? 'accept' : 'deny'}\nnext\nend\nnext\n`;
		const file = write('vdom.conf', `config vdom\n${policy('root')}${policy('edge')}end\n`);
		expect((await runCommand(['audit', file, ...settings])).stdout).toMatch(/root \((\d+) of \1\) and edge \(0 of/);
		expect((await runCommand(['audit', file, ...settings, '--part', 'root'])).code).toBe(0);
		const wrong = await runCommand(['audit', file, ...settings, '--part', 'dmz']);
		expect(wrong.stderr).toMatch(/--part dmz is no part of the files: name one of root, edge\./);
		expect(wrong.code).toBe(2);
	});

	it('is written as the published schema says', async () => {
		const {stdout} = await runCommand(['audit', short, ...settings, '--format', 'json']);
		const schema = JSON.parse(fs.readFileSync('schema/audit.schema.json', 'utf8'));
		const validate = new Ajv2020({strict: true, allowUnionTypes: true}).compile(schema);
		validate(JSON.parse(stdout));
		expect(validate.errors ?? []).toEqual([]);
	});

	it.each([
		['markdown', /^# Audit of an allow-list$/m],
		['html', /<h1>Audit of an allow-list<\/h1>/],
		['csv', /^section,name,port,protocol,level,lines,what\r$/m],
	])('is written as %s', async (format, expected) => {
		const {stdout} = await runCommand(['audit', short, ...settings, '--format', format]);
		expect(stdout).toMatch(expected);
		expect(stdout).toMatch(/login\.microsoftonline\.com|login\.<wbr>microsoftonline\.<wbr>com/);
	});

	it.each(['text', 'markdown', 'html', 'json'])('says of which variables the defaults count, as %s', async format => {
		const file = write(
			'main.tf',
			'variable "port" {\n  default = 443\n}\nresource "azurerm_firewall_policy_rule_collection_group" "x" {\n  application_rule_collection {\n    priority = 1\n    action = "Allow"\n    rule {\n      protocols {\n        type = "Https"\n        port = var.port\n      }\n      destination_fqdns = ["mcr.microsoft.com"]\n    }\n  }\n}\n',
		);
		const {stdout} = await runCommand(['audit', file, ...settings, '--format', format]);
		expect(stdout.replace(/<wbr>|\\(?=[.()])/g, '').replace(/\s+/g, ' ')).toContain(
			'Check what overrides the default of var.port (line 1): it counts as in force here.',
		);
	});

	it('escapes what a file holds', async () => {
		const hostile = write('hostile.txt', 'mcr.microsoft.com\n<img src=x onerror=alert(1)>\n=cmd|calc\n\u001b[31mred\n');
		for (const format of ['html', 'markdown', 'csv', 'text']) {
			const {stdout} = await runCommand(['audit', hostile, ...settings, '--format', format, '--verbose']);
			expect(stdout).not.toContain('\u001b');
			if (format === 'html') expect(stdout).not.toContain('<img');
			if (format === 'csv') expect(stdout).not.toMatch(/(?:^|,)"?=cmd/m);
		}
	});

	it('reads what Squid includes from its own folder, and nothing outside of it', async () => {
		fs.writeFileSync(path.join(outside, 'secret.conf'), 'acl x dstdomain .azure.com\n');
		write('conf.d/a.conf', 'acl wanted dstdomain .microsoft.com\n');
		const main = write(
			'squid.conf',
			`include /etc/squid/conf.d/*.conf\nhttp_access allow wanted\ninclude ${outside}/secret.conf\ninclude ../${path.basename(outside)}/secret.conf\nhttp_access deny all\n`,
		);
		const {stdout} = await runCommand(['audit', main, ...settings, '--format', 'json']);
		const audit = JSON.parse(stdout);
		expect(audit.notUnderstood.map(({place}: {place: {line: number}}) => place.line)).toEqual([3, 4]);
		expect(audit.covered.map(({host}: {host: string}) => host)).toContain('mcr.microsoft.com');
	});

	it('takes no other files of the folder for what Squid includes', async () => {
		const main = write(
			'alone/squid.conf',
			'include /etc/squid/conf.d/*.conf\nacl net src 10.0.0.0/8\nhttp_access allow net\nhttp_access deny all\n',
		);
		write('alone/other.conf', 'acl wanted dstdomain .microsoft.com\nhttp_access allow wanted\n');
		const {stdout} = await runCommand(['audit', main, ...settings, '--format', 'json']);
		const audit = JSON.parse(stdout);
		expect(audit.notUnderstood).toHaveLength(1);
		expect(audit.missing).toEqual([]);
		expect(audit.wider).toContainEqual(expect.objectContaining({name: '*', takes: 'every host'}));
	});

	it.each([
		[['missing.txt'], /does not exist/],
		[[write('empty.txt', '')], /can be told by its text/],
		[[write('words.txt', 'nothing here\n'), '--dialect', 'list'], /holds no rule that could be read as list; line 1/],
		[[short, write('a.conf', 'acl a dstdomain b.example\n')], /give files of one product/],
		[[write('deep.json', '['.repeat(5000)), '--dialect', 'azure-firewall'], /nested too deeply/],
		[[write('broken.yaml', 'kind: NetworkPolicy\n  a: [\n')], /can't be read at line \d/],
		[[write('x.xml', '<!DOCTYPE a><config></config>'), '--dialect', 'palo-alto'], /can't be read at line 1/],
	])('refuses %j in a sentence', async (words, expected) => {
		const {code, stderr} = await runCommand(['audit', ...words, ...settings]);
		expect(stderr).toMatch(expected);
		expect(stderr.trim().split('\n')).toHaveLength(1);
		expect(code).toBe(2);
	});
});
