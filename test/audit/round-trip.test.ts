import {describe, expect, it} from 'vitest';
import {dialectIds} from '../../source/allowlists/dialect-ids.ts';
import {renderFix} from '../../source/audit/fix.ts';
import {detectDialect} from '../../source/audit/readers.ts';
import {catalog} from '../../source/catalog/catalog.ts';
import {auditTexts, planOf, rulesFor} from './helpers/audit-text.ts';
import {linesWith, nameOf, unwritten} from './helpers/written-lines.ts';

const regions = {public: 'eastus', usgov: 'usgovvirginia', china: 'chinanorth3'} as const;

/** Each cloud with all of its features, and the public one with a spread of them. */
const plans = [
	...(['public', 'usgov', 'china'] as const).map(cloud => {
		const features = catalog.features.filter(({clouds}) => clouds.includes(cloud)).map(({id}) => id);
		return {name: `all of ${cloud}`, settings: {cloud, region: regions[cloud], features}};
	}),
	...[['arc'], ['arc', 'aml-training'], ['aml-inference'], ['arc', 'aks']].map(wanted => ({
		name: wanted.join(' and '),
		settings: {features: wanted.filter(id => catalog.features.some(feature => feature.id === id))},
	})),
	{name: 'own names', settings: {resources: {acr: ['mine'], storage: ['mystore']}}},
].filter(({settings}) => !('features' in settings) || settings.features.length > 0);

describe.each(dialectIds)('what is written as %s', id => {
	it.each(plans)('is read as complete and exact, for $name', async ({settings}) => {
		const report = planOf(settings);
		const {text, outcomes} = rulesFor(id, report, ['10.0.0.0/8']);
		const audit = await auditTexts(id, text, report);
		expect(audit.missing.map(nameOf).toSorted()).toEqual(unwritten(outcomes));
		expect(audit.wider).toEqual([]);
		expect(audit.unneeded).toEqual([]);
		expect(audit.shadowed).toEqual([]);
		expect(audit.notUnderstood.filter(({why}) => why !== 'a row without a host')).toEqual([]);
	});

	it('is known by its text', () => {
		const {text} = rulesFor(id, planOf());
		expect(detectDialect(text, 'file')).toBe(id === 'palo-alto-edl' ? 'list' : id);
	});

	it('lacks exactly what a line that is taken out was for', async () => {
		const report = planOf();
		const {text, outcomes} = rulesFor(id, report, ['10.0.0.0/8']);
		const inexpressible = unwritten(outcomes);
		const lines = text.split('\n');
		for (const [index, {entry, written}] of outcomes.entries()) {
			if (written.length === 0 || index % 5 !== 0) continue;
			const own = written.flatMap(one => linesWith(text, one, id));
			expect(own.length, `${entry.host} in ${id}`).toBeGreaterThan(0);
			const without = lines.filter((_, line) => !own.includes(line)).join('\n');
			const audit = await auditTexts(id, without, report);
			const lost = outcomes.filter(other => other.written.some(one => written.includes(one)));
			expect(audit.missing.map(nameOf).toSorted()).toEqual(
				[...inexpressible, ...lost.map(other => nameOf(other.entry))].toSorted(),
			);
			// What the fix adds is all that was missing.
			const fix = renderFix(audit, report, catalog, {sources: []});
			const mended = await auditTexts(
				id,
				[
					{file: 'fix', text: fix.text},
					{file: 'list', text: without},
				],
				report,
			);
			expect(mended.missing.map(nameOf).toSorted()).toEqual(inexpressible);
		}
	});
});
