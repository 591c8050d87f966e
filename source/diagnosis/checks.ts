import {isIPv6} from 'node:net';
import {commonNameOf} from '../evidence/stages.ts';
import type {DnsEvidence, StageEvidence, StageName} from '../evidence/types.ts';
import {safeText} from '../safe-text.ts';
import {fieldEntries} from '../settings/fields.ts';
import {isSocks} from '../settings/proxy-url.ts';
import type {Settings} from '../settings/types.ts';
import type {Cause} from '../verdict/causes.ts';
import type {Result} from '../verdict/types.ts';
import {joinWords} from '../words.ts';
import {buildCurlLine, type CurlView} from './curl-line.ts';
import {quotePeer} from './describe-evidence.ts';
import {endpointNamesOf, failsAtLargeHello, proxyOf} from './results.ts';
import {quoteShellWord, type Shell} from './shell-words.ts';
import type {Check} from './types.ts';

/** The same request as a curl line, over the same route; null where there is nothing to ask. */
export function curlLineFor(
	{planned}: Pick<Result, 'planned'>,
	settings: Settings,
	view: CurlView = 'everything',
	shell: Shell = 'posix',
): string | null {
	const {target, requirement, path} = planned;
	if (target === null) return null;
	const request = {
		host: target.host,
		port: target.port,
		protocol: requirement.protocol,
		path,
		proxy: proxyOf({planned}),
		proxyLogin: settings.proxyLogin,
		proxyCaFile: settings.caFile,
		timeoutMs: settings.timeoutMs,
	};
	return buildCurlLine(request, view, shell);
}

/** The causes that show in the certificate, whatever is asked for over it. */
const certificateCauses: ReadonlySet<Cause> = new Set<Cause>([
	'tls.untrusted',
	'tls.intercepted',
	'tls.hostname-mismatch',
	'tls.expired',
	'tls.not-yet-valid',
]);

/** The causes that show in who answers, more than in the status of the answer. */
const pageCauses: ReadonlySet<Cause> = new Set<Cause>(['http.block-page', 'http.portal', 'http.wrong-service']);

function checkFor(result: Result, settings: Settings, shell: Shell): Check | null {
	const {cause} = result.verdict;
	const curl = (view: CurlView, toCheck: (result: Result, command: string) => Check) => {
		const command = curlLineFor(result, settings, view, shell);
		return command === null ? null : toCheck(result, command);
	};
	const name = cause?.startsWith('dns.') ? nameCheck(result, shell) : null;
	if (name !== null) return name;
	// The curl of Windows can't be told which key exchange to offer.
	if (failsAtLargeHello(result) && shell === 'posix') return curl('large-hello', largeHelloCheck);
	if (cause !== null && certificateCauses.has(cause)) return curl('certificate', certificateCheck);
	if (cause !== null && pageCauses.has(cause)) return curl('page', pageCheck);
	return curl('statuses', statusCheck);
}

function testableOf(results: readonly Result[]): Result[] {
	return results.filter(({planned}) => planned.target !== null && planned.requirement.protocol !== 'udp');
}

/** How others see a finding without this program: by the most important of its targets. */
export function checksFor(results: readonly Result[], settings: Settings, shell: Shell): Check[] {
	const testable = testableOf(results);
	const example = testable.find(({verdict}) => verdict.severity === 'error') ?? testable[0];
	const check = example === undefined ? null : checkFor(example, settings, shell);
	return check === null ? [] : [check];
}

/** The command of this program that tests all targets of a finding again. */
export function retestCommands(results: readonly Result[], settings: Settings, shell: Shell): string[] {
	const targets = endpointNamesOf(testableOf(results));
	return targets.length === 0 ? [] : [buildRetestCommand(settings, targets, shell)];
}

/** How curl writes a status that never came. */
const none = '000';

function statusText(status: number | null | undefined): string {
	return status ? String(status) : none;
}

/** Both statuses as the curl line prints them, for `--write-out` of the view `statuses`. */
function printedStatuses(result: Result, {proxy, service}: {proxy: string; service: string}): string {
	const by = proxyOf(result);
	const isTunnelled = by !== null && !isSocks(by) && result.planned.requirement.protocol !== 'http';
	return `"${isTunnelled ? `proxy ${proxy}, ` : ''}service ${service}"`;
}

/** Which statuses the service gives, so far as they are known and differ from what is seen now. */
function expectedServices(result: Result, now: string): string[] {
	return result.planned.requirement.expect.statuses.map(String).filter(status => status !== now);
}

function fixedSentence(result: Result, now: string): string {
	const print = (service: string) => printedStatuses(result, {proxy: '200', service});
	const expected = expectedServices(result, now);
	if (expected.length > 0) {
		const rest = now === none ? ', or any other service code but 000' : '';
		return `Prints ${joinWords(expected.map(print)).replace(/ and (?="[^"]*"$)/, ' or ')}${rest}.`;
	}
	return now === none
		? `Prints ${print('NNN')}, where NNN is any status but 000.`
		: `Prints the status of the service itself in place of ${now}.`;
}

/** Whether a tunnel through the proxy, and an answer of the service in it, come about: two numbers tell. */
function statusCheck(result: Result, command: string): Check {
	const service = statusText(stageOfVerdict(result, 'http')?.status);
	const now = printedStatuses(result, {proxy: statusText(stageOfVerdict(result, 'proxy')?.status), service});
	const often = result.verdict.status === 'unstable' ? 'Now and then prints' : 'Prints';
	return {command, now: `${often} ${now}.`, fixed: fixedSentence(result, service)};
}

/** As the statuses tell, by a curl that can send a hello of two packets: OpenSSL has the key exchange since 3.5. */
function largeHelloCheck(result: Result, command: string): Check {
	const {now, fixed} = statusCheck(result, command);
	return {
		command,
		now: `${now.replace(/\.$/, '')}, and without --curves a status of the service. A curl whose OpenSSL is older than 3.5 ends with error 59 and can not show the fault.`,
		fixed,
	};
}

function nameShown(name: string): string {
	return safeText(commonNameOf(name) ?? name, 100).replaceAll('"', "'");
}

/** Shows whose certificate comes; whether it is trusted does not matter for that. */
function certificateCheck(result: Result, command: string): Check {
	const leaf = stageOfVerdict(result, 'tls')?.chain[0];
	const {cause} = result.verdict;
	if (cause === 'tls.expired') {
		return {
			command,
			now: `Prints an expire date in the past${leaf === undefined ? '' : ` (${leaf.validTo.slice(0, 10)})`}.`,
			fixed: 'Prints an expire date in the future.',
		};
	}
	if (cause === 'tls.not-yet-valid') {
		return {
			command,
			now: `Prints a start date in the future${leaf === undefined ? '' : ` (${leaf.validFrom.slice(0, 10)})`}.`,
			fixed: 'Prints a start date in the past.',
		};
	}
	if (cause === 'tls.hostname-mismatch') {
		return {
			command,
			now: `Prints a subject that is not the service${leaf === undefined ? '' : ` ("${nameShown(leaf.subject)}")`}.`,
			fixed: 'Prints the subject of the service, issued by a public CA.',
		};
	}
	return {
		command,
		now: `Prints an issuer line with ${leaf === undefined ? 'a CA of your own' : `"${nameShown(leaf.issuer)}"`}.`,
		fixed: 'Prints an issuer line with a public CA, such as Microsoft or DigiCert.',
	};
}

/** Shows who answers: the beginning of the answer tells more than its status. */
function pageCheck(result: Result, command: string): Check {
	const answer = stageOfVerdict(result, 'http');
	const seen = [
		...(answer?.status ? [`status ${answer.status}`] : []),
		...(answer?.title ? [`the title ${quotePeer(answer.title)}`] : []),
		...(answer?.headers.location ? [`a redirect to ${quotePeer(answer.headers.location)}`] : []),
	];
	const statuses = result.planned.requirement.expect.statuses.map(String);
	return {
		command,
		now: `Prints ${seen.length === 0 ? 'the answer of something else' : `an answer with ${joinWords(seen)}`}.`,
		fixed:
			statuses.length === 0
				? 'Prints the answer of the service itself.'
				: `Prints the answer of the service itself, status ${statuses.join(' or ')}.`,
	};
}

/** What nslookup says for each answer of a name server, in BIND 9's words. */
const printed: {readonly [cause in Cause]?: string} = {
	'dns.nxdomain': 'NXDOMAIN',
	'dns.no-answer': 'No answer',
	'dns.servfail': 'SERVFAIL',
	'dns.refused': 'REFUSED" or "connection refused',
	'dns.timeout': 'no servers could be reached',
};

/** The same in the words of Windows. */
const printedOnWindows: {readonly [cause in Cause]?: string} = {
	'dns.nxdomain': 'Non-existent domain',
	'dns.servfail': 'Server failed',
	'dns.refused': 'Query refused',
	'dns.timeout': 'DNS request timed out',
};

/** Name servers are written `address`, `address:port` or `[address]:port`. */
function splitServer(text: string): {address: string; port: string | null} {
	const match = isIPv6(text) ? null : /^\[?([^\]]*?)\]?:(\d+)$/.exec(text);
	return {address: match?.[1] ?? text, port: match?.[2] ?? null};
}

function commandFor({name, source, servers}: DnsEvidence, shell: Shell): string {
	// The hosts file is no matter of name servers.
	if (source === 'hosts')
		return `${shell === 'powershell' ? 'Resolve-DnsName' : 'getent ahosts'} ${quoteShellWord(name, shell)}`;
	const {address, port} = splitServer(servers[0] ?? '');
	const words = ['nslookup', ...(port === null || port === '53' ? [] : [`-port=${port}`]), '-type=A', `${name}.`];
	return [...words, ...(address === '' ? [] : [address])].map(word => quoteShellWord(word, shell)).join(' ');
}

/** Asks the name server again, without this program; null where no lookup was made. */
function nameCheck(result: Result, shell: Shell): Check | null {
	const lookup = stageOfVerdict(result, 'dns');
	// Neither tool knows a mark that ends its options.
	if (lookup === null || lookup.name.startsWith('-')) return null;
	const {cause} = result.verdict;
	const addresses = lookup.addresses.map(({address}) => `"${address}"`);
	const now =
		addresses.length > 0
			? joinWords(addresses, 3, ['address', 'addresses'])
			: `"${(cause && (shell === 'powershell' ? printedOnWindows : printed)[cause]) ?? lookup.error?.code ?? 'an error'}"`;
	return {
		command: commandFor(lookup, shell),
		now: `Prints ${now}.`,
		fixed: 'Prints the name with one or more addresses of the service below it.',
	};
}

/** The stage of that name in the try that the verdict speaks of: the last one, or the first of an unstable target. */
function stageOfVerdict<Name extends StageName>(
	{attempts, verdict}: Result,
	name: Name,
): Extract<StageEvidence, {stage: Name}> | null {
	const attempt = verdict.status === 'unstable' ? attempts[0] : attempts.at(-1);
	const isWanted = (stage: StageEvidence): stage is Extract<StageEvidence, {stage: Name}> => stage.stage === name;
	return attempt?.stages.filter(isWanted).at(-1) ?? null;
}

/** Beyond this many targets the command names none of them, and the whole check is made again. */
const explainLimit = 8;

/** The flags that decide on what is probed, or on the way there and what is trusted on it. */
function flagsThat(decide: 'targets' | 'way', settings: Settings): readonly string[] {
	return fieldEntries.flatMap(([key, {retest}]) => (retest?.decides === decide ? retest.words(settings[key]) : []));
}

/** The command that tests these targets (`host:port`) again over the same routes. */
export function buildRetestCommand(settings: Settings, targets: readonly string[], shell: Shell = 'posix'): string {
	const isWholeCheck = targets.length > explainLimit && settings.region !== '';
	const program = shell === 'powershell' ? 'arc-netcheck.exe' : 'arc-netcheck';
	const words = isWholeCheck
		? [program, 'check', ...flagsThat('targets', settings), ...flagsThat('way', settings)]
		: [program, 'explain', ...flagsThat('way', settings), ...hostArguments(targets)];
	return words.map(word => quoteShellWord(word, shell)).join(' ');
}

/** A name that looks like a flag must not become one. */
function hostArguments(targets: readonly string[]): readonly string[] {
	return targets.some(target => target.startsWith('-')) ? ['--', ...targets] : targets;
}

/** A command of this program as reports write it, for this machine: begun as the program was started here. Others stay. */
export function withOwnCommand(command: string, own: string): string {
	return command.replace(/^arc-netcheck(?:\.exe)?(?= )/, () => own);
}
