import {type Command, Option} from 'commander';
import {parseCloud, parseFeatures, parseLevel, parseRegion} from '../settings/choices.ts';
import {defaultSettings} from '../settings/defaults.ts';
import type {SettingsInput} from '../settings/input.ts';
import {parseNameServer} from '../settings/name-server.ts';
import {parseConcurrency, parseRetries, parseTimeout} from '../settings/numbers.ts';
import {parseProxyUrl} from '../settings/proxy-url.ts';
import {parseProxyChoice} from '../settings/resolve-proxy.ts';
import {collectResources, type NamedResource, parseResource} from '../settings/resources.ts';
import {parseProfileName} from '../store/profile-name.ts';

type ParsedOptions = Omit<SettingsInput, 'resources' | 'requirementsFile' | 'timeoutMs' | 'publicRootsFile'> & {
	readonly resource?: readonly NamedResource[];
	readonly requirements?: string;
	readonly publicRoots?: string;
	readonly timeout?: number;
};

/** Gives a command the options for settings, the same everywhere; each value is read where it comes in. */
export function addSettingsOptions(command: Command): Command {
	const read =
		<Value>(parse: (text: string, field: string) => Value, field: string) =>
		(text: string) =>
			parse(text, field);
	return command
		.addOption(
			new Option('--profile <name>', 'the settings of this profile; what else is given here goes before it').argParser(
				read(parseProfileName, '--profile'),
			),
		)
		.addOption(
			new Option('--cloud <cloud>', 'public, usgov or china (default: the cloud of the region)').argParser(
				read(parseCloud, '--cloud'),
			),
		)
		.addOption(
			new Option('--region <name>', 'the Azure region of the cluster, such as eastus').argParser(
				read(parseRegion, '--region'),
			),
		)
		.addOption(
			new Option('--features <list>', 'features in use, separated by commas, or all; repeatable').argParser(
				(text, before: readonly string[] | undefined) => [...new Set([...(before ?? []), ...parseFeatures(text)])],
			),
		)
		.addOption(
			new Option(
				'--level <level>',
				'the lowest level still probed: mandatory, conditional, optional (default) or legacy',
			).argParser(read(parseLevel, '--level')),
		)
		.addOption(
			new Option(
				'--resource <key=name>',
				'a resource of your own: acr, storage, vault, workspace, aks, gateway or region-code; repeatable',
			).argParser((text, before: readonly NamedResource[] | undefined) => [
				...(before ?? []),
				parseResource(text, '--resource'),
			]),
		)
		.addOption(new Option('--requirements <file>', 'requirements of your own, as JSON'))
		.addOption(
			new Option(
				'--proxy <url>',
				'the proxy for both schemes; or env (as the environment says, the default), or none',
			).argParser(read(parseProxyChoice, '--proxy')),
		)
		.addOption(
			new Option('--https-proxy <url>', 'the proxy for HTTPS endpoints').argParser(
				read(parseProxyUrl, '--https-proxy'),
			),
		)
		.addOption(
			new Option('--http-proxy <url>', 'the proxy for plain HTTP endpoints').argParser(
				read(parseProxyUrl, '--http-proxy'),
			),
		)
		.addOption(noProxyOption())
		.addOption(new Option('--ca-file <pem>', "roots trusted on top of this machine's own"))
		.addOption(
			new Option('--public-roots <pem>', 'what counts as a public root, in place of the set bundled with Node'),
		)
		.addOption(
			new Option(
				'--dns <address>',
				"the name server to ask in place of this machine's own; port 53 unless given",
			).argParser(read(parseNameServer, '--dns')),
		)
		.addOption(
			new Option(
				'--timeout <seconds>',
				`limit for one stage of a probe, ${defaultSettings.timeoutMs / 1000} unless given`,
			).argParser(read(parseTimeout, '--timeout')),
		)
		.addOption(
			new Option(
				'--retries <n>',
				`further tries before a target is called blocked, ${defaultSettings.retries} unless given`,
			).argParser(read(parseRetries, '--retries')),
		)
		.addOption(
			new Option(
				'--concurrency <n>',
				`endpoints probed at once, ${defaultSettings.concurrency} unless given`,
			).argParser(read(parseConcurrency, '--concurrency')),
		)
		.addOption(new Option('--compare-direct', 'try what fails through the proxy without it too'));
}

/** Commander takes `--no-x` for the opposite of `--x`; this one is a list. */
function noProxyOption(): Option {
	const option = new Option('--no-proxy <list>', 'hosts that are reached without the proxy; repeatable');
	option.negate = false;
	return option.argParser((text, before: string | undefined) => (before === undefined ? text : `${before},${text}`));
}

/** What the settings options of one command line say. */
export function readSettingsOptions(options: ParsedOptions): SettingsInput {
	const {resource, requirements, publicRoots, timeout, ...others} = options;
	return {
		...others,
		resources: resource && collectResources(resource, '--resource'),
		requirementsFile: requirements,
		publicRootsFile: publicRoots,
		timeoutMs: timeout,
	};
}
