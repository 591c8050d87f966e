import type {Command, Option} from 'commander';
import {UsageError} from '../errors.ts';
import {listOptions} from './settings-options.ts';

/** How things are shown; `environment.ts` has read them before anything else loads. */
const displayOptions = [
	['--no-color', 'no colours'],
	['--ascii', 'no characters beyond ASCII'],
	['--accessible', 'no colours, nothing drawn over: questions and plain lines, for a screen reader'],
] as const;

/** Gives every command what all of them have in common. Call it once all commands are there. */
export function addCommonOptions(program: Command): void {
	for (const command of allCommands(program)) {
		// A command that only has others below it does nothing itself.
		if (command !== program && command.commands.length > 0) continue;
		for (const [flag, description] of displayOptions) command.option(flag, description);
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
