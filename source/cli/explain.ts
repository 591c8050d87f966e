import {isIP} from 'node:net';
import {domainToASCII} from 'node:url';
import {catalog as builtIn} from '../catalog/catalog.ts';
import {isHost, isWildcard} from '../catalog/host-pattern.ts';
import {UsageError} from '../errors.ts';
import type {NamedHost} from '../plan/build-plan.ts';
import {redactReport} from '../redact/redact-report.ts';
import {renderExplanation} from '../report/explain-text.ts';
import {renderRun} from '../report/formats.ts';
import {safeText} from '../safe-text.ts';
import {check} from '../session/check.ts';
import {prepareHosts} from '../session/prepare-plan.ts';
import {openSession} from '../session/session.ts';
import type {SettingsInput} from '../settings/types.ts';
import {type CheckOptions, exitCodeFor} from './check.ts';
import {type CommandIo, renderOptionsFor, tellNote} from './io.ts';
import {checkOutput, deliver} from './write-output.ts';

/** Probes hosts that the user names, in depth. Needs neither region nor features. */
export async function explain(
	hosts: readonly string[],
	flags: SettingsInput,
	options: CheckOptions,
	io: CommandIo,
): Promise<number> {
	checkOutput(options);
	const session = openSession(io);
	const prepared = await prepareHosts(hosts.map(parseNamedHost), flags, session);
	const {run: whole} = await check(prepared, session, {
		get signal() {
			return io.signal;
		},
		// Nothing but these hosts is asked, and nothing of it is a run of the whole.
		isLearning: false,
		isKept: false,
		onDeadProxy: 'probe',
		tell(note) {
			if (!options.quiet) tellNote(note, io);
		},
	});
	io.leaveSignals();
	const report = options.redact ? redactReport(whole, prepared.catalog ?? builtIn).report : whole;
	const render = renderOptionsFor(io, options.output !== undefined);
	const text =
		options.format === 'text' ? renderExplanation(report, render) : renderRun(options.format, report, render);
	await deliver(text, options, io);
	return exitCodeFor(report, options.failOn);
}

const example = 'write HOST or HOST:PORT, such as mcr.microsoft.com:443';

/** Reads `HOST`, `HOST:PORT`, `[IPv6]:PORT` or a pasted URL. Throws a UsageError that says what is wrong and how to write it. */
export function parseNamedHost(text: string): NamedHost {
	const url = /^(https?):\/\/([^/?#\s]+)/i.exec(text.trim());
	const authority = url?.[2] ?? text.trim();
	// It is not repeated: what stands before an @ may hold a password.
	if (authority.includes('@'))
		throw new UsageError(`A host is named without a user or password before it: ${example}.`);
	const fallback = url?.[1]?.toLowerCase() === 'http' ? 80 : 443;
	const match = /^(?:\[([^\]]+)\]|([^:\s]+))(?::(\d+))?$/.exec(authority);
	const bare = isIP(authority) === 6 ? authority : undefined;
	const host = (bare ?? match?.[1] ?? match?.[2] ?? '').toLowerCase().replace(/\.$/, '');
	const port = Number(match?.[3] ?? fallback);
	if (!isHost(host)) throw new UsageError(`"${safeText(text, 80)}" ${describeNoHost(host)}.`);
	if (port < 1 || port > 65_535) {
		throw new UsageError(
			`"${safeText(text, 80)}" has the port ${safeText(match?.[3] ?? '', 20)}: name one from 1 to 65535.`,
		);
	}
	return {host, port};
}

/** Why text is no host, and what to write. */
function describeNoHost(host: string): string {
	if (isWildcard(host)) return 'is a wildcard, which nobody can connect to: name one host under it';
	const ascii = /[^\0-\x7f]/.test(host) ? domainToASCII(host) : '';
	if (isHost(ascii)) return `has letters beyond ASCII: write it as DNS does, ${ascii}`;
	if (host.length > 253) return 'is too long for a host: DNS allows 253 characters';
	return `is no host: ${example}`;
}
