import {isProfileName} from '../../store/profile-name.ts';

/** What is wrong with a name for a profile, as far as it is typed; null: nothing. */
export function nameProblem(name: string): string | null {
	if (name === '') return 'Give it a name, such as prod-eastus.';
	return isProfileName(name)
		? null
		: 'Take up to 64 letters, digits, dots, dashes and underscores, beginning with a letter or digit.';
}
