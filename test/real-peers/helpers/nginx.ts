import type {CertificateKind, PracticePki} from '../../../source/practice/certificates.ts';
import {formatHostPort} from '../../../source/words.ts';
import type {Fault, ServerBlock} from '../faults/types.ts';
import {originAddress, originAddress6} from './namespaces.ts';
import {type Peer, startPeer} from './peer.ts';

const names = ['*.peers.example'];

/** Starts nginx as every service of the internet: one that is healthy at all addresses but those of faults of its own. */
export function startNginx(faults: readonly Fault[], pki: PracticePki): Promise<Peer> {
	const servers = faults.flatMap(fault =>
		(fault.servers ?? []).map(block => serverOf(block, fault.addresses?.[0] ?? originAddress)),
	);
	const kinds = new Set<CertificateKind>(['public']);
	for (const {certificate} of faults.flatMap(fault => fault.servers ?? [])) if (certificate) kinds.add(certificate);
	const identities = [...kinds].map(kind => [kind, pki.identityFor(names, kind)] as const);
	const configuration = `
daemon off;
master_process off;
pid @FOLDER@/nginx.pid;
error_log stderr;
events {}
http {
	access_log off;
	${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(kind => `${kind}_temp_path @FOLDER@/${kind};`).join('\n\t')}
	ssl_certificate_key @FOLDER@/server.key;
	ssl_protocols TLSv1.2 TLSv1.3;
	default_type text/plain;
	server {
		listen 80;
		listen [::]:80;
		listen 443 ssl;
		listen [::]:443 ssl;
		listen 8084 ssl;
		ssl_certificate @FOLDER@/public.pem;
		location / { return 200 "The service answers.\\n"; }
	}
${servers.join('\n')}
}
`;
	return startPeer('nginx', folder => ['-e', 'stderr', '-p', folder, '-c', `${folder}/nginx.conf`], {
		files: {
			'nginx.conf': configuration,
			'root.pem': pki.publicRootPem,
			'server.key': identities[0]?.[1].key ?? '',
			...Object.fromEntries(identities.map(([kind, {cert}]) => [`${kind}.pem`, cert])),
		},
		address: originAddress6,
		port: 443,
		namespace: 'internet',
	});
}

function serverOf(
	{name, port = 443, isPlain, certificate = 'public', lines = []}: ServerBlock,
	address: string,
): string {
	return `
	server {
		listen ${formatHostPort(address, port)}${isPlain ? '' : ' ssl'};
		${isPlain ? '' : `ssl_certificate @FOLDER@/${certificate}.pem;`}
		${name ? `server_name ${name};` : ''}
		${lines.join('\n\t\t')}
		${lines.some(line => line.startsWith('location')) ? '' : 'location / { return 200 "The service answers.\\n"; }'}
	}`;
}
