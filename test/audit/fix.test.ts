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
