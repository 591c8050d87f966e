import type {Argument, Command, Option} from 'commander';
import {dialectIds} from '../allowlists/dialect-ids.ts';
import {catalog} from '../catalog/catalog.ts';
import {privateServices} from '../settings/private-services.ts';
import {loginSchemes} from '../settings/proxy-url.ts';
import {causes} from '../verdict/causes.ts';
import {cloudIds, levels, resourceKeys} from '../vocabulary.ts';

/** What can stand somewhere on a command line. */
export type Values = {
	/** One of these words. */
	readonly words?: readonly string[];
	/** Several of `words`, separated by commas. */
	readonly isList?: true;
	/** Names that only the machine knows when Tab is pressed: files, saved profiles, saved runs. */
	readonly names?: readonly ('files' | 'profiles' | 'runs')[];
};

export type OptionNode = {
	/** `--region`, `-h`. */
	readonly names: readonly string[];
	readonly summary: string;
	/** Null: it takes none. */
	readonly values: Values | null;
	/** The value may be left out. */
	readonly isOptional: boolean;
};

export type CommandNode = {
	/** The words that lead to it: none for the program itself. */
	readonly path: readonly string[];
	readonly summary: string;
	readonly commands: readonly CommandNode[];
	readonly options: readonly OptionNode[];
	/** In their order; the last one stands for all that follow where it is variadic. */
	readonly parameters: readonly Values[];
	readonly isVariadic: boolean;
};

const runNames: Values = {names: ['runs', 'files']};
const places: Values = {words: ['here', 'ssh:', 'nodes', 'pods', 'pod:', 'file:']};

/** What Commander can't know of an option, since its parser reads more than a list of words could say. */
const valuesOfOption: {readonly [long: string]: Values} = {
	'--region': {words: catalog.regions.map(({name}) => name)},
	'--cloud': {words: cloudIds},
	'--features': {words: [...catalog.features.map(({id}) => id), 'all'], isList: true},
	'--level': {words: levels},
	'--resource': {words: resourceKeys.map(key => `${key}=`)},
	'--private': {words: privateServices, isList: true},
	'--proxy': {words: ['env', 'none', 'system', 'http://']},
	'--https-proxy': {words: ['http://']},
	'--http-proxy': {words: ['http://']},
	'--proxy-login': {words: loginSchemes},
	'--pac': {words: ['env'], names: ['files']},
	'--time-servers': {words: ['listed']},
	'--profile': {names: ['profiles']},
	'--password-from': {words: ['env:', 'file:']},
};

/** The same of what stands by itself, by command and by the name that the help gives it. */
const valuesOfParameter: {readonly [path: string]: {readonly [name: string]: Values}} = {
	check: {region: valuesOfOption['--region'] ?? {}},
	plan: {region: valuesOfOption['--region'] ?? {}},
	explain: {what: {words: causes}},
	report: {run: runNames},
	'runs list': {profile: {names: ['profiles']}},
	'runs show': {run: runNames},
	rules: {dialect: {words: dialectIds}},
	'vantage import': {log: {names: ['files']}},
	diff: {old: runNames, new: runNames},
	'profiles show': {name: {names: ['profiles']}},
	'profiles save': {name: {names: ['profiles']}},
	'profiles rename': {old: {names: ['profiles']}},
	'profiles remove': {name: {names: ['profiles']}},
	'profiles export': {name: {names: ['profiles']}},
};

const isFile = (placeholder: string) => /^(?:file|pem|log)$/.test(placeholder);

function valuesOf(option: Option, path: string): Values | null {
	if (!option.required && !option.optional) return null;
	const {long = ''} = option;
	if (option.argChoices) return {words: option.argChoices};
	if (long === '--from') return path === 'check' || path === 'profiles save' ? places : runNames;
	const known = valuesOfOption[long];
	if (known) return known;
	return isFile(/[<[]([\w-]+)/.exec(option.flags)?.[1] ?? '') ? {names: ['files']} : {};
}

function parameterOf(argument: Argument, path: string): Values {
	const known = valuesOfParameter[path]?.[argument.name()];
	if (known) return known;
	if (argument.argChoices) return {words: argument.argChoices};
	return isFile(argument.name()) ? {names: ['files']} : {};
}

/** One line of what the help says. */
const firstLine = (text: string) => text.split('\n', 1)[0] ?? '';

/**
 * All that can be typed, as plain data from the very objects that read command lines: completion and the manual are made
 * from it, so that neither can promise what is not there.
 */
export function commandTree(command: Command, path: readonly string[] = []): CommandNode {
	const name = path.join(' ');
	const help = command.createHelp();
	const commands = help.visibleCommands(command).filter(child => child.name() !== 'help');
	const all = command.options.filter(option => option.long !== undefined);
	return {
		path,
		summary: firstLine(command.description()),
		commands: commands.map(child => commandTree(child, [...path, child.name()])),
		options: [
			...all.map(option => ({
				names: [option.short, option.long].filter(text => text !== undefined),
				summary: option.description,
				values: valuesOf(option, name),
				isOptional: option.optional,
			})),
			{names: ['-h', '--help'], summary: 'show this help', values: null, isOptional: false},
		],
		// The program takes a region, which Commander is not told: it reads any word there, to guess at a mistyped command.
		parameters:
			path.length === 0
				? [valuesOfOption['--region'] ?? {}]
				: command.registeredArguments.map(argument => parameterOf(argument, name)),
		isVariadic: command.registeredArguments.at(-1)?.variadic ?? false,
	};
}

/** A command and all below it. */
export function allNodes(node: CommandNode): readonly CommandNode[] {
	return [node, ...node.commands.flatMap(allNodes)];
}
