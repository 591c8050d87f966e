/** What one can do after looking at the results. */
const nextChoices = ['results', 'export', 'changes', 'save', 'check-again', 'profile', 'revise', 'leave'] as const;
export type NextChoice = (typeof nextChoices)[number];

/** How each is called, and what it does. */
export const nextWords: {readonly [choice in NextChoice]: readonly [label: string, meaning: string]} = {
	results: ['Back to the results', ''],
	export: ['Export', 'reports and firewall rules, as files'],
	changes: ['What changed', 'since the run before'],
	save: ['Save as profile', 'the answers under a name, to check again later'],
	'check-again': ['Check again', 'all endpoints, with the same answers'],
	profile: ['To the profile', 'what is kept of it'],
	revise: ['Change an answer', 'these results stay at hand until the next check'],
	leave: ['Leave', 'a summary stays in the terminal'],
};

/** The choices that there are, in their order. `isStored`: profiles can be kept here. */
export function availableChoices({
	isStored,
	isProfileOpen,
	hasChanges,
}: {
	readonly isStored: boolean;
	readonly isProfileOpen: boolean;
	readonly hasChanges: boolean;
}): readonly NextChoice[] {
	const isThere: {readonly [choice in NextChoice]?: boolean} = {
		changes: hasChanges,
		save: isStored && !isProfileOpen,
		profile: isProfileOpen,
	};
	return nextChoices.filter(choice => isThere[choice] ?? true);
}
