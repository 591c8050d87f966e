import os from 'node:os';
import {afterAll, beforeAll, expect, it} from 'vitest';
import type {Run} from '../../source/record/run.ts';
import {runProgram} from '../helpers/program.ts';
import {startCatalogInternet} from './helpers/catalog-internet.ts';
import {describeWithPeers} from './helpers/describe-with-peers.ts';
import type {RealInternet} from './helpers/internet.ts';
import type {Peer} from './helpers/peer.ts';
import {startSquid} from './helpers/squid.ts';

const allowed = [
	'.azure.com',
	'.microsoft.com',
	'.microsoftonline.com',
	'.windows.net',
	'.azureml.ms',
	'.azureml.net',
	'.azurecr.io',
	'.k8s.io',
];
const deniedHosts = ['gbl.his.arc.azure.com', 'mcr.microsoft.com'];

describeWithPeers('squid with an allow-list', ['squid'], () => {
	let internet: RealInternet;
	let squid: Peer;
	let report: Run;
	let code: number | null;

	beforeAll(async () => {
		internet = await startCatalogInternet();
		squid = await startSquid(`
acl denied dstdomain ${deniedHosts.join(' ')}
acl allowed dstdomain ${allowed.join(' ')}
http_access deny denied
http_access deny CONNECT !SSL_ports
http_access allow allowed
http_access deny all
`);
		const roots = await internet.rootsFile(os.tmpdir());
		const parameters = [
			'--region',
			'eastus',
			'--level',
			'legacy',
			'--features',
			'all',
			'--proxy',
			'http://127.0.0.1:3128',
			'--public-roots',
			roots,
		];
		const outcome = await runProgram(['check', ...parameters, '--format', 'json', '--quiet']);
		expect(outcome.stderr).toBe('');
		report = JSON.parse(outcome.stdout);
		code = outcome.code;
	});
	afterAll(async () => {
		await squid?.stop();
		await internet?.close();
	});

	const isAllowed = (host: string) =>
		!deniedHosts.includes(host) && allowed.some(domain => host.endsWith(domain) || host === domain.slice(1));

	it('reports exactly the denied hosts as denied', () => {
		const onPort443 = report.results.filter(
			({target, requirement}) => target && requirement?.protocol !== 'udp' && target.port !== 8084,
		);
		const found = onPort443.filter(({cause}) => cause === 'proxy.host-denied').map(({target}) => target?.host);
		const siblingsPass = (id: string | undefined) =>
			onPort443.some(({requirement, status}) => requirement?.id === id && status === 'reachable');
		const expected = onPort443
			.filter(({target, requirement}) => target && !isAllowed(target.host) && !siblingsPass(requirement?.id))
			.map(({target}) => target?.host);
		expect(found.toSorted()).toEqual(expected.toSorted());
		expect(found.length).toBeGreaterThan(20);
	});

	it('reaches all the others', () => {
		const others = report.results.filter(({target}) => target && target.port !== 8084 && isAllowed(target.host));
		expect(others.length).toBeGreaterThan(20);
		for (const {target, status, detail} of others) {
			if (target?.port === 123) continue;
			expect(status, `${target?.host}: ${detail}`).toBe('reachable');
		}
	});

	it('tells a denied port from a denied host', () => {
		const obo = report.results.find(({target}) => target?.port === 8084);
		expect(obo).toMatchObject({status: 'blocked', cause: 'proxy.port-denied'});
	});

	it('ends with exit code 1', () => {
		expect(code).toBe(1);
	});
});
