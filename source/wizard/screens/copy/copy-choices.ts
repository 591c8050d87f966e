import {type OutputId, outputs} from '../../../session/export/outputs.ts';

/** What of a run can be copied: what is pasted by people. The rest are files for machines. */
export type CopyChoice = {readonly output: OutputId; readonly label: string; readonly purpose: string};

const copiedReports: readonly OutputId[] = ['markdown', 'change-request'];

export const copyChoices: readonly CopyChoice[] = outputs
	.filter(({id, dialect}) => dialect !== null || copiedReports.includes(id))
	.map(({id, dialect, label, purpose}) => ({
		output: id,
		label: dialect === null ? label : `Rules, ${label}`,
		purpose,
	}));
