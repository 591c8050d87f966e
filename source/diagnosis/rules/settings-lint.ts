import {safeText} from '../../safe-text.ts';
import {countOf} from '../../words.ts';
import type {Rule} from './types.ts';

/** What will trip the agents although it did not trip this run. It stands beside the rows: it explains none of them. */
export const settingsLint: Rule = {
	name: 'settings-lint',
	find(_unexplained, _run, lint) {
		const notes = lint.filter(({passedOver}) => passedOver === undefined);
		if (notes.length === 0) return [];
		return [
			{
				id: 'settings',
				title: 'Settings to change',
				owner: 'you',
				severity: notes.some(({severity}) => severity === 'warning') ? 'warning' : 'info',
				why: `${countOf(notes.length, 'point')} in the proxy settings would trip the agents or other tools, though not this program.`,
				fix: notes.map(({field, problem, cure}) => safeText(`${field}: ${problem} ${cure}`, 600)),
				results: [],
			},
		];
	},
};
