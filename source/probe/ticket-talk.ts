import {type ChildProcess, spawn} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import http from 'node:http';
import type {AddressInfo} from 'node:net';
import os from 'node:os';
import process from 'node:process';
import {loginWithoutTicket} from '../evidence/codes.ts';
import {safeText} from '../safe-text.ts';
import {type LoginScheme, loginNames} from '../settings/proxy-url.ts';
import {system32} from '../system32.ts';
import {formatHostPort} from '../words.ts';
import {withDeadline} from './stage-clock.ts';
import {ProbeFailure} from './stage-error.ts';

/** One login at a proxy by what this machine has of its own: a ticket, or a login that the system keeps. */
type TicketTalk = {
	/**
	 * The next token, in Base64, for what the proxy answered the one before; null at first. Rejects with LOGIN_NO_TICKET,
	 * which says why in the words of the system, or with PROBE_ABORTED.
	 */
	next(challenge: string | null): Promise<string>;
	/** Ends all that was begun for it. */
	close(): void;
};

export type TicketScheme = Exclude<LoginScheme, 'basic'>;

/** @param host the name of the proxy: its ticket is for `HTTP/host` */
export type OpenTicketTalk = (
	scheme: TicketScheme,
	host: string,
	options: {readonly timeoutMs: number; readonly signal: AbortSignal},
) => TicketTalk;

/** What is kept of what a program says beside its tokens, in characters. */
const largestNoise = 200_000;

/**
 * Opens a talk with the programs that this system has for it: the system's curl, or for NTLM elsewhere than on Windows
 * winbind's ntlm_auth, since the curl of other systems takes a password alone. Neither asks for a password.
 */
export const openTicketTalk: OpenTicketTalk = (scheme, host, options) => {
	const talk = scheme === 'ntlm' && process.platform !== 'win32' ? talkByWinbind() : talkByCurl(scheme, host);
	return {
		next: challenge =>
			withDeadline<string>(
				{
					...options,
					what: `waiting for a ${loginNames[scheme]} token`,
					atLimit: () => {
						throw without(`no ${loginNames[scheme]} token came within ${options.timeoutMs / 1000} s`);
					},
				},
				(resolve, reject) => {
					talk.next(challenge).then(resolve, reject);
					return undefined;
				},
			),
		close: talk.close,
	};
};

function without(reason: string): ProbeFailure {
	return new ProbeFailure(loginWithoutTicket, safeText(reason.trim().replace(/\.$/, '')));
}

/** The end of a program that gave no token: why, from what it said. */
function explainEnd(program: string, error: Error | null, noise: string): ProbeFailure {
	if (error !== null) {
		const isMissing = 'code' in error && error.code === 'ENOENT';
		return without(isMissing ? `${program} is not on this machine` : `${program} did not start (${error.message})`);
	}
	// curl writes the words of GSS-API and SSPI among its notes, and its own errors at the end.
	const said =
		/^\*.*\b(?:gss_init_sec_context\(\)|SPNEGO|InitializeSecurityContext|AcquireCredentials\w*).*failed:? *(\S.*)$/im;
	const own = /^curl: (?:\(\d+\) )?(\S.*)$/m;
	return without(said.exec(noise)?.[1] ?? own.exec(noise)?.[1] ?? `${program} gave no token`);
}

/** What a program writes, and its end, as a promise that rejects. */
function watch(child: ChildProcess, program: string): {readonly ended: Promise<never>} {
	let noise = '';
	child.stderr?.setEncoding('utf8').on('data', (text: string) => {
		if (noise.length < largestNoise) noise += text;
	});
	// It may be gone before it has read all of this.
	child.stdin?.on('error', () => {});
	const ended = new Promise<never>((_resolve, reject) => {
		child.once('error', error => reject(explainEnd(program, error, noise)));
		child.once('close', () => reject(explainEnd(program, null, noise)));
	});
	ended.catch(() => {});
	return {ended};
}

/**
 * Lets curl log in at a listener of this process, under the name of the proxy: what curl sends there are the tokens for
 * the proxy, and what the proxy answers is handed to curl the same way. curl reads its options from a pipe, so that
 * nothing of this is in a list of processes; it connects to nothing but that listener. The system asks the domain for the ticket.
 */
function talkByCurl(scheme: TicketScheme, host: string): TicketTalk {
	const word = loginNames[scheme];
	const path = `/${randomBytes(16).toString('hex')}`;
	let child: ChildProcess | undefined;
	let ended: Promise<never> | undefined;
	let asked: http.ServerResponse | undefined;
	let onToken = (_token: string) => {};
	const challenge = (token: string | null) => {
		const header = token === null ? word : `${word} ${token}`;
		asked?.writeHead(401, {'www-authenticate': header, 'content-length': 0}).end();
	};
	const server = http.createServer((request, response) => {
		// Others on this machine can connect too, and know no path.
		if (request.url !== path) return response.destroy();
		asked = response;
		const [, sent, token] = /^(\w+) +(\S+)$/.exec(request.headers.authorization ?? '') ?? [];
		// Without a ticket it asks once more, and ends.
		if (token === undefined || sent?.toLowerCase() !== scheme) return challenge(null);
		onToken(token);
	});
	const begin = async () => {
		await new Promise<void>((resolve, reject) => {
			server.once('error', error => reject(without(`no port of loopback is free (${error.message})`)));
			server.listen(0, '127.0.0.1', resolve);
		});
		const {port} = server.address() as AddressInfo;
		child = spawn(process.platform === 'win32' ? system32(process.env, 'curl.exe') : 'curl', ['-q', '--config', '-'], {
			stdio: ['pipe', 'ignore', 'pipe'],
			env: {...process.env, LC_ALL: 'C'},
			windowsHide: true,
		});
		({ended} = watch(child, 'curl'));
		const options = [
			...[scheme, 'user = ":"', 'noproxy = "*"', `connect-to = "::127.0.0.1:${port}"`, 'globoff', 'http1.1'],
			...['silent', 'show-error', 'verbose', `url = "http://${formatHostPort(host, 80)}${path}"`],
		];
		child.stdin?.end(`${options.join('\n')}\n`);
	};
	return {
		async next(answer) {
			const token = new Promise<string>(resolve => {
				onToken = resolve;
			});
			if (answer === null) await begin();
			else challenge(answer);
			return Promise.race([token, ended ?? token]);
		},
		close() {
			child?.kill();
			server.close();
			server.closeAllConnections();
		},
	};
}

/** The words in which ntlm_auth says that it has no token, behind which it may say why. */
const refusals: {readonly [word: string]: string} = {
	PW: 'winbind keeps no login of this user: log in to the domain on this machine',
	NA: 'winbind refuses',
	BH: 'winbind fails',
};

/** Asks winbind, which keeps the login of a user of the domain; who that is, is told by NTLMUSER, as for curl, or by the system. */
function talkByWinbind(): TicketTalk {
	let child: ChildProcess | undefined;
	let ended: Promise<never> | undefined;
	let rest = '';
	let onLine = (_line: string) => {};
	const begin = () => {
		const [user = '', domain] = (process.env.NTLMUSER ?? os.userInfo().username).split(/[\\/]/).toReversed();
		child = spawn(
			'ntlm_auth',
			[
				...['--helper-protocol=ntlmssp-client-1', '--use-cached-creds', `--username=${user}`],
				...(domain === undefined ? [] : [`--domain=${domain}`]),
			],
			{stdio: ['pipe', 'pipe', 'pipe']},
		);
		({ended} = watch(child, 'ntlm_auth of winbind'));
		child.stdout?.setEncoding('latin1').on('data', (text: string) => {
			const [line = '', ...more] = `${rest}${text}`.split('\n');
			rest = more.length === 0 ? line.slice(0, largestNoise) : more.join('\n');
			if (more.length > 0) onLine(line);
		});
	};
	return {
		async next(answer) {
			if (answer === null) begin();
			const told = new Promise<string>(resolve => {
				onLine = resolve;
			});
			child?.stdin?.write(answer === null ? 'YR\n' : `TT ${answer}\n`);
			const line = await Promise.race([told, ended ?? told]);
			const [, word = '', token = ''] = /^(\w\w)(?: (.*))?$/.exec(line.trim()) ?? [];
			const refusal = refusals[word];
			if (refusal !== undefined) throw without(token === '' ? refusal : `${refusal} (${token})`);
			if (token === '') throw without('ntlm_auth of winbind gave no token');
			return token;
		},
		close: () => void child?.kill(),
	};
}
