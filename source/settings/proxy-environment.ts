import {type ParsedProxy, parseProxyUrl} from './proxy-url.ts';
import type {Environment, ProxySettings, Secrets} from './types.ts';

/** A value taken from the environment, and what a reader should know about how other tools take it. */
export type Reading<Value> = {readonly value: Value; readonly notes: readonly string[]};

type Variable = {readonly name: string; readonly text: string};

/**
 * Reads the proxy settings of the environment. Tools of the field disagree on them:
 *
 * - curl and Python take the lower-case variable first, Go the upper-case one. We take the lower-case one.
 * - curl ignores `HTTP_PROXY` in capitals, because a web server may set it from a request's `Proxy:` header (CGI).
 * - curl and Python's requests fall back to `ALL_PROXY`; Go's HTTP library does not know it.
 * - An empty variable is as good as none to curl and Go; to Python an empty lower-case one switches the proxy off.
 *
 * Where that makes a difference in the environment at hand, a note says so. Throws a UsageError that names the
 * variable if a value can't be read.
 */
export function readProxyEnvironment(environment: Environment): {
	proxy: ProxySettings;
	secrets: Secrets;
	notes: readonly string[];
	/** The variables that name the proxies, such as `HTTPS_PROXY`. */
	variables: readonly string[];
} {
	const https = readSchemeProxy(environment, 'https');
	const http = readSchemeProxy(environment, 'http');
	const noProxy = readNoProxy(environment);
	return {
		proxy: {
			source: https.value || http.value ? 'environment' : 'none',
			https: https.value?.endpoint ?? null,
			http: http.value?.endpoint ?? null,
			noProxy: noProxy.value,
		},
		secrets: {
			httpsProxyPassword: https.value?.password ?? null,
			httpProxyPassword: http.value?.password ?? null,
		},
		notes: [...new Set([...https.notes, ...http.notes, ...noProxy.notes])],
		variables: [...new Set([https.variable, http.variable])].filter(name => name !== null),
	};
}

/** The proxy that the environment names for targets of one scheme, or null. */
export function readSchemeProxy(
	environment: Environment,
	scheme: 'https' | 'http',
): Reading<ParsedProxy | null> & {readonly variable: string | null} {
	const own = readVariable(environment, `${scheme}_proxy`);
	if (own.value) return {value: parseVariable(own.value), notes: own.notes, variable: own.value.name};
	const all = readVariable(environment, 'all_proxy');
	if (!all.value) return {value: null, notes: [], variable: null};
	const note = `${all.value.name} names the proxy; Go programs such as helm and kubectl ignore it, so set HTTPS_PROXY and HTTP_PROXY too.`;
	return {value: parseVariable(all.value), notes: [...all.notes, note], variable: all.value.name};
}

/** The no_proxy list of the environment; empty where there is none. */
export function readNoProxy(environment: Environment): Reading<string> {
	const {value, notes} = readVariable(environment, 'no_proxy');
	return {value: value?.text ?? '', notes};
}

function parseVariable({name, text}: Variable): ParsedProxy {
	return parseProxyUrl(text, `The environment variable ${name}`);
}

function readVariable(environment: Environment, lower: string): Reading<Variable | null> {
	const upper = lower.toUpperCase();
	const lowerText = environment[lower];
	const upperText = environment[upper];
	if (lowerText) {
		const differ = upperText && upperText !== lowerText;
		return {value: {name: lower, text: lowerText}, notes: differ ? [differenceNote(lower, upper)] : []};
	}
	if (!upperText) return {value: null, notes: []};
	const emptied = `${lower} is set but empty, so ${upper} is used, as curl and Go do; Python would use neither.`;
	// curl never reads HTTP_PROXY, so the note's comparison would be wrong for it.
	const isCompared = lowerText === '' && lower !== 'http_proxy';
	return {value: {name: upper, text: upperText}, notes: isCompared ? [emptied] : []};
}

function differenceNote(lower: string, upper: string): string {
	const capitals = lower === 'http_proxy' ? `, and curl never reads ${upper}` : '';
	return `${lower} and ${upper} differ: ${lower} is used, as curl and Python do; Go programs such as helm and kubectl use ${upper}${capitals}.`;
}
