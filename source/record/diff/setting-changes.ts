import {fieldEntries} from '../../settings/fields.ts';
import type {Settings} from '../../settings/types.ts';

/** The settings that differ, in words. What a run was to probe comes first. */
export function settingChanges(before: Settings, after: Settings): {name: string; old: string; new: string}[] {
	return fieldEntries.flatMap(([key, row]) => {
		const now = new Map(row.words(after[key]));
		return row
			.words(before[key])
			.map(([name, old]) => ({name, old, new: now.get(name) ?? ''}))
			.filter(change => change.old !== change.new);
	});
}
