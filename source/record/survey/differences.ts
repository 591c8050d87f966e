import {createField, type Found, type Rule} from './field.ts';
import {machineRules} from './machine-rules.ts';
import {networkRules} from './network-rules.ts';
import {type Cell, isOpen, type Sighting, targetOf} from './sightings.ts';
import type {Difference} from './survey.ts';

/**
 * What a difference between places means, one row for each root cause, in the order in which they explain cells: what a
 * machine has wrong itself comes before what the network does to it, and one place before a whole view.
 */
const rules: readonly Rule[] = [...machineRules, ...networkRules];

/** What the differences between several vantage points mean. Each cell stands behind one finding. Pure. */
export function findDifferences(sightings: readonly Sighting[]): readonly Difference[] {
	const explained = new Set<Cell>();
	const cells = sightings.flatMap(at => [...at.rows].map(([id, row]) => ({id, cell: {at, row}})));
	const rows = [...Map.groupBy(cells, ({id}) => id)].map(([id, each]) => [id, each.map(({cell}) => cell)] as const);
	const findings: Difference[] = [];
	for (const rule of rules) {
		// Explained failures are gone for the next rule; what works stays a witness.
		const left = new Map(rows.map(([id, each]) => [id, each.filter(cell => !explained.has(cell))]));
		for (const found of rule.find(createField(sightings, left))) {
			for (const cell of found.cells) if (!isOpen(cell)) explained.add(cell);
			findings.push(toDifference(rule, found, findings.length));
		}
	}
	return findings;
}

function toDifference(
	rule: Rule,
	{cells, title, why, confidence, severity, fix, at = []}: Found,
	index: number,
): Difference {
	const places = [...new Set([...cells.map(cell => cell.at), ...at])];
	const targets = [...new Set(cells.map(targetOf))];
	return {
		id: `vantage.${rule.kind}${index === 0 ? '' : `.${index + 1}`}`,
		kind: rule.kind,
		title: title ?? rule.title,
		severity: severity ?? rule.severity ?? 'error',
		owner: rule.owner,
		confidence: confidence ?? (places.length > 1 ? 'high' : 'medium'),
		vantages: places.map(({id}) => id),
		rows: [...new Set(cells.map(({row}) => row.id))],
		targets,
		why: why ?? rule.why,
		fix: fix ?? rule.fix,
		control: rule.control,
		refutedBy: rule.refutedBy,
	};
}
