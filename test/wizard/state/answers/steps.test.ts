import {describe, expect, it} from 'vitest';
import {
	firstUnanswered,
	neighbourStep,
	type StepId,
	stepIds,
	stepOf,
	steps,
} from '../../../../source/wizard/state/answers/steps.ts';
import {wrapText} from '../../../../source/wrap-text.ts';
import {answersWith, contextWith, ownProxy} from '../../helpers/context.ts';

const context = contextWith();

it('the table holds every step once, in order', () => {
	expect(steps.map(({id}) => id)).toEqual(stepIds);
});

it('questions and reasons fit into their lines', () => {
	for (const {question, reason} of steps) {
		expect(question.length).toBeLessThanOrEqual(38);
		expect(wrapText(reason, 78).length).toBeLessThanOrEqual(2);
	}
});

describe('validate', () => {
	it.each<[StepId, Parameters<typeof answersWith>[0], string | null]>([
		['region', {region: null}, 'Choose the region'],
		['region', {region: 'atlantis'}, 'Choose the region'],
		['region', {region: 'eastus2'}, null],
		['proxy', {proxyChoice: 'environment'}, 'No proxy variable is set'],
		['proxy', {proxyChoice: 'none'}, null],
		['proxy-details', {proxyChoice: 'own'}, 'is empty'],
		['proxy-details', {proxyChoice: 'own', ownProxy: {...ownProxy, url: 'proxy'}}, 'The proxy address'],
		['proxy-details', {proxyChoice: 'own', ownProxy: {...ownProxy, url: 'proxy:3128'}}, null],
		['features', {features: []}, 'Choose at least one feature'],
		['features', {features: null}, null],
		['resources', {features: ['aml-training'], resources: {acr: 'a!'}}, 'Registry has "a!"'],
		['resources', {features: ['aml-training'], resources: {acr: 'myregistry, other1'}}, null],
		['resources', {region: 'westus3', resources: {'region-code': 'a b'}}, 'a region has one'],
		['resources', {region: 'westus3', resources: {'region-code': 'usw3 '}}, null],
	])('%s of %j', (id, given, expected) => {
		const problem = stepOf(id).validate(answersWith(given), context);
		if (expected === null) expect(problem).toBeNull();
		else expect(problem).toContain(expected);
	});

	it('refuses an environment that can’t be read, in its own words', () => {
		const broken = contextWith({https_proxy: 'socks://proxy'});
		expect(stepOf('proxy').validate(answersWith({proxyChoice: 'environment'}, broken), broken)).toContain(
			'https_proxy',
		);
	});
});

describe('neighbourStep', () => {
	it.each<[StepId, 1 | -1, Parameters<typeof answersWith>[0], StepId | null]>([
		['region', 1, {}, 'proxy'],
		['region', -1, {}, null],
		['proxy', 1, {}, 'features'],
		['proxy', 1, {proxyChoice: 'own'}, 'proxy-details'],
		['features', -1, {}, 'proxy'],
		['features', -1, {proxyChoice: 'own'}, 'proxy-details'],
		['features', 1, {features: ['arc']}, 'from'],
		['from', 1, {}, 'review'],
		['features', 1, {features: ['aml-training']}, 'resources'],
		['review', 1, {}, null],
	])('from %s by %i with %j', (from, direction, given, expected) => {
		expect(neighbourStep(from, direction, answersWith(given), context)).toBe(expected);
	});
});

it.each<[Parameters<typeof answersWith>[0], StepId | null]>([
	[{}, null],
	[{region: null}, 'region'],
	[{proxyChoice: 'own'}, 'proxy-details'],
	[{features: []}, 'features'],
	[{region: null, features: []}, 'region'],
])('firstUnanswered of %j', (given, expected) => {
	expect(firstUnanswered(answersWith(given), context)).toBe(expected);
});
