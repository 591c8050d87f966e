import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, afterEach, beforeAll, expect, it} from 'vitest';
import type {Run} from '../../source/record/run.ts';
import {runProgram} from '../helpers/program.ts';
import {startCatalogInternet} from './helpers/catalog-internet.ts';
import {describeWithPeers} from './helpers/describe-with-peers.ts';
import type {RealInternet} from './helpers/internet.ts';
import type {Peer} from './helpers/peer.ts';
import {squidPasswords, startSquid} from './helpers/squid.ts';

/** Asked first of all, and at once with many others. */
const denied = 'management.azure.com';

const rules = `
auth_param basic program /usr/lib/squid/basic_ncsa_auth @FOLDER@/passwords
auth_param basic children 4 startup=4 idle=4
auth_param basic realm Corporation
acl users proxy_auth REQUIRED
acl denied dstdomain ${denied}
acl open dstdomain .microsoft.com
logformat sent %Ss/%>Hs %ru %{Proxy-Authorization}>h
access_log stdio:@FOLDER@/sent.log sent
`;

describeWithPeers('squid that wants a password', ['squid'], () => {
	let internet: RealInternet;
	let roots: string;
	let squid: Peer | undefined;

	beforeAll(async () => {
		internet = await startCatalogInternet();
		roots = await internet.rootsFile(os.tmpdir());
	});
	afterEach(() => squid?.stop());
	afterAll(() => internet?.close());

	/** Checks through squid with these rules, and says which requests came to it with a password. */
	async function check(password: string, access: string) {
		squid = await startSquid(`${rules}${access}`, {files: {passwords: squidPasswords}});
		const outcome = await runProgram(
			['check', '--region', 'eastus', '--format', 'json', '--quiet', '--public-roots', roots].concat(
				'--proxy',
				'http://me@127.0.0.1:3128',
			),
			{environment: {ARC_NETCHECK_PROXY_PASSWORD: password}},
		);
		const report: Run = JSON.parse(outcome.stdout);
		const lines = fs.readFileSync(path.join(squid.folder, 'sent.log'), 'utf8').trim().split('\n');
		const tested = report.results.flatMap(({target, requirement, ...result}) =>
			target && requirement && requirement.protocol !== 'udp' ? [{...result, host: target.host}] : [],
		);
		return {tested, logins: lines.filter(line => !line.endsWith(' -'))};
	}

	it('denies one host by asking for another user, and the right password opens all others', async () => {
		const {tested} = await check(
			'p@ss word',
			'http_access deny denied users\nhttp_access allow users\nhttp_access deny all\n',
		);

		expect(tested.length).toBeGreaterThan(20);
		for (const {host, status, cause, detail} of tested) {
			const expected = host === denied ? ['blocked', 'proxy.host-denied'] : ['reachable', null];
			expect([status, cause], `${host}: ${detail}`).toEqual(expected);
		}
		expect(tested.some(({host}) => host === denied)).toBe(true);
	});

	it('sees a wrong password twice and no more, though some hosts need none', async () => {
		const {tested, logins} = await check(
			'wrong',
			'http_access allow open\nhttp_access allow users\nhttp_access deny all\n',
		);

		expect(logins).toHaveLength(2);
		expect(tested.length).toBeGreaterThan(20);
		for (const {host, status, cause, detail} of tested) {
			const expected = host.endsWith('.microsoft.com') ? ['reachable', null] : ['blocked', 'proxy.auth-rejected'];
			expect([status, cause], `${host}: ${detail}`).toEqual(expected);
		}
	});
});
