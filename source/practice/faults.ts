/**
 * Where a fault is played, in the order in which a connection meets the layers. A host can have one fault on each.
 * `name`: the name server's answer; `path`: the TCP connection; `handshake`: what follows the ClientHello;
 * `certificate`: what the server shows; `http`: the answer to a request; `proxy`: a forward proxy's own behaviour.
 */
export type FaultLayer = 'name' | 'path' | 'handshake' | 'certificate' | 'http' | 'proxy';

type FaultDescription = {readonly layer: FaultLayer; readonly description: string};

/** Everything that the practice network can do wrong, switched on by name. */
export const faults = {
	'dns-nxdomain': {layer: 'name', description: 'The name server says that the name does not exist.'},
	'dns-no-answer': {layer: 'name', description: 'The name exists, but has no address.'},
	'dns-servfail': {layer: 'name', description: 'The name server says that it failed (SERVFAIL).'},
	'dns-refused': {layer: 'name', description: 'The name server refuses the question (REFUSED).'},
	'dns-silent': {layer: 'name', description: 'The name server never answers.'},
	'dns-sinkhole': {layer: 'name', description: 'The name server answers with 0.0.0.0.'},
	'dns-loopback': {layer: 'name', description: 'The name server answers with 127.0.0.1.'},
	'dns-private': {
		layer: 'name',
		description: 'The name leads to a private address by an alias, as with Private Link; the service answers there.',
	},
	'dns-made-up': {
		layer: 'name',
		description:
			'The name leads to a made-up address (198.18.0.0/15), from which a proxy client on this machine carries on; the service answers.',
	},
	'dns-alias': {layer: 'name', description: 'The name leads to its address by two aliases; the service answers.'},
	'dns-alias-to-sinkhole': {layer: 'name', description: 'The name is an alias that ends at 0.0.0.0.'},
	'dns-alias-to-nowhere': {layer: 'name', description: 'The name is an alias of a name that does not exist.'},
	'dns-private-to-nowhere': {
		layer: 'name',
		description: 'The name is an alias into a private zone (Private Link), which has no record of it.',
	},
	'dns-private-without-address': {
		layer: 'name',
		description: 'The name is an alias into a private zone (Private Link), which has a record without an address.',
	},
	'dns-private-failing': {
		layer: 'name',
		description: 'The name is an alias into a private zone (Private Link), for which the name server fails.',
	},
	'dns-nothing-ipv6': {layer: 'name', description: 'The name server answers with :: and has no IPv4 address.'},

	'tcp-refused': {layer: 'path', description: 'The connection is refused.'},
	'tcp-dropped': {layer: 'path', description: 'Packets to the address vanish: the connection never comes about.'},
	'tcp-reset': {layer: 'path', description: 'The connection is reset while it is being made.'},
	'tcp-unreachable': {layer: 'path', description: 'A router says that the host is unreachable.'},
	'tcp-no-route': {layer: 'path', description: 'There is no route to the network.'},
	'tcp-prohibited': {layer: 'path', description: 'The connection is prohibited by policy (EACCES).'},
	'tcp-black-hole': {
		layer: 'path',
		description: 'The connection is made, then every packet vanishes, whatever server name is sent.',
	},
	'ipv6-dropped': {
		layer: 'path',
		description: 'The host also has an IPv6 address, to which packets vanish; IPv4 works.',
	},

	'tls-reset': {layer: 'handshake', description: 'The connection is reset once the server name was seen.'},
	'tls-closed': {layer: 'handshake', description: 'The connection is closed once the server name was seen.'},
	'tls-silent': {layer: 'handshake', description: 'Nothing answers once the server name was seen.'},
	'tls-large-hello-silent': {
		layer: 'handshake',
		description: 'Nothing answers a ClientHello that takes more than one packet; smaller ones are answered.',
	},
	'tls-large-hello-reset': {
		layer: 'handshake',
		description:
			'The connection is reset after a ClientHello that takes more than one packet; smaller ones are answered.',
	},
	'tls-alert': {layer: 'handshake', description: 'The handshake is refused with an alert (handshake_failure).'},
	'tls-old-protocol': {layer: 'handshake', description: 'The server knows only versions of TLS that are too old.'},
	'tls-plain-http': {layer: 'handshake', description: 'A server that speaks plain HTTP answers on the TLS port.'},
	'tls-other-protocol': {layer: 'handshake', description: 'A server that speaks SSH answers on the TLS port.'},
	'tls-half-record': {
		layer: 'handshake',
		description: 'A record begins once the server name was seen, and nothing more comes.',
	},
	'tls-unknown-name': {
		layer: 'handshake',
		description: 'The handshake is refused with an alert (unrecognized_name).',
	},
	'tls-access-denied': {layer: 'handshake', description: 'The handshake is refused with an alert (access_denied).'},
	'tls-internal-error': {layer: 'handshake', description: 'The handshake is refused with an alert (internal_error).'},
	'tls-no-protocol': {
		layer: 'handshake',
		description: 'The handshake is refused with an alert (no_application_protocol), whatever is offered.',
	},

	'certificate-expired': {layer: 'certificate', description: 'The certificate has expired.'},
	'certificate-not-yet-valid': {layer: 'certificate', description: 'The certificate is not valid yet.'},
	'certificate-wrong-name': {layer: 'certificate', description: 'The certificate is for another name.'},
	'certificate-self-signed': {layer: 'certificate', description: 'The certificate is signed by nobody but itself.'},
	'certificate-unknown-issuer': {
		layer: 'certificate',
		description: 'The certificate comes from an authority that nobody here knows; its root is sent along.',
	},
	'certificate-missing-intermediate': {
		layer: 'certificate',
		description: 'A public certificate, sent without the intermediate certificate that leads to the root.',
	},
	'certificate-inspected': {
		layer: 'certificate',
		description: 'Something in between inspects TLS and shows a certificate of the corporate authority, with its root.',
	},
	'certificate-inspected-leaf-only': {
		layer: 'certificate',
		description:
			'Something in between inspects TLS and shows a certificate of the corporate authority, without its root.',
	},
	'certificate-beside-stray': {
		layer: 'certificate',
		description: 'A public certificate; an expired authority that nobody needs is sent along.',
	},
	'certificate-expired-issuer': {
		layer: 'certificate',
		description: 'The certificate is valid, and the authority that issued it has expired.',
	},
	'certificate-several-defects': {
		layer: 'certificate',
		description: 'The certificate has expired, is for another name, and comes from an unknown authority.',
	},

	'http-slow': {layer: 'http', description: 'The service answers as it should, but takes a second and a half.'},
	'http-silent': {layer: 'http', description: 'The request is taken, and no answer comes.'},
	'http-closed': {layer: 'http', description: 'The connection is closed in place of an answer.'},
	'http-torn': {layer: 'http', description: 'The connection breaks in the middle of the answer.'},
	'http-short-refusal': {
		layer: 'http',
		description: 'The service answers 401, tells a length that the body does not have, and closes the connection.',
	},
	'http-open-refusal': {
		layer: 'http',
		description: 'The service answers 404, never says where the answer ends, and stays connected.',
	},
	'http-short-open-refusal': {
		layer: 'http',
		description: 'The service answers 403, tells a length that the body does not have, and stays connected.',
	},
	'http-torn-refusal': {
		layer: 'http',
		description: 'The service answers 401 in chunks, and the connection is reset in the middle of one.',
	},
	'http-reset-refusal': {
		layer: 'http',
		description: 'The service answers 401, and the connection is reset right behind it.',
	},
	'http-two-lengths': {layer: 'http', description: 'The service answers 404 and tells two different lengths.'},
	'http-blank-line': {layer: 'http', description: 'The service answers 404 behind a blank line.'},
	'http-bare-lines': {layer: 'http', description: 'The service answers 404 with bare line feeds and no reason.'},
	'http-old-answer': {layer: 'http', description: 'The service answers 404 in HTTP/1.0, without any header.'},
	'http-odd-header': {
		layer: 'http',
		description: 'The service answers 404 with a blank before the colon of a header.',
	},
	'http-long-head': {layer: 'http', description: 'The service answers 404 with a head of 90 KB.'},
	'http-early-hints': {
		layer: 'http',
		description: 'The service answers 103 (Early Hints) first, and then as it should.',
	},
	'http-cut-head': {layer: 'http', description: 'The head of the answer begins, and nothing more comes.'},
	'http-endless': {layer: 'http', description: 'The body of the answer never ends.'},
	'http-garbage': {layer: 'http', description: 'Bytes that are no HTTP come back.'},
	'http-block-page': {layer: 'http', description: 'A filter answers in place of the service: 403 and its block page.'},
	'http-block-page-470': {
		layer: 'http',
		description: 'A cloud firewall answers in place of the service: status 470 and its denial.',
	},
	'http-bare-denial': {layer: 'http', description: 'A filter answers in place of the service: 403 without a word.'},
	'http-empty': {layer: 'http', description: 'A filter answers in place of the service: 200 and nothing else.'},
	'http-to-tls': {
		layer: 'http',
		description: 'A device answers every request with a redirect to the same address in HTTPS.',
	},
	'http-unsigned-page': {
		layer: 'http',
		description: 'A portal answers in place of the service: 200 and a page for signing in, of no known product.',
	},
	'http-page-redirect': {
		layer: 'http',
		description: 'A portal answers in place of the service: 200 and a page that leads to its login by itself.',
	},
	'http-packed-page': {layer: 'http', description: 'A filter answers with its block page, packed with gzip.'},
	'http-interim-flood': {layer: 'http', description: 'Interim answers (100 Continue) come without end.'},
	'http-portal': {layer: 'http', description: "The answer redirects to a network's login portal."},
	'http-redirect-away': {layer: 'http', description: 'The answer redirects to an unrelated site.'},
	'http-service-denied': {layer: 'http', description: 'The service refuses the caller by network rules of its own.'},
	'http-wrong-service': {layer: 'http', description: 'Another service answers, with a page of its own.'},
	'websocket-denied': {
		layer: 'http',
		description: 'Requests pass, but something in between answers 403 to a WebSocket upgrade.',
	},

	'proxy-silent': {layer: 'proxy', description: 'The proxy takes the request and never answers.'},
	'proxy-closed': {layer: 'proxy', description: 'The proxy closes the connection in place of an answer.'},
	'proxy-reset': {layer: 'proxy', description: 'The proxy resets the connection in place of an answer.'},
	'proxy-web-server': {layer: 'proxy', description: 'A web server that is no proxy: it answers CONNECT with 400.'},
	'proxy-other-protocol': {layer: 'proxy', description: 'No proxy at all: the server speaks SSH.'},
	'proxy-bare-denial': {layer: 'proxy', description: 'The proxy answers 403 to everything, without a word.'},
	'proxy-no-tunnels': {
		layer: 'proxy',
		description: 'A web server set up as a proxy: it answers CONNECT with 405 and whole URLs with 403.',
	},
	'proxy-own-page': {
		layer: 'proxy',
		description: 'A web server that is no proxy: it answers whole URLs with its own page, and CONNECT with 400.',
	},
	'proxy-tunnel-to-page': {
		layer: 'proxy',
		description: 'The proxy answers CONNECT with 200, and then speaks plain HTTP into the tunnel: a notice.',
	},
	'proxy-redirect': {layer: 'proxy', description: 'The proxy answers CONNECT with a redirect to a notice.'},
	'proxy-open-denial': {
		layer: 'proxy',
		description: 'The proxy answers 403 with a page, never says where the page ends, and stays connected.',
	},
	'proxy-open-login': {
		layer: 'proxy',
		description: 'The proxy asks for a login by NTLM, without a length, and stays connected.',
	},
	'proxy-short-denial': {
		layer: 'proxy',
		description: 'The proxy answers 403, tells a length that the page does not have, and resets the connection.',
	},
	'proxy-long-denial': {layer: 'proxy', description: 'The proxy answers 403 with a head of 90 KB.'},
	'proxy-blank-line': {layer: 'proxy', description: 'The proxy answers 403 behind a blank line.'},
	'proxy-unfinished': {
		layer: 'proxy',
		description: 'The proxy answers 200, leaves out the last byte of the head, and stays connected.',
	},
	'proxy-chunked-denial': {
		layer: 'proxy',
		description: 'The proxy answers 403 in chunks that end with a trailer, and stays connected.',
	},
	'proxy-torn-denial': {
		layer: 'proxy',
		description: 'The proxy answers 403 in chunks, and resets the connection in the middle of one.',
	},
	'proxy-bare-lines-denial': {layer: 'proxy', description: 'The proxy answers 403 with bare line feeds and no reason.'},
	'proxy-old-denial': {
		layer: 'proxy',
		description: 'The proxy answers 403 in HTTP/1.0 without any header, and closes only its own half.',
	},
	'proxy-late-denial': {layer: 'proxy', description: 'The proxy answers 100 first, and then 403.'},
	'proxy-negotiate-login': {
		layer: 'proxy',
		description: 'The proxy asks for a login by Negotiate or NTLM, tells a length, and sends less.',
	},
	'proxy-digest-login': {layer: 'proxy', description: 'The proxy asks for a login by Digest.'},
	'proxy-nameless-login': {layer: 'proxy', description: 'The proxy answers 407 and names no way to log in.'},
	'proxy-mixed-login': {layer: 'proxy', description: 'The proxy asks for a login by Negotiate or Basic.'},
	'proxy-long-login': {
		layer: 'proxy',
		description: 'The proxy asks for a login by Negotiate, with a token of 40 KB, and stays connected.',
	},
	'proxy-site-login': {
		layer: 'proxy',
		description: 'The proxy answers CONNECT with 401, as a web server asks for a login.',
	},
	'proxy-half-status': {layer: 'proxy', description: 'The proxy begins a status line, and nothing more comes.'},
	'proxy-open-failure': {
		layer: 'proxy',
		description: 'The proxy answers 502, tells a length that the page does not have, and stays connected.',
	},
	'proxy-overloaded': {layer: 'proxy', description: 'The proxy answers 503 to everything: too many connections.'},
	'proxy-rate': {layer: 'proxy', description: 'The proxy answers 429 to everything.'},
	'proxy-legal': {layer: 'proxy', description: 'The proxy answers 451 and a page of its own.'},
	'proxy-silent-control': {
		layer: 'proxy',
		description:
			'A web server taken for a proxy answers whole URLs with its own page, and is silent for a host that can not exist.',
	},
} as const satisfies {readonly [name: string]: FaultDescription};

export type FaultName = keyof typeof faults;

/** The faults of one layer. */
export type FaultOn<Layer extends FaultLayer> = {
	[Name in FaultName]: (typeof faults)[Name]['layer'] extends Layer ? Name : never;
}[FaultName];

export const faultNames = Object.keys(faults) as FaultName[];
