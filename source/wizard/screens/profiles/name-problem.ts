import {profileNameRule} from '../../../store/profile-name.ts';

/** What is wrong with a name for a profile, as far as it is typed; null: nothing. */
export function nameProblem(name: string): string | null {
	if (name === '') return 'Give it a name, such as prod-eastus.';
	const rule = profileNameRule(name);
	return rule === null ? null : `${rule.charAt(0).toUpperCase()}${rule.slice(1)}.`;
}
