import net from 'node:net';
import {expect, it} from 'vitest';
import {decide} from '../../source/audit/decide.ts';
import {type Request, sampleNames} from '../../source/audit/hosts.ts';
import {loadReader} from '../../source/audit/readers.ts';
import {catalog} from '../../source/catalog/catalog.ts';
import {auditTexts, entriesOf, planOf, rulesFor} from '../audit/helpers/audit-text.ts';
import {describeWithPeers} from './helpers/describe-with-peers.ts';
import {startPeer} from './helpers/peer.ts';
import {squidBasics} from './helpers/squid.ts';

const plans = [
	planOf(),
	planOf({features: catalog.features.filter(({clouds}) => clouds.includes('public')).map(({id}) => id)}),
	planOf({cloud: 'china', region: 'chinanorth3', features: ['arc', 'aml-training']}),
];
const requests: readonly Request[] = [
	...new Map(
		plans
			.flatMap(plan => entriesOf(plan))
			.filter(({protocol}) => protocol !== 'udp')
			.flatMap(({host, port, protocol}) => sampleNames(host).map(name => ({host: name, port, protocol})))
			.map(request => [JSON.stringify(request), request]),
	).values(),
];

const usual = `acl localnet src 10.0.0.0/8
acl localnet src 127.0.0.0/8
acl SSL_ports port 443
acl Safe_ports port 80 443 1025-65535`;
const guarded = (rules: string) =>
	`${usual}\nhttp_access deny !Safe_ports\nhttp_access deny CONNECT !SSL_ports\n${rules}\nhttp_access deny all\n`;
const allow = (...acls: readonly string[]) => `${acls.join('\n')}\nhttp_access allow wanted\nhttp_access deny all\n`;

type Case = {readonly name: string; readonly text: string; readonly files?: {readonly [name: string]: string}};

/** Configurations as people have them: order, denials, expressions, files, groups, and what falls through. */
const cases: readonly Case[] = [
	{name: 'all allowed', text: 'http_access allow all\n'},
	{name: 'no line at all', text: '\n'},
	{name: 'this machine alone', text: 'http_access allow localhost\nhttp_access deny all\n'},
	{name: 'a denial last', text: 'acl bad dstdomain .azure.com\nhttp_access deny bad\n'},
	{name: 'an allowance last', text: 'acl good dstdomain .azure.com\nhttp_access allow good\n'},
	{
		name: 'a denial that ends with another kind',
		text: 'acl a dstdomain .azure.com\nacl b dstdomain .io\nhttp_access allow a\nhttp_access deny b\n',
	},
	{
		name: 'exact names',
		text: allow('acl wanted dstdomain management.azure.com login.microsoftonline.com mcr.microsoft.com'),
	},
	{name: 'names in capitals', text: allow('acl wanted dstdomain Management.Azure.COM MCR.Microsoft.com .AzureCR.io')},
	{name: 'domains with a dot', text: allow('acl wanted dstdomain .azure.com .microsoft.com .windows.net')},
	{
		name: 'domains over several lines',
		text: allow('acl wanted dstdomain .azure.com', 'acl wanted dstdomain .azurecr.io', 'acl wanted dstdomain pypi.org'),
	},
	{name: 'a bare domain takes nothing under it', text: allow('acl wanted dstdomain azure.com azurecr.io windows.net')},
	{
		name: 'comments that end in a backslash, and within a line that goes on',
		text: '# below \\\nacl wanted dstdomain .azure.com \\\n# note\n\t# more \\\n .azurecr.io\nhttp_access allow wanted\nhttp_access deny all\n',
	},
	{name: 'a star that means nothing', text: allow('acl wanted dstdomain *.azure.com pypi.org')},
	{
		name: 'the usual file',
		text: guarded(
			'acl wanted dstdomain .azure.com .microsoft.com .archive.ubuntu.com\nhttp_access allow localnet wanted',
		),
	},
	{name: 'everybody of the inside', text: guarded('http_access allow localnet')},
	{name: 'others of the inside', text: guarded('acl branch src 192.0.2.0/24\nhttp_access allow branch')},
	{
		name: 'a denial before',
		text: guarded('acl bad dstdomain .windows.net mcr.microsoft.com\nhttp_access deny bad\nhttp_access allow localnet'),
	},
	{
		name: 'a denial too late',
		text: guarded('acl bad dstdomain .windows.net\nhttp_access allow localnet\nhttp_access deny bad'),
	},
	{
		name: 'all but a list',
		text: guarded(
			'acl good dstdomain .azure.com .microsoftonline.com\nhttp_access deny !good\nhttp_access allow localnet',
		),
	},
	{
		name: 'an exception within a domain',
		text: guarded(
			'acl no dstdomain graph.microsoft.com\nacl good dstdomain .microsoft.com\nhttp_access allow localnet good !no',
		),
	},
	{
		name: 'all names on a line must hold',
		text: guarded('acl a dstdomain .azure.com\nacl b dstdom_regex -i arc\nhttp_access allow localnet a b'),
	},
	{name: 'only tunnels', text: `${usual}\nhttp_access allow CONNECT\nhttp_access deny all\n`},
	{name: 'no tunnels', text: `${usual}\nhttp_access deny CONNECT\nhttp_access allow all\n`},
	{
		name: 'the port of the identity service',
		text: `${usual}\nacl obo dstdomain .obo.arc.azure.com\nacl p port 8084\nhttp_access allow CONNECT obo p\nhttp_access deny CONNECT !SSL_ports\nhttp_access allow localnet\nhttp_access deny all\n`,
	},
	{name: 'ranges of ports', text: 'acl p port 80 400-500 8000-8100\nhttp_access allow p\nhttp_access deny all\n'},
	{name: 'a method by its name', text: 'acl get method GET HEAD POST\nhttp_access allow get\nhttp_access deny all\n'},
	{name: 'an expression', text: allow('acl wanted dstdom_regex \\.azure\\.com$ ^pypi\\.org$')},
	{name: 'an expression with unescaped dots', text: allow('acl wanted dstdom_regex -i .azure.com$')},
	{name: 'an expression in capitals', text: allow('acl wanted dstdom_regex AZURE')},
	{name: 'an expression without regard for capitals', text: allow('acl wanted dstdom_regex -i AZURE MICROSOFT')},
	{
		name: 'classes and repetitions',
		text: allow(
			'acl wanted dstdom_regex ^[a-z0-9-]+\\.(azurecr|data\\.azurecr)\\.io$ ^[[:alpha:]]{3,6}\\.org$ (^|\\.)windows\\.net$',
		),
	},
	{name: 'alternatives at both ends', text: allow('acl wanted dstdom_regex ^(management|login)\\..*(com|cn)$')},
	{name: 'the url of a tunnel', text: allow('acl wanted url_regex ^[^/]*\\.azure\\.com:443$ ^mcr\\.microsoft\\.com:')},
	{name: 'the url of a request', text: allow('acl wanted url_regex -i ^http://[a-z.]*ubuntu\\.com/')},
	{
		name: 'a url with a scheme, which tunnels have not',
		text: allow('acl wanted url_regex ^https://management\\.azure\\.com'),
	},
	{name: 'a path', text: 'acl p urlpath_regex ^/\nhttp_access allow p\nhttp_access deny all\n'},
	{
		name: 'a file of names',
		text: allow('acl wanted dstdomain "names.txt"'),
		files: {'names.txt': '# names\n.azure.com\n\nmcr.microsoft.com\n'},
	},
	{
		name: 'a file of expressions',
		text: allow('acl wanted dstdom_regex -i "names.txt"'),
		files: {'names.txt': '\\.azure\\.com$\n^quay\\.io$\n'},
	},
	{
		name: 'an included file',
		text: `${usual}\ninclude rules.conf\nhttp_access deny all\n`,
		files: {'rules.conf': 'acl wanted dstdomain .azure.com\nhttp_access allow wanted\n'},
	},
	{
		name: 'an included denial',
		text: `include rules.conf\nhttp_access allow all\n`,
		files: {'rules.conf': 'acl bad dstdomain .azure.com\nhttp_access deny bad\n'},
	},
	{
		name: 'lines that go on',
		text: 'acl wanted dstdomain .azure.com \\\n  mcr.microsoft.com \\\n  pypi.org\nhttp_access allow wanted\nhttp_access deny all\n',
	},
	{
		name: 'comments behind lines',
		text: 'acl wanted dstdomain .azure.com # .microsoft.com\nhttp_access allow wanted # all\nhttp_access deny all\n',
	},
	{
		name: 'a group of which one is enough',
		text: 'acl a dstdomain .azure.com\nacl b dstdomain .org\nacl g any-of a b\nhttp_access allow g\nhttp_access deny all\n',
	},
	{
		name: 'a group of which all must hold',
		text: 'acl a dstdomain .azure.com\nacl b dstdom_regex dp\nacl g all-of a b\nhttp_access allow g\nhttp_access deny all\n',
	},
	{
		name: 'a group that is denied',
		text: 'acl a dstdomain .azure.com\nacl b dstdomain .org\nacl g any-of a b\nhttp_access deny g\nhttp_access allow all\n',
	},
	{
		name: 'a negated expression',
		text: 'acl a dstdom_regex \\.(com|net)$\nhttp_access allow !a\nhttp_access deny all\n',
	},
	{
		name: 'this program',
		text: `${rulesFor('squid', plans[1] ?? planOf(), ['127.0.0.0/8']).text}\nhttp_access deny all\n`,
	},
];

/** Whether squid turns a request away: anything but its 403 means that it would have gone on. */
function isAllowed({host, port, protocol}: Request): Promise<boolean> {
	const line =
		protocol === 'https'
			? `CONNECT ${host}:${port} HTTP/1.1\r\nHost: ${host}:${port}\r\n\r\n`
			: `GET http://${host}${port === 80 ? '' : `:${port}`}/ HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
	return new Promise((resolve, reject) => {
		const socket = net.connect(3128, '127.0.0.1', () => socket.write(line));
		let text = '';
		socket.on('data', data => {
			text += data.toString('latin1');
			const status = /^HTTP\/1\.\d (\d{3})/.exec(text)?.[1];
			if (status === undefined) return;
			socket.destroy();
			resolve(status !== '403');
		});
		socket.on('error', reject);
		socket.on('end', () => reject(new Error(`no answer for ${host}: ${text}`)));
	});
}

/** Nothing is looked up and nothing leaves: what is allowed goes to a parent that is not there. */
const around = `http_port 127.0.0.1:3128
cache_peer 127.0.0.1 parent 9 0 no-query default
never_direct allow all
visible_hostname squid.corp.example
`;

describeWithPeers('a running squid, asked for every host of three plans', ['squid'], () => {
	it.each(cases)('agrees with the audit: $name', async ({text, files = {}}) => {
		const squid = await startPeer('squid', folder => ['-N', '-f', `${folder}/squid.conf`], {
			files: {...files, 'squid.conf': `${around}${squidBasics}${text}`},
			port: 3128,
		});
		try {
			const answers = new Map<string, boolean>();
			for (let index = 0; index < requests.length; index += 50) {
				const some = requests.slice(index, index + 50);
				for (const [at, isOpen] of (await Promise.all(some.map(isAllowed))).entries()) {
					answers.set(JSON.stringify(some[at]), isOpen);
				}
			}
			const read = await loadReader('squid');
			const resolve = async (_: string, name: string) => {
				const found = files[name];
				return found === undefined ? null : [{file: name, text: found}];
			};
			const list = await read([{file: 'squid.conf', text}], {resolve});
			const differing = requests.filter(
				request => (decide(list, request, ['127.0.0.1']).verdict === 'allow') !== answers.get(JSON.stringify(request)),
			);
			expect(differing).toEqual([]);
			for (const plan of plans) {
				const audit = await auditTexts('squid', text, plan, {sources: ['127.0.0.1'], beside: files});
				const missing = audit.missing
					.filter(({protocol}) => protocol !== 'udp')
					.map(({host, port}) => `${host}:${port}`);
				const denied = entriesOf(plan)
					.filter(({protocol}) => protocol !== 'udp')
					.filter(({host, port, protocol}) =>
						sampleNames(host).some(name => !answers.get(JSON.stringify({host: name, port, protocol}))),
					);
				expect(missing.toSorted()).toEqual(denied.map(({host, port}) => `${host}:${port}`).toSorted());
			}
		} finally {
			await squid.stop();
		}
	});
});
