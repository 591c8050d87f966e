import {UsageError} from '../errors.ts';
import {safeText} from '../text.ts';

/** Begins with a letter or digit, so that it is neither hidden, nor a flag, nor a way up the folders. */
const shape = /^[a-z0-9][a-z0-9._-]{0,63}$/i;

/** Names of devices on Windows, with any ending. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** Kept runs have such names, and stand beside the folders that bear the names of profiles. */
const runFile = /^\d{8}t\d{6}z-[0-9a-f]{6}(?:\.|$)/i;

/** Whether a profile may be called so: the name is part of a file's name on every system. */
export function isProfileName(name: string): boolean {
	return shape.test(name) && !name.endsWith('.') && !device.test(name) && !runFile.test(name);
}

/** Returns the name, or throws a UsageError that names `field` and the rule. */
export function parseProfileName(text: string, field: string): string {
	if (isProfileName(text)) return text;
	throw new UsageError(
		`${field} is "${safeText(text, 80)}": name a profile with up to 64 letters, digits, dots, dashes and underscores, beginning with a letter or digit, such as prod-eastus.`,
	);
}
