import fs from 'node:fs';
import {describe, expect, it} from 'vitest';
import {dialectIds} from '../../source/allowlists/dialect-ids.ts';
import {outcomeKinds} from '../../source/allowlists/types.ts';

const text = fs.readFileSync('docs/rules.md', 'utf8');
const section = (title: string) => text.split(/^## /m).find(part => part.startsWith(title)) ?? '';

describe('docs/rules.md', () => {
	it.each(dialectIds)('says what %s can express and where it was checked', id => {
		expect(section('The dialects')).toContain(`\`${id}\``);
		expect(section('Where each was checked')).toContain(`\`${id}\``);
	});

	it.each(outcomeKinds)('explains the outcome %s', kind => {
		expect(section('How each pattern came out')).toMatch(new RegExp(`^\\| ${kind} \\| .+ \\|$`, 'm'));
	});
});
