import {type Command, Option} from 'commander';
import type {Flag} from '../settings/field.ts';
import {settingFlags} from '../settings/fields.ts';
import type {SettingsInput} from '../settings/types.ts';
import {parseProfileName} from '../store/profile-name.ts';

const flags: typeof settingFlags = [
	[
		'profile',
		{
			name: '--profile <name>',
			help: 'the settings of this profile; what else is given here goes before it',
			read: parseProfileName,
		} satisfies Flag<string>,
	],
	...settingFlags,
];

/** Gives a command the options for settings, the same everywhere; each value is read where it comes in. */
export function addSettingsOptions(command: Command): Command {
	for (const [, flag] of flags) command.addOption(optionFor(flag));
	return command;
}

function optionFor({name, help, read}: Flag<unknown>): Option {
	const option = new Option(name, help);
	// Commander takes `--no-x` for the opposite of `--x`; `--no-proxy` is a list.
	option.negate = false;
	return read ? option.argParser((text, before) => read(text, option.long ?? name, before)) : option;
}

/** What the settings options of one command line say. */
export function readSettingsOptions(options: {readonly [attribute: string]: unknown}): SettingsInput {
	return Object.fromEntries(flags.map(([key, flag]) => [key, options[optionFor(flag).attributeName()]]));
}

/** Options for settings whose values add up. */
export const listOptions = flags.flatMap(([, flag]) => (flag.isList ? [optionFor(flag).long] : []));
