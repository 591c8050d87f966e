import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, expect, it} from 'vitest';
import type {Run} from '../../source/record/run.ts';
import {type Outcome, runProgram} from '../helpers/program.ts';
import {startCatalogInternet} from './helpers/catalog-internet.ts';
import {createCorporateAuthority} from './helpers/corporate-authority.ts';
import {describeWithPeers} from './helpers/describe-with-peers.ts';
import type {RealInternet} from './helpers/internet.ts';
import type {Peer} from './helpers/peer.ts';
import {squidPasswords, startSquid} from './helpers/squid.ts';

/** Domains that are not inspected, as the administrator of such a proxy would except them. */
const spliced = ['.servicebus.windows.net', '.his.arc.azure.com'];

describeWithPeers('squid that inspects TLS and wants a password', ['squid'], () => {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'inspection-'));
	const authority = createCorporateAuthority();
	let internet: RealInternet;
	let squid: Peer;
	let roots: string;

	beforeAll(async () => {
		const authorityFile = path.join(folder, 'corporate.pem');
		fs.writeFileSync(authorityFile, authority.certificate);
		internet = await startCatalogInternet();
		roots = await internet.rootsFile(folder);
		squid = await startSquid(
			`
sslcrtd_program /usr/lib/squid/security_file_certgen
sslcrtd_children 4 startup=1 idle=1
tls_outgoing_options cafile=@FOLDER@/root.pem
acl hello at_step SslBump1
acl spliced ssl::server_name ${spliced.join(' ')}
ssl_bump peek hello
ssl_bump splice spliced
ssl_bump bump all
auth_param basic program /usr/lib/squid/basic_ncsa_auth @FOLDER@/passwords
auth_param basic children 2 startup=1 idle=1
acl known proxy_auth REQUIRED
http_access allow known
http_access deny all
`,
			{
				door: 'ssl-bump tls-cert=@FOLDER@/authority.pem tls-key=@FOLDER@/authority.key generate-host-certificates=on',
				files: {
					passwords: squidPasswords,
					'root.pem': internet.publicRootPem,
					'authority.pem': authority.certificate,
					'authority.key': authority.key,
				},
			},
		);
	});
	afterAll(async () => {
		await squid?.stop();
		await internet?.close();
		fs.rmSync(folder, {recursive: true, force: true});
	});

	const check = async (password: string, more: readonly string[] = []): Promise<Outcome & {report: Run}> => {
		const proxy = ['--proxy', 'http://me@127.0.0.1:3128', '--public-roots', roots];
		const outcome = await runProgram(
			['check', '--region', 'eastus', '--format', 'json', '--quiet', ...proxy, ...more],
			{environment: {ARC_NETCHECK_PROXY_PASSWORD: password}},
		);
		return {...outcome, report: JSON.parse(outcome.stdout)};
	};
	const isSpliced = (host: string) => spliced.some(domain => host.endsWith(domain));
	const judgedRows = ({results}: Run) =>
		results.flatMap(result =>
			result.target && result.requirement?.trust === 'public' && result.requirement.protocol !== 'http'
				? [{...result, host: result.target.host}]
				: [],
		);

	it('tells inspected hosts from excepted ones where the CA is trusted', async () => {
		const {report, code} = await check('p@ss word', ['--ca-file', path.join(folder, 'corporate.pem')]);
		const rows = judgedRows(report);
		expect(rows.filter(({host}) => isSpliced(host)).length).toBeGreaterThan(1);
		expect(rows.length).toBeGreaterThan(20);
		for (const {host, status, detail} of rows) {
			expect(status, `${host}: ${detail}`).toBe(isSpliced(host) ? 'reachable' : 'intercepted');
		}
		expect(code).toBe(0);
	});

	it('blocks the inspected hosts where the CA is not trusted', async () => {
		const {report, code} = await check('p@ss word');
		for (const {host, status, cause} of judgedRows(report)) {
			expect([status, cause], host).toEqual(isSpliced(host) ? ['reachable', null] : ['blocked', 'tls.untrusted']);
		}
		expect(code).toBe(1);
	});

	it('says that the password is wrong, and shows it nowhere', async () => {
		const {report, code, stdout, stderr} = await check('wr0ng-w0rd');
		const causes = new Set(report.results.filter(({status}) => status !== 'unverified').map(({cause}) => cause));
		expect([...causes]).toEqual(['proxy.auth-rejected']);
		expect(stdout + stderr).not.toContain('wr0ng-w0rd');
		expect(stdout + stderr).not.toContain(Buffer.from('me:wr0ng-w0rd').toString('base64'));
		expect(code).toBe(1);
	});
});
