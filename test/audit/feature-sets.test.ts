import {describe, expect, it} from 'vitest';
import {type DialectId, dialectIds} from '../../source/allowlists/dialect-ids.ts';
import type {Outcome} from '../../source/allowlists/types.ts';
import {renderFix} from '../../source/audit/fix.ts';
import {catalog} from '../../source/catalog/catalog.ts';
import {matchesHostPattern} from '../../source/catalog/host-pattern.ts';
import {createRandom} from '../helpers/random.ts';
import {auditTexts, planOf, rulesFor} from './helpers/audit-text.ts';
import {linesWith, nameOf, unwritten} from './helpers/written-lines.ts';

const regions = {public: 'westeurope', usgov: 'usgovarizona', china: 'chinaeast2'} as const;
const clouds = Object.keys(regions) as (keyof typeof regions)[];
/** Other sets of features with each seed; the same ones in every run. */
const seeds = [1, 2];

/** A line that names a host, with all names under the domain above in its place. */
function widen(id: DialectId, line: string, host: string, above: string): string {
	switch (id) {
		case 'squid':
		case 'aws-network-firewall':
			return line.replace(host, `.${above}`);
		case 'cilium':
			return line.replace(`matchName: "${host}"`, `matchPattern: "**.${above}"`);
		case 'check-point': {
			const changed = line.replace(new RegExp(`(?<![\\w.-])\\.${host.replaceAll('.', '\\.')}(?![\\w.-])`), `.${above}`);
			return changed === line ? line : changed.replace('is-sub-domain false', 'is-sub-domain true');
		}
		default:
			return line.replaceAll(host, `*.${above}`);
	}
}

const isStar = (id: DialectId) => id !== 'squid' && id !== 'aws-network-firewall' && id !== 'check-point';
const aboveOf = (host: string) => host.slice(host.indexOf('.') + 1);

/** Hosts that stand in the list for themselves alone, with a domain above that nothing else needs as a whole. */
function widenable(outcomes: readonly Outcome[]): readonly Outcome[] {
	return outcomes.filter(({entry: {host}, written}) => {
		if (written.length !== 1 || host.includes('*') || aboveOf(host).split('.').length < 2) return false;
		const isAlone = outcomes.filter(other => other.entry.host === host).length === 1;
		return (
			isAlone &&
			!outcomes.some(({entry}) => entry.host.includes('*') && matchesHostPattern(entry.host, `any7.${aboveOf(host)}`))
		);
	});
}

describe.each(dialectIds)('any set of features in %s', id => {
	it.each(clouds.flatMap(cloud => seeds.map(seed => [cloud, seed] as const)))(
		'comes back as it was written, and with one line out and one wider both are told: %s, %i',
		async (cloud, seed) => {
			const random = createRandom(seed * clouds.length + clouds.indexOf(cloud));
			const pick = <Value>(values: readonly Value[]) => values[random(Math.max(1, values.length))];
			const offered = catalog.features.filter(feature => feature.clouds.includes(cloud)).map(feature => feature.id);
			const features = offered.filter(() => random(10) < 4);
			const report = planOf({cloud, region: regions[cloud], features: features.length === 0 ? ['arc'] : features});
			const {text, outcomes} = rulesFor(id, report, ['10.0.0.0/8']);
			const whole = await auditTexts(id, text, report);
			const inexpressible = unwritten(outcomes);
			expect(whole.missing.map(nameOf).toSorted()).toEqual(inexpressible);
			expect([whole.wider, whole.unneeded, whole.shadowed]).toEqual([[], [], []]);

			const lines = text.split('\n');
			const wide = pick(widenable(outcomes));
			const gone = pick(outcomes.filter(one => one.written.length > 0 && one.entry.host !== wide?.entry.host));
			if (wide === undefined || gone === undefined) return;
			const above = aboveOf(wide.entry.host);
			const goneLines = gone.written.flatMap(one => linesWith(text, one, id));
			const wideLines = wide.written.flatMap(one => linesWith(text, one, id));
			const changed = lines
				.map((line, index) =>
					wideLines.includes(index) || id === 'check-point' ? widen(id, line, wide.entry.host, above) : line,
				)
				.filter((_, index) => !goneLines.includes(index))
				.join('\n');
			expect(changed, wide.entry.host).toContain(`.${above}`);
			const audit = await auditTexts(id, changed, report);
			// What is under the domain above is allowed by what was widened.
			const isLost = (name: string) => {
				const host = name.replace(/^\w+ (.*):\d+$/, '$1');
				return !host.endsWith(`.${above}`) && (host !== above || isStar(id));
			};
			const lost = outcomes.filter(other => other.written.some(one => gone.written.includes(one)));
			expect(audit.missing.map(nameOf).toSorted()).toEqual(
				[...inexpressible, ...lost.map(one => nameOf(one.entry))].filter(isLost).toSorted(),
			);
			expect(audit.wider.map(({name}) => name)).toEqual([`${isStar(id) ? '*' : ''}.${above}`]);
			const fix = renderFix(audit, report, catalog, {sources: []}).text;
			const mended = await auditTexts(
				id,
				[
					{file: 'fix', text: fix},
					{file: 'list', text: changed},
				],
				report,
			);
			// A plain list that has wildcards by now can say more than one that has none.
			expect(inexpressible).toEqual(expect.arrayContaining(mended.missing.map(nameOf)));
		},
	);
});
