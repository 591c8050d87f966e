import {passwordVariable} from '../../settings/resolve-proxy.ts';
import type {Settings} from '../../settings/types.ts';
import type {Profile} from '../../store/profile.ts';

/** A name to propose: that of the profile that is open, else the region. */
export function proposeName(profile: Profile | null, {region}: Pick<Settings, 'region'>): string {
	return profile?.name ?? region;
}

/** What becomes of the password of the proxy; null where there is no user that one could belong to. */
export function passwordNote({proxy}: Settings, profile: Profile | null): string | null {
	if (!proxy.https?.username && !proxy.http?.username) return null;
	const source = profile?.passwordFrom ?? null;
	const place = source === null ? passwordVariable : 'env' in source ? source.env : source.file;
	return `The password of the proxy is not saved. The wizard asks for it; a run without questions takes it from ${place}.`;
}

/** What a saved profile is good for, as commands with a word on each. */
export function commandsFor(name: string): readonly (readonly [command: string, meaning: string])[] {
	return [
		[`arc-netcheck --profile ${name}`, 'opens it here'],
		[`arc-netcheck check --profile ${name}`, 'checks without questions, as from cron'],
		[`arc-netcheck diff ${name}@2 ${name}@last`, 'tells what changed'],
	];
}
