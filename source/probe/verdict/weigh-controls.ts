import {alertedDetail} from '../controls/alerted-detail.ts';
import type {Control, Verdict} from '../types.ts';

/** What the controls add to a verdict: another cause where they decide for it, and how sure it is. */
export function weighControls(verdict: Verdict, controls: readonly Control[]): Verdict {
	return controls.reduce(weigh, verdict);
}

function weigh(verdict: Verdict, control: Control): Verdict {
	const {kind, passed} = control;
	switch (kind) {
		case 'neutral-name':
			if (verdict.cause === 'tls.alert' && control.detail === alertedDetail) {
				return add(
					verdict,
					{confidence: 'medium'},
					'It does the same for another server name, so it is the server itself, or something that refuses all TLS.',
				);
			}
			return passed
				? add(
						verdict,
						{confidence: 'high'},
						'The same address answers TLS for another server name, so something on the way filters by server name (SNI).',
					)
				: add(
						verdict,
						{confidence: 'medium'},
						`The same address does not answer TLS for another server name either (${control.detail}), so it is the address that is filtered, or the server that is broken.`,
					);
		case 'proxy-speaks-tls':
			return passed
				? {
						...verdict,
						cause: 'proxy.wrong-scheme',
						confidence: 'high',
						detail:
							'The proxy closed the connection when spoken to in plain, but answers a TLS hello on the same port: use https:// for it.',
					}
				: verdict;
		case 'same-host-port-443':
			return passed
				? add(
						verdict,
						{cause: 'proxy.port-denied', confidence: 'high'},
						'The same host passes on port 443, so it is the port that is denied.',
					)
				: add(
						verdict,
						{cause: 'proxy.host-denied', confidence: 'high'},
						`The same host is denied on port 443 too (${control.detail}), so it is the host that is denied.`,
					);
		case 'direct':
			return passed
				? add(verdict, {}, 'Without the proxy the target answers.')
				: add(verdict, {}, 'Without the proxy it does not answer either.');
		default:
			return kind satisfies never;
	}
}

function add(verdict: Verdict, change: Partial<Verdict>, sentence: string): Verdict {
	return {...verdict, ...change, detail: `${verdict.detail} ${sentence}`};
}
