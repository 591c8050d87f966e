import {problemOf} from '../errors.ts';
import {type CloudId, cloudIds, type Level, levels, resourceKeys} from '../vocabulary.ts';
import {formatHostPort} from '../words.ts';
import {
	type NameServer,
	ntpPort,
	parseChoice,
	parseCloud,
	parseConcurrency,
	parseFeatures,
	parseLevel,
	parseNameServer,
	parsePacLocation,
	parseRegion,
	parseRetries,
	parseTimeout,
	parseTimeServers,
	type TimeServer,
} from './parsers.ts';
import {type PrivateService, parsePrivateServices, privateServices} from './private-services.ts';
import {proxyField} from './proxy-field.ts';
import {type LoginScheme, loginNames, loginSchemes, thisMachineOnly} from './proxy-url.ts';
import {addResource, mergeResources, parseResource, parseResourceName} from './resources.ts';
import type {Field, Flag, Resources, Settings, SettingsDraft, SettingsInput} from './types.ts';

type OneFlagField<Value, Draft = Value> = Field<Value, Draft> & {readonly flag: Flag<NonNullable<Value>>};

/** Gives a row its type: that of the setting, and that of its draft, in which it may still be open. */
function field<Value, Draft = Value>(row: OneFlagField<Value, Draft>): OneFlagField<Value, Draft> {
	return row;
}

type Decides = NonNullable<Field<never>['retest']>['decides'];

/** A file of the user's own, or null. `without`: what holds in place of it. */
function fileField(
	flag: Flag<string>,
	{
		name,
		decides,
		file = name,
		without = 'none',
		isNew = false,
		facts,
	}: {
		readonly name: string;
		readonly decides: Decides;
		readonly file?: string;
		readonly without?: string;
		/** Older reports lack it. */
		readonly isNew?: boolean;
		/** Reports list it, under this name. */
		readonly facts?: string;
	},
): OneFlagField<string | null> {
	return field<string | null>({
		flag,
		default: null,
		file,
		report: ({z, holds}) =>
			isNew ? holds('file', z.string().nullable()).default(null) : holds('file', z.string().nullable()),
		profile: ({z}) => z.string().min(1).nullable(),
		words: file => [[name, file ?? without]],
		...(facts !== undefined && {facts: file => (file === null ? [] : [[facts, file]])}),
		retest: {decides, words: file => (file === null ? [] : [longName(flag), file])},
	});
}

const noneWhenEmpty = (text: string) => (text === '' ? 'none' : text);
const longName = ({name}: {readonly name: string}) => name.replace(/ .*$/, '');
/** As the flag takes them. */
function timeServerWords(servers: readonly TimeServer[]): string {
	return servers
		.map(({host, port}) => (host === null ? 'listed' : port === ntpPort ? host : formatHostPort(host, port)))
		.join(',');
}

const usual = {
	// Long enough for a slow line with one lost packet (1 s and then 2 s until a SYN is sent again), short enough to wait for.
	timeoutMs: 5000,
	// One more try tells a lost packet from a block.
	retries: 1,
	// Dropped targets cost waiting, not work: as many at once as a large plan has, so that they all wait at the same time.
	concurrency: 2048,
} as const;
const cloudNames = {public: 'public', usgov: 'US Government', china: 'China (21Vianet)'} as const;

/**
 * All that the program knows of its settings, one row for each; what follows from it is the type of the settings, flags
 * and help, the shapes of profiles and reports, what `diff` compares, what reports list, what redaction takes out, and
 * the command that repeats a check. They stand in the order in which all of these write them.
 */
export const fields = {
	cloud: field<CloudId, CloudId | null>({
		flag: {
			name: '--cloud <cloud>',
			help: 'public, usgov or china (default: the cloud of the region)',
			read: parseCloud,
		},
		default: null,
		// Another region may lie in another cloud.
		choose: (given, kept, isRegionKept) => given ?? (isRegionKept ? kept : null) ?? null,
		report: ({z}) => z.enum(cloudIds),
		profile: ({z}) => z.enum(cloudIds).nullable(),
		words: cloud => [['cloud', cloud]],
		retest: {decides: 'targets', words: cloud => (cloud === 'public' ? [] : ['--cloud', cloud])},
	}),
	region: field<string, string | null>({
		flag: {name: '--region <name>', help: 'the Azure region of the cluster, such as eastus', read: parseRegion},
		default: null,
		report: ({z, holds}) => holds('public', z.string()),
		profile: ({z}) => z.string().regex(/^[a-z][a-z0-9]*$/, 'give the name of an Azure region, such as eastus'),
		words: region => [['region', noneWhenEmpty(region)]],
		facts: (region, {cloud}) => [['Region', region === '' ? 'not set' : `${region}, ${cloudNames[cloud]} cloud`]],
		retest: {decides: 'targets', words: region => ['--region', region]},
	}),
	features: field<readonly string[], readonly string[] | null>({
		flag: {
			name: '--features <list>',
			help: 'features in use, separated by commas, or all; repeatable',
			isList: true,
			read: (text, _field, before = []) => [...new Set([...before, ...parseFeatures(text)])],
		},
		default: null,
		report: ({z, holds}) => z.array(holds('public', z.string())),
		profile: ({z}) => z.array(z.string()).nullable().describe('Null: those that are on by default.'),
		words: features => [['features', noneWhenEmpty(features.toSorted().join(', '))]],
		facts: (features, {titlesOf}) => [['Features', noneWhenEmpty(titlesOf(features).join(', '))]],
		retest: {decides: 'targets', words: features => ['--features', features.join(',')]},
	}),
	/** The lowest level still probed. */
	level: field<Level>({
		flag: {
			name: '--level <level>',
			help: 'the lowest level still probed: mandatory, conditional, optional (default) or legacy',
			read: parseLevel,
		},
		// Legacy lines are listed once and needed no longer; probing them would send people to open holes for nothing.
		default: 'optional',
		report: ({z}) => z.enum(levels).describe('The lowest level still probed.'),
		profile: ({z}) => z.enum(levels),
		words: level => [['level', level]],
		facts: level => [['Levels', `down to ${level}`]],
		retest: {decides: 'targets', words: level => (level === 'optional' ? [] : ['--level', level])},
	}),
	resources: field<Resources>({
		flag: {
			name: '--resource <key=name>',
			help: 'a resource of your own: acr, storage, vault, workspace, aks, gateway or region-code; repeatable',
			isList: true,
			read: (text, name, before = {}) => addResource(before, parseResource(text, name), name),
		},
		default: {},
		choose: (given = {}, kept = {}, isRegionKept) => mergeResources(kept, given, isRegionKept),
		report: ({z, holds}) =>
			holds('resources', z.partialRecord(z.enum(resourceKeys), z.array(z.string()))).describe(
				"Names of the user's own resources.",
			),
		profile: ({z}) =>
			z.partialRecord(z.enum(resourceKeys), z.array(z.string()).min(1)).superRefine((resources, context) => {
				for (const key of resourceKeys) {
					for (const [index, name] of (resources[key] ?? []).entries()) {
						const problem = problemOf(() => parseResourceName(key, name, 'it'));
						if (problem !== null) context.addIssue({code: 'custom', path: [key, index], message: problem});
					}
				}
			}),
		words: resources => {
			const named = Object.entries(resources).map(([key, names]) => `${key}=${names.toSorted().join(',')}`);
			return [['resources', noneWhenEmpty(named.toSorted().join(' '))]];
		},
		retest: {
			decides: 'targets',
			words: resources =>
				Object.entries(resources).flatMap(([key, names]) => names.flatMap(name => ['--resource', `${key}=${name}`])),
		},
	}),
	/** A file with requirements of the user's own, or null. */
	requirementsFile: fileField(
		{name: '--requirements <file>', help: 'requirements of your own, as JSON'},
		{name: 'requirements file', decides: 'targets'},
	),
	/** A catalog in place of the program's own, or null. */
	catalogFile: fileField(
		{name: '--catalog <file>', help: 'a newer catalog, as "catalog export" writes it'},
		{name: 'catalog', decides: 'targets', file: 'catalog file', without: 'of the program', isNew: true},
	),
	proxy: proxyField,
	/** How to log in at HTTP proxies: by the user name and password of their address, or by what this machine has. */
	proxyLogin: field<LoginScheme>({
		flag: {
			name: '--proxy-login <scheme>',
			help: "log in with this machine's own ticket: negotiate or ntlm; basic (default): user name and password",
			read: (text, name) => parseChoice(text, loginSchemes, name),
		},
		default: 'basic',
		report: ({z}) =>
			z.enum(loginSchemes).default('basic').describe('How HTTP proxies were logged in at, where they asked for it.'),
		profile: ({z}) => z.enum(loginSchemes),
		words: login => [['login at the proxy', login]],
		facts: login => (login === 'basic' ? [] : [['Login at the proxy', `${loginNames[login]}, ${thisMachineOnly}`]]),
		retest: {decides: 'way', words: login => (login === 'basic' ? [] : ['--proxy-login', login])},
	}),
	/** The PAC script that names the proxy of each endpoint in place of the settings: a path, a URL, or null. */
	pac: fileField(
		{
			name: '--pac <file>',
			help: 'automatic configuration: a file, a URL, or env (from auto_proxy); in place of the proxies',
			read: parsePacLocation,
		},
		{name: 'automatic configuration', decides: 'way', file: 'PAC script', isNew: true, facts: 'PAC'},
	),
	/** Services whose own names are to have private addresses. */
	privateServices: field<readonly PrivateService[]>({
		flag: {
			name: '--private <list>',
			help: 'services with private endpoints, separated by commas: acr, storage, vault, workspace, arc; repeatable',
			isList: true,
			read: parsePrivateServices,
		},
		default: [],
		report: ({z}) =>
			z.array(z.enum(privateServices)).default([]).describe('Services whose own names are to have private addresses.'),
		profile: ({z}) => z.array(z.enum(privateServices)),
		words: services => [['private endpoints', noneWhenEmpty(services.join(', '))]],
		retest: {decides: 'way', words: services => (services.length === 0 ? [] : ['--private', services.join(',')])},
	}),
	/** PEM file with roots trusted on top of the machine's, or null. */
	caFile: fileField(
		{name: '--ca-file <pem>', help: "trust these roots on top of the machine's own"},
		{name: 'CA file', decides: 'way'},
	),
	/** PEM file with what counts as a public root in place of the bundled set, or null. */
	publicRootsFile: fileField(
		{name: '--public-roots <pem>', help: 'public roots to use instead of the set bundled with Node'},
		{name: 'public roots', decides: 'way', file: 'public roots file', without: 'bundled with Node'},
	),
	/** The name server to ask in place of the machine's own, or null. */
	dns: field<NameServer | null>({
		flag: {
			name: '--dns <address>',
			help: "name server to ask instead of this machine's own; port 53 by default",
			read: parseNameServer,
		},
		default: null,
		report: ({z, holds}) =>
			z.object({address: holds('address', z.string()), port: z.int().min(1).max(65_535)}).nullable(),
		profile: ({z}) =>
			z.strictObject({address: z.union([z.ipv4(), z.ipv6()]), port: z.int().min(1).max(65_535)}).nullable(),
		words: dns => [['name server', dns === null ? "this machine's own" : `${dns.address}, port ${dns.port}`]],
		facts: dns => (dns === null ? [] : [['Name server', `${dns.address}, port ${dns.port}`]]),
		retest: {decides: 'way', words: dns => (dns === null ? [] : ['--dns', formatHostPort(dns.address, dns.port)])},
	}),
	/** The time servers to ask for the clock: none unless somebody wished it, since nothing else here is UDP to strangers. */
	timeServers: field<readonly TimeServer[]>({
		flag: {
			name: '--time-servers <list>',
			help: 'time servers to compare the clock with over UDP, separated by commas; listed: those of the catalog',
			isList: true,
			read: parseTimeServers,
		},
		default: [],
		report: ({z, holds}) =>
			z
				.array(z.object({host: holds('host', z.string()).nullable(), port: z.int().min(1).max(65_535)}))
				.default([])
				.describe('Time servers that are asked for the clock. A host of null: those that the catalog lists.'),
		profile: ({z}) =>
			z
				.array(z.strictObject({host: z.string().min(1).nullable(), port: z.int().min(1).max(65_535)}))
				.superRefine((servers, context) => {
					const problem =
						servers.length === 0 ? null : problemOf(() => parseTimeServers(timeServerWords(servers), 'it'));
					if (problem !== null) context.addIssue({code: 'custom', message: problem});
				}),
		words: servers => [['time servers', noneWhenEmpty(timeServerWords(servers))]],
		facts: servers => (servers.length === 0 ? [] : [['Time servers', timeServerWords(servers)]]),
	}),
	/** Limit for one stage, in milliseconds. */
	timeoutMs: field<number>({
		flag: {
			name: '--timeout <seconds>',
			help: `seconds per stage of a probe (default ${usual.timeoutMs / 1000})`,
			read: parseTimeout,
		},
		default: usual.timeoutMs,
		report: ({z}) => z.number().min(0).max(600_000).describe('Limit for one stage.'),
		profile: ({z}) => z.number().min(100).max(600_000),
		words: ms => [['timeout', `${ms / 1000} s`]],
	}),
	/** Further tries for a target before it is called blocked. */
	retries: field<number>({
		flag: {
			name: '--retries <n>',
			help: `further tries before a target counts as blocked (default ${usual.retries})`,
			read: parseRetries,
		},
		default: usual.retries,
		report: ({z}) => z.int().min(0).max(10),
		profile: ({z}) => z.int().min(0).max(10),
		words: retries => [['retries', `${retries}`]],
	}),
	/** Connections under way at once. */
	concurrency: field<number>({
		flag: {
			name: '--concurrency <n>',
			help: `endpoints probed at once (default ${usual.concurrency})`,
			read: parseConcurrency,
		},
		default: usual.concurrency,
		report: ({z}) => z.int().min(1).max(4096),
		profile: ({z}) => z.int().min(1).max(4096),
		words: concurrency => [['concurrency', `${concurrency}`]],
	}),
	/** Try what failed through the proxy without it too. Off unless asked for: a jump box may not be allowed to go direct. */
	compareDirect: field<boolean>({
		flag: {name: '--compare-direct', help: 'also try without the proxy what fails through it'},
		default: false,
		report: ({z}) => z.boolean().describe('What failed through the proxy was tried without it too.'),
		profile: ({z}) => z.boolean(),
		words: isCompared => [['compare direct', isCompared ? 'yes' : 'no']],
	}),
} as const;

type Entry<Input, Row> = readonly [key: keyof Input, row: Row];

/** The rows by the keys of the settings. */
export const fieldEntries = Object.entries(fields) as readonly Entry<Settings, Field<unknown>>[];

/** The options of the command line by the keys of `SettingsInput`. */
export const settingFlags = Object.entries(fields).flatMap<[string, Flag<unknown>]>(([key, row]) =>
	'flags' in row ? Object.entries(row.flags) : [[key, row.flag]],
) as readonly Entry<SettingsInput, Flag<unknown>>[];

/** What is chosen for everybody. Region and cloud must be named, and the features that are on by default stand in the catalog. */
export const defaultSettings = Object.fromEntries(
	fieldEntries.map(([key, row]) => [key, row.default]),
) as SettingsDraft;

/** The option that gives a setting: `--ca-file`. */
export function flagOf(key: keyof SettingsInput): string {
	return longName(settingFlags.find(([known]) => known === key)?.[1] ?? {name: `--${key}`});
}
