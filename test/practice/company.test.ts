import type {Socket} from 'node:net';
import {Client} from 'undici';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';
import {type DemoCompany, startDemoCompany} from '../../source/practice/company.ts';
import {handshake, patience, request, visit} from './visit.ts';

let company: DemoCompany;
beforeAll(async () => {
	company = await startDemoCompany(catalog);
});
afterAll(() => company.close());

/** By the company's proxy, as its machines would. */
async function visitThroughProxy(host: string, port = 443): Promise<string> {
	const {url} = company.proxies.main ?? {url: ''};
	const client = new Client(url);
	const tunnel = await client.connect({path: `${host}:${port}`});
	void client.close();
	const wire = tunnel.socket as Socket;
	try {
		if (tunnel.statusCode !== 200) return `proxy ${tunnel.statusCode}`;
		const {socket, verdict} = await handshake(wire, host, company.publicRootPem);
		const {status} = await request(socket, host);
		return `${verdict} http ${status}`.trim();
	} finally {
		wire.destroy();
	}
}

describe('through the proxy', () => {
	it.each([
		['login.microsoftonline.com', 'http 200'],
		['westeurope.dp.kubernetesconfiguration.azure.com', 'http 404'],
		['mcr.microsoft.com', 'http 200'],
		['eus.his.arc.azure.com', 'http 400'],
		['gbl.his.arc.azure.com', 'proxy 403'],
		['eastus.data.mcr.microsoft.com', 'proxy 403'],
		['azgnrelay-eastus-l1.servicebus.windows.net', 'trust SELF_SIGNED_CERT_IN_CHAIN http 401'],
		['mine.azurecr.io', 'http 401'],
		['unrelated.example', 'proxy 403'],
	])('%s: %s', async (host, expected) => {
		expect(await visitThroughProxy(host)).toBe(expected);
	});

	it('port 8084 is denied', async () => {
		expect(await visitThroughProxy('eastus.obo.arc.azure.com', 8084)).toBe('proxy 403');
	});
});

describe('past the proxy', () => {
	it('nothing is reached', async () => {
		expect(await visit(company, 'login.microsoftonline.com')).toMatch(/^tcp ECONNREFUSED/);
	});

	it('storage is, by a private address', async () => {
		const host = 'mine.blob.core.windows.net';
		const found = await company.network.lookup(host, {...patience, prefer: 'server'});

		expect(found.addresses[0]?.address).toMatch(/^10\./);
		expect(found.aliases).toEqual(['mine.privatelink.blob.core.windows.net']);
		expect(await visit(company, host)).toBe('http 400');
	});
});

it('tells its machines about the proxy', () => {
	expect(company.environment).toEqual({
		https_proxy: 'http://proxy.northwind.example:3128',
		http_proxy: 'http://proxy.northwind.example:3128',
		no_proxy: 'localhost,127.0.0.1,.northwind.example,.blob.core.windows.net',
	});
});

it('has every host of the catalog that can be probed at all', async () => {
	const wanted = catalog.requirements.filter(({protocol, pattern}) => protocol !== 'udp' && !/[*<]/.test(pattern));
	const lookups = await Promise.all(
		wanted.map(({pattern}) => company.network.lookup(pattern, {...patience, prefer: 'server'})),
	);

	expect(lookups.filter(({error}) => error !== null)).toEqual([]);
});
