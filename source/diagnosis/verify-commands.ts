import type {Settings} from '../settings/types.ts';
import type {Cause} from '../verdict/causes.ts';
import type {Result} from '../verdict/types.ts';
import {certificateCheck} from './checks/certificate-check.ts';
import {largeHelloCheck} from './checks/large-hello-check.ts';
import {nameCheck} from './checks/name-check.ts';
import {pageCheck} from './checks/page-check.ts';
import {statusCheck} from './checks/status-check.ts';
import {buildCurlLine, type CurlView} from './curl-line.ts';
import {endpointNamesOf, failsAtLargeHello, proxyOf} from './results.ts';
import {buildRetestCommand} from './retest-command.ts';
import type {Check} from './types.ts';

/** The same request as a curl line, over the same route; null where there is nothing to ask. */
export function curlLineFor(
	{planned}: Pick<Result, 'planned'>,
	settings: Settings,
	view: CurlView = 'everything',
): string | null {
	const {target, requirement, path} = planned;
	if (target === null) return null;
	const request = {
		host: target.host,
		port: target.port,
		protocol: requirement.protocol,
		path,
		proxy: proxyOf({planned}),
		proxyCaFile: settings.caFile,
		timeoutMs: settings.timeoutMs,
	};
	return buildCurlLine(request, view);
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

function checkFor(result: Result, settings: Settings): Check | null {
	const {cause} = result.verdict;
	const curl = (view: CurlView, toCheck: (result: Result, command: string) => Check) => {
		const command = curlLineFor(result, settings, view);
		return command === null ? null : toCheck(result, command);
	};
	const name = cause?.startsWith('dns.') ? nameCheck(result) : null;
	if (name !== null) return name;
	if (failsAtLargeHello(result)) return curl('large-hello', largeHelloCheck);
	if (cause !== null && certificateCauses.has(cause)) return curl('certificate', certificateCheck);
	if (cause !== null && pageCauses.has(cause)) return curl('page', pageCheck);
	return curl('statuses', statusCheck);
}

function testableOf(results: readonly Result[]): Result[] {
	return results.filter(({planned}) => planned.target !== null && planned.requirement.protocol !== 'udp');
}

/** How others see a finding without this program: by the most important of its targets. */
export function checksFor(results: readonly Result[], settings: Settings): Check[] {
	const testable = testableOf(results);
	const example = testable.find(({verdict}) => verdict.severity === 'error') ?? testable[0];
	const check = example === undefined ? null : checkFor(example, settings);
	return check === null ? [] : [check];
}

/** The command of this program that tests all targets of a finding again. */
export function retestCommands(results: readonly Result[], settings: Settings): string[] {
	const targets = endpointNamesOf(testableOf(results));
	return targets.length === 0 ? [] : [buildRetestCommand(settings, targets)];
}
