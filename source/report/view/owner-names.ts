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
