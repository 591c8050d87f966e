import {expect, it} from 'vitest';
import {readVantage} from '../../source/probe/vantage.ts';

const inPod = {KUBERNETES_SERVICE_HOST: '10.0.0.1'};

it('knows a pod by its environment, where no service account is mounted', () => {
	expect(readVantage({}, inPod).kind).toBe('pod');
});

it('is in the practice network wherever that runs', () => {
	expect(readVantage({isPractice: true}, inPod).kind).toBe('practice');
});

it('takes a machine with neither of a cluster for a jump box', () => {
	expect(readVantage({}, {}).kind).toBe('jumpbox');
});
