/** What one can do after looking at the results. */
export const nextChoices = ['results', 'export', 'check-again', 'revise', 'leave'] as const;
export type NextChoice = (typeof nextChoices)[number];

/** How each is called, and what it does. */
export const nextWords: {readonly [choice in NextChoice]: readonly [label: string, meaning: string]} = {
	results: ['Back to the results', ''],
	export: ['Export', 'reports and firewall rules, as files'],
	'check-again': ['Check again', 'all endpoints, with the same answers'],
	revise: ['Change an answer', 'these results stay at hand until the next check'],
	leave: ['Leave', 'a summary stays in the terminal'],
};
