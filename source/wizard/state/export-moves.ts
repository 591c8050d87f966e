import type {WrittenFile} from '../../session/export/export-reports.ts';
import {textOf} from '../components/text-input/text-input-state.ts';
import {
	createExport,
	type ExportAction,
	finishWriting,
	reduceExport,
	reopenExport,
} from '../screens/export/export-state.ts';
import type {WizardState} from './state.ts';

/** There are results, and they were not written to files since they were found. Those of a profile are kept with it. */
export function isUnexported({
	run,
	isFresh,
	isKept,
	exportedRun,
	profile,
}: Pick<WizardState, 'run' | 'isFresh' | 'isKept' | 'exportedRun' | 'profile'>): boolean {
	return run !== null && isFresh && run !== exportedRun && !(profile && isKept);
}

/** What was chosen before is still chosen; the folder is another one if files went into the last. */
export function openExport(state: WizardState, proposal: string): WizardState {
	const {run, exporting} = state;
	const {ruleSources} = state.answers;
	if (!run) return state;
	return {
		...state,
		view: {name: 'export'},
		exporting: reopenExport(exporting ?? createExport(run, ruleSources), proposal, ruleSources),
	};
}

/** What is typed as the source is an answer, for the next time. */
export function editExport(state: WizardState, action: ExportAction): WizardState {
	if (!state.exporting) return state;
	const exporting = reduceExport(state.exporting, action);
	return {...state, exporting, answers: {...state.answers, ruleSources: textOf(exporting.sources)}};
}

/** Shows what was written. */
export function finishExport(state: WizardState, files: readonly WrittenFile[]): WizardState {
	const written = new Set(files.map(({file}) => file));
	const isLeft = ({file}: WrittenFile) => !written.has(file);
	return {
		...state,
		view: {name: 'done', files},
		files: [...state.files.filter(isLeft), ...files],
		earlierFiles: state.earlierFiles.filter(isLeft),
		exporting: state.exporting && finishWriting(state.exporting),
		exportedRun: state.run,
	};
}
