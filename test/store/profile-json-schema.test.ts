import fs from 'node:fs';
import {Ajv2020} from 'ajv/dist/2020.js';
import {describe, expect, it} from 'vitest';
import {formatProfile} from '../../source/store/profile.ts';
import {sampleProfile} from '../helpers/sample-profile.ts';

const published = fs.readFileSync('schema/profile.schema.json', 'utf8');
// Of the formats of text Ajv knows none by itself.
const formats = {ipv4: true, ipv6: true} as const;
const validate = new Ajv2020({allErrors: true, strict: true, allowUnionTypes: true, formats}).compile(
	JSON.parse(published),
);
const isValid = (data: unknown) => validate(data);
const minimal = {schema: 'arc-netcheck/profile@1', name: 'prod', settings: {region: 'eastus'}};

describe('the published schema of a profile', () => {
	it('accepts what the program writes, and the least that may be written by hand', () => {
		expect(isValid(JSON.parse(formatProfile(sampleProfile('prod'))))).toBe(true);
		expect(isValid(minimal)).toBe(true);
	});

	it.each<[string, object]>([
		['no region', {settings: {}}],
		['a field that a profile has not', {settings: {region: 'eastus', proxyPassword: 'x'}}],
		['a password in place of its place', {passwordFrom: 'hunter2'}],
		['another version', {schema: 'arc-netcheck/profile@2'}],
	])('refuses %s', (_, change) => {
		expect(isValid({...minimal, ...change})).toBe(false);
	});
});
