import {formatHostPort} from '../host-port.ts';
import type {ProxyEndpoint, ProxySettings, Settings} from '../settings/types.ts';
import {quoteShellWord} from './shell-words.ts';

/** Beyond this many targets the command names none of them, and the whole check is made again. */
const explainLimit = 8;

function proxyUrl(proxy: ProxyEndpoint): string {
	const user = proxy.username === null ? '' : `${encodeURIComponent(proxy.username.toWellFormed())}@`;
	return `${proxy.scheme}://${user}${formatHostPort(proxy.host, proxy.port)}`;
}

function proxyFlags({https, http, noProxy}: ProxySettings): string[] {
	if (https === null && http === null) return ['--proxy', 'none'];
	const flags: string[] = [];
	if (https !== null && http !== null && proxyUrl(https) === proxyUrl(http)) flags.push('--proxy', proxyUrl(https));
	else {
		if (https !== null) flags.push('--https-proxy', proxyUrl(https));
		if (http !== null) flags.push('--http-proxy', proxyUrl(http));
	}
	if (noProxy !== '') flags.push('--no-proxy', noProxy);
	return flags;
}

/** The flags that decide which way a probe takes and what it trusts. */
function pathFlags(settings: Settings): string[] {
	const flags = proxyFlags(settings.proxy);
	if (settings.caFile !== null) flags.push('--ca-file', settings.caFile);
	if (settings.publicRootsFile !== null) flags.push('--public-roots', settings.publicRootsFile);
	if (settings.dns !== null) flags.push('--dns', formatHostPort(settings.dns.address, settings.dns.port));
	return flags;
}

/** The flags that decide what is probed. */
function choiceFlags(settings: Settings): string[] {
	const flags = ['--cloud', settings.cloud, '--region', settings.region, '--features', settings.features.join(',')];
	flags.push('--level', settings.level);
	for (const [key, names] of Object.entries(settings.resources)) {
		for (const name of names) flags.push('--resource', `${key}=${name}`);
	}
	if (settings.requirementsFile !== null) flags.push('--requirements', settings.requirementsFile);
	return flags;
}

/** The command that tests these targets (`host:port`) again over the same routes. */
export function buildRetestCommand(settings: Settings, targets: readonly string[]): string {
	const isWholeCheck = targets.length > explainLimit && settings.region !== '';
	const words = isWholeCheck
		? ['arc-netcheck', 'check', ...choiceFlags(settings), ...pathFlags(settings)]
		: ['arc-netcheck', 'explain', ...pathFlags(settings), ...hostArguments(targets)];
	return words.map(quoteShellWord).join(' ');
}

/** A name that looks like a flag must not become one. */
function hostArguments(targets: readonly string[]): readonly string[] {
	return targets.some(target => target.startsWith('-')) ? ['--', ...targets] : targets;
}
