import type {Plan} from '../../../plan/types.ts';
import {formatProxy} from '../../../settings/proxy-url.ts';
import {passwordVariable} from '../../../settings/resolve-settings.ts';
import type {OpenedProfile} from '../../profile-services.ts';

/** What is said where the password of a proxy is asked for. */
export function passwordWords(
	opened: OpenedProfile | null,
	plan: Plan | null,
): {readonly title: string; readonly reason: string; readonly hint: string} {
	const proxy = plan?.settings.proxy.https ?? plan?.settings.proxy.http ?? null;
	return {
		title: proxy ? `Password for ${proxy.username} at ${formatProxy(proxy)}` : 'Password for the proxy',
		reason: opened
			? 'A profile names the user of its proxy, and never holds the password.'
			: 'The proxy has a user. Its password is never stored.',
		hint:
			opened === null || opened.missingPassword === null
				? `Used for this sitting only. Other runs take it from ${passwordVariable}, or from where the profile says.`
				: `The profile says where it is, but it isn't there: ${opened.missingPassword}. Used for this sitting only.`,
	};
}
