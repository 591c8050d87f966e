import {formatProxy} from '../../settings/proxy-url.ts';
import type {SettingsDraft, SettingsInput} from '../../settings/types.ts';
import type {Profile} from '../../store/profile.ts';

/**
 * Answers over the profile that is open. What the wizard asks comes with the answers, where it may have been taken out;
 * the rest is the profile's, and so are its proxies while their answer is as it was: a profile may hold more of them than
 * one answer can say.
 */
export function answersOverProfile(
	answers: SettingsInput,
	profile: Profile | null,
): {
	readonly flags: SettingsInput;
	readonly profile: Partial<SettingsDraft> | null;
	readonly profilePassword: string | null;
} {
	if (profile === null) return {flags: answers, profile: null, profilePassword: null};
	const {cloud: _cloud, region: _region, features: _features, resources: _resources, ...kept} = profile.settings;
	const password = typeof answers.proxy === 'object' ? answers.proxy.password : null;
	if (isProxyKept(answers, profile)) {
		const flags = {...answers, proxy: undefined, noProxy: undefined};
		return {flags, profile: kept, profilePassword: password};
	}
	// The CA file is asked for together with a proxy.
	const isCaFileAsked = kept.proxy.https !== null || kept.proxy.http !== null;
	return {flags: answers, profile: {...kept, ...(isCaFileAsked && {caFile: null})}, profilePassword: null};
}

/** Whether the proxy was answered as the profile has it. */
function isProxyKept({proxy, httpsProxy, httpProxy, noProxy, caFile}: SettingsInput, {settings}: Profile): boolean {
	const saved = settings.proxy.https ?? settings.proxy.http;
	if (httpsProxy ?? httpProxy) return false;
	if (typeof proxy !== 'object') return proxy === 'none' && saved === null;
	const {endpoint} = proxy;
	return (
		saved !== null &&
		formatProxy(endpoint) === formatProxy(saved) &&
		endpoint.username === saved.username &&
		noProxy === settings.proxy.noProxy.trim() &&
		(caFile ?? null) === settings.caFile
	);
}
