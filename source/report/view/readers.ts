import type {Owner} from '../../diagnosis/types.ts';
import type {Level} from '../../vocabulary.ts';

/** For a reader who has never heard of Azure Arc: what it is, and what a report is for. */
export const introduction = {
	arc: 'Azure Arc lets Azure manage a Kubernetes cluster that runs elsewhere: agents in the cluster call out to hosts of Microsoft, mostly over HTTPS on port 443, and nothing calls in.',
	report:
		'This report says which of these hosts the network lets through and which not. If a finding is addressed to your team, please make its fix, and run the command beside it before and after.',
} as const;

/** How each owner is called in a sentence. */
export const ownerNames: {readonly [owner in Owner]: string} = {
	network: 'the network team',
	proxy: 'the proxy team',
	dns: 'the DNS team',
	security: 'the security team',
	cluster: 'the cluster owner',
	you: 'you',
};

/** How each owner is addressed in a report that others read: there "you" would be the reader. */
export const ownerTitles: {readonly [owner in Owner]: string} = {
	network: 'Network team',
	proxy: 'Proxy team',
	dns: 'DNS team',
	security: 'Security team',
	cluster: 'Cluster owner',
	you: 'Whoever made this check',
};

/** How each owner is called on the screen of whoever made the check. */
export const screenTitles: {readonly [owner in Owner]: string} = {...ownerTitles, you: 'You'};

/** How badly a requirement is needed, in the usual words. */
export const levelWords: {readonly [level in Level]: string} = {
	mandatory: 'required',
	conditional: 'required for your features',
	optional: 'optional',
	legacy: 'no longer needed',
};
