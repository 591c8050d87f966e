import {UsageError} from '../errors.ts';
import {safeText} from '../safe-text.ts';

/** Begins with a letter or digit, so that it is neither hidden, nor a flag, nor a way up the folders. */
const shape = /^[a-z0-9][a-z0-9._-]{0,63}$/i;

/** Names of devices on Windows, with any ending. */
export const deviceName = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** Kept runs have such names, and stand beside the folders that bear the names of profiles. */
const runFile = /^\d{8}t\d{6}z-[0-9a-f]{6}(?:\.|$)/i;

/**
 * Why a profile may not be called so, as a rule that the name breaks; null: it may. The name is part of a file's name on
 * every system.
 */
export function profileNameRule(name: string): string | null {
	if (!shape.test(name)) {
		return 'take up to 64 letters, digits, dots, dashes and underscores, beginning with a letter or digit';
	}
	if (name.endsWith('.')) return 'take no dot at the end, which Windows drops';
	if (deviceName.test(name)) return 'take another word before the first dot, since that one is a device on Windows';
	return runFile.test(name) ? 'take another, since kept runs have such names' : null;
}

/** Whether a profile may be called so. */
export function isProfileName(name: string): boolean {
	return profileNameRule(name) === null;
}

/** Returns the name, or throws a UsageError that names `field` and the rule. */
export function parseProfileName(text: string, field: string): string {
	const rule = profileNameRule(text);
	if (rule === null) return text;
	throw new UsageError(`${field} "${safeText(text, 80)}" can't be a profile name: ${rule}, such as prod-eastus.`);
}
