import {describe, expect, it} from 'vitest';
import {featureTitles, neededBy} from '../../source/catalog/catalog.ts';
import {sampleReport} from '../helpers/sample-run.ts';

describe('featureTitles', () => {
	it.each([
		[
			['aml-training', 'arc'],
			['Azure Arc agents', 'Training jobs'],
		],
		[
			['arc', 'of-a-later-version'],
			['Azure Arc agents', 'of-a-later-version'],
		],
		[[], []],
	])('%j', (ids, titles) => {
		expect(featureTitles(ids)).toEqual(titles);
	});
});

describe('neededBy', () => {
	it('names the chosen features only', () => {
		const {results, settings} = sampleReport({rows: [{host: 'a.example', features: ['arc', 'aks', 'aml-training']}]});
		expect(results.map(row => neededBy(row, settings))).toEqual(['Azure Arc agents and Training jobs']);
		expect(results.map(row => neededBy(row, {...settings, features: ['gpu']}))).toEqual(['']);
	});
});
