import {describe, expect, it} from 'vitest';
import type {DialectId} from '../../source/allowlists/dialect-ids.ts';
import {renderFix} from '../../source/audit/fix.ts';
import {catalog} from '../../source/catalog/catalog.ts';
import {auditTexts, planOf} from './helpers/audit-text.ts';

const report = planOf({features: ['arc', 'cluster-connect']});

async function fixOf(dialect: DialectId, text: string): Promise<string> {
	const {text: rules, remarks} = renderFix(await auditTexts(dialect, text, report), report, catalog, {sources: []});
	return [rules, ...remarks].join('\n');
}

describe('a fix of what a line denies', () => {
	it.each([
		['list', 'pypi.org\n!management.azure.com\n', 2],
		['csv', 'pypi.org,443\n!management.azure.com,443\n', 2],
		[
			'cilium',
			'kind: CiliumNetworkPolicy\nspec:\n  egressDeny:\n    - toFQDNs:\n        - matchName: management.azure.com\n  egress:\n    - toEntities: [world]\n',
			4,
		],
	] as const)('says which line to take out: %s', async (dialect, text, line) => {
		const fix = await fixOf(dialect, text);
		expect(fix.replace(/\n(?:#|\/\/) +/g, ' ')).toContain(`Take out or move list line ${line} first`);
	});

	it('says nothing of what is missing alone', async () => {
		expect(await fixOf('list', 'pypi.org\n')).not.toContain('Take out or move');
	});

	it('says nothing for Squid, where the rules go above', async () => {
		const text = 'acl no dstdomain management.azure.com\nhttp_access deny no\nhttp_access allow all\n';
		expect(await fixOf('squid', text)).not.toContain('Take out or move');
	});
});

describe('a fix of a list', () => {
	it('writes wildcards where the list has some, so that nothing stays missing', async () => {
		const text = '*.guestnotificationservice.azure.com\n';
		const fix = renderFix(await auditTexts('list', text, report), report, catalog, {sources: []}).text;
		expect(fix).toMatch(/^\*\./m);
		const {missing} = await auditTexts('list', `${text}${fix}`, report);
		expect(missing).toEqual([]);
	});

	it('writes none where it has none', async () => {
		const {text} = renderFix(await auditTexts('list', 'pypi.org\n', report), report, catalog, {sources: []});
		expect(text).not.toMatch(/^\*\./m);
	});
});

describe('a fix of a file with parts', () => {
	const vdom = (name: string) =>
		`edit ${name}\nconfig firewall address\nedit "p"\nset type fqdn\nset fqdn "pypi.org"\nnext\nend\nconfig firewall policy\nedit 1\nset dstaddr "p"\nset service "ALL"\nset schedule "always"\nset action accept\nnext\nend\nnext\n`;
	const rule = (scope: string, base = 'rulebase') =>
		[
			'source any',
			'destination any',
			'application any',
			'service any',
			'category none',
			'action allow',
			'from any',
			'to any',
		]
			.map(field => `set ${scope} ${base} security rules r ${field}\n`)
			.join('');
	const category = 'set shared profiles custom-url-category none list [ pypi.org/ ]\n';
	const rows: readonly (readonly [DialectId, string, readonly string[], string])[] = [
		['fortigate', `config vdom\n${vdom('root')}${vdom('edge')}end\n`, ['root', 'edge'], 'edit edge'],
		['fortigate', `config vdom\n${vdom('inner')}end\n`, [], 'edit inner'],
		[
			'palo-alto',
			`${category}${rule('device-group East', 'pre-rulebase')}${rule('device-group "Far West"', 'pre-rulebase')}`,
			['East', 'Far West'],
			'set device-group "Far West" pre-rulebase security rules',
		],
		[
			'palo-alto',
			`${category}${rule('vsys vsys1')}${rule('vsys vsys2')}`,
			['vsys1', 'vsys2'],
			'set vsys vsys2 rulebase',
		],
		['palo-alto', `${category}${rule('vsys vsys3')}`, [], 'set vsys vsys3 profiles custom-url-category'],
	];

	it.each(rows)(
		'puts the rules where they belong, so that nothing stays missing: %s %#',
		async (dialect, text, parts, sign) => {
			const audit = await auditTexts(dialect, text, report);
			expect(audit.missing.length).toBeGreaterThan(0);
			expect((audit.parts ?? []).map(({name}) => name)).toEqual(parts);
			const fix = renderFix(audit, report, catalog, {sources: []}).text;
			expect(fix).toContain(sign);
			const files = [
				{file: 'list', text},
				{file: 'fix', text: fix},
			];
			const mended = await auditTexts(dialect, files, report);
			expect(mended.missing).toEqual([]);
			expect((mended.parts ?? []).map(({name}) => name)).toEqual(parts);
		},
	);

	it('adds to a part only what that one lacks', async () => {
		const all = {dstaddr: '"all"'};
		const open = vdom('edge').replace('"p"\nset service', `${all.dstaddr}\nset service`);
		const audit = await auditTexts('fortigate', `config vdom\n${vdom('root')}${open}end\n`, report);
		const fix = renderFix(audit, report, catalog, {sources: []}).text;
		expect(fix).toContain('edit root');
		expect(fix).not.toContain('edit edge');
	});

	const scopes: readonly (readonly [string, string])[] = [
		['a quote that ends the name', 'x\\"end'],
		['a sign that ends a command of a shell', 'x;execute factoryreset'],
		['signs that stand for what was matched', "x$&y$'z$`"],
		['a sequence for the terminal', 'x\u001b[31m'],
		['a mark that no reader sees', 'edge\u202e'],
		['a sign that a console acts on', 'edge?'],
		['a variable of the console', '$SerialNum'],
	];

	it.each(scopes)('puts no name into a command that can not stand in it: %s', async (_, scope) => {
		const own = vdom(`"${scope}"`);
		const audit = await auditTexts('fortigate', `config vdom\n${vdom('root')}${own}end\n`, report);
		const fix = renderFix(audit, report, catalog, {sources: []}).text;
		const commands = fix.split('\n').filter(line => !line.startsWith('#'));
		expect(commands.filter(line => /^(?:edit|config vdom|execute)\b/.test(line))).toEqual(['config vdom', 'edit root']);
		expect(fix).not.toMatch(/[^\n -~]/);
		expect(fix.replace(/\n# +/g, ' ')).toContain('enter it before you paste them');
		const group = scope.replaceAll('\\"', ';');
		const panorama = `${category}${rule('device-group East', 'pre-rulebase')}${rule(`device-group "${group}"`, 'pre-rulebase')}`;
		const others = renderFix(await auditTexts('palo-alto', panorama, report), report, catalog, {sources: []}).text;
		for (const line of others.split('\n').filter(one => !one.startsWith('#')))
			expect(line).toMatch(/^(?:|set (?:device-group East )?(?:profiles|service|pre-rulebase|rulebase) [ -~]*)$/);
	});
});
