import type {JudgedRun, Result} from '../../verdict/types.ts';
import {joinWords, uniqueOf} from '../../words.ts';
import {findIssuer, quotePeer} from '../evidence.ts';
import type {NextStep} from '../types.ts';

/** Stands for the file with the CA's chain where none was given to this program. */
const filePlaceholder = '<CA-FILE>';

/** Where the service breaks under inspection no trust helps: such a host is to be exempted. */
function showsForeignAuthority({verdict, planned}: Result): boolean {
	if (verdict.severity === 'info') return false;
	if (verdict.cause === 'proxy.tls-untrusted') return true;
	const isForeign = verdict.cause === 'tls.intercepted' || verdict.cause === 'tls.untrusted';
	return isForeign && !planned.requirement.noInspection;
}

/** The file that agents must be given with `--proxy-cert`, or null where none of what they meet shows a CA of its own. */
export function authorityFileFor({results, settings}: JudgedRun): string | null {
	const isProxyTls = settings.proxy.https?.scheme === 'https' || settings.proxy.http?.scheme === 'https';
	const isNeeded = results.some(showsForeignAuthority) || (isProxyTls && settings.caFile !== null);
	return isNeeded ? (settings.caFile ?? filePlaceholder) : null;
}

/** How agents, nodes and this machine learn the CA that shows on the way; nothing where none does. */
export function authorityStep(run: JudgedRun): NextStep[] {
	const results = run.results.filter(showsForeignAuthority);
	if (results.length === 0) return [];
	const issuers = uniqueOf(results.flatMap(result => findIssuer(result) ?? []));
	const named = issuers.length === 0 ? 'the CA that shows on the way' : joinWords(issuers.map(quotePeer), 3);
	return [
		{
			id: 'authority',
			title: 'Make the CA known, wherever TLS inspection stays',
			steps: [
				`Get the certificate of ${named} and of every CA above it, up to the root, as one PEM file.`,
				'Agents: give the file to az connectedk8s connect with --proxy-cert; for a cluster that is connected already, to az connectedk8s update.',
				'Nodes: put the CA into the trust store of every node, and restart the container runtime: image pulls do not use the file given to the agents. The commands are for Debian and Ubuntu nodes with containerd.',
				'This machine: name the file in REQUESTS_CA_BUNDLE, so that the Azure CLI trusts it too.',
			],
			commands: [
				"sudo cp '<CA-FILE>' /usr/local/share/ca-certificates/inspection.crt",
				'sudo update-ca-certificates',
				'sudo systemctl restart containerd',
			],
		},
	];
}
