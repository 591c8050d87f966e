import {probeFault} from '../evidence/codes.ts';
import type {StageEvidence, StageName} from '../evidence/types.ts';
import {stageErrorOf} from './stage-error.ts';

const noAnswer = {request: '', status: null, statusText: '', headers: {}, body: '', authenticated: false} as const;

/** What each stage saw when it saw nothing. */
const nothingSeen = {
	dns: {stage: 'dns', name: '', addresses: [], aliases: [], source: 'system', servers: [], system: null},
	tcp: {stage: 'tcp', port: 0, dials: [], connected: null, localAddress: null},
	proxy: {stage: 'proxy', ...noAnswer},
	tls: {
		stage: 'tls',
		...{serverName: null, protocol: null, cipher: null, alpn: null, chain: [], trust: null, defects: [], checks: null},
	},
	http: {stage: 'http', ...noAnswer, upgrade: false, title: null},
} as const;

/** The evidence of a stage that threw: it tells of a fault of this program, and nothing of the path. */
export function faultEvidence(stage: StageName, error: unknown): StageEvidence {
	const {message} = stageErrorOf(error);
	return {...nothingSeen[stage], of: 'target', ok: false, ms: 0, error: {code: probeFault, syscall: null, message}};
}
