import {constants} from 'node:os';
import type {FaultOn} from './faults.ts';

/** Failures to connect that take a router or a firewall, and so are made rather than met. */
export type ConnectErrorCode = 'ECONNREFUSED' | 'ECONNRESET' | 'EHOSTUNREACH' | 'ENETUNREACH' | 'EACCES';

/** The faults of a path that Node reports at once. */
export const connectFailures: {readonly [name in FaultOn<'path'>]?: ConnectErrorCode} = {
	'tcp-refused': 'ECONNREFUSED',
	'tcp-reset': 'ECONNRESET',
	'tcp-unreachable': 'EHOSTUNREACH',
	'tcp-no-route': 'ENETUNREACH',
	'tcp-prohibited': 'EACCES',
};

/** The error that Node would have for this failure, for the address that the practice network plays. */
export function connectError(code: ConnectErrorCode, address: string, port: number): NodeJS.ErrnoException {
	return Object.assign(new Error(`connect ${code} ${address}:${port}`), {
		code,
		errno: -constants.errno[code],
		syscall: 'connect',
		address,
		port,
	});
}
