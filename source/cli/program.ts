import path from 'node:path';
import process from 'node:process';
import type {MessagePort} from 'node:worker_threads';
import {Command, CommanderError} from 'commander';
import {quoteShellWord, shellOf} from '../diagnosis/shell-words.ts';
import {EnvironmentError, UsageError} from '../errors.ts';
import {maskTyped, secretsIn} from '../mask-secrets.ts';
import {nearNames} from '../near-names.ts';
import {safeText} from '../safe-text.ts';
import type {Environment} from '../settings/types.ts';
import {tool, versionLine} from '../version.ts';
import {addCommands} from './commands.ts';
import {addExamples} from './examples.ts';
import type {HelpTopic} from './help-lists.ts';
import {type CommandIo, type End, exitCodes, renderOptionsFor, tell} from './io.ts';
import {addCommonOptions, addSettingsOptions, isDisplayOption, readSettingsOptions} from './options.ts';
import {addClusterOptions, placesHelp, readClusterOptions} from './vantage-commands.ts';
import {print} from './write-output.ts';

/**
 * The program with all its commands: what reads a command line, and what help, completion and the manual are made of.
 *
 * @param typed secrets of the command line, which errors leave out
 */
export function createProgram(io: CommandIo, end: End, typed: readonly string[] = []): Command {
	const program = new Command(tool.name)
		.description(
			'Check if a Kubernetes cluster behind a proxy or firewall reaches what Azure Arc and Azure Machine Learning need.',
		)
		.version(versionLine, '-V, --version', 'show the version; with --json also of Node and of the catalog')
		.helpOption('-h, --help', 'show this help')
		.helpCommand('help [command]', 'show the help of a command')
		.enablePositionalOptions()
		.hook('preSubcommand', refuseSettingsBefore)
		.exitOverride()
		.configureOutput({
			writeOut: text => io.stdout.write(text),
			writeErr: text => io.stderr.write(text),
			getOutHelpWidth: () => io.stdout.columns || 80,
			getErrHelpWidth: () => io.stderr.columns || 80,
			// It repeats what was typed.
			outputError: (text, write) =>
				write(
					`${text
						.replace(/^error: /, `${tool.name}: `)
						.split('\n')
						.map(line => safeText(maskTyped(line, typed), 1000))
						.join('\n')}`,
				),
		});

	addPlaceOptions(addSettingsOptions(program)).action(async options => {
		const [word] = program.args;
		const flags = readSettingsOptions(options);
		const {catalogFor, isRegion, nearRegions, withRegion} = await import('./region-argument.ts');
		if (word !== undefined) {
			const catalog = await catalogFor(flags, io);
			if (!isRegion(word, catalog)) throw unknownCommand(word, program, nearRegions(word, catalog));
		}
		if (options.input === false) {
			const named = options.profile === undefined ? word : `--profile ${options.profile}`;
			const settings = named === undefined ? '' : ` ${named}`;
			throw new UsageError(
				`--no-input leaves the wizard without answers: use "arc-netcheck check${settings}", which asks nothing.`,
			);
		}
		const {startWizard} = await import('./wizard.ts');
		const {from} = options;
		end(await startWizard(withRegion(flags, program.args), io, {from, cluster: readClusterOptions(options)}));
	});
	addCommands(program, io, end);
	addCommonOptions(program);
	addExamples(program);
	program.usage('[options] [region | command]');
	// For the program alone, which has more to say of a word that is no command.
	program.allowExcessArguments();
	return program;
}

/** Runs one command line to its exit code. The wizard's libraries load only for the wizard. */
export async function runCommandLine(commandLine: readonly string[], io: CommandIo): Promise<number> {
	let exitCode: number = exitCodes.allReachable;
	// Whatever is wrong with an address, or wherever it was typed by mistake, its password is shown nowhere.
	const typed = secretsIn(commandLine);
	for (const secret of typed) io.keepSecret(secret);
	const program = createProgram(
		io,
		code => {
			exitCode = code;
		},
		typed,
	);
	let helped: Command | null = null;
	program.addHelpText('afterAll', ({command}) => {
		helped = command;
		return '';
	});

	try {
		if (asksForVersions(commandLine)) {
			await print(`${JSON.stringify(await versions(), null, '\t')}\n`, io);
			return exitCodes.allReachable;
		}
		const topic = helpTopicOf(commandLine);
		if (topic !== null) {
			const {writeHelpTopic} = await import('./help-lists.ts');
			await print(writeHelpTopic(topic, renderOptionsFor(io, false)), io);
			return exitCodes.allReachable;
		}
		refuseHelpOnStranger(commandLine, program);
		refuseStrangerIn(commandLine, program);
		await program.parseAsync(commandLine, {from: 'user'});
		return exitCode;
	} catch (error) {
		// The lists are long to load, so they come only for help that was asked for.
		if (helped === program && error instanceof CommanderError && error.exitCode === 0) {
			const {writeHelpTopic} = await import('./help-lists.ts');
			for (const topic of ['features', 'formats', 'dialects'] as const) {
				io.stdout.write(`\n${writeHelpTopic(topic, renderOptionsFor(io, false))}`);
			}
		}
		return explainError(error, typed, io);
	}
}

function asksForVersions(commandLine: readonly string[]): boolean {
	const others = commandLine.filter(word => word !== '--json');
	return commandLine.length === 2 && others.length === 1 && /^(?:-V|--version)$/.test(others[0] ?? '');
}

/** What a report of a fault or an inventory wants to know of this program and the machine it runs on. */
async function versions() {
	const {catalog} = await import('../catalog/catalog.ts');
	return {
		program: tool,
		node: process.versions.node,
		catalog: {version: catalog.version},
		platform: {system: process.platform, architecture: process.arch},
	};
}

/** Adds where the wizard looks from; how a cluster is looked from stands in the help of "check". */
function addPlaceOptions(program: Command): Command {
	const before = new Set(program.options);
	addClusterOptions(program);
	for (const option of program.options) if (!before.has(option)) option.hideHelp();
	return program.option('--from <place...>', placesHelp);
}

/** What people write for a command that has another name here. */
const synonyms: {readonly [word: string]: string} = {
	delete: 'remove',
	rm: 'remove',
	del: 'remove',
	ls: 'list',
	mv: 'rename',
	add: 'save',
	create: 'save',
	new: 'save',
	set: 'save',
	view: 'show',
	get: 'show',
	cat: 'show',
	test: 'check',
	run: 'check',
	scan: 'check',
	probe: 'check',
	compare: 'diff',
	export: 'report',
	history: 'runs',
	profile: 'profiles',
};

function unknownCommand(name: string, parent: Command, others: readonly string[] = []): UsageError {
	const shown = parent.createHelp().visibleCommands(parent);
	const names = shown.map(command => command.name()).filter(command => command !== 'help');
	const meant = synonyms[name.toLowerCase()];
	const near = meant !== undefined && names.includes(meant) ? [meant] : [...nearNames(name, names), ...others];
	const cure = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `there are ${names.join(', ')}.`;
	return new UsageError(`unknown command ${safeText(name, 40)}; ${cure}`);
}

const helpTopics: readonly HelpTopic[] = ['features', 'formats', 'dialects', 'regions'];

/** What `help` is asked of beside the commands; null for anything else. */
function helpTopicOf([word, name]: readonly string[]): HelpTopic | null {
	return (word === 'help' && helpTopics.find(topic => topic === name)) || null;
}

/** A command with others below it does the first of them by itself, and would take a mistyped one for its argument. */
function refuseStrangerIn([word, name]: readonly string[], program: Command): void {
	const group = program.commands.find(command => command.name() === word && command.commands.length > 0);
	if (group === undefined || name === undefined || name.startsWith('-') || name === 'help') return;
	if (group.commands.some(command => command.name() === name)) return;
	const isTaken = group.commands.find(command => command.name() === 'list')?.registeredArguments.length !== 0;
	const isMistyped =
		nearNames(
			name,
			group.commands.map(command => command.name()),
		).length > 0;
	if (!isTaken || isMistyped || synonyms[name] !== undefined) throw unknownCommand(name, group);
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
function explainError(error: unknown, typed: readonly string[], io: Pick<CommandIo, 'stderr' | 'terminal'>): number {
	// Commander has said it already.
	if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.allReachable : exitCodes.usage;
	if (error instanceof UsageError) {
		tell(maskTyped(`${tool.name}: ${error.message}`, typed), io);
		return exitCodes.usage;
	}
	if (error instanceof EnvironmentError) {
		tell(maskTyped(`${tool.name}: ${error.message} ${error.hint}`, typed), io);
		return exitCodes.notCompleted;
	}
	throw error;
}

export type Start = {
	/** The second word of the command line: the script, or the binary itself. */
	readonly script: string;
	/** What runs it: Node, or the same binary. */
	readonly executable: string;
	readonly environment: Environment;
	readonly folder: string;
	/** The system that it runs on; this one unless given. */
	readonly platform?: NodeJS.Platform;
};

/** How this program was started, in words for a shell: a command that it shows for later must work as it stands. */
export function findOwnCommand(start: Start): string {
	const {script, executable, environment, folder, platform = process.platform} = start;
	// A clone has the right Node among its packages, and only npm finds it there.
	if (environment.npm_lifecycle_event === 'start') return 'npm start --';
	if (environment.npm_command === 'exec') return 'npx arc-netcheck';
	const paths = platform === 'win32' ? path.win32 : path.posix;
	const shell = shellOf({platform});
	const word = (text: string) => quoteShellWord(text, shell);
	const nameOnPath = findOnPath(script, environment, platform);
	if (nameOnPath !== null) return word(nameOnPath);
	const inside = paths.relative(folder, script);
	const isInside = !inside.startsWith('..') && !paths.isAbsolute(inside);
	if (script !== executable) return `node ${word(isInside ? inside : script)}`;
	const program = word(isInside ? `.${paths.sep}${inside}` : script);
	// A word in quotes is a text to PowerShell, until it is told to call it.
	return shell === 'powershell' && program.startsWith("'") ? `& ${program}` : program;
}

/** By what name a shell finds it, or null. Windows ignores case, and looks for endings by itself (PATHEXT). */
function findOnPath(script: string, {PATH = '', PATHEXT = ''}: Environment, platform: NodeJS.Platform): string | null {
	if (platform !== 'win32') {
		return PATH.split(':').includes(path.posix.dirname(script)) ? path.posix.basename(script) : null;
	}
	const same = (text: string) => path.win32.normalize(text).replace(/\\$/, '').toLowerCase();
	const isThere = PATH.split(';').some(folder => folder !== '' && same(folder) === same(path.win32.dirname(script)));
	if (!isThere) return null;
	const {name, ext, base} = path.win32.parse(script);
	return PATHEXT.toLowerCase().split(';').includes(ext.toLowerCase()) ? name : base;
}

/** Does what a thread of the program is there for. */
export async function runThread(port: MessagePort): Promise<void> {
	const {serveProbes} = await import('../session/probe-thread.ts');
	serveProbes(port);
}
