import {Argument, type Command, Option} from 'commander';
import {dialectIds} from '../allowlists/dialect-ids.ts';
import {runFormatNames, shortFormatNames} from '../report/format-names.ts';
import {parseCount} from '../settings/parsers.ts';
import type {CommandIo} from './io.ts';
import {
	addFailOnOption,
	addFormatOption,
	addOutputOptions,
	addRedactOption,
	addSettingsOptions,
	readSettingsOptions,
} from './options.ts';

/** Told how the command ended. */
type End = (exitCode: number) => void;

/** How lists can be written. */
const listFormatNames = runFormatNames.filter(({id}) => id === 'text' || id === 'json');

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
	addCatalog(program, io, end);
	program
		.command('demo')
		.description('open the wizard in the practice network, a small company on this machine; needs no network')
		.action(async options => {
			const {startDemo} = await import('./demo.ts');
			end(await startDemo(options, io));
		});
}

/** What a run is written with, by the commands that make one. */
function addRunOutput(command: Command): Command {
	return addFailOnOption(addRedactOption(addFormatOption(addOutputOptions(command), runFormatNames)));
}

function addCheck(program: Command, io: CommandIo, end: End): void {
	const command = program
		.command('check [region]')
		.description('probe without questions; the report on stdout, progress on stderr');
	addRunOutput(addSettingsOptions(command))
		.option('--quiet', 'no progress and no notes on stderr')
		.option('--anyway', 'probe everything, also behind a proxy where nobody answers')
		.option('--watch <duration>', 'repeat the check of --profile until stopped, and print changes only: 30s, 5m, 1h')
		.action(async (region, options) => {
			const {withRegion} = await import('./region-argument.ts');
			const flags = withRegion(readSettingsOptions(options), region === undefined ? [] : [region]);
			if (options.watch === undefined) {
				const {checkAndReport} = await import('./check.ts');
				end(await checkAndReport(flags, options, io));
				return;
			}
			const {parseInterval, watch} = await import('./watch.ts');
			const interval = parseInterval(options.watch, '--watch');
			end(await watch(flags, {...options, watch: interval}, io));
		});
}

function addPlan(program: Command, io: CommandIo, end: End): void {
	const command = program
		.command('plan [region]')
		.description('show what would be probed and why, without any traffic');
	addFormatOption(addOutputOptions(addSettingsOptions(command)), shortFormatNames)
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
		.command('explain <host...>')
		.description('probe hosts in depth (HOST or HOST:PORT, in the catalog or not): stages, chain, cause, fix');
	addRunOutput(addSettingsOptions(command))
		.option('--quiet', 'no notes on stderr')
		.action(async (hosts, options) => {
			const {explain} = await import('./explain.ts');
			end(await explain(hosts, readSettingsOptions(options), options, io));
		});
}

function addReport(program: Command, io: CommandIo, end: End): void {
	const command = program
		.command('report <run>')
		.description(
			'write a run in another format: a file from --format json, - for standard input, PROFILE@last, PROFILE@2, a date, or an id',
		)
		.option('--judge-again', 'judge its evidence by the rules of this version');
	addRedactOption(addFormatOption(addOutputOptions(command), runFormatNames)).action(async (run, options) => {
		const {report} = await import('./report.ts');
		end(await report(run, options, io));
	});
}

function addProfiles(program: Command, io: CommandIo, end: End): void {
	const profiles = program
		.command('profiles')
		.description('settings under a name: list, show, save, rename, remove, export to a file, import from one');

	addFormatOption(
		profiles.command('list').description('every profile, with its last result and age'),
		listFormatNames,
	).action(async options => {
		const {list} = await import('./profiles.ts');
		end(await list(options.format, io));
	});

	profiles
		.command('show <name>')
		.description('a profile, as its file holds it')
		.action(async name => {
			const {show} = await import('./profiles.ts');
			end(await show(name, io));
		});

	addSettingsOptions(
		profiles
			.command('save <name>')
			.description('save these settings under a name, in place of what was saved there; a password never'),
	)
		.option('--password-from <place>', 'where a run finds the password of the proxy: env:NAME or file:PATH')
		.addOption(
			new Option('--keep <n>', 'runs kept of this profile, 50 unless given').argParser(text =>
				parseCount(text, '--keep', 1, 10_000),
			),
		)
		.action(async (name, options) => {
			const {save} = await import('./profiles.ts');
			end(await save(name, readSettingsOptions(options), options, io));
		});

	profiles
		.command('rename <old> <new>')
		.description('give a profile another name; its runs go with it')
		.action(async (oldName, newName) => {
			const {rename} = await import('./profiles.ts');
			end(await rename(oldName, newName, io));
		});

	profiles
		.command('remove <name>')
		.description('remove a profile and its runs')
		.action(async name => {
			const {remove} = await import('./profiles.ts');
			end(await remove(name, io));
		});

	addOutputOptions(
		profiles.command('export <name>').description('write a profile as JSON, to put under version control'),
	).action(async (name, options) => {
		const {exportTo} = await import('./profiles.ts');
		end(await exportTo(name, options, io));
	});

	profiles
		.command('import <file>')
		.description('take a profile from a file that was exported')
		.option('--name <name>', 'call it this, in place of the name in the file')
		.option('--force', 'replace the profile of that name')
		.option('--password-from <place>', 'where a run finds the password of the proxy; the file does not decide that')
		.action(async (file, options) => {
			const {importFrom} = await import('./profiles.ts');
			end(await importFrom(file, options, io));
		});
}

function addRuns(program: Command, io: CommandIo, end: End): void {
	const runs = program.command('runs').description('the runs that are kept: list, show');

	addFormatOption(
		runs.command('list [profile]').description('the runs of a profile, or all, newest first'),
		listFormatNames,
	).action(async (profile, options) => {
		const {listRuns} = await import('./runs.ts');
		end(await listRuns(profile, options.format, io));
	});

	const showCommand = runs
		.command('show <run>')
		.description('write a run: PROFILE@last, PROFILE@2, PROFILE@DATE, a date, an id, or a file');
	addRedactOption(addFormatOption(addOutputOptions(showCommand), runFormatNames)).action(async (reference, options) => {
		const {report} = await import('./report.ts');
		end(await report(reference, options, io));
	});
}

function addDiff(program: Command, io: CommandIo, end: End): void {
	const command = program
		.command('diff <old> <new>')
		.description('what changed between two runs: files, PROFILE@last, PROFILE@2, dates or ids');
	addRedactOption(addFormatOption(addOutputOptions(command), shortFormatNames))
		.addOption(
			new Option('--fail-on <what>', 'what makes the exit code 1 (0 unless given)').choices(['changed', 'worse']),
		)
		.action(async (oldRun, newRun, options) => {
			const {diff} = await import('./diff.ts');
			end(await diff(oldRun, newRun, options, io));
		});
}

function addRules(program: Command, io: CommandIo, end: End): void {
	const command = program
		.command('rules')
		.description("write the allow-list in a firewall's or proxy's own syntax, for a plan or a saved run")
		.addArgument(new Argument('<dialect>', 'whose syntax').choices(dialectIds));
	addOutputOptions(addSettingsOptions(command))
		.option('--from <run>', 'for a saved run in place of a plan; named as for report')
		.addOption(new Option('--only <what>', 'of a saved run, only what is missing').choices(['blocked']))
		.option('--source <range...>', 'addresses or CIDR ranges that the traffic comes from')
		.option('--quiet', 'no notes on stderr')
		.action(async (dialect, options) => {
			const {writeRules} = await import('./rules.ts');
			end(await writeRules(dialect, readSettingsOptions(options), options, io));
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
