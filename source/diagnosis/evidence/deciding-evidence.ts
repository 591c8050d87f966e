import type {StageEvidence, TlsEvidence} from '../../evidence/types.ts';
import type {Result} from '../../verdict/types.ts';

function belongsTo(evidence: StageEvidence, stageOfCause: string): boolean {
	// A proxy can fail at each of its own stages, and in plain HTTP its refusal is the answer to the request itself.
	if (stageOfCause === 'proxy')
		return evidence.stage === 'proxy' || evidence.of === 'proxy' || evidence.stage === 'http';
	return evidence.stage === stageOfCause && evidence.of === 'target';
}

/** The stage that the verdict rests on: of the stages that the cause names the last one that failed, else the last one. */
export function findDecidingEvidence({attempts, verdict}: Result): StageEvidence | null {
	const latestFirst = attempts.flatMap(attempt => attempt.stages).reverse();
	const stageOfCause = verdict.cause?.split('.', 1).join('') ?? '';
	const candidates = latestFirst.filter(evidence => belongsTo(evidence, stageOfCause));
	return (
		candidates.find(evidence => !evidence.ok) ?? candidates[0] ?? latestFirst.find(evidence => !evidence.ok) ?? null
	);
}

/** Who issued the certificate that decided the verdict, or null where none was seen. */
export function findIssuer(result: Result): string | null {
	const of = result.verdict.cause?.startsWith('proxy.') ? 'proxy' : 'target';
	const handshakes = result.attempts
		.flatMap(attempt => attempt.stages)
		.filter((evidence): evidence is TlsEvidence => evidence.stage === 'tls' && evidence.of === of);
	return handshakes.findLast(({chain}) => chain.length > 0)?.chain[0]?.issuer ?? null;
}
