import {outsideCatalog} from '../plan/outside-catalog.ts';
import {plannedId} from '../plan/planned-id.ts';
import type {RunRow} from './run.ts';

/** The id that the row of a plan has, from what a row of a run shows. */
export function rowIdOf({requirement, target}: Pick<RunRow, 'requirement' | 'target'>): string {
	return plannedId(requirement ?? outsideCatalog(target?.host ?? '', target?.port ?? 443), target);
}
