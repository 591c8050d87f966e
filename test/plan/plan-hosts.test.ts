import {expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {planHosts} from '../../source/plan/build-plan.ts';
import {settings} from './fixtures.ts';

it('plans a host once, however often it is named', () => {
	const [named, other] = [
		{host: 'mcr.microsoft.com', port: 443},
		{host: 'a.example', port: 8443},
	];
	const {targets} = planHosts([named, other, {...named}, {...other}], settings(), catalog);
	expect(targets.map(({target}) => target?.host)).toEqual(['mcr.microsoft.com', 'a.example']);
});
