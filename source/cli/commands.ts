import {Argument, type Command, Option} from 'commander';
import {dialectIds} from '../allowlists/dialect-ids.ts';
import type {Shell} from '../completion/completion.ts';
import {auditFormatNames, runFormatNames, shortFormatNames} from '../report/format-names.ts';
import {parseChoice, parseCount} from '../settings/parsers.ts';
import {type CommandIo, type End, exitCodes} from './io.ts';
import {
	addFailOnOption,
	addFormatOption,
	addOutputOptions,
	addRedactOption,
	addSettingsOptions,
	choiceOption,
	listFormatNames,
	readSettingsOptions,
} from './options.ts';
import {addClusterOptions, addVantage, placesHelp, readClusterOptions} from './vantage-commands.ts';
import {print} from './write-output.ts';

/**
 * Adds all commands, in the order of the help. Each loads its own code when it is called, so that help and version come at
 * once.
 */
export function addCommands(program: Command, io: CommandIo, end: End): void {
	addCheck(program, io, end);
	addPlan(program, io, end);
	addExplain(program, io, end);
	addReport(program, io, end);
	addProfiles(program, io, end);
	addRuns(program, io, end);
	addDiff(program, io, end);
	addRules(program, io, end);
	addAudit(program, io, end);
	addCatalog(program, io, end);
	addVantage(program, io, end);
	addCompletion(program, io, end);
	program
		.command('demo')
		.description('Open the wizard in the practice network, a small company on this machine.')
		.action(async options => {
			const {startDemo} = await import('./demo.ts');
			end(await startDemo(options, io));
		});
	// For this program alone, on a machine that it looks from over SSH.
	program.command('agent <plan> [step]', {hidden: true}).action(async (file, step) => {
		const {agent} = await import('./vantage.ts');
		end(await agent(file, step, io));
	});
}

function addCompletion(program: Command, io: CommandIo, end: End): void {
	program
		.command('completion')
		.description('Write the completion for a shell, which completes commands, options, regions, profiles and runs.')
		.addArgument(new Argument('<shell>', 'whose script').choices(['bash', 'zsh', 'fish', 'powershell']))
		.action(async (shell: Shell) => {
			const {completions} = await import('../completion/completion.ts');
			const {commandTree} = await import('../completion/command-tree.ts');
			await print(completions[shell](commandTree(program)), io);
			end(exitCodes.allReachable);
		});
}

/** All of a text, in place of one screen. */
function addVerboseOption(command: Command): Command {
	return command.option('--verbose', 'all of the text report, not one screen of it');
}

/** What a run is written with, by the commands that make one. */
function addRunOutput(command: Command): Command {
	return addFailOnOption(addRedactOption(addFormatOption(addOutputOptions(command), runFormatNames)));
}

function addCheck(program: Command, io: CommandIo, end: End): void {
	const command = program
		.command('check [region]')
		.description('Probe without questions. The report goes to stdout, progress to stderr.');
	addVerboseOption(addRunOutput(addClusterOptions(addSettingsOptions(command))))
		.option('--quiet', 'no progress and no notes on stderr')
		.addOption(
			new Option('--again [what]', 'repeat the last run, or with "failed" only what was not ok in it').choices([
				'failed',
			]),
		)
		.addOption(
			new Option('--anyway', 'probe everything, also behind a proxy where nobody answers').helpGroup('Advanced:'),
		)
		.option('--watch <duration>', 'repeat the check of --profile until stopped; print changes only: 30s, 5m, 1h')
		.option('--from <place...>', placesHelp)
		.addOption(
			choiceOption(
				'--carry <what>',
				'what goes over SSH: the program, where Node is there (default); its binary, where Linux on x64 is; or the script alone',
				['program', 'binary', 'script'],
			).helpGroup('Advanced:'),
		)
		.action(async (region, options) => {
			const {withRegion} = await import('./region-argument.ts');
			const flags = withRegion(readSettingsOptions(options), region === undefined ? [] : [region]);
			if (options.watch !== undefined) {
				const {parseInterval, watch} = await import('./watch.ts');
				end(
					await watch(
						flags,
						{...options, watch: parseInterval(options.watch, '--watch'), cluster: readClusterOptions(options)},
						io,
					),
				);
				return;
			}
			if (options.from !== undefined || flags.profile !== undefined) {
				const {placesFor, surveyAndReport} = await import('./vantage.ts');
				const from = placesFor(options, flags.profile, io);
				if (from.length > 0)
					return end(await surveyAndReport(flags, from, {...options, cluster: readClusterOptions(options)}, io));
			}
			const {checkAndReport} = await import('./check.ts');
			end(await checkAndReport(flags, options, io));
		});
}

function addPlan(program: Command, io: CommandIo, end: End): void {
	const command = program
		.command('plan [region]')
		.description('Show what would be probed and why, without any traffic.');
	addFormatOption(addOutputOptions(addSettingsOptions(command)), shortFormatNames)
		.option('--verbose', 'purpose, route and documents of each endpoint')
		.option('--quiet', 'no notes on stderr')
		.action(async (region, options) => {
			const {showPlan} = await import('./plan.ts');
			const {withRegion} = await import('./region-argument.ts');
			const flags = withRegion(readSettingsOptions(options), region === undefined ? [] : [region]);
			end(await showPlan(flags, options, io));
		});
}

function addExplain(program: Command, io: CommandIo, end: End): void {
	const command = program
		.command('explain [what...]')
		.description('Probe hosts in depth (HOST or HOST:PORT), or say offline what a cause or an error text means.')
		.option('--log <text>', 'name cause and hosts of an error text; - reads it from standard input');
	addRunOutput(addSettingsOptions(command))
		.option('--quiet', 'no notes on stderr')
		.action(async (words, options) => {
			const {explainCauses, explainLog, readCauses} = await import('./explain-causes.ts');
			const causes = readCauses(words, options.log);
			if (options.log !== undefined) return end(await explainLog(options.log, options, io));
			if (causes.length > 0) return end(await explainCauses(causes, options, io));
			const {explain} = await import('./explain.ts');
			end(await explain(words, readSettingsOptions(options), options, io));
		});
}

function addReport(program: Command, io: CommandIo, end: End): void {
	const command = program
		.command('report [run]')
		.description(
			'Show a saved run, or write it in another format: the last run, a JSON file, - for standard input, PROFILE@last, a date, an id.',
		);
	addVerboseOption(addRedactOption(addFormatOption(addOutputOptions(command), runFormatNames)))
		.addOption(new Option('--judge-again', 'judge its evidence by the rules of this version').helpGroup('Advanced:'))
		.addOption(new Option('--vantage <name>', 'of a survey, the run of this vantage point').helpGroup('Advanced:'))
		.action(async (run, options) => {
			const {report} = await import('./report.ts');
			end(await report(run, options, io));
		});
}

function addProfiles(program: Command, io: CommandIo, end: End): void {
	const profiles = program
		.command('profiles')
		.description('Settings under a name: list, show, save, rename, remove, export, import.');

	addFormatOption(
		profiles.command('list', {isDefault: true}).description('List every profile, with its last result and age.'),
		listFormatNames,
	).action(async options => {
		const {list} = await import('./profiles.ts');
		end(await list(options.format, io));
	});

	profiles
		.command('show <name>')
		.description('Show a profile as its file holds it.')
		.action(async name => {
			const {show} = await import('./profiles.ts');
			end(await show(name, io));
		});

	addSettingsOptions(
		profiles.command('save <name>').description('Save settings under a name. Overwrites; never stores a password.'),
	)
		.option('--password-from <place>', 'where a run finds the password of the proxy: env:NAME or file:PATH')
		.option('--from <place...>', 'where the probes are made, as "check" takes it')
		.addOption(
			new Option('--keep <n>', 'runs kept of this profile (default 50)').argParser(text =>
				parseCount(text, '--keep', 1, 10_000),
			),
		)
		.action(async (name, options) => {
			const {save} = await import('./profiles.ts');
			end(await save(name, readSettingsOptions(options), options, io));
		});

	profiles
		.command('rename <old> <new>')
		.description('Give a profile another name. Its runs go with it.')
		.action(async (oldName, newName) => {
			const {rename} = await import('./profiles.ts');
			end(await rename(oldName, newName, io));
		});

	profiles
		.command('remove <name>')
		.description('Remove a profile and its runs.')
		.action(async name => {
			const {remove} = await import('./profiles.ts');
			end(await remove(name, io));
		});

	addOutputOptions(
		profiles.command('export <name>').description('Write a profile as JSON, to put under version control.'),
	).action(async (name, options) => {
		const {exportTo} = await import('./profiles.ts');
		end(await exportTo(name, options, io));
	});

	profiles
		.command('import <file>')
		.description('Take a profile from an exported file.')
		.option('--name <name>', 'use this name instead of the one in the file')
		.option('--force', 'replace the profile of that name')
		.option('--password-from <place>', 'where a run finds the password of the proxy; the file does not decide that')
		.action(async (file, options) => {
			const {importFrom} = await import('./profiles.ts');
			end(await importFrom(file, options, io));
		});
}

function addRuns(program: Command, io: CommandIo, end: End): void {
	const runs = program.command('runs').description('The saved runs: list, show.');

	addFormatOption(
		runs.command('list [profile]', {isDefault: true}).description('List the runs of a profile, or all, newest first.'),
		listFormatNames,
	).action(async (profile, options) => {
		const {listRuns} = await import('./runs.ts');
		end(await listRuns(profile, options.format, io));
	});

	const showCommand = runs
		.command('show [run]')
		.description('Show a run: the last one, PROFILE@last, PROFILE@2, PROFILE@DATE, a date, an id, or a file.');
	addVerboseOption(addRedactOption(addFormatOption(addOutputOptions(showCommand), runFormatNames))).action(
		async (reference, options) => {
			const {report} = await import('./report.ts');
			end(await report(reference, options, io));
		},
	);
}

function addDiff(program: Command, io: CommandIo, end: End): void {
	const command = program
		.command('diff <old> <new>')
		.description('Show what changed between two runs: files, PROFILE@last, PROFILE@2, dates or ids.');
	addRedactOption(addFormatOption(addOutputOptions(command), shortFormatNames))
		.addOption(choiceOption('--fail-on <what>', 'what makes the exit code 1 (default: nothing)', ['changed', 'worse']))
		.action(async (oldRun, newRun, options) => {
			const {diff} = await import('./diff.ts');
			end(await diff(oldRun, newRun, options, io));
		});
}

function addRules(program: Command, io: CommandIo, end: End): void {
	const command = program
		.command('rules')
		.description("Write the allow-list in a firewall's or proxy's own syntax, for a plan or a saved run.")
		.addArgument(
			new Argument('<dialect>', 'whose syntax; see "help dialects"').argParser(text =>
				parseChoice(text, dialectIds, 'The dialect'),
			),
		);
	addOutputOptions(addSettingsOptions(command))
		.option(
			'--part <name>',
			'of files with several virtual domains, device groups, layers or policies the one that counts',
		)
		.option('--from <run>', 'for a saved run instead of a plan; named as for report')
		.addOption(choiceOption('--only <what>', 'of a saved run, only what is blocked', ['blocked']))
		.option('--source <range...>', 'addresses or CIDR ranges that the traffic comes from')
		.option('--quiet', 'no notes on stderr')
		.action(async (dialect, options) => {
			const {writeRules} = await import('./rules.ts');
			end(await writeRules(dialect, readSettingsOptions(options), options, io));
		});
}

function addAudit(program: Command, io: CommandIo, end: End): void {
	const command = program
		.command('audit <file...>')
		.description('Hold an allow-list that exists against what is needed, without any traffic; - is standard input.');
	addFormatOption(addOutputOptions(addSettingsOptions(command)), auditFormatNames)
		.addOption(
			new Option('--dialect <dialect>', 'what the files are, where they do not tell; see "help dialects"').argParser(
				text => parseChoice(text, dialectIds, '--dialect'),
			),
		)
		.option('--source <range...>', 'addresses or CIDR ranges that the traffic comes from')
		.option(
			'--part <name>',
			'of files with several virtual domains, device groups, layers or policies the one that counts',
		)
		.option(
			'--from <run>',
			'for a saved run or survey instead of a plan, and against what was denied in it; named as for report',
		)
		.option('--fix', 'what to add, in the same dialect, in place of the report')
		.option('--verbose', 'every line, with what it is for')
		.option('--quiet', 'no notes on stderr')
		.action(async (files, options) => {
			const {auditList} = await import('./audit.ts');
			end(await auditList(files, readSettingsOptions(options), options, io));
		});
}

function addCatalog(program: Command, io: CommandIo, end: End): void {
	const catalog = program
		.command('catalog')
		.description('what must be reachable, as the documents say: list, show, diff, export');
	const add = (command: Command) =>
		command.option('--catalog <file>', 'a newer catalog, as "catalog export" writes it');

	addFormatOption(
		add(catalog.command('list', {isDefault: true})).description('its version, date and age, counts, and documents'),
		listFormatNames,
	).action(async options => {
		const {outline} = await import('./catalog.ts');
		end(await outline(options, io));
	});

	addFormatOption(
		add(catalog.command('show <what>')).description(
			'the requirements of a feature, of a host, or of a part of its name',
		),
		listFormatNames,
	).action(async (what, options) => {
		const {show} = await import('./catalog.ts');
		end(await show(what, options, io));
	});

	addFormatOption(
		add(catalog.command('diff <file>')).description('what another catalog holds that this one does not, or otherwise'),
		listFormatNames,
	).action(async (file, options) => {
		const {diff} = await import('./catalog.ts');
		end(await diff(file, options, io));
	});

	addOutputOptions(add(catalog.command('export')).description('write it as a file, which --catalog takes')).action(
		async options => {
			const {exportTo} = await import('./catalog.ts');
			end(await exportTo(options, io));
		},
	);
}
