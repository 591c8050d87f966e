import {expect, it} from 'vitest';
import {buildPlan} from '../../source/plan/build-plan.ts';
import {countPlannedEndpoints, endpointOf} from '../../source/plan/endpoints.ts';
import {catalogOf, requirement, settings, standIn} from './fixtures.ts';

const {targets} = buildPlan(
	settings(),
	catalogOf(
		requirement({id: 'name', pattern: 'one.example.com'}),
		requirement({id: 'wildcard', pattern: '*.example.com', standIns: [standIn('one.example.com')]}),
		requirement({id: 'other-port', pattern: 'one.example.com', port: 8084}),
		requirement({id: 'nobody', pattern: '*.example.net'}),
	),
);

it('endpointOf names the host that is probed, or the pattern where there is none', () => {
	expect(targets.map(endpointOf)).toEqual([
		'one.example.com:443',
		'one.example.com:443',
		'one.example.com:8084',
		'*.example.net:443',
	]);
});

it('countPlannedEndpoints counts a host and port once, however many requirements lead there', () => {
	expect(targets).toHaveLength(4);
	expect(countPlannedEndpoints(targets)).toBe(3);
});
