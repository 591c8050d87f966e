import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import {createPki} from '../../source/practice/certificates.ts';
import {dnsmasqBasics} from '../../test/real-peers/helpers/dnsmasq.ts';
import {type Peer, startPeer} from '../../test/real-peers/helpers/peer.ts';
import {internetAddress, proxyPort} from './addresses.ts';

const inInternet = {namespace: 'internet', address: internetAddress} as const;

/** One name under an address, as a hosts file has it. */
export type NamedAddress = {readonly name: string; readonly address: string};

/**
 * Starts nginx for all names at all healthy addresses. It has a worker for each processor, keys of the curve that costs
 * a server least, and no log, so that it is not what the others wait for.
 */
export function startNginx(certificate: {readonly cert: string; readonly key: string}): Promise<Peer> {
	const configuration = `
daemon off;
worker_processes auto;
worker_rlimit_nofile 65536;
pid @FOLDER@/nginx.pid;
error_log stderr crit;
events { worker_connections 30000; }
http {
	access_log off;
	${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(kind => `${kind}_temp_path @FOLDER@/${kind};`).join('\n\t')}
	default_type text/plain;
	server {
		listen 443 ssl backlog=65535 reuseport;
		listen 80 backlog=65535 reuseport;
		ssl_certificate @FOLDER@/server.pem;
		ssl_certificate_key @FOLDER@/server.key;
		ssl_protocols TLSv1.2 TLSv1.3;
		ssl_session_cache off;
		ssl_session_tickets off;
		location / { return 200 "ready\\n"; }
	}
}
`;
	return startPeer('nginx', folder => ['-p', folder, '-c', 'nginx.conf'], {
		...inInternet,
		files: {'nginx.conf': configuration, 'server.pem': certificate.cert, 'server.key': certificate.key},
		port: 443,
	});
}

/** Starts dnsmasq, which knows these names and no others. */
export function startNameServer(names: readonly NamedAddress[]): Promise<Peer> {
	const configuration = `${dnsmasqBasics}
addn-hosts=@FOLDER@/names
listen-address=${internetAddress}
`;
	return startPeer('dnsmasq', folder => ['-C', `${folder}/dnsmasq.conf`], {
		...inInternet,
		files: {
			'dnsmasq.conf': configuration,
			names: names.map(({name, address}) => `${address} ${name}\n`).join(''),
		},
		port: 53,
	});
}

/** Starts squid as a forward proxy that lets everything through. */
export function startProxy(): Promise<Peer> {
	const configuration = `
http_port ${internetAddress}:${proxyPort}
http_access allow all
dns_nameservers ${internetAddress}
max_filedescriptors 65536
shutdown_lifetime 0 seconds
pid_filename @FOLDER@/squid.pid
cache_log @FOLDER@/cache.log
access_log none
cache deny all
coredump_dir @FOLDER@
pinger_enable off
`;
	return startPeer('squid', folder => ['-N', '-f', `${folder}/squid.conf`], {
		...inInternet,
		files: {'squid.conf': configuration},
		port: proxyPort,
	});
}

/** `lab`: its own root alone; `all`: the public ones as well, as every machine has them. */
export type RootsKind = 'lab' | 'all';

export type Trust = {
	/** PEM files: what a tool is told to trust. */
	readonly rootsFiles: {readonly [kind in RootsKind]: string};
	/** A certificate for the lab's names. */
	readonly certificate: {readonly cert: string; readonly key: string};
};

/** Makes a certificate for these names, and what a tool must trust to take it. */
export function issueTrust(names: readonly string[]): Trust {
	const pki = createPki(new Date(), 'Lab');
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'roots-'));
	const write = (name: string, pems: readonly string[]) => {
		const file = path.join(folder, name);
		fs.writeFileSync(file, pems.join('\n'));
		return file;
	};
	return {
		rootsFiles: {
			lab: write('lab.pem', [pki.publicRootPem]),
			all: write('all.pem', [...tls.getCACertificates('bundled'), pki.publicRootPem]),
		},
		certificate: pki.identityFor(names, 'public'),
	};
}
