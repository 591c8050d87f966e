import {expect, it} from 'vitest';
import {defaultLocation} from '../../source/session/azure-cli.ts';

it.each([
	['[defaults]\nlocation = eastus\n', 'eastus'],
	['[cloud]\nname = AzureCloud\n\n[defaults]\r\ngroup=rg\r\nlocation=West Europe\r\n', 'West Europe'],
	['[defaults]\nLocation: westus2', 'westus2'],
	['[other]\nlocation = eastus\n', null],
	['[defaults]\nlocation =\n', null],
	['', null],
])('the default region in %j is %s', (text, location) => {
	expect(defaultLocation(text)).toBe(location);
});
