import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {openTicketTalk} from '../../source/probe/ticket-talk.ts';

/** Stands for curl: it asks as it was told, and answers each token of the other side with one. */
const curl = `#!${process.execPath}
const http = require('node:http'), fs = require('node:fs');
fs.writeFileSync(__dirname + '/words', process.argv.slice(2).join(' '));
const options = fs.readFileSync(0, 'utf8');
fs.writeFileSync(__dirname + '/options', options);
const value = name => new RegExp('^' + name + ' = "(.*)"$', 'm').exec(options)[1];
const url = new URL(value('url')), [, , host, port] = value('connect-to').split(':');
const agent = new http.Agent({keepAlive: true, maxSockets: 1});
const ask = authorization => http.get({host, port, path: url.pathname, agent, headers: {host: url.host, ...authorization && {authorization}}}, answer => {
	answer.resume().on('end', () => {
		const [, scheme, token] = /^(\\w+) ?(.*)$/.exec(answer.headers['www-authenticate'] || 'none');
		if (token) return ask(scheme + ' ' + Buffer.from('to ' + Buffer.from(token, 'base64')).toString('base64'));
		process.stderr.write(fs.readFileSync(__dirname + '/says', 'utf8'), () => process.exit(0));
	});
});
ask(fs.existsSync(__dirname + '/says') ? undefined : (/^ntlm$/m.test(options) ? 'NTLM ' : 'Negotiate ') + Buffer.from('first').toString('base64'));
`;

/** Stands for ntlm_auth of winbind. */
const ntlmAuth = `#!/bin/sh
d=$(dirname "$0"); echo "$*" >"$d/words"
while read -r word token; do
	case $word in
	YR) echo 'YR Zmlyc3Q=' ;;
	TT) [ -e "$d/says" ] && cat "$d/says" || echo "KK dG8g$token" ;;
	esac
done
`;

const base64 = (text: string) => Buffer.from(text).toString('base64');
const options = () => ({timeoutMs: 20_000, signal: new AbortController().signal});
const {PATH: path_, NTLMUSER: user} = process.env;
let folder: string;

beforeEach(() => {
	folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ticket-talk-'));
	process.env.PATH = `${folder}${path.delimiter}${path_}`;
});
afterEach(() => {
	process.env.PATH = path_;
	if (user === undefined) delete process.env.NTLMUSER;
	else process.env.NTLMUSER = user;
	fs.rmSync(folder, {recursive: true, force: true});
});

const put = (name: string, text: string) => fs.writeFileSync(path.join(folder, name), text, {mode: 0o755});
const read = (name: string) => fs.readFileSync(path.join(folder, name), 'utf8').trim();

describe.skipIf(process.platform === 'win32')('a talk by curl', () => {
	it('hands on what the proxy says, and gives the tokens for it', async () => {
		put('curl', curl);
		const talk = openTicketTalk('negotiate', 'proxy.corp.example', options());

		expect(await talk.next(null)).toBe(base64('first'));
		expect(await talk.next(base64('more'))).toBe(base64('to more'));
		expect(await talk.next(base64('and more'))).toBe(base64('to and more'));
		talk.close();
	});

	it('shows the list of processes nothing, uses no proxy, and asks for the name of the proxy', async () => {
		put('curl', curl);
		const talk = openTicketTalk('negotiate', 'proxy.corp.example', options());
		await talk.next(null);
		talk.close();

		expect(read('words')).toBe('-q --config -');
		expect(read('options')).toMatch(/^url = "http:\/\/proxy\.corp\.example:80\/[0-9a-f]{32}"$/m);
		expect(read('options').split('\n')).toEqual(expect.arrayContaining(['negotiate', 'user = ":"', 'noproxy = "*"']));
	});

	it.each([
		['* gss_init_sec_context() failed: Ticket expired. \n* Server auth using Negotiate\n', 'Ticket expired'],
		['* InitializeSecurityContext failed: SEC_E_NO_CREDENTIALS (0x8009030e)\n', 'SEC_E_NO_CREDENTIALS (0x8009030e)'],
		['curl: (4) A requested feature was not found built-in\n', 'A requested feature was not found built-in'],
		['', 'curl gave no token'],
		['* gss_init_sec_context() failed: \u001b[31mred\n', 'red'],
	])('says why there is no ticket: %j', async (says, reason) => {
		put('curl', curl);
		put('says', says);
		const talk = openTicketTalk('negotiate', 'proxy.corp.example', options());

		await expect(talk.next(null)).rejects.toMatchObject({
			code: 'LOGIN_NO_TICKET',
			message: expect.stringContaining(reason),
		});
		talk.close();
	});

	it('says that there is no curl', async () => {
		process.env.PATH = folder;
		const talk = openTicketTalk('negotiate', 'proxy.corp.example', options());

		await expect(talk.next(null)).rejects.toMatchObject({message: 'curl is not on this machine'});
		talk.close();
	});

	it('waits no longer than for a stage', async () => {
		put('curl', '#!/bin/sh\nexec sleep 60\n');
		const talk = openTicketTalk('negotiate', 'proxy.corp.example', {...options(), timeoutMs: 50});

		await expect(talk.next(null)).rejects.toMatchObject({
			code: 'LOGIN_NO_TICKET',
			message: 'no Negotiate token came within 0.05 s',
		});
		talk.close();
	});
});

describe.skipIf(process.platform === 'win32')('a talk by winbind', () => {
	it.each([
		['CORP\\anna', '--username=anna --domain=CORP'],
		['anna', '--username=anna'],
	])('goes by the user %s', async (name, words) => {
		put('ntlm_auth', ntlmAuth);
		process.env.NTLMUSER = name;
		const talk = openTicketTalk('ntlm', 'proxy.corp.example', options());

		expect(await talk.next(null)).toBe(base64('first'));
		expect(await talk.next(base64('it!'))).toBe(base64('to it!'));
		talk.close();
		expect(read('words')).toBe(`--helper-protocol=ntlmssp-client-1 --use-cached-creds ${words}`);
	});

	it.each([
		['PW\n', 'winbind keeps no login of this user: log in to the domain on this machine'],
		['BH no winbindd\n', 'winbind fails (no winbindd)'],
		['NA NT_STATUS_INVALID_PARAMETER\n', 'winbind refuses (NT_STATUS_INVALID_PARAMETER)'],
		['what\n', 'ntlm_auth of winbind gave no token'],
	])('says why there is no login: %j', async (says, message) => {
		put('ntlm_auth', ntlmAuth);
		put('says', says);
		const talk = openTicketTalk('ntlm', 'proxy.corp.example', options());
		await talk.next(null);

		await expect(talk.next(base64('it!'))).rejects.toMatchObject({code: 'LOGIN_NO_TICKET', message});
		talk.close();
	});
});
