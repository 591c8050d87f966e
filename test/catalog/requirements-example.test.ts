import fs from 'node:fs';
import {expect, it} from 'vitest';
import {ownRequirementsSchema, parseOwnRequirements} from '../../source/catalog/own-requirements.ts';

const file = 'docs/requirements.example.json';

it('the example of the documentation is read', () => {
	expect(parseOwnRequirements(fs.readFileSync(file, 'utf8'), file)).toMatchObject([
		{pattern: 'registry.example.com', port: 443, level: 'mandatory'},
		{pattern: '*.cdn.example.com', port: 443, level: 'conditional'},
		{pattern: 'time.example.com', port: 123, protocol: 'udp'},
	]);
});

it('the documentation names every field', () => {
	const text = fs.readFileSync('docs/requirements.md', 'utf8');
	for (const field of Object.keys(ownRequirementsSchema.shape.requirements.element.shape)) {
		expect(text).toContain(`\`${field}\``);
	}
});
