import {describe, expect, it} from 'vitest';
import {readErrorText} from '../../source/diagnosis/error-texts.ts';
import type {Cause} from '../../source/verdict/causes.ts';

type Row = {readonly text: string; readonly cause: Cause | null; readonly host: string | null; readonly source: string};

const az = 'HTTPSConnectionPool(host=';
const entra = `${az}'login.microsoftonline.com', port=443): Max retries exceeded with url: /organizations/v2.0/.well-known/openid-configuration (Caused by`;
const microsoft = 'login.microsoftonline.com:443';
const mcr = 'mcr.microsoft.com:443';
const hub = 'registry-1.docker.io:443';

/** Error texts as people met them, where each is told, and what they say of the network. Null: they leave it open. */
const rows: readonly Row[] = [
	{
		text: `${entra} ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 407 Proxy Authentication Required')))`,
		cause: 'proxy.auth-required',
		host: microsoft,
		source: 'Azure/azure-cli#25126',
	},
	{
		text: `${entra} ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 403 Forbidden')))`,
		cause: 'proxy.host-denied',
		host: microsoft,
		source: 'Azure/azure-cli#22341',
	},
	{
		text: `${entra} ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 400 Bad Request')))`,
		cause: null,
		host: microsoft,
		source: 'Azure/azure-cli#25931',
	},
	{
		text: `${entra} SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate (_ssl.c:1125)')))`,
		cause: 'tls.untrusted',
		host: microsoft,
		source: 'Azure/azure-cli#21696',
	},
	{
		text: `ERROR: ${az}'graph.microsoft.com', port=443): Max retries exceeded with url: /v1.0/me (Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self signed certificate in certificate chain (_ssl.c:997)')))\nCertificate verification failed. This typically happens when using Azure CLI behind a proxy that intercepts traffic with a self-signed certificate. Please add this certificate to the trusted CA bundle. More info: https://docs.microsoft.com/cli/azure/use-cli-effectively#work-behind-a-proxy.`,
		cause: 'tls.untrusted',
		host: 'graph.microsoft.com:443',
		source: 'Azure/azure-cli#24534',
	},
	{
		text: `${az}'login.microsoftonline.com', port=443): Max retries exceeded with url: /organizations/oauth2/v2.0/token (Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self signed certificate in certificate chain (_ssl.c:997)')))`,
		cause: 'tls.untrusted',
		host: microsoft,
		source: 'Azure/azure-cli#23820',
	},
	{
		text: `HTTP error: SSLError(MaxRetryError("${az}'lcadlproddatalake.azuredatalakestore.net', port=443): Max retries exceeded with url: /webhdfs/v1/data (Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self signed certificate in certificate chain (_ssl.c:1123)')))"))`,
		cause: 'tls.untrusted',
		host: 'lcadlproddatalake.azuredatalakestore.net:443',
		source: 'Azure/azure-cli#14793',
	},
	{
		text: '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate (_ssl.c:1125)',
		cause: 'tls.untrusted',
		host: null,
		source: 'Azure/azure-cli#22348',
	},
	{
		text: `${entra} NewConnectionError('<urllib3.connection.HTTPSConnection object at 0x0466AEC8>: Failed to establish a new connection: [Errno 11001] getaddrinfo failed'))`,
		cause: 'dns.nxdomain',
		host: microsoft,
		source: 'Azure/azure-cli#24589',
	},
	{
		text: `${az}'login.microsoftonline.microsoft.scloud', port=443): Max retries exceeded with url: /organizations/v2.0/.well-known/openid-configuration (Caused by NewConnectionError('<urllib3.connection.HTTPSConnection object at 0x04C755C8>: Failed to establish a new connection: [Errno 11001] getaddrinfo failed'))`,
		cause: 'dns.nxdomain',
		host: 'login.microsoftonline.microsoft.scloud:443',
		source: 'Azure/azure-cli#26187',
	},
	{
		text: `${entra} NewConnectionError('<urllib3.connection.HTTPSConnection object at 0x7f62397eefa0>: Failed to establish a new connection: [Errno 113] No route to host'))`,
		cause: 'tcp.unreachable',
		host: microsoft,
		source: 'Azure/azure-cli#31499',
	},
	{
		text: `${az}'microsoftgraph.chinacloudapi.cn', port=443): Max retries exceeded with url: /v1.0/servicePrincipals (Caused by SSLError(SSLEOFError(8, 'EOF occurred in violation of protocol (_ssl.c:997)')))`,
		cause: null,
		host: 'microsoftgraph.chinacloudapi.cn:443',
		source: 'Azure/azure-cli#28666',
	},
	{
		text: `${entra} ProtocolError('Connection aborted.', ConnectionResetError(10054, 'An existing connection was forcibly closed by the remote host', None, 10054, None)))`,
		cause: null,
		host: microsoft,
		source: 'Azure/azure-cli#27856',
	},
	{
		text: `('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))`,
		cause: null,
		host: null,
		source: 'Azure/azure-cli#21375',
	},
	{
		text: '  File "site-packages\\urllib3/connection.py", line 500, in _connect_tls_proxy\nssl.SSLEOFError: EOF occurred in violation of protocol',
		cause: null,
		host: null,
		source: 'Azure/azure-cli#19456',
	},
	{
		text: 'Error: Client network socket disconnected before secure TLS connection was established',
		cause: 'tls.closed',
		host: null,
		source: 'microsoft/AzureStorageExplorer#3191',
	},
	{
		text: 'Please check your internet connection.<urlopen error [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed (_ssl.c:852)>',
		cause: null,
		host: null,
		source: 'helm/chartmuseum#505',
	},
	{
		text: 'ERROR: Unable to install helm release: Error: timed out waiting for the condition Error: arc connect failed.',
		cause: null,
		host: null,
		source: 'Azure/AKS-Edge#20',
	},
	{
		text: 'ERROR: Unable to install helm release: Error: UPGRADE FAILED: timed out waiting for the condition',
		cause: null,
		host: null,
		source: 'microsoft/azure_arc#795',
	},
	{
		text: 'time="2022-07-26T16:50:41+08:00" level=fatal msg="failed to copy: httpReadSeeker: failed open: failed to do request: Get \\"https://mcr.microsoft.com/v2/windows/nanoserver/blobs/sha256:3719\\": dial tcp 204.79.197.219:443: connectex: A connection attempt failed because the connected party did not properly respond after a period of time"',
		cause: 'tcp.timeout',
		host: mcr,
		source: 'containerd/containerd#7218',
	},
	{
		text: 'Head "https://mcr.microsoft.com/v2/dotnet/aspnet/manifests/6.0": dial tcp 204.79.197.219:443: i/o timeout',
		cause: 'tcp.timeout',
		host: mcr,
		source: 'microsoft/containerregistry#139',
	},
	{
		text: 'Error response from daemon: Get "https://mcr.microsoft.com/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
		cause: null,
		host: mcr,
		source: 'microsoft/containerregistry#145',
	},
	{
		text: 'Error response from daemon: Get "https://mcr.microsoft.com/v2/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
		cause: null,
		host: mcr,
		source: 'microsoft/containerregistry#139',
	},
	{
		text: 'Error response from daemon: failed to resolve reference "mcr.microsoft.com/dotnet/aspire-dashboard:latest": failed to do request: Head "https://mcr.microsoft.com/v2/dotnet/aspire-dashboard/manifests/latest": EOF',
		cause: null,
		host: mcr,
		source: 'microsoft/containerregistry#180',
	},
	{
		text: '#8 ERROR: failed to copy: read tcp 10.97.134.229:39880->150.171.69.10:443: read: connection reset by peer',
		cause: null,
		host: null,
		source: 'microsoft/containerregistry#165',
	},
	{
		text: 'curl: (35) OpenSSL SSL_connect: Connection reset by peer in connection to mcr.microsoft.com:443',
		cause: 'tls.reset',
		host: mcr,
		source: 'microsoft/containerregistry#132',
	},
	{
		text: 'dial tcp 204.79.197.219:443: connect: connection refused',
		cause: 'tcp.refused',
		host: null,
		source: 'microsoft/containerregistry#75',
	},
	{
		text: 'Get https://mcr.microsoft.com/v2/: dial tcp 255.255.255.255:443: connect: network is unreachable',
		cause: 'tcp.unreachable',
		host: mcr,
		source: 'microsoft/containerregistry#62',
	},
	{
		text: 'Error response from daemon: Get https://mcr.microsoft.com/v2/: Service Unavailable',
		cause: null,
		host: mcr,
		source: 'microsoft/containerregistry#62',
	},
	{
		text: 'Error response from daemon: received unexpected HTTP status: 503 Service Unavailable',
		cause: null,
		host: null,
		source: 'microsoft/containerregistry#169',
	},
	{
		text: 'Get https://mcr.microsoft.com/v2/: proxyconnect tcp: dial tcp: lookup kinpunp3proxy on 192.168.65.1:53: no such host',
		cause: 'proxy.unresolvable',
		host: mcr,
		source: 'dotnet/core#4326',
	},
	{
		text: 'Error response from daemon: Get https://registry-1.docker.io/v2/: dial tcp: lookup registry-1.docker.io on 192.168.65.1:53: no such host',
		cause: 'dns.nxdomain',
		host: hub,
		source: 'docker/for-win#6241',
	},
	{
		text: 'Error while pulling image: Get https://index.docker.io/v1/repositories/library/jenkins/images: dial tcp: lookup index.docker.io: no such host.',
		cause: 'dns.nxdomain',
		host: 'index.docker.io:443',
		source: 'docker/kitematic#1382',
	},
	{
		text: 'Error response from daemon: Get https://registry-1.docker.io/v2/: proxyconnect tcp: tls: first record does not look like a TLS handshake.',
		cause: 'proxy.wrong-scheme',
		host: hub,
		source: 'docker/for-linux#620',
	},
	{
		text: '(HTTP code 500) server error - Get https://registry-1.docker.io/v2/: proxyconnect tcp: dial tcp 192.168.1.16:3128: getsockopt: connection refused',
		cause: 'proxy.refused',
		host: hub,
		source: 'docker/kitematic#3573',
	},
	{
		text: 'proxyconnect tcp: dial tcp 127.0.0.1:1082: connect: connection refused',
		cause: 'proxy.refused',
		host: null,
		source: 'ray-project/ray#46813',
	},
	{
		text: 'Error while pulling image: Get https://index.docker.io/v1/repositories/gitlab/gitlab-ce/images: http: error connecting to proxy http://127.0.0.1:53847: dial tcp 127.0.0.1:53847: getsockopt: connection refused',
		cause: 'proxy.refused',
		host: 'index.docker.io:443',
		source: 'docker/kitematic#3611',
	},
	{
		text: 'Error while pulling image: Get https://index.docker.io/v1/repositories/trilokdev/suppcolliimepics/images: dial tcp 52.207.178.113:443: getsockopt: connection refused',
		cause: 'tcp.refused',
		host: 'index.docker.io:443',
		source: 'docker/kitematic#2226',
	},
	{
		text: 'Error response from daemon: Get https://registry-1.docker.io/v2/: net/http: TLS handshake timeout',
		cause: 'tls.timeout',
		host: hub,
		source: 'docker/for-win#3550',
	},
	{
		text: 'Error response from daemon: Get https://registry-1.docker.io/v2/: x509: certificate is valid for FG3K6C3A15800021, not registry-1.docker.io',
		cause: 'tls.hostname-mismatch',
		host: hub,
		source: 'moby/moby#33154',
	},
	{
		text: 'Error response from daemon: Get "https://registry-1.docker.io/v2/": tls: failed to verify certificate: x509: certificate is valid for *.blue-staging.pipingrock.cloud, *.pipingrock.cloud, not registry-1.docker.io',
		cause: 'tls.hostname-mismatch',
		host: hub,
		source: 'johnnewcombe/telstar-2#5',
	},
	{
		text: 'Failed to pull image "tutum/hello-world": rpc error: code = Unknown desc = Error response from daemon: Get https://registry-1.docker.io/v2/: x509: certificate is valid for GATEWAY.SPANSERVICES.COM, not registry-1.docker.io',
		cause: 'tls.hostname-mismatch',
		host: hub,
		source: 'moby/moby#39505',
	},
	{
		text: 'Unable to connect to the server: x509: certificate signed by unknown authority',
		cause: 'tls.untrusted',
		host: null,
		source: 'Azure/AKS#174',
	},
	{
		text: 'Unable to connect to the server: x509: certificate has expired or is not yet valid',
		cause: null,
		host: null,
		source: 'Azure/AKS#174',
	},
	{
		text: 'Failed to pull image "harbor.scpmtk.com/mtk-connect/mtk-connect-installers:v1.8.1": failed to do request: Head "https://harbor.scpmtk.com/v2/mtk-connect/mtk-connect-installers/manifests/v1.8.1": tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2025-06-12T03:05:25Z is after 2025-06-07T05:48:45Z',
		cause: 'tls.expired',
		host: 'harbor.scpmtk.com:443',
		source: 'GoogleCloudPlatform/horizon-sdv#8',
	},
	{
		text: 'Failed to pull image "kong-docker-kubernetes-ingress-controller.bintray.io/kong-ingress-controller:0.9.0": rpc error: code = Unknown desc = Error response from daemon: Get https://kong-docker-kubernetes-ingress-controller.bintray.io/v2/: x509: certificate has expired or is not yet valid',
		cause: null,
		host: 'kong-docker-kubernetes-ingress-controller.bintray.io:443',
		source: 'Kong/charts#257',
	},
	{
		text: 'ctr: failed to resolve reference "docker.io/rayproject/ray:2.34.0": failed to do request: Head "https://registry-1.docker.io/v2/rayproject/ray/manifests/2.34.0": dial tcp 128.242.240.180:443: i/o timeout',
		cause: 'tcp.timeout',
		host: hub,
		source: 'containerd/containerd#10662',
	},
	{
		text: 'Failed to pull image "docker.example.com/nginx:alpine": failed to authorize: failed to fetch anonymous token: Get "https://auth.docker.io/token?service=registry.docker.io": dial tcp 199.59.149.230:443: connect: connection refused',
		cause: 'tcp.refused',
		host: 'auth.docker.io:443',
		source: 'ciiiii/cloudflare-docker-proxy#79',
	},
	{
		text: 'ctr: failed to resolve reference "registry.k8s.io/sig-storage/csi-resizer:v1.7.0": unexpected status from HEAD request to https://registry.k8s.io/v2/sig-storage/csi-resizer/manifests/v1.7.0: 403 Forbidden',
		cause: null,
		host: 'registry.k8s.io:443',
		source: 'Azure/peerd#34',
	},
	{
		text: ` ProxyError('Cannot connect to proxy.', timeout('timed out',)))`,
		cause: 'proxy.timeout',
		host: null,
		source: 'mtojek/ohlavpn#1',
	},
	{
		text: 'curl: (56) Received HTTP code 403 from proxy after CONNECT',
		cause: 'proxy.host-denied',
		host: null,
		source: 'chobits/ngx_http_proxy_connect_module#173',
	},
	{
		text: 'curl: (56) Received HTTP code 503 from proxy after CONNECT',
		cause: null,
		host: null,
		source: 'ChatSecure/ChatSecure-iOS#488',
	},
	{
		text: "curl: (7) Failed to connect to raw.githubusercontent.com port 443 after 2 ms: Couldn't connect to server",
		cause: null,
		host: 'raw.githubusercontent.com:443',
		source: 'yeongpin/cursor-free-vip#665',
	},
	{
		text: 'curl: (28) Failed to connect to github.com port 443 after 21365 ms: Could not connect to server',
		cause: null,
		host: 'github.com:443',
		source: 'docker/for-win#14558',
	},
	{
		text: "ErrCode: 56, Reason: 'Proxy CONNECT aborted'",
		cause: 'proxy.closed',
		host: null,
		source: 'lexiforest/curl_cffi#67',
	},
	{
		text: 'http: proxy error: dial tcp 127.0.0.1:8080: getsockopt: connection refused',
		cause: null,
		host: null,
		source: 'poseidon/typhoon#185',
	},
];

describe('readErrorText', () => {
	it.each(rows)('reads $source', ({text, cause, host}) => {
		const [reading] = readErrorText(text);
		expect(reading?.cause ?? null).toBe(cause);
		expect(reading?.hosts[0] ?? null).toBe(host);
	});

	it('has forty of them at least, each with where it is told', () => {
		expect(new Set(rows.map(({text}) => text)).size).toBeGreaterThanOrEqual(40);
		for (const {source} of rows) expect(source).toMatch(/^[\w.-]+\/[\w.-]+#\d+$/);
	});

	it.each([
		['nothing of the network', 'error: the namespace azure-arc already exists'],
		['nothing', ''],
		['a success', 'HTTP/1.1 200 OK'],
	])('says nothing of %s', (_, text) => {
		expect(readErrorText(text)).toEqual([]);
	});

	it('does not call a host denied where it may be the port', () => {
		const text =
			"HTTPSConnectionPool(host='eastus.obo.arc.azure.com', port=8084): Max retries exceeded (Caused by ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 403 Forbidden')))";
		expect(readErrorText(text)).toMatchObject([{cause: null, hosts: ['eastus.obo.arc.azure.com:8084']}]);
	});

	it.each<[text: string, cause: Cause | null, host: string | null]>([
		['failed to do request: Head "https://mcr.microsoft.com/v2/oss/manifests/1": Forbidden', 'proxy.host-denied', mcr],
		['Post "https://eastus.obo.arc.azure.com:8084/x": Forbidden', null, 'eastus.obo.arc.azure.com:8084'],
		['Get "http://archive.ubuntu.com/ubuntu": Forbidden by administrative rules', null, null],
		['Get "https://mcr.microsoft.com/v2/": Bad Gateway', null, mcr],
		['Get "https://mcr.microsoft.com/v2/": Gateway Timeout', null, mcr],
		['Get "https://mcr.microsoft.com/v2/": tls: first record does not look like a TLS handshake', null, mcr],
		[
			'{"msg":"websocket: bad handshake","url":"wss://azgnrelay-eastus-l1.servicebus.windows.net/$hc"}',
			null,
			'azgnrelay-eastus-l1.servicebus.windows.net:443',
		],
		['curl: (6) Could not resolve host: mcr.microsoft.com', null, mcr],
		["NameResolutionError(Failed to resolve 'mcr.microsoft.com' (Temporary failure in name resolution)", null, mcr],
		['Error: getaddrinfo ENOTFOUND mcr.microsoft.com', null, mcr],
		['[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1129)', null, null],
	])('reads %s', (text, cause, host) => {
		const readings = readErrorText(text);
		expect(readings.map(reading => reading.cause)).toEqual(text.includes('administrative') ? [] : [cause]);
		expect(readings[0]?.hosts[0] ?? null).toBe(host);
	});

	it.each([
		'AuthorizationFailed: The client has no authorization to perform action Microsoft.Kubernetes/connectedClusters/write',
		'Error from server (Forbidden): pods is forbidden: User "system:serviceaccount:azure-arc" cannot list resource',
		'Liveness probe failed: HTTP probe failed with statuscode: 500',
		'The connection to the server localhost:8080 was refused - did you specify the right host or port?',
		'Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress',
		'toomanyrequests: You have reached your pull rate limit',
		'pod failed: OOMKilled',
		'no space left on device',
	])('takes no other trouble for the network: %s', text => {
		expect(readErrorText(text).filter(({cause}) => cause !== null)).toEqual([]);
	});

	it('reads a log line by line, and each thing once', () => {
		const refused = 'Get "https://gbl.his.arc.azure.com/": dial tcp 10.1.1.1:443: connect: connection refused';
		const missing =
			'Get "https://mcr.microsoft.com/v2/": dial tcp: lookup mcr.microsoft.com on 10.0.0.10:53: no such host';
		expect(readErrorText([refused, 'starting', missing, refused, 'connection refused again'].join('\n'))).toMatchObject(
			[
				{cause: 'tcp.refused', hosts: ['gbl.his.arc.azure.com:443']},
				{cause: 'dns.nxdomain', hosts: ['mcr.microsoft.com:443']},
			],
		);
	});

	it('shows nothing foreign of a hostile text', () => {
		const [reading] = readErrorText('dial tcp \u001b[31m1.2.3.4:443: i/o timeout');
		expect(reading?.words).not.toContain('\u001b');
	});

	it.each([
		'a.',
		"host='b-",
		'https://a.',
		'proxy https://a.b ',
		'lookup a.',
		'x509: certificate is valid for ',
		'failed to connect to a port 1 ',
		'proxyconnect ',
		'connection to a.',
		'image "a.',
	])('takes little work for many lines of %j around an error', piece => {
		const lines = Array.from(
			{length: 40},
			(_, index) => `${index} dial tcp 10.0.0.1:443: i/o timeout ${piece.repeat(4000)}`,
		);
		const before = process.cpuUsage();
		const [reading] = readErrorText(lines.join('\n'));
		const {user, system} = process.cpuUsage(before);
		expect(reading).toMatchObject({cause: 'tcp.timeout', words: 'dial tcp 10.0.0.1:443: i/o timeout'});
		expect(user + system).toBeLessThan(1e6);
	});

	it.each([
		'lookup a: ',
		'failed to connect to a port 1',
		"cannot connect to proxy', newconnectionerror(",
		'x509: certificate is valid for a',
		'timed out proxy https://a.b ',
		'timed out see https://a.bc ',
		'current time x ',
	])('takes little work for a log of nothing but %j', piece => {
		const lines = Array.from({length: 500}, (_, index) => `${piece.repeat(4000 / piece.length)}${index}`);
		const before = process.cpuUsage();
		readErrorText(lines.join('\n'));
		const {user, system} = process.cpuUsage(before);
		expect(user + system).toBeLessThan(1e6);
	});

	it('reads a log of sixteen megabytes with little work', () => {
		const lines = Array.from(
			{length: 160_000},
			(_, index) => `${index} dial tcp: lookup h${index}.example: no such host`,
		);
		const before = process.cpuUsage();
		expect(readErrorText([...lines, '.\n'.repeat(4_000_000)].join('\n'))).toHaveLength(5000);
		const {user, system} = process.cpuUsage(before);
		expect(user + system).toBeLessThan(4e6);
	});
});
