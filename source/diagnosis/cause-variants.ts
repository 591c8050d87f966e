import {targetTlsOf} from '../evidence/stages.ts';
import type {StageEvidence} from '../evidence/types.ts';
import {authorityFault} from '../verdict/by-stage/chain-faults.ts';
import type {Cause} from '../verdict/causes.ts';
import type {Result} from '../verdict/types.ts';
import {onPortsPhrase, proxyPhrase} from './cause-texts/phrases.ts';
import type {CauseText} from './cause-texts/types.ts';
import {causeTexts} from './cause-texts.ts';

/** What a cause means where the evidence says more than its name does: another owner, another cure. */
type Variant = {
	readonly cause: Cause;
	/** Goes behind the cause in the id of a finding. */
	readonly key: string;
	readonly fits: (result: Result) => boolean;
	readonly text: Partial<CauseText>;
};

const reportAddress = 'If the proxy has another host name or port, tell whoever made this check.';

const variants: readonly Variant[] = [
	{
		cause: 'proxy.timeout',
		key: 'mute',
		fits: result => lastStageOf(result)?.stage !== 'tcp',
		text: {
			title: 'The proxy takes connections and does not answer',
			owner: 'proxy',
			meaning:
				'The proxy takes the connection and then says nothing, so no firewall is in the way of connections to it.',
			fix: context => [
				`Look up the requests of this machine in the log of ${proxyPhrase(context)}: it is overloaded, waits for something else, or whatever listens there is no proxy.`,
				{
					requester:
						'Check the scheme of the proxy in your settings: one that waits for TLS is silent to plain requests, and the other way round.',
				},
				reportAddress,
			],
		},
	},
	{
		cause: 'proxy.protocol-error',
		key: 'begun',
		fits: result => lastStageOf(result)?.error?.received !== undefined,
		text: {
			title: 'The proxy does not end its answer',
			owner: 'proxy',
			meaning:
				'The proxy began an answer and never came to the end of its head, so nobody can tell what it means. What it sends does arrive: no packets are lost.',
			fix: context => [
				`Ask whoever runs ${proxyPhrase(context)} what it answers to CONNECT: the head of an answer ends with an empty line, and this one does not.`,
				'Look for a device before it that changes or holds back answers.',
			],
		},
	},
	{
		cause: 'tls.expired',
		key: 'authority',
		fits: result => {
			const last = result.attempts.at(-1);
			const shown = last && targetTlsOf(last);
			return shown !== undefined && authorityFault(shown) !== null;
		},
		text: {
			title: 'The trusted authority has expired',
			owner: 'security',
			meaning: 'What signed the certificate is trusted here by a certificate of its own that is past its end date.',
			fix: context => [
				...context.authorityCures,
				'Agents and nodes need the renewed certificate as well: pass it to az connectedk8s connect with --proxy-cert, and put it into the trust store of every node.',
			],
		},
	},
	{
		cause: 'tls.expired',
		key: 'cluster',
		fits: isClusterCertificate,
		text: {
			title: 'The certificate of the cluster has expired',
			owner: 'cluster',
			meaning:
				'The service shows a certificate of the cluster’s own authority, as it should, and that is past its end date. Clients that verify it turn it down.',
			fix: context => [
				`Rotate the certificates of the cluster behind ${context.hosts.join(', ')} (AKS: az aks rotate-certs --resource-group GROUP --name CLUSTER; it restarts the nodes), or renew the certificate where the service is run by hand ${onPortsPhrase(context)}.`,
				'Fetch the credentials of the cluster again afterwards (az aks get-credentials): the authority in the old file may be out of date too.',
				'Compare the clock of this machine with a time server.',
			],
		},
	},
];

/** What the cause of a row means, told as closely as its evidence allows, and the key of that; null: as the cause has it. */
export function causeTextOf(
	cause: Cause,
	result: Result | undefined,
): {readonly text: CauseText; readonly key: string | null} {
	const variant = result && variants.find(one => one.cause === cause && one.fits(result));
	return {text: {...causeTexts[cause], ...variant?.text}, key: variant?.key ?? null};
}

function lastStageOf({attempts}: Result): StageEvidence | undefined {
	return attempts.at(-1)?.stages.at(-1);
}

/** The service shows a certificate that no public authority signed, by design. */
function isClusterCertificate({planned, attempts}: Result): boolean {
	const last = attempts.at(-1);
	const shown = last && targetTlsOf(last);
	return planned.requirement.trust !== 'public' && shown !== undefined && shown.trust !== 'public';
}
