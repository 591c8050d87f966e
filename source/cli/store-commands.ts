import {type Command, Option} from 'commander';
import {runFormatNames, shortFormatNames} from '../report/format-names.ts';
import {parseCount} from '../settings/numbers.ts';
import type {CommandIo} from './io.ts';
import {addFormatOption, addOutputOptions, addRedactOption} from './output-options.ts';
import {addSettingsOptions, readSettingsOptions} from './settings-options.ts';

/** What the commands of the store share with the others. */
export type CommandKit = {
	readonly io: CommandIo;
	/** Told how the command ended. */
	readonly onExitCode: (code: number) => void;
};

/** How lists can be written. */
const listFormatNames = runFormatNames.filter(({id}) => id === 'text' || id === 'json');

/** Adds `profiles`, `runs` and `diff`. */
export function addStoreCommands(program: Command, kit: CommandKit): void {
	addProfilesCommand(program, kit);
	addRunsCommand(program, kit);
	addDiffCommand(program, kit);
}

function addProfilesCommand(program: Command, {io, onExitCode}: CommandKit): void {
	const profiles = program
		.command('profiles')
		.description('settings under a name: list, show, save, rename, remove, export to a file, import from one');

	const listCommand = profiles.command('list').description('every profile, with its last result and age');
	addFormatOption(listCommand, listFormatNames).action(async options => {
		const {writeProfileList} = await import('./profiles.ts');
		onExitCode(await writeProfileList(options.format, io));
	});

	profiles
		.command('show <name>')
		.description('a profile, as its file holds it')
		.action(async name => {
			const {show} = await import('./profiles.ts');
			onExitCode(await show(name, io));
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
			const {parsePasswordSource} = await import('../store/password-source.ts');
			const {passwordFrom, keep, ...settings} = options;
			const place =
				passwordFrom === undefined ? {} : {passwordFrom: parsePasswordSource(passwordFrom, '--password-from')};
			onExitCode(await save(name, readSettingsOptions(settings), {...place, keep}, io));
		});

	profiles
		.command('rename <old> <new>')
		.description('give a profile another name; its runs go with it')
		.action(async (oldName, newName) => {
			const {rename} = await import('./profiles.ts');
			onExitCode(await rename(oldName, newName, io));
		});

	profiles
		.command('remove <name>')
		.description('remove a profile and its runs')
		.action(async name => {
			const {remove} = await import('./profiles.ts');
			onExitCode(await remove(name, io));
		});

	const exportCommand = profiles
		.command('export <name>')
		.description('write a profile as JSON, to put under version control');
	addOutputOptions(exportCommand).action(async (name, options) => {
		const {exportProfile} = await import('./profiles.ts');
		onExitCode(await exportProfile(name, options, io));
	});

	profiles
		.command('import <file>')
		.description('take a profile from a file that was exported')
		.option('--name <name>', 'call it this, in place of the name in the file')
		.option('--force', 'replace the profile of that name')
		.action(async (file, options) => {
			const {importFrom} = await import('./profiles.ts');
			onExitCode(await importFrom(file, options, io));
		});
}

function addRunsCommand(program: Command, {io, onExitCode}: CommandKit): void {
	const runs = program.command('runs').description('the runs that are kept: list, show');

	const listCommand = runs.command('list [profile]').description('the runs of a profile, or all, newest first');
	addFormatOption(listCommand, listFormatNames).action(async (profile, options) => {
		const {listRuns} = await import('./runs.ts');
		onExitCode(await listRuns(profile, options.format, io));
	});

	const showCommand = runs
		.command('show <run>')
		.description('write a run: PROFILE@last, PROFILE@2, PROFILE@DATE, a date, an id, or a file');
	addRedactOption(addFormatOption(addOutputOptions(showCommand), runFormatNames)).action(async (reference, options) => {
		const {report} = await import('./report.ts');
		onExitCode(await report(reference, options, io));
	});
}

function addDiffCommand(program: Command, {io, onExitCode}: CommandKit): void {
	const diffCommand = program
		.command('diff <old> <new>')
		.description('what changed between two runs: files, PROFILE@last, PROFILE@2, dates or ids');
	addRedactOption(addFormatOption(addOutputOptions(diffCommand), shortFormatNames))
		.addOption(
			new Option('--fail-on <what>', 'what makes the exit code 1 (0 unless given)').choices(['changed', 'worse']),
		)
		.action(async (oldRun, newRun, options) => {
			const {diff} = await import('./diff.ts');
			onExitCode(await diff(oldRun, newRun, options, io));
		});
}
