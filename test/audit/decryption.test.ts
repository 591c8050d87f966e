import {describe, expect, it} from 'vitest';
import {auditTexts, planOf} from './helpers/audit-text.ts';

const report = planOf({features: ['arc', 'cluster-connect']});
const category = 'set profiles custom-url-category spared list [ *.servicebus.windows.net/ ]\n';
const security =
	'set rulebase security rules all from any to any source any destination any application any service any action allow\n';
const rule = (name: string, action: string, more = 'category any') =>
	`set rulebase decryption rules ${name} from any to any source any destination any service any ${more} action ${action}\n`;
const spare = (more = '') => rule('spare', 'no-decrypt', `category spared${more}`);

async function inspectedOf(...rules: readonly string[]): Promise<boolean> {
	const {inspection} = await auditTexts('palo-alto', `${category}${security}${rules.join('')}`, report);
	expect(inspection.isTold).toBe(true);
	return inspection.missing.some(name => name.includes('.servicebus.windows.net'));
}

describe('decryption rules of PAN-OS, in their order', () => {
	it.each([
		['an exemption above what decrypts', [spare(), rule('all', 'decrypt')], false],
		['an exemption below what decrypts', [rule('all', 'decrypt'), spare()], true],
		['a disabled exemption', [spare(' disabled yes'), rule('all', 'decrypt')], true],
		['what decrypts is disabled', [rule('all', 'decrypt', 'category any disabled yes'), spare()], false],
		[
			'what decrypts is for own servers',
			[rule('all', 'decrypt', 'category any type ssl-inbound-inspection'), spare()],
			false,
		],
		['what decrypts is for those very hosts', [rule('all', 'decrypt', 'category spared')], true],
		[
			'what decrypts is for other hosts',
			[rule('all', 'decrypt', 'category other'), 'set profiles custom-url-category other list pypi.org/\n'],
			false,
		],
		['nothing but exemptions', [spare()], false],
		[
			'exemptions for others alone',
			[rule('one', 'no-decrypt', 'category other'), 'set profiles custom-url-category other list pypi.org/\n'],
			true,
		],
	] as const)('%s', async (_name, rules, expected) => {
		expect(await inspectedOf(...rules)).toBe(expected);
	});
});
