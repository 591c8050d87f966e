import {describe, expect, it} from 'vitest';
import type {Requirement} from '../../source/catalog/types.ts';
import type {StageEvidence} from '../../source/evidence/types.ts';
import {withoutUnseen} from '../../source/safe-text.ts';
import {judgeTarget, severityOf} from '../../source/verdict/judge-target.ts';
import type {Severity, Status} from '../../source/verdict/types.ts';
import {requirementOf} from '../helpers/plan-of.ts';
import {dnsStage, proxyStage, tcpStage, tlsStage} from '../helpers/sample-evidence.ts';
import {strangeAnswer} from '../helpers/strange-answers.ts';

describe('how much a status matters', () => {
	it.each<[string, Partial<Requirement>, Status, Severity]>([
		['blocked mandatory', {level: 'mandatory'}, 'blocked', 'error'],
		['blocked conditional', {level: 'conditional'}, 'blocked', 'error'],
		['blocked optional', {level: 'optional'}, 'blocked', 'warning'],
		['blocked legacy', {level: 'legacy'}, 'blocked', 'info'],
		['blocked and retired', {lifecycle: {state: 'retired', replacement: null}}, 'blocked', 'info'],
		['intercepted', {}, 'intercepted', 'warning'],
		['intercepted where inspection breaks it', {noInspection: true}, 'intercepted', 'error'],
		['intercepted legacy', {level: 'legacy'}, 'intercepted', 'info'],
		['unstable', {}, 'unstable', 'warning'],
		['reachable', {}, 'reachable', 'ok'],
		['unverified', {}, 'unverified', 'info'],
		['skipped', {}, 'skipped', 'info'],
	])('%s', (_title, requirement, status, severity) => {
		expect(severityOf(requirementOf({host: 'a.example', ...requirement}), status)).toBe(severity);
	});
});

describe('strange answers', () => {
	const answers = 10_000;
	const host = 'service.example';
	const direct = [dnsStage(host), tcpStage(443)];
	const proxied = [dnsStage('proxy', {of: 'proxy'}), tcpStage(3128, {of: 'proxy'}), proxyStage(`${host}:443`)];

	/** Of services that are known by a status, by a sign, or by nothing. */
	const requirements: readonly Requirement[] = [
		requirementOf({host}),
		requirementOf({host, expect: {statuses: [401], basis: 'measured', proofs: [], fixedBody: false}}),
		requirementOf({
			host,
			expect: {
				statuses: [],
				basis: 'documented',
				proofs: [{kind: 'header', name: 'x-ms-request-id'}],
				fixedBody: false,
			},
		}),
		requirementOf({host, trust: 'any'}),
	];

	it('a healthy answer, however strange, is never blocked, and leaves nothing that no reader sees', () => {
		let judged = 0;
		for (let number = 0; judged < answers; number++) {
			const http = strangeAnswer(number);
			// Torn before the length that it told: that is a path which breaks off, and not healthy.
			if (!http.ok) continue;
			judged++;
			const way: readonly StageEvidence[] = number % 2 === 0 ? direct : proxied;
			const attempt = {startedAt: '2026-06-01T12:00:00.000Z', stages: [...way, tlsStage(host), http]};
			const requirement = requirements[number % requirements.length] ?? requirementOf({host});
			const verdict = judgeTarget(requirement, [attempt]);
			const seen = () => `answer ${number}: ${JSON.stringify([verdict, http])}`;
			if (verdict.status !== 'reachable') throw new Error(seen());
			const texts = [
				verdict.detail,
				...verdict.notes,
				http.body,
				http.title ?? '',
				...Object.entries(http.headers).flat(),
			];
			for (const text of texts) if (text !== withoutUnseen(text)) throw new Error(seen());
		}
		expect(judged).toBe(answers);
	});
});
