import type {Cause} from '../verdict/causes.ts';
import {dnsTexts} from './cause-texts/dns.ts';
import {httpTexts} from './cause-texts/http.ts';
import {proxyTexts} from './cause-texts/proxy.ts';
import {tcpTexts} from './cause-texts/tcp.ts';
import {tlsTexts} from './cause-texts/tls.ts';
import type {CauseText} from './cause-texts/types.ts';

/** Every cause with its title, its owner, what it means and how it is put right. A cause without a text does not compile. */
export const causeTexts: {readonly [cause in Cause]: CauseText} = {
	...dnsTexts,
	...tcpTexts,
	...proxyTexts,
	...tlsTexts,
	...httpTexts,
};
