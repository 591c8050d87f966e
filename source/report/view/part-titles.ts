/** The parts of a finding, by the same words in every format and on the screen. */
export const partTitles = {
	why: 'Why',
	impact: 'What breaks',
	fix: 'Fix',
	checks: 'Check, before and after the fix',
	evidence: 'What was seen',
	traces: 'In the logs',
	sources: 'Documented by',
} as const;
