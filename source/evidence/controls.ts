/**
 * Measurements made to decide between two explanations of what was seen. `small-hello`: the same TLS hello in one packet;
 * `neutral-name`: a TLS hello to the same address with a server name that no filter minds; `proxy-speaks-tls`: a TLS hello to a proxy that gave
 * no answer in plain; `proxy-speaks-plain`: a plain CONNECT to one that gave none to a TLS hello;
 * `same-host-port-443`: the same host by CONNECT on port 443; `direct`: the same target without the proxy.
 *
 * Three are for an answer in plain HTTP that nobody vouches for: `no-such-host` asks the proxy for a host that can not
 * exist, `tunnel-refusal` for a tunnel to the same host (either passes where the proxy answers otherwise; alike makes the
 * answer its own, and none decides nothing); `over-tls` sends the same request over TLS, and passes where the verified
 * service answers alike.
 *
 * `program-address`: a TLS hello to the address that programs of this machine get for the name, where the name servers answer
 * others: public addresses take turns, and only one that does not show a certificate for the name is an old one.
 *
 * `known-to-pass`: a host that had passed at the same peer before; made where it turned away everybody from a moment on,
 * and passes if it let in that host again later, while it was waited for. `detail` is that host.
 */
export const controlKinds = [
	'small-hello',
	'neutral-name',
	'proxy-speaks-tls',
	'proxy-speaks-plain',
	'same-host-port-443',
	'no-such-host',
	'tunnel-refusal',
	'over-tls',
	'direct',
	'known-to-pass',
	'program-address',
] as const;

/** RFC 2606: no such host exists anywhere, so that a proxy which answers for it, or opens a tunnel to it, does so for any name. */
export const impossibleHost = 'arc-netcheck-control.invalid';

export type ControlKind = (typeof controlKinds)[number];

/**
 * What a control saw. `done`: what it tried came about; `alert`: a TLS alert came back, so that the way is open though
 * the handshake failed; `answered`: an answer came, to be held against the other; `refused`: it was turned down;
 * `failed`: it came to nothing; `nothing-to-compare`: one side of the comparison is missing.
 */
export const controlCodes = ['done', 'alert', 'answered', 'refused', 'failed', 'nothing-to-compare'] as const;
