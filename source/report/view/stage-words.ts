import {connectRefusedCode} from '../../evidence/codes.ts';
import type {RunRow} from '../../record/run.ts';
import {loginNames} from '../../settings/proxy-url.ts';

type Stage = RunRow['attempts'][number]['stages'][number];

/** What one stage saw, in one line for a reader. */
export function stageWords(stage: Stage): string {
	// A refusal by the proxy is told by its status already.
	const isTold = stage.stage === 'proxy' && stage.error?.code === connectRefusedCode;
	const failure = stage.error === null || isTold ? null : `${stage.error.code}: ${stage.error.message}`;
	return [seenBy(stage), failure].filter(words => words !== null && words !== '').join('; ');
}

function seenBy(stage: Stage): string {
	switch (stage.stage) {
		case 'dns':
			return nameWords(stage);
		case 'tcp':
			return tcpWords(stage);
		case 'proxy':
			if (stage.socks !== undefined) {
				return `${stage.request} over SOCKS${stage.socks}${stage.ok ? ': granted' : ''}${stage.authenticated ? ', with credentials' : ''}`;
			}
			return `${stage.request}: ${answerWords(stage) || 'no answer'}${credentialWords(stage)}`;
		case 'tls':
			return tlsWords(stage);
		case 'http':
			return `${stage.request}${stage.upgrade ? ' (WebSocket upgrade)' : ''}: ${answerWords(stage) || 'no answer'}${stage.login ? credentialWords(stage) : ''}`;
		default:
			return stage satisfies never;
	}
}

function credentialWords({authenticated, login}: Extract<Stage, {stage: 'proxy' | 'http'}>): string {
	if (login) return `, with the ${loginNames[login.scheme]} login of this machine`;
	return authenticated ? ', with credentials' : '';
}

const nameSources = {
	literal: 'an address was given',
	hosts: 'from the hosts file',
	server: 'from name server',
	system: "from this machine's resolver",
} as const;

function nameWords({name, addresses, aliases, source, servers}: Extract<Stage, {stage: 'dns'}>): string {
	const from = source === 'server' ? `${nameSources.server} ${servers.join(', ')}` : nameSources[source];
	const by = aliases.length > 0 ? ` by way of ${aliases.join(', ')}` : '';
	const found = addresses.map(({address}) => address).join(', ');
	return found === '' ? `${name} (${from})` : `${name} is ${found}${by} (${from})`;
}

function tcpWords({dials, port, connected, localAddress}: Extract<Stage, {stage: 'tcp'}>): string {
	const others = dials.filter(({address}) => address !== connected);
	const failed = others.flatMap(({address, error}) => (error === null ? [] : [`${address} ${error.code}`]));
	const tried = failed.length > 0 ? `; tried too: ${failed.join(', ')}` : '';
	if (connected === null) return `port ${port}${tried.replace('; tried too', '')}`;
	return `connected to ${connected} port ${port}${localAddress === null ? '' : ` from ${localAddress}`}${tried}`;
}

function answerWords({status, statusText}: {readonly status: number | null; readonly statusText: string}): string {
	return status === null ? '' : `${status} ${statusText}`.trimEnd();
}

const trustWords = {
	public: 'verifies against the public roots',
	private: 'verifies only with what this machine trusts',
	untrusted: 'trusted neither publicly nor by this machine',
} as const;

function tlsWords({protocol, cipher, alpn, trust, serverName}: Extract<Stage, {stage: 'tls'}>): string {
	if (trust === null) return serverName === null ? '' : `hello for ${serverName}`;
	const parameters = [protocol, cipher, alpn === null ? null : `ALPN ${alpn}`].filter(word => word !== null);
	return `${parameters.join(', ')}; the chain ${trustWords[trust]}`;
}
