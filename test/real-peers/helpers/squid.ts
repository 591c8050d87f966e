import {type Peer, startPeer} from './peer.ts';

/** Starts squid on 127.0.0.1:3128 with these access rules, in the foreground and without helpers of its own. */
export function startSquid(rules: string): Promise<Peer> {
	const configuration = `
http_port 127.0.0.1:3128
dns_nameservers 127.0.0.1
dns_timeout 2 seconds
connect_timeout 2 seconds
shutdown_lifetime 0 seconds
pid_filename @FOLDER@/squid.pid
cache_log @FOLDER@/cache.log
access_log stdio:@FOLDER@/access.log
cache deny all
coredump_dir @FOLDER@
pinger_enable off
visible_hostname squid.corp.example
acl SSL_ports port 443
acl CONNECT method CONNECT
${rules}
`;
	return startPeer('squid', folder => ['-N', '-f', `${folder}/squid.conf`], {
		files: {'squid.conf': configuration},
		port: 3128,
	});
}
