import type {Result} from '../../verdict/types.ts';
import type {Check} from '../types.ts';
import {statusCheck} from './status-check.ts';

/** As the statuses tell, by a curl that can send a hello of two packets: OpenSSL has the key exchange since 3.5. */
export function largeHelloCheck(result: Result, command: string): Check {
	const {now, fixed} = statusCheck(result, command);
	return {
		command,
		now: `${now.replace(/\.$/, '')}, and without --curves a status of the service. A curl whose OpenSSL is older than 3.5 ends with error 59 and can not show the fault.`,
		fixed,
	};
}
