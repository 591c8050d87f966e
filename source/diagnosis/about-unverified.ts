import {noRouteIdStart} from './rules/no-route.ts';
import {notVerifiedId} from './rules/not-verified.ts';

/** Whether a finding is about rows that are unverified. All others are about what a test showed. */
export function isAboutUnverified(findingId: string): boolean {
	return findingId === notVerifiedId || findingId.startsWith(noRouteIdStart);
}
