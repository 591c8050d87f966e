import {readFileSync} from 'node:fs';
import {expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {featureSchema, regionSchema, requirementSchema} from '../../source/catalog/schema.ts';

it.each([
	{id: 'Arm'},
	{clouds: []},
	{clouds: ['mars']},
	{pattern: 'https://a.example'},
	{port: 0},
	{protocol: 'tcp'},
	{level: 'high'},
	{features: []},
	{scope: ['moon']},
	{trust: 'none'},
	{lifecycle: {state: 'gone', replacement: null}},
	{path: 'relative'},
	{expect: {statuses: [99], basis: 'measured', proofs: [], fixedBody: false}},
	{expect: {statuses: [], basis: 'guessed', proofs: [], fixedBody: false}},
	{expect: {statuses: [], basis: 'unknown', proofs: [{kind: 'magic'}], fixedBody: false}},
	{expect: {statuses: [], basis: 'unknown', proofs: [{kind: 'header', name: 'X-Upper'}], fixedBody: false}},
	{sources: []},
	{surprise: 1},
])('refuses a requirement with %j', change => {
	const row = catalog.requirements[0];
	expect(requirementSchema.safeParse(row).success).toBe(true);
	expect(requirementSchema.safeParse({...row, ...change}).success).toBe(false);
});

it.each([{name: 'East US'}, {cloud: 'mars'}, {arcCode: ''}, {confidence: 'sure'}, {surprise: 1}])(
	'refuses a region with %j',
	change => {
		expect(regionSchema.safeParse({...catalog.regions[0], ...change}).success).toBe(false);
	},
);

it.each([{id: 'a b'}, {title: ''}, {clouds: []}, {isDefault: 'yes'}, {surprise: 1}])(
	'refuses a feature with %j',
	change => {
		expect(featureSchema.safeParse({...catalog.features[0], ...change}).success).toBe(false);
	},
);

it.each(['catalog.ts', 'regions.ts', '../near-names.ts', 'types.ts', 'host-pattern.ts'])(
	'%s starts without the schema',
	file => {
		const text = readFileSync(new URL(`../../source/catalog/${file}`, import.meta.url), 'utf8');
		expect(text).not.toMatch(/from '(zod|\.\/schema\.ts|\.\/own-requirements\.ts)'/);
	},
);
