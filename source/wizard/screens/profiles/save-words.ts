import type {Settings} from '../../../settings/types.ts';
import type {Profile} from '../../../store/profile.ts';

/** A name to propose: that of the profile that is open, else the region. */
export function proposeName(profile: Profile | null, {region}: Pick<Settings, 'region'>): string {
	return profile?.name ?? region;
}

/** What a saved profile is good for, as commands with a word on each. */
export function commandsFor(
	name: string,
	ownCommand: string,
): readonly (readonly [command: string, meaning: string])[] {
	return [
		[`${ownCommand} --profile ${name}`, 'opens it here'],
		[`${ownCommand} check --profile ${name}`, 'checks without questions, as from cron'],
		[`${ownCommand} diff ${name}@2 ${name}@last`, 'tells what changed'],
	];
}
