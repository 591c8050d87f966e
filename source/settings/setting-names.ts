import {fields, flagOf} from './fields.ts';
import type {Settings} from './types.ts';

/** What a sentence calls a setting, which depends on where it is read: on the command line, in a file, or on a screen. */
export type SettingNames = {
	/** At the beginning of a sentence: `--ca-file`, `The CA file`. */
	subject(key: keyof Settings): string;
	/** Behind the words for it, with a blank before: ` (--region)`; nothing where it has a place of its own. */
	aside(...keys: readonly ('cloud' | 'region' | 'features' | 'region-code')[]): string;
};

/** On the command line: by the flag. */
export const flagNames: SettingNames = {
	subject: flagOf,
	aside: (...keys) => inParentheses(keys.map(key => (key === 'region-code' ? `--resource ${key}=CODE` : flagOf(key)))),
};

/** In the file of a profile: by the place. */
export const placeNames: SettingNames = {
	subject: key => `settings.${key}`,
	aside: (...keys) => inParentheses(keys.map(key => `settings.${key === 'region-code' ? 'resources' : key}`)),
};

/** On a screen: by words, since what is chosen there has a field of its own. */
export const screenNames: SettingNames = {
	subject(key) {
		const {file = key}: {readonly file?: string} = fields[key];
		return `The ${file}`;
	},
	aside: () => '',
};

function inParentheses(names: readonly string[]): string {
	return ` (${names.join(' or ')})`;
}
