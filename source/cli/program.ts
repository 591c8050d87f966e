import {Command, CommanderError} from 'commander';
import {EnvironmentError, UsageError} from '../errors.ts';
import {maskSecrets} from '../mask-secrets.ts';
import {nearNames} from '../plan/near-names.ts';
import {safeText} from '../safe-text.ts';
import {tool, versionLine} from '../version.ts';
import {addCommands} from './commands.ts';
import {type CommandIo, exitCodes, renderOptionsFor} from './io.ts';
import {addCommonOptions, addSettingsOptions, isDisplayOption, readSettingsOptions} from './options.ts';
import {tell} from './stderr.ts';

/** Runs one command line to its exit code. The wizard's libraries load only for the wizard. */
export async function runCommandLine(commandLine: readonly string[], io: CommandIo): Promise<number> {
	let exitCode: number = exitCodes.allReachable;
	const program = new Command(tool.name)
		.description(
			'Checks whether a Kubernetes cluster behind a proxy or firewall can reach everything that Azure Arc and Azure Machine Learning need.',
		)
		.version(versionLine, '-V, --version', 'show the version')
		.helpOption('-h, --help', 'show this help')
		.helpCommand('help [command]', 'show the help of a command')
		.enablePositionalOptions()
		.hook('preSubcommand', refuseSettingsBefore)
		.showHelpAfterError('Run with --help to see what there is.')
		.exitOverride()
		.configureOutput({
			writeOut: text => io.stdout.write(text),
			writeErr: text => io.stderr.write(text),
			getOutHelpWidth: () => io.stdout.columns ?? 80,
			getErrHelpWidth: () => io.stderr.columns ?? 80,
			// It repeats what was typed.
			outputError: (text, write) =>
				write(
					`${text
						.replace(/^error: /, `${tool.name}: `)
						.split('\n')
						.map(line => safeText(maskSecrets(line), 1000))
						.join('\n')}`,
				),
		});

	addSettingsOptions(program)
		.usage('[options] [region | command]')
		.action(async options => {
			const [stranger] = program.args;
			const {isRegion, nearRegions, withRegion} = await import('./region-argument.ts');
			if (stranger !== undefined && !isRegion(stranger)) throw unknownCommand(stranger, program, nearRegions(stranger));
			if (options.input === false) {
				const settings = options.profile === undefined ? '' : ` --profile ${options.profile}`;
				throw new UsageError(
					`--no-input leaves the wizard without answers: use "arc-netcheck check${settings}", which asks nothing.`,
				);
			}
			const {startWizard} = await import('./wizard.ts');
			exitCode = await startWizard(withRegion(readSettingsOptions(options), program.args), io);
		});
	addCommands(program, io, code => {
		exitCode = code;
	});
	addCommonOptions(program);
	// For the program alone, which has more to say of a word that is no command.
	program.allowExcessArguments();
	let helped: Command | null = null;
	program.addHelpText('afterAll', ({command}) => {
		helped = command;
		return '';
	});

	try {
		refuseHelpOnStranger(commandLine, program);
		await program.parseAsync(commandLine, {from: 'user'});
		return exitCode;
	} catch (error) {
		// The lists are long to load, so they come only for help that was asked for.
		if (helped !== null && error instanceof CommanderError && error.exitCode === 0) {
			const {writeHelpLists} = await import('./help-lists.ts');
			io.stdout.write(writeHelpLists(nameOf(helped), renderOptionsFor(io, false)));
		}
		return explainError(error, io);
	}
}

/** The words that call a command, without the program's own name. */
function nameOf(command: Command): string {
	const {parent} = command;
	return parent === null ? '' : `${nameOf(parent)} ${command.name()}`.trim();
}

function unknownCommand(name: string, program: Command, suggestions: readonly string[] = []): UsageError {
	const names = program.commands.map(command => command.name());
	const near = [...nearNames(name, names), ...suggestions];
	const cure = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `there are ${names.join(', ')}.`;
	return new UsageError(`unknown command ${safeText(name, 40)}; ${cure}`);
}

/** Commander would answer with the whole help, and never say that there is no such command. */
function refuseHelpOnStranger([word, name]: readonly string[], program: Command): void {
	if (word !== 'help' || name === undefined || name === 'help' || name.startsWith('-')) return;
	if (!program.commands.some(command => command.name() === name)) throw unknownCommand(name, program);
}

/** Before a command an option would belong to the wizard, and nobody would hear of it. */
function refuseSettingsBefore(program: Command, command: Command): void {
	const stray = program.options.find(
		option => program.getOptionValueSource(option.attributeName()) === 'cli' && !isDisplayOption(option),
	);
	if (stray !== undefined) throw new UsageError(`${stray.long} stands before ${command.name()}: write it after.`);
}

/** One sentence for what the user or this machine did; anything else is a fault of ours and goes on to the door. */
function explainError(error: unknown, io: Pick<CommandIo, 'stderr' | 'terminal'>): number {
	// Commander has said it already.
	if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.allReachable : exitCodes.usage;
	if (error instanceof UsageError) {
		tell(maskSecrets(`${tool.name}: ${error.message}`), io);
		return exitCodes.usage;
	}
	if (error instanceof EnvironmentError) {
		tell(maskSecrets(`${tool.name}: ${error.message} ${error.hint}`), io);
		return exitCodes.notCompleted;
	}
	throw error;
}
