import {type Command, Option} from 'commander';
import {UsageError} from '../errors.ts';
import {type FormatName, formatOfFile, runFormatNames} from '../report/format-names.ts';
import {settingFlags} from '../settings/fields.ts';
import {parseChoice} from '../settings/parsers.ts';
import type {Flag, SettingsInput} from '../settings/types.ts';
import {parseProfileName} from '../store/profile-name.ts';

const flags: typeof settingFlags = [
	[
		'profile',
		{
			name: '--profile <name>',
			help: 'use a saved profile; other flags override it',
			read: parseProfileName,
		} satisfies Flag<string>,
	],
	...settingFlags,
];

/** The heading of options that few need. */
const advanced = 'Advanced:';

const advancedSettings: ReadonlySet<keyof SettingsInput> = new Set<keyof SettingsInput>([
	'cloud',
	'level',
	'requirementsFile',
	'httpsProxy',
	'httpProxy',
	'publicRootsFile',
	'dns',
	'timeoutMs',
	'retries',
	'concurrency',
	'compareDirect',
]);

/** Gives a command the options for settings, the same everywhere; each value is read where it comes in. */
export function addSettingsOptions(command: Command): Command {
	for (const [key, flag] of flags) {
		const option = optionFor(flag);
		command.addOption(advancedSettings.has(key) ? option.helpGroup(advanced) : option);
	}
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

/** How lists can be written. */
export const listFormatNames = runFormatNames.filter(({id}) => id === 'text' || id === 'json');

/** Options for settings whose values add up. */
const listOptions = flags.flatMap(([, flag]) => (flag.isList ? [optionFor(flag).long] : []));

/** Adds where the output goes. `-` is standard output, as if nothing had been said. */
export function addOutputOptions(command: Command): Command {
	return command
		.option('--output <file>', 'write to this file; - is standard output')
		.option('--force', 'replace the file if it is there')
		.hook('preAction', (_, acting) => {
			const {output} = acting.opts<{output?: string}>();
			if (output === '') throw new UsageError('--output is empty: name a file.');
			if (output === '-') acting.setOptionValue('output', undefined);
		});
}

/** An option that takes one of a few words, and guesses at a word that is none of them. */
export function choiceOption(flag: string, description: string, choices: readonly string[]): Option {
	const option = new Option(flag, description).choices(choices);
	return option.argParser(text => parseChoice(text, choices, option.long ?? flag));
}

/** Adds how it is written. What isn't said follows from the ending of `--output`, and is text without one. */
export function addFormatOption(command: Command, formats: readonly FormatName[]): Command {
	const ids = formats.map(({id}) => id);
	return command
		.addOption(choiceOption('--format <format>', "output format (default: from --output's ending, else text)", ids))
		.hook('preAction', (_, acting) => {
			const {format, output} = acting.opts<{format?: string; output?: string}>();
			if (format === undefined) acting.setOptionValue('format', formatFor(output, ids));
		});
}

function formatFor(output: string | undefined, ids: readonly string[]): string {
	if (output === undefined || hasNoEnding(output)) return 'text';
	const meant = formatOfFile(output);
	if (meant === null) {
		throw new UsageError(
			`--output ${output}: unknown ending. Use .md, .html, .json or another known one, or give --format.`,
		);
	}
	if (ids.includes(meant)) return meant;
	throw new UsageError(
		`--output ${output} has the ending of ${meant}, which this command doesn't write: name another, or say --format ${ids.join(', ')}.`,
	);
}

/** Whether nothing is meant by a name's ending: it has none, as a device, or a number, as a date. */
function hasNoEnding(output: string): boolean {
	return !/\.[a-z]\w*$/i.test(output);
}

/** Adds taking out what outsiders should not see. */
export function addRedactOption(command: Command): Command {
	return command.option('--redact', 'for sharing: replace your own host names, addresses and user names');
}

/** Adds what the exit code follows. */
export function addFailOnOption(command: Command): Command {
	return command.addOption(
		choiceOption('--fail-on <what>', 'what makes the exit code 1', ['blocked', 'warning', 'never'])
			.default('blocked')
			.helpGroup(advanced),
	);
}

const inputOption = ['--no-input', 'never ask a question: fail instead'] as const;

/** How things are shown; `environment.ts` has read them before anything else loads. */
const displayOptions = [
	['--no-color', 'no colours'],
	['--ascii', 'no characters beyond ASCII'],
	['--accessible', 'plain lines and questions, for a screen reader'],
] as const;

/** Gives every command what all of them have in common. Call it once all commands are there. */
export function addCommonOptions(program: Command): void {
	for (const command of allCommands(program)) {
		// A command that only has others below it does nothing itself.
		if (command !== program && command.commands.length > 0) continue;
		for (const [flag, description] of [inputOption, ...displayOptions]) {
			// They are said once, in the help of the program.
			const option = new Option(flag, description).helpGroup('Every command takes:');
			command.addOption(command === program ? option : option.hideHelp());
		}
		for (const option of command.options) refuseRepetition(command, option);
	}
}

/** Whether an option says how things are shown, and nothing else. */
export function isDisplayOption({long}: Option): boolean {
	return displayOptions.some(([flag]) => flag === long);
}

function allCommands(command: Command): readonly Command[] {
	return [command, ...command.commands.flatMap(allCommands)];
}

/** Of two values one would go unheard, and the user would believe that both hold. */
function refuseRepetition(command: Command, option: Option): void {
	if (!option.required || option.variadic || listOptions.includes(option.long)) return;
	let isGiven = false;
	command.on(`option:${option.name()}`, () => {
		// The values are not repeated: one may hold a password.
		if (isGiven) throw new UsageError(`${option.long} is given twice: give it once.`);
		isGiven = true;
	});
}
