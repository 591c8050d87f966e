import {problemOf} from '../../../errors.ts';
import {passwordVariable} from '../../../settings/resolve-proxy.ts';
import type {Settings} from '../../../settings/types.ts';
import {describePasswordSource, parsePasswordSource} from '../../../store/password-source.ts';
import type {PasswordSource} from '../../../store/profile.ts';
import type {FileCheck} from '../../components/form/use-form.ts';
import type {Notice} from '../../components/frame/frame-layout.ts';
import type {ProfileServices} from '../../profile-services.ts';

/** Whether a profile with these settings has a proxy whose password a run has to find somewhere. */
export function needsPasswordPlace({proxy}: Pick<Settings, 'proxy'>): boolean {
	return Boolean(proxy.https?.username ?? proxy.http?.username);
}

/** Reads where the password of the proxy is, as it was typed. An empty text names no place. Throws a UsageError. */
export function readPasswordPlace(text: string): PasswordSource | null {
	return text.trim() === '' ? null : parsePasswordSource(text.trim(), 'This line');
}

/** What would have to be done for a password to be found there now; null: nothing, or no place is named yet. */
export async function checkPasswordPlace(
	text: string,
	services: Pick<ProfileServices, 'checkPasswordSource'>,
): Promise<string | null> {
	if (problemOf(() => readPasswordPlace(text)) !== null) return null;
	const place = readPasswordPlace(text);
	return place && services.checkPasswordSource(place);
}

/**
 * What is said of a place for the password. That nothing is there yet is no reason to refuse it: the runs may have another
 * environment than the wizard.
 */
export function passwordPlaceNote(text: string, {isChecked, problem}: FileCheck): Notice {
	const wrong = problemOf(() => readPasswordPlace(text));
	if (wrong !== null) return {tone: 'problem', text: wrong};
	const place = readPasswordPlace(text);
	if (place === null) {
		return {
			tone: 'plain',
			text: `The password is not saved. A run without questions takes it from ${passwordVariable}, or from the env:NAME or file:PATH given here.`,
		};
	}
	if (isChecked && problem !== null) return {tone: 'warning', text: `It isn't there now: ${problem}.`};
	return {tone: 'ok', text: `A run takes the password from ${describePasswordSource(place)}; it is not saved.`};
}
