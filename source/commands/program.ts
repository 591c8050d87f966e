import {Argument, Command, CommanderError, Option} from 'commander';
import {EnvironmentError, UsageError} from '../errors.ts';
import type {RunFormat} from '../report/formats.ts';
import {dialectIds} from '../report/rules/dialect-ids.ts';
import {tool} from '../version.ts';
import {type CommandIo, exitCodes} from './io.ts';
import {addSettingsOptions, readSettingsOptions} from './settings-options.ts';
import {addStoreCommands} from './store-commands.ts';

const formatOption = (formats: readonly string[]) =>
	new Option('--format <format>', 'how it is written').choices(formats).default('text');

/** How a run can be written. Named here once more, because the formats load only when one is asked for. */
export const runFormatIds: readonly RunFormat[] = [
	'text',
	'json',
	'ndjson',
	'markdown',
	'html',
	'csv',
	'junit',
	'openmetrics',
	'change-request',
];

const redactOption = () =>
	new Option('--redact', 'take names of your own, addresses and user names out of what is written, for sharing');

const failOnOption = () =>
	new Option('--fail-on <what>', 'what makes the exit code 1')
		.choices(['blocked', 'warning', 'never'])
		.default('blocked');

const outputOptions = (command: Command) =>
	command
		.option('--output <file>', 'write to this file; one that is there is not replaced')
		.option('--force', 'replace the file of --output')
		.option('--no-color', 'no colours')
		.option('--ascii', 'no characters beyond ASCII');

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
		.version(`${tool.name} ${tool.version}`, '--version', 'show the version')
		.helpOption('--help', 'show this help')
		.helpCommand(false)
		.enablePositionalOptions()
		.showHelpAfterError('Run with --help to see what there is.')
		.exitOverride()
		.configureOutput({
			writeOut: text => io.stdout.write(text),
			writeErr: text => io.stderr.write(text),
			getOutHelpWidth: () => io.stdout.columns ?? 80,
			getErrHelpWidth: () => io.stderr.columns ?? 80,
			outputError: (text, write) => write(text.replace(/^error: /, `${tool.name}: `)),
		});

	addSettingsOptions(program)
		.option('--no-color', 'no colours')
		.option('--ascii', 'no characters beyond ASCII')
		.option('--accessible', 'questions and lines instead of screens, for a screen reader')
		.action(async options => {
			const {startWizard} = await import('./start-wizard.ts');
			exitCode = await startWizard(readSettingsOptions(options), io);
		});

	outputOptions(
		addSettingsOptions(
			program.command('check').description('probe without questions; the report on stdout, progress on stderr'),
		),
	)
		.addOption(formatOption(runFormatIds))
		.addOption(redactOption())
		.addOption(failOnOption())
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
			const {check} = await import('./check.ts');
			exitCode = await check(readSettingsOptions(options), options, io);
		});

	outputOptions(
		addSettingsOptions(program.command('plan').description('show what would be probed and why, without any traffic')),
	)
		.addOption(formatOption(['text', 'json', 'markdown']))
		.option('--quiet', 'no notes on stderr')
		.option('--no-input', 'never ask a question (plan never does)')
		.action(async options => {
			const {showPlan} = await import('./show-plan.ts');
			exitCode = await showPlan(readSettingsOptions(options), options, io);
		});

	outputOptions(
		addSettingsOptions(
			program
				.command('explain <host...>')
				.description('probe hosts in depth (HOST or HOST:PORT, in the catalog or not): stages, chain, cause, fix'),
		),
	)
		.addOption(formatOption(runFormatIds))
		.addOption(redactOption())
		.addOption(failOnOption())
		.option('--quiet', 'no notes on stderr')
		.option('--no-input', 'never ask a question (explain never does)')
		.action(async (hosts, options) => {
			const {explain} = await import('./explain.ts');
			exitCode = await explain(hosts, readSettingsOptions(options), options, io);
		});

	outputOptions(
		program
			.command('report <file>')
			.description('write a saved run (the JSON report of a check, or - for standard input) in another format'),
	)
		.addOption(formatOption(runFormatIds))
		.addOption(redactOption())
		.action(async (file, options) => {
			const {report} = await import('./report.ts');
			exitCode = await report(file, options, io);
		});

	addStoreCommands(program, {
		io,
		outputOptions,
		formatOption,
		redactOption,
		runFormats: runFormatIds,
		onExitCode(code) {
			exitCode = code;
		},
	});

	addSettingsOptions(
		program
			.command('rules')
			.description("write the allow-list in a firewall's or proxy's own syntax, for a plan or a saved run")
			.addArgument(new Argument('<dialect>', 'whose syntax').choices(dialectIds)),
	)
		.option('--from <report>', 'for a saved run, the JSON report of a check, in place of a plan')
		.addOption(new Option('--only <what>', 'of a saved run, only what is missing').choices(['blocked']))
		.option('--source <range...>', 'addresses or CIDR ranges that the traffic comes from')
		.option('--output <file>', 'write to this file; one that is there is not replaced')
		.option('--force', 'replace the file of --output')
		.option('--quiet', 'no notes on stderr')
		.option('--no-input', 'never ask a question (rules never does)')
		.action(async (dialect, options) => {
			const {writeRules} = await import('./rules.ts');
			exitCode = await writeRules(dialect, readSettingsOptions(options), options, io);
		});

	program
		.command('demo')
		.description('open the wizard in the practice network, a small company on this machine; needs no network')
		.option('--no-color', 'no colours')
		.option('--ascii', 'no characters beyond ASCII')
		.option('--accessible', 'questions and lines instead of screens, for a screen reader')
		.action(async () => {
			const {startDemo} = await import('./start-demo.ts');
			exitCode = await startDemo(io);
		});

	try {
		await program.parseAsync(commandLine, {from: 'user'});
		return exitCode;
	} catch (error) {
		return explainError(error, io);
	}
}

/** One sentence for what the user or this machine did; anything else is a fault of ours and goes on to the door. */
function explainError(error: unknown, io: CommandIo): number {
	// Commander has said it already.
	if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.allReachable : exitCodes.usage;
	if (error instanceof UsageError) {
		io.stderr.write(`${tool.name}: ${error.message}\n`);
		return exitCodes.usage;
	}
	if (error instanceof EnvironmentError) {
		io.stderr.write(`${tool.name}: ${error.message} ${error.hint}\n`);
		return exitCodes.notCompleted;
	}
	throw error;
}
