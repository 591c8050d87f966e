import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {describe, expect, it, onTestFinished} from 'vitest';
import {dialects} from '../../source/allowlists/dialects.ts';
import {renderRules} from '../../source/allowlists/render-rules.ts';
import {toRuleEntries} from '../../source/allowlists/rule-entries.ts';
import {catalog} from '../../source/catalog/catalog.ts';
import {breakouts, hostileReport} from './helpers/hostile-report.ts';
import {parseBicep} from './helpers/parse-bicep.ts';
import {parseFortios} from './helpers/parse-fortios.ts';
import {runScript} from './helpers/run-script.ts';

const sources = ['10.0.0.0/8', '2001:db8::/32'];

function render(id: string, text: string) {
	const dialect = dialects.find(one => one.id === id);
	if (!dialect) throw new Error(id);
	const report = hostileReport(text);
	const ruleSet = toRuleEntries(report, catalog, {level: 'legacy', onlyMissing: false});
	return renderRules(dialect, ruleSet, {sources}, {report, onlyMissing: false});
}

/** What each line of rules may look like when no comment is on it. Hosts are letters, digits, hyphens and dots here. */
const host = '[a-z0-9.*-]+';
const grammars: {readonly [id: string]: RegExp} = {
	squid: new RegExp(
		`^(acl arc_netcheck_[a-z0-9_]+ (dstdomain ${host}|port \\d+|method CONNECT|src [0-9a-f.:/]+)|http_access allow !?arc_netcheck_connect( arc_netcheck_[a-z0-9_]+)+)$`,
	),
	'palo-alto': new RegExp(
		`^set profiles custom-url-category arc-netcheck-[a-z0-9-]+ (type "URL List"|list "${host}/")$`,
	),
	'palo-alto-edl': new RegExp(`^${host}/$`),
	list: new RegExp(`^${host} # .*$`),
	cilium: /^ *(- )?[A-Za-z0-9:./-]+:( ("[a-z0-9.*-]+"|[A-Za-z0-9/.: -]+))?$|^ +- azure(-arc|ml)$/,
	terraform: new RegExp(
		`^ *([a-z_]+ += .*|"${host}",|(resource|variable|[a-z_]+)( "[a-z_]+")* \\{|\\}|\\]|destination_fqdns = \\[)$`,
	),
};

describe.each(dialects.map(({id}) => id))('%s', id => {
	it.each(breakouts)('is not broken by %j', text => {
		const {text: output, remarks} = render(id, text);
		const written = [output, ...remarks].join('\n');
		expect(written).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u2028\u202e\ufeff]/);
		for (const remark of remarks) expect(remark).not.toMatch(/[\r\n]/);

		const mark = id === 'bicep' ? '//' : '#';
		const lines = output.split('\n').filter(line => line.trim() !== '' && !line.trim().startsWith(mark));
		const grammar = grammars[id];
		if (grammar) for (const line of lines) expect(line).toMatch(grammar);
		if (id !== 'csv')
			expect(lines.join('\n').replaceAll(/ # .*$| comments '[^']*'| set comment ".*"$/gm, '')).not.toMatch(
				/evil|touch|owned|http_access allow all/,
			);
		expect(output).toMatch(/good-0\.example/);
	});
});

it.each(['palo-alto', 'fortigate'] as const)('%s has nothing that a console would act on, comments included', id => {
	const {text} = render(id, breakouts.join(' '));
	expect(text).toMatch(/help/);
	expect(text).not.toMatch(/[^\n\u0020-\u007e]|[?\\]/);
});

describe('scripts', () => {
	it.each([
		['azure-firewall', 'az', {RESOURCE_GROUP: 'group', POLICY: 'policy'}],
		['aws-network-firewall', 'aws', {}],
		['check-point', 'mgmt_cli', {SESSION: 'session'}],
	] as const)('of %s run nothing but their own commands', (id, command, environment) => {
		const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arc-netcheck-scripts-'));
		onTestFinished(() => fs.rmSync(folder, {recursive: true, force: true}));
		const files = breakouts.map((text, index) => {
			const file = path.join(folder, `${index}.sh`);
			fs.writeFileSync(file, render(id, text).text);
			return file;
		});
		// A shell starts the others faster than this process, which is much larger.
		const check = 'for file; do bash -n "$file" || echo "$file"; done';
		expect(spawnSync('bash', ['-c', check, 'bash', ...files], {encoding: 'utf8'})).toMatchObject({
			status: 0,
			stdout: '',
			stderr: '',
		});
		const {status, stderr, calls} = runScript(render(id, breakouts.join(' ')).text, command, environment);
		expect({status, stderr}).toEqual({status: 0, stderr: ''});
		const own =
			/^(network firewall policy|network-firewall create-rule-group|add (group|network|host|dns-domain|access-rule)|set group) /;
		for (const call of calls) expect(call.join(' ')).toMatch(own);
		expect(calls.flat().filter(word => word.includes('good-')).length).toBeGreaterThan(0);
	});
});

describe('files that a parser reads', () => {
	it.each(breakouts)('hold the good hosts alone: %j', text => {
		const {resources} = parseBicep(render('bicep', text).text);
		expect(JSON.stringify(resources)).toMatch(/good-0\.example/);
		expect(JSON.stringify(resources)).not.toMatch(/evil|touch/);
		const tables = parseFortios(render('fortigate', text).text);
		const names = Object.keys(tables['firewall address'] ?? {}).filter(name => !name.includes('source'));
		for (const name of names) expect(name).toMatch(/^arc-netcheck-good-\d+\.example$/);
	});
});
