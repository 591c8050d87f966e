import type {Result} from '../probe/types.ts';
import type {Settings} from '../settings/types.ts';
import {buildCurlLine} from './curl-line.ts';
import {endpointOf, proxyOf} from './results.ts';
import {buildRetestCommand} from './retest-command.ts';
import {uniqueOf} from './words.ts';

/** The same request as a curl line, over the same route; null where there is nothing to ask. */
export function curlLineFor({planned}: Pick<Result, 'planned'>, settings: Settings): string | null {
	const {target, requirement, path} = planned;
	if (target === null) return null;
	return buildCurlLine({
		host: target.host,
		port: target.port,
		protocol: requirement.protocol,
		path,
		proxy: proxyOf({planned}),
		proxyCaFile: settings.caFile,
		timeoutMs: settings.timeoutMs,
	});
}

/** Commands that show a finding before the fix and its end after it: curl for the most important of its targets, and this program for all. */
export function verifyCommands(results: readonly Result[], settings: Settings): string[] {
	const testable = results.filter(({planned}) => planned.target !== null && planned.requirement.protocol !== 'udp');
	if (testable.length === 0) return [];
	const example = testable.find(({verdict}) => verdict.severity === 'error') ?? testable[0];
	const curlLine = example === undefined ? null : curlLineFor(example, settings);
	const retest = buildRetestCommand(settings, uniqueOf(testable.map(endpointOf)));
	return curlLine === null ? [retest] : [curlLine, retest];
}
