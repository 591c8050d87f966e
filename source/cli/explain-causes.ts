import {catalog} from '../catalog/catalog.ts';
import {readErrorText} from '../diagnosis/error-texts.ts';
import {UsageError} from '../errors.ts';
import {editDistance} from '../near-names.ts';
import {type FaultName, faults} from '../practice/faults.ts';
import {renderCause, renderReadings} from '../report/cause-text.ts';
import {collectText} from '../session/files/user-files.ts';
import {type Cause, causes} from '../verdict/causes.ts';
import {type CommandIo, exitCodes, renderOptionsFor} from './io.ts';
import {checkOutput, deliver, type OutputOptions} from './write-output.ts';

/** The plainest fault of the practice network that leads to a cause; a cause that only a whole proxy can play has none. */
export const causeFaults: {readonly [cause in Cause]?: FaultName} = {
	'dns.nxdomain': 'dns-nxdomain',
	'dns.no-answer': 'dns-no-answer',
	'dns.servfail': 'dns-servfail',
	'dns.refused': 'dns-refused',
	'dns.timeout': 'dns-silent',
	'dns.sinkhole': 'dns-sinkhole',
	'tcp.refused': 'tcp-refused',
	'tcp.timeout': 'tcp-dropped',
	'tcp.reset': 'tcp-reset',
	'tcp.unreachable': 'tcp-unreachable',
	'tcp.prohibited': 'tcp-prohibited',
	'proxy.timeout': 'proxy-silent',
	'proxy.auth-required': 'proxy-open-login',
	'proxy.host-denied': 'proxy-short-denial',
	'proxy.closed': 'proxy-closed',
	'proxy.protocol-error': 'proxy-other-protocol',
	'tls.reset': 'tls-reset',
	'tls.closed': 'tls-closed',
	'tls.timeout': 'tls-silent',
	'tls.untrusted': 'certificate-unknown-issuer',
	'tls.intercepted': 'certificate-inspected',
	'tls.hostname-mismatch': 'certificate-wrong-name',
	'tls.expired': 'certificate-expired',
	'tls.not-yet-valid': 'certificate-not-yet-valid',
	'tls.protocol': 'tls-plain-http',
	'tls.alert': 'tls-alert',
	'http.block-page': 'http-block-page',
	'http.portal': 'http-portal',
	'http.service-denied': 'http-service-denied',
	'http.timeout': 'http-silent',
	'http.closed': 'http-closed',
	'http.protocol-error': 'http-garbage',
};

/** A log that is longer holds more than an error; in bytes. */
const largestLog = 16 * 1024 * 1024;

/** So many slips of the fingers still mean a cause. */
const likelySlips = 2;

/**
 * The causes among the words of the command; none where they are hosts. Throws a UsageError for a mix of both, for a cause
 * that was mistyped, and where there is nothing to explain.
 */
export function readCauses(words: readonly string[], log: string | undefined): Cause[] {
	if (log !== undefined) {
		if (words.length > 0) throw new UsageError('--log takes the whole error text: put it in quotes, without hosts.');
		return [];
	}
	if (words.length === 0) {
		throw new UsageError(
			'Nothing to explain: name a host, a cause such as proxy.host-denied, or give an error text with --log.',
		);
	}
	const named = words.map(word => causes.find(cause => cause === word.toLowerCase()));
	const found = named.filter(cause => cause !== undefined);
	if (found.length === words.length) return found;
	if (found.length > 0) throw new UsageError('Explain causes and hosts apart: one command for each.');
	for (const word of words) refuseSlip(word);
	return [];
}

function refuseSlip(word: string): void {
	const near = causes.find(cause => editDistance(word.toLowerCase().slice(0, 40), cause) <= likelySlips);
	if (near !== undefined) {
		throw new UsageError(`No cause "${word}": did you mean ${near}? A host of that name needs its port, ${word}:443.`);
	}
}

/** What the demo plays too; a cause of the practice network is otherwise met in tests alone. */
const demoCauses: ReadonlySet<Cause> = new Set(['proxy.host-denied', 'proxy.port-denied', 'tls.intercepted']);

/** Says what causes mean, without any traffic. */
export async function explainCauses(named: readonly Cause[], options: OutputOptions, io: CommandIo): Promise<number> {
	checkTextOutput(options);
	const pages = named.map(cause => {
		const fault = causeFaults[cause];
		const practice = [
			...(fault === undefined ? [] : [faults[fault].description]),
			...(demoCauses.has(cause) ? [`Try it: ${io.ownCommand} demo`] : []),
		].join(' ');
		return renderCause(cause, practice || null, renderOptionsFor(io, options.output !== undefined));
	});
	await deliver(pages.join('\n'), options, io);
	return exitCodes.allReachable;
}

/** Names cause and hosts of an error text, or says that they can't be told from it. No traffic. */
export async function explainLog(
	log: string,
	options: OutputOptions & {readonly redact?: boolean},
	io: CommandIo,
): Promise<number> {
	checkTextOutput(options);
	const read = readErrorText(log === '-' ? await readLog(io) : log);
	// Redaction is loaded for who asks for it: it is four times as much as all else that a cause takes.
	const readings = options.redact ? (await import('../redact/redact-report.ts')).redactReadings(read, catalog) : read;
	const text = renderReadings(readings, io.ownCommand, renderOptionsFor(io, options.output !== undefined));
	await deliver(text, options, io);
	return exitCodes.allReachable;
}

/** Refuses what no text can be written to, before a log is read. */
function checkTextOutput(options: OutputOptions): void {
	if (options.format !== undefined && options.format !== 'text') {
		throw new UsageError(
			'Causes and error texts are explained as text: leave --format out, and let --output end with .txt.',
		);
	}
	checkOutput(options);
}

async function readLog({stdin}: CommandIo): Promise<string> {
	if (stdin.isTTY) throw new UsageError('--log - reads standard input, and that is the keyboard: pipe the text in.');
	const text = await collectText(stdin, largestLog);
	if (text === null) throw new UsageError('--log - is longer than 16 MB: give the part with the error.');
	return text;
}
