import {type ExportRow, exportRows} from '../../state/export-state.ts';

/** A line of the export: a row, or the blank above the reports. */
export type ExportLine = ExportRow | 'blank';

/** The rows with a blank line above the reports, where there is room for it. */
export function exportLines(isSpaced: boolean): readonly ExportLine[] {
	if (!isSpaced) return exportRows;
	return exportRows.flatMap(row => (row === 'markdown' ? (['blank', row] as const) : [row]));
}

/** The first line in view: the cursor stands in the middle where there is room on both sides. */
export function firstLine(lines: readonly ExportLine[], row: ExportRow, height: number): number {
	return Math.max(0, Math.min(lines.indexOf(row) - Math.floor(height / 2), lines.length - height));
}
