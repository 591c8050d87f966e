import {noRoute, probeTimeout} from '../../evidence/codes.ts';
import type {TcpEvidence} from '../../evidence/types.ts';
import type {Cause} from '../causes.ts';
import {blocked, type Failure, unexplained} from '../failure.ts';

type Reason = 'refused' | 'timeout' | 'reset' | 'unreachable' | 'prohibited';

/** errno of connect(2) on Linux. A closed port, a TCP reset by a firewall and an ICMP port-unreachable look alike. */
const reasonByCode: {readonly [code: string]: Reason} = {
	ECONNREFUSED: 'refused',
	ECONNRESET: 'reset',
	ETIMEDOUT: 'timeout',
	[probeTimeout]: 'timeout',
	EHOSTUNREACH: 'unreachable',
	EHOSTDOWN: 'unreachable',
	ENETUNREACH: 'unreachable',
	ENETDOWN: 'unreachable',
	// How Linux tells of the rarer ICMP messages: protocol unreachable, and host isolated or unknown.
	ENOPROTOOPT: 'unreachable',
	ENONET: 'unreachable',
	EACCES: 'prohibited',
	EPERM: 'prohibited',
};

const saying: {readonly [reason in Reason]: string} = {
	refused: 'refused the connection',
	timeout: 'did not answer within the time limit; packets seem to be dropped',
	reset: 'reset the connection',
	unreachable: 'can not be reached: a router or firewall on the way says so',
	prohibited: 'is prohibited by a firewall, which says so',
};

const proxyCause: {readonly [reason in Reason]: Cause} = {
	refused: 'proxy.refused',
	timeout: 'proxy.timeout',
	reset: 'proxy.closed',
	unreachable: 'proxy.unreachable',
	prohibited: 'proxy.unreachable',
};

/** What it means that no address could be connected to. IPv4's answer speaks first: a machine without IPv6 fails there anyway. */
export function judgeTcp(evidence: TcpEvidence): Failure {
	const failed = evidence.dials.find(dial => reasonByCode[dial.error?.code ?? ''] !== undefined);
	const error = failed?.error ?? evidence.error ?? {code: 'UNKNOWN', message: 'no address to connect to'};
	if (error.code === noRoute) return {kind: 'local', detail: `T${error.message.slice(1)}.`};
	const reason = reasonByCode[error.code];
	if (!failed || reason === undefined) return unexplained(`Connecting to port ${evidence.port}`, error);
	const others = evidence.dials.length > 1 ? ` (${evidence.dials.length} addresses tried)` : '';
	const where = `${failed.address} port ${evidence.port}`;
	if (evidence.of === 'proxy') return blocked(proxyCause[reason], `The proxy at ${where} ${saying[reason]}${others}.`);
	return blocked(
		`tcp.${reason}`,
		`${where} ${saying[reason]}${others}.`,
		reason === 'refused' || reason === 'timeout' ? 'medium' : 'high',
	);
}
