import {type Command, Option} from 'commander';
import {UsageError} from '../errors.ts';
import {type FormatName, formatOfFile} from '../report/format-names.ts';

/** Adds where the output goes. `-` is standard output, as if nothing had been said. */
export function addOutputOptions(command: Command): Command {
	return command
		.option('--output <file>', 'write to this file, which must not be there yet; - is standard output')
		.option('--force', 'replace the file of --output')
		.hook('preAction', (_, acting) => {
			const {output} = acting.opts<{output?: string}>();
			if (output === '') throw new UsageError('--output is empty: name a file.');
			if (output === '-') acting.setOptionValue('output', undefined);
		});
}

/** Adds how it is written. What isn't said follows from the ending of `--output`, and is text without one. */
export function addFormatOption(command: Command, formats: readonly FormatName[]): Command {
	const ids = formats.map(({id}) => id);
	return command
		.addOption(
			new Option('--format <format>', 'how it is written; unless given, by the ending of --output, else text').choices(
				ids,
			),
		)
		.hook('preAction', (_, acting) => {
			const {format, output} = acting.opts<{format?: string; output?: string}>();
			if (format === undefined) acting.setOptionValue('format', formatFor(output, ids));
		});
}

function formatFor(output: string | undefined, ids: readonly string[]): string {
	if (output === undefined || hasNoEnding(output)) return 'text';
	const meant = formatOfFile(output);
	if (meant === null) {
		throw new UsageError(`--output ${output} has an ending that means no format: name another, or say --format.`);
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
	return command.option(
		'--redact',
		'take names of your own, addresses and user names out of what is written, for sharing',
	);
}

/** Adds what the exit code follows. */
export function addFailOnOption(command: Command): Command {
	return command.addOption(
		new Option('--fail-on <what>', 'what makes the exit code 1')
			.choices(['blocked', 'warning', 'never'])
			.default('blocked'),
	);
}
