import {type Command, Option} from 'commander';
import {UsageError} from '../errors.ts';
import {runFormatNames} from '../report/format-names.ts';
import {safeText} from '../safe-text.ts';
import {parseCount} from '../settings/parsers.ts';
import type {ClusterOptions} from '../vantage/kubernetes/cluster.ts';
import type {CommandIo, End} from './io.ts';
import {
	addFormatOption,
	addOutputOptions,
	addRedactOption,
	addSettingsOptions,
	choiceOption,
	listFormatNames,
	readSettingsOptions,
} from './options.ts';

/** What `--from` takes. */
export const placesHelp =
	'where the probes are made: here, ssh:HOST[,HOST...], ssh:@FILE, nodes[:SELECTOR], pods[:NAMESPACE], pod:NAMESPACE/NAME, file:LOG; several are compared';

const clusterGroup = 'With nodes and pods of Kubernetes:';

/** Gives a command the options that say which cluster is meant, and how it is looked from. */
export function addClusterOptions(command: Command): Command {
	const checked = (flag: string, help: string, pattern: RegExp, cure: string) =>
		new Option(flag, help).helpGroup(clusterGroup).argParser(text => {
			if (pattern.test(text)) return text;
			throw new UsageError(`${flag.split(' ')[0]} ${safeText(text, 80)} is none: ${cure}.`);
		});
	return command
		.addOption(
			checked(
				'--context <name>',
				"kubectl's context (default: the current one)",
				/^\S[^\n]*$/,
				'see "kubectl config get-contexts"',
			),
		)
		.addOption(checked('--kubeconfig <file>', 'its file', /./, 'name a file'))
		.addOption(
			checked(
				'--namespace <name>',
				"where Jobs are created (default: the context's)",
				/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
				'write the name of a namespace that is there',
			),
		)
		.addOption(
			checked(
				'--image <image>',
				'use the sh and curl of this image',
				/^[a-zA-Z0-9][\w./:@-]{0,400}$/,
				'write REGISTRY/NAME:TAG',
			),
		)
		.addOption(
			choiceOption('--pull <when>', 'whether an image is pulled (default: only the one of --image, if missing)', [
				'never',
				'missing',
			]).helpGroup(clusterGroup),
		)
		.addOption(
			new Option('--per-pool <n>', 'nodes of each pool that are looked from in full: a number, or all (default: 2)')
				.helpGroup(clusterGroup)
				.argParser(text => (text === 'all' ? 1000 : parseCount(text, '--per-pool', 1, 1000))),
		)
		.addOption(
			new Option('--canaries <n>', 'endpoints looked at from the other nodes; 0: none of them (default: 5)')
				.helpGroup(clusterGroup)
				.argParser(text => parseCount(text, '--canaries', 0, 50)),
		)
		.addOption(rateOption('new connections a second, from all nodes, pods and hosts together').helpGroup(clusterGroup))
		.addOption(
			checked(
				'--proxy-secret <secret>',
				'NAMESPACE/NAME/KEY of a Secret that holds the proxy password',
				/^[a-z0-9-]{1,63}\/[a-z0-9.-]{1,253}\/[\w.-]{1,253}$/,
				'write NAMESPACE/NAME/KEY',
			),
		);
}

function rateOption(help: string): Option {
	return new Option('--rate <n>', help).argParser(text => parseCount(text.replace(/\/s$/, ''), '--rate', 1, 10_000));
}

/** What the options of one command line say of the cluster. */
export function readClusterOptions(options: {readonly [attribute: string]: unknown}): ClusterOptions {
	const textOf = (name: string) => (typeof options[name] === 'string' ? options[name] : null);
	const [namespace, name, key] = textOf('proxySecret')?.split('/') ?? [];
	return {
		context: textOf('context'),
		kubeconfig: textOf('kubeconfig'),
		namespace: textOf('namespace'),
		image: textOf('image'),
		pull: options.pull === 'never' || options.pull === 'missing' ? options.pull : null,
		perPool: typeof options.perPool === 'number' ? options.perPool : 2,
		canaries: typeof options.canaries === 'number' ? options.canaries : 5,
		rate: typeof options.rate === 'number' ? options.rate : null,
		proxySecret: namespace && name && key ? {namespace, name, key} : null,
	};
}

/** Adds what looks from other places. */
export function addVantage(program: Command, io: CommandIo, end: End): void {
	const vantage = program
		.command('vantage')
		.description('the same probes from nodes and pods: write a script for them, import what it printed');

	addOutputOptions(
		addSettingsOptions(
			vantage
				.command('script')
				.description(
					"write a POSIX script that probes with a machine's own curl and openssl; it judges and installs nothing",
				),
		),
	)
		.addOption(rateOption('new connections a second, from each machine that runs it'))
		.option('--after <log...>', 'the second round that these logs leave open, in place of the first')
		.option('--quiet', 'no notes on stderr')
		.action(async options => {
			const {script} = await import('./vantage.ts');
			end(await script(readSettingsOptions(options), options, io));
		});

	const importCommand = vantage
		.command('import <log...>')
		.description('judge what the script printed, and write it as a report: files, or - for standard input');
	addRedactOption(addFormatOption(addOutputOptions(importCommand), runFormatNames))
		.option('--quiet', 'no notes on stderr')
		.action(async (logs, options) => {
			const {importEvidence} = await import('./vantage.ts');
			end(await importEvidence(logs, options, io));
		});

	const places = (command: Command) =>
		addClusterOptions(command).option('--from <place...>', 'nodes[:SELECTOR] and pods[:NAMESPACE]; default: nodes');
	addFormatOption(
		places(
			vantage
				.command('list')
				.description(
					'what is there to look from, what your login may do, and what a check would create; creates nothing',
				),
		),
		listFormatNames,
	)
		.option('--role', 'write the roles that a check needs, as YAML, and ask no cluster')
		.action(async options => {
			const {list} = await import('./vantage-cluster.ts');
			end(await list({...options, cluster: readClusterOptions(options)}, io));
		});

	addOutputOptions(
		addClusterOptions(
			addSettingsOptions(
				vantage
					.command('manifest')
					.description('write the Job that a check would create, as YAML for GitOps or a ticket; asks no cluster'),
			),
		),
	)
		.addOption(choiceOption('--view <view>', 'from nodes or from pods (default: node)', ['node', 'pod']))
		.addOption(
			new Option('--nodes <n>', 'nodes to look from (default: 2)').argParser(text =>
				parseCount(text, '--nodes', 1, 1000),
			),
		)
		.option('--borrow', "of a node, use its own shell, curl and openssl in place of the image's")
		.option('--quiet', 'no notes on stderr')
		.action(async options => {
			const {manifest} = await import('./vantage-cluster.ts');
			const cluster = readClusterOptions(options);
			end(await manifest(readSettingsOptions(options), {...options, cluster}, io));
		});

	addFormatOption(
		addClusterOptions(
			vantage.command('clean').description('remove what checks have left in a cluster, and show what was found'),
		),
		listFormatNames,
	)
		.option('--run <id>', 'of this check alone')
		.option('--all', 'of every check, also of those that may be under way')
		.action(async options => {
			const {clean} = await import('./vantage-cluster.ts');
			end(await clean({...options, cluster: readClusterOptions(options)}, io));
		});
}
