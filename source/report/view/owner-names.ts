import type {Owner} from '../../diagnosis/types.ts';

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
