import {existsSync} from 'node:fs';
import {EnvironmentError} from '../errors.ts';
import {type RenderOptions, renderRun, runFormats} from '../report/formats.ts';
import type {RunReport} from '../report/run-report.ts';
import {privateFile, writeFileAtomically} from '../store/write-file.ts';
import type {ExportOutcome, ExportRequest} from '../wizard/services.ts';

/** Writes a run in several formats beside each other. Nothing is written while one of the files is there and may not go. */
export function exportReports(report: RunReport, request: ExportRequest, options: RenderOptions): ExportOutcome {
	const {path, formats, isOverwriteAllowed} = request;
	const outputs = runFormats
		.filter(({id}) => formats.some(format => format === id))
		.map(({id, fileExtension}) => ({id, file: `${path}.${fileExtension}`}));
	const existing = outputs.map(({file}) => file).filter(file => existsSync(file));
	if (existing.length > 0 && !isOverwriteAllowed) return {kind: 'exists', files: existing};
	for (const {id, file} of outputs) {
		try {
			writeFileAtomically(file, renderRun(id, report, options), {isExclusive: !isOverwriteAllowed, mode: privateFile});
		} catch (error) {
			const {code} = error as NodeJS.ErrnoException;
			throw new EnvironmentError(`${file} can't be written (${code}).`, 'Choose another path.', {cause: error});
		}
	}
	return {kind: 'written', files: outputs.map(({file}) => file)};
}
