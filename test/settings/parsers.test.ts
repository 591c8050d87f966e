import {describe, expect, it} from 'vitest';
import {UsageError} from '../../source/errors.ts';
import {
	parseCloud,
	parseConcurrency,
	parseFeatures,
	parseLevel,
	parseNameServer,
	parseRegion,
	parseRetries,
	parseTimeout,
} from '../../source/settings/parsers.ts';
import {parsePrivateServices} from '../../source/settings/private-services.ts';

type Parse = (text: string, field: string) => unknown;

describe('what is understood', () => {
	it.each<[parse: Parse, text: string, value: unknown]>([
		[parseLevel, 'mandatory', 'mandatory'],
		[parseLevel, ' Legacy ', 'legacy'],
		[parseCloud, 'public', 'public'],
		[parseCloud, 'USGov', 'usgov'],
		[parseRegion, 'eastus', 'eastus'],
		[parseRegion, 'East US 2', 'eastus2'],
		[parseTimeout, '5', 5000],
		[parseTimeout, '0.1', 100],
		[parseTimeout, '2.5', 2500],
		[parseTimeout, '600', 600_000],
		[parseRetries, '0', 0],
		[parseRetries, '10', 10],
		[parseConcurrency, '1', 1],
		[parseConcurrency, '4096', 4096],
		[parseNameServer, '10.0.0.53', {address: '10.0.0.53', port: 53}],
		[parseNameServer, '10.0.0.53:5353', {address: '10.0.0.53', port: 5353}],
		[parseNameServer, '[FD00::53]:5353', {address: 'fd00::53', port: 5353}],
		[parseNameServer, '[fd00::53]', {address: 'fd00::53', port: 53}],
		[parseNameServer, 'fd00::53', {address: 'fd00::53', port: 53}],
	])('%o %j', (parse, text, value) => {
		expect(parse(text, '--field')).toEqual(value);
	});
});

describe('what is refused, with the field and the cure', () => {
	it.each<[parse: Parse, text: string, cure: RegExp]>([
		[parseLevel, 'all', /choose mandatory, conditional, optional or legacy/],
		[parseLevel, '', /choose/],
		[parseCloud, 'germany', /choose public, usgov or china/],
		[parseRegion, '', /such as eastus/],
		[parseRegion, 'east-us', /such as eastus/],
		[parseRegion, '<region>', /such as eastus/],
		[parseRegion, '2east', /such as eastus/],
		[parseTimeout, '0.05', /0\.1 to 600/],
		[parseTimeout, '601', /0\.1 to 600/],
		[parseTimeout, '5s', /0\.1 to 600/],
		[parseTimeout, '-1', /0\.1 to 600/],
		[parseTimeout, '1e2', /0\.1 to 600/],
		[parseTimeout, '', /0\.1 to 600/],
		[parseRetries, '11', /0 to 10/],
		[parseRetries, '1.5', /0 to 10/],
		[parseRetries, '-1', /0 to 10/],
		[parseConcurrency, '0', /1 to 4096/],
		[parseConcurrency, '4097', /1 to 4096/],
		[parseConcurrency, 'many', /1 to 4096/],
		[parseNameServer, 'dns.corp', /IP address of a name server/],
		[parseNameServer, '10.0.0.53:0', /IP address of a name server/],
		[parseNameServer, '10.0.0.53:70000', /IP address of a name server/],
		[parseNameServer, '10.0.0.300', /IP address of a name server/],
		[parseNameServer, '[10.0.0.1]:53', /IP address of a name server/],
		[parseNameServer, '', /IP address of a name server/],
	])('%o %j', (parse, text, cure) => {
		const attempt = () => parse(text, '--field');
		expect(attempt).toThrow(UsageError);
		expect(attempt).toThrow(/^--field is /);
		expect(attempt).toThrow(cure);
	});

	it('shows what was typed without its control characters', () => {
		expect(() => parseLevel('\u001b[31mred\u202e', '--level')).toThrow('--level is "[31mred"');
	});
});

describe('parseFeatures', () => {
	it.each([
		['arc', ['arc']],
		['arc,aml-training', ['arc', 'aml-training']],
		[' Arc , aml-training  all,', ['arc', 'aml-training', 'all']],
		['arc,arc', ['arc']],
		['', []],
		[' , ', []],
	])('%j', (text, features) => {
		expect(parseFeatures(text)).toEqual(features);
	});
});

describe('parsePrivateServices', () => {
	it('reads a list on top of the one before, in its own order', () => {
		expect(parsePrivateServices('Vault, acr', '--private', ['arc'])).toEqual(['acr', 'vault', 'arc']);
	});

	it.each([
		['acrr', '--private is "acrr": choose acr, storage, vault, workspace or arc. Did you mean acr?'],
		[' , ', '--private is empty: choose from acr, storage, vault, workspace, arc.'],
	])('refuses %j', (text, sentence) => {
		expect(() => parsePrivateServices(text, '--private')).toThrow(new UsageError(sentence));
	});
});
