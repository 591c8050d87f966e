import {Argument, Command, CommanderError, Option} from 'commander';
import {dialectIds} from '../allowlists/dialect-ids.ts';
import {UsageError} from '../errors.ts';
import {nearNames} from '../plan/near-names.ts';
import {runFormatNames, shortFormatNames} from '../report/format-names.ts';
import {safeText} from '../safe-text.ts';
import {tool, versionLine} from '../version.ts';
import {addCommonOptions, isDisplayOption} from './common-options.ts';
import {explainError} from './explain-error.ts';
import {type CommandIo, exitCodes, renderOptionsFor} from './io.ts';
import {addFailOnOption, addFormatOption, addOutputOptions, addRedactOption} from './output-options.ts';
import {addSettingsOptions, readSettingsOptions} from './settings-options.ts';
import {addStoreCommands} from './store-commands.ts';

/**
 * Runs one command line to its exit code. Each command loads its own code when it is called, so that help and version
 * come at once and the wizard's libraries load only for the wizard.
 */
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
						.map(line => safeText(line, 1000))
						.join('\n')}`,
				),
		});

	addSettingsOptions(program)
		.option('--no-input', 'never ask a question, which the wizard cannot do: use check')
		.action(async options => {
			const [stranger] = program.args;
			if (stranger !== undefined) throw unknownCommand(stranger, program);
			if (options.input === false) {
				const settings = options.profile === undefined ? '' : ` --profile ${options.profile}`;
				throw new UsageError(
					`--no-input leaves the wizard without answers: use "arc-netcheck check${settings}", which asks nothing.`,
				);
			}
			const {startWizard} = await import('./wizard.ts');
			exitCode = await startWizard(readSettingsOptions(options), io);
		});

	const checkCommand = program
		.command('check')
		.description('probe without questions; the report on stdout, progress on stderr');
	addRunOutput(addSettingsOptions(checkCommand))
		.option('--quiet', 'no progress and no notes on stderr')
		.option('--no-input', 'never ask a question (check never does)')
		.option('--watch <duration>', 'repeat the check of --profile until stopped, and print changes only: 30s, 5m, 1h')
		.action(async options => {
			if (options.watch !== undefined) {
				const {parseInterval, watch} = await import('./watch.ts');
				const interval = parseInterval(options.watch, '--watch');
				exitCode = await watch(readSettingsOptions(options), {...options, watch: interval}, io);
				return;
			}
			const {checkAndReport} = await import('./check.ts');
			exitCode = await checkAndReport(readSettingsOptions(options), options, io);
		});

	const planCommand = program.command('plan').description('show what would be probed and why, without any traffic');
	addFormatOption(addOutputOptions(addSettingsOptions(planCommand)), shortFormatNames)
		.option('--quiet', 'no notes on stderr')
		.option('--no-input', 'never ask a question (plan never does)')
		.action(async options => {
			const {showPlan} = await import('./plan.ts');
			exitCode = await showPlan(readSettingsOptions(options), options, io);
		});

	const explainCommand = program
		.command('explain <host...>')
		.description('probe hosts in depth (HOST or HOST:PORT, in the catalog or not): stages, chain, cause, fix');
	addRunOutput(addSettingsOptions(explainCommand))
		.option('--quiet', 'no notes on stderr')
		.option('--no-input', 'never ask a question (explain never does)')
		.action(async (hosts, options) => {
			const {explain} = await import('./explain.ts');
			exitCode = await explain(hosts, readSettingsOptions(options), options, io);
		});

	const reportCommand = program
		.command('report <run>')
		.description(
			'write a run in another format: a file from --format json, - for standard input, PROFILE@last, PROFILE@2, a date, or an id',
		);
	reportCommand.option('--judge-again', 'judge its evidence by the rules of this version');
	addRedactOption(addFormatOption(addOutputOptions(reportCommand), runFormatNames)).action(async (run, options) => {
		const {report} = await import('./report.ts');
		exitCode = await report(run, options, io);
	});

	addStoreCommands(program, {
		io,
		onExitCode(code) {
			exitCode = code;
		},
	});

	const rulesCommand = program
		.command('rules')
		.description("write the allow-list in a firewall's or proxy's own syntax, for a plan or a saved run")
		.addArgument(new Argument('<dialect>', 'whose syntax').choices(dialectIds));
	addOutputOptions(addSettingsOptions(rulesCommand))
		.option('--from <run>', 'for a saved run in place of a plan; named as for report')
		.addOption(new Option('--only <what>', 'of a saved run, only what is missing').choices(['blocked']))
		.option('--source <range...>', 'addresses or CIDR ranges that the traffic comes from')
		.option('--quiet', 'no notes on stderr')
		.option('--no-input', 'never ask a question (rules never does)')
		.action(async (dialect, options) => {
			const {writeRules} = await import('./rules.ts');
			exitCode = await writeRules(dialect, readSettingsOptions(options), options, io);
		});

	program
		.command('demo')
		.description('open the wizard in the practice network, a small company on this machine; needs no network')
		.action(async () => {
			const {startDemo} = await import('./demo.ts');
			exitCode = await startDemo(io);
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

/** What a run is written with, by the commands that make one. */
function addRunOutput(command: Command): Command {
	return addFailOnOption(addRedactOption(addFormatOption(addOutputOptions(command), runFormatNames)));
}

/** The words that call a command, without the program's own name. */
function nameOf(command: Command): string {
	const {parent} = command;
	return parent === null ? '' : `${nameOf(parent)} ${command.name()}`.trim();
}

function unknownCommand(name: string, program: Command): UsageError {
	const names = program.commands.map(command => command.name());
	const near = nearNames(name, names);
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
