import {featureTitles} from '../../catalog/catalog.ts';
import {curlLineFor} from '../../diagnosis/checks.ts';
import {shellOf} from '../../diagnosis/shell-words.ts';
import {isUnanswered} from '../../evidence/codes.ts';
import {tellingHeadersOf} from '../../evidence/headers.ts';
import type {Control, StageEvidence} from '../../evidence/types.ts';
import {endpointOf} from '../../plan/endpoints.ts';
import {levelOf} from '../../record/endpoints.ts';
import {toResult} from '../../record/judged-run.ts';
import type {Run, RunRow} from '../../record/run.ts';
import {viewFix} from './finding.ts';
import {sourcesOf} from './links.ts';
import {stageWords} from './stage-words.ts';
import {statusMarks} from './status-marks.ts';

/** One requirement that leads to an endpoint. */
type Need = {
	/** `*.azurecr.io:443, mandatory`. */
	readonly listedAs: string;
	readonly purpose: string;
	readonly impact: string;
	/** Titles of the features that need it. */
	readonly features: readonly string[];
	readonly sources: readonly string[];
	readonly goodToKnow: string | null;
};

/** One stage of one try, with what lies behind it. */
export type StageView = {
	/** `tls`, `tls (proxy)`. */
	readonly name: string;
	readonly ok: boolean;
	readonly ms: number;
	/** What it saw, in one line. */
	readonly words: string;
	/** The certificates that were shown, leaf first; days as `2026-11-22`. */
	readonly certificates: readonly {
		readonly subject: string;
		readonly issuer: string;
		readonly from: string;
		readonly to: string;
		readonly fingerprint: string;
	}[];
	readonly defects: readonly string[];
	/** Headers that tell who answered. */
	readonly headers: readonly (readonly [name: string, value: string])[];
	/** The title of a page that was answered. */
	readonly pageTitle: string | null;
};

/** All that there is to say of one row and its endpoint, gathered once for every format and screen. */
export type EndpointView = {
	/** `mcr.microsoft.com:443`. */
	readonly name: string;
	/** `blocked, tls.reset, high confidence`. */
	readonly verdict: string;
	readonly detail: string;
	/** ISO time of the last try. */
	readonly checkedAt: string | null;
	/** Which way it took, and why. */
	readonly way: string | null;
	readonly identity: string | null;
	/** What the plan says of it, and what was noted beside the verdict. */
	readonly planNote: string | null;
	readonly notes: readonly string[];
	/** Empty for a host outside the catalog. */
	readonly needs: readonly Need[];
	readonly tries: readonly (readonly StageView[])[];
	readonly controls: readonly {readonly passed: boolean; readonly words: string}[];
	/** Who has to do what about it. */
	readonly finding: ReturnType<typeof viewFix> | null;
	/** The same check with curl; null where there is nothing to ask, or curl can't. */
	readonly curlLine: string | null;
};

/**
 * @param row what was found
 * @param rows all rows that lead to the same endpoint, for what needs it
 */
export function viewEndpoint(run: Run, row: RunRow, rows: readonly RunRow[] = [row]): EndpointView {
	const {status, cause, confidence, detail, routeReason, note, notes, attempts, controls} = row;
	const finding = run.findings.find(one => one.rows.includes(row.id));
	const words = [statusMarks[status].word, cause, status === 'blocked' ? `${confidence} confidence` : null];
	return {
		name: endpointOf(row),
		verdict: words.filter(word => word !== null).join(', '),
		detail,
		checkedAt: attempts.at(-1)?.startedAt ?? null,
		way: routeReason,
		identity: row.identity && identityWords[row.identity],
		planNote: note,
		notes: note === null ? notes : notes.slice(1),
		needs: rows.flatMap(needOf),
		tries: attempts.map(({stages}) => stages.map(viewStage)),
		controls: controls.map(control => ({passed: control.passed, words: controlWords(control)})),
		finding: finding ? viewFix(finding) : null,
		curlLine: curlLineFor(toResult(row, run.settings), run.settings, 'everything', shellOf(run.vantage)),
	};
}

const identityWords = {
	proven: 'the answer carries a sign of the real service',
	unproven: 'nothing in the answer proves that it is the real service',
} as const;

function needOf(row: RunRow): Need[] {
	const {requirement} = row;
	if (requirement === null) return [];
	const {pattern, port, purpose, impact, features, notes} = requirement;
	return [
		{
			listedAs: `${pattern}:${port}, ${levelOf(row)}`,
			purpose,
			impact,
			features: featureTitles(features),
			sources: sourcesOf([row]),
			goodToKnow: notes,
		},
	];
}

function viewStage(stage: StageEvidence): StageView {
	const {of, ok, ms} = stage;
	const isAnswer = stage.stage === 'proxy' || stage.stage === 'http';
	const chain = stage.stage === 'tls' ? stage.chain : [];
	return {
		name: of === 'proxy' && stage.stage !== 'proxy' ? `${stage.stage} (proxy)` : stage.stage,
		ok,
		ms: Math.round(ms),
		words: stageWords(stage),
		certificates: chain.map(({subject, issuer, validFrom, validTo, fingerprint}) => ({
			subject,
			issuer,
			from: validFrom.slice(0, 10),
			to: validTo.slice(0, 10),
			fingerprint: `${fingerprint.replaceAll(':', '').slice(0, 16)}…`,
		})),
		defects: stage.stage === 'tls' ? stage.defects : [],
		headers: isAnswer ? tellingHeadersOf(stage.headers) : [],
		pageTitle: stage.stage === 'http' ? stage.title : null,
	};
}

const controlTitles: {readonly [kind in Control['kind']]: string} = {
	'small-hello': 'the same TLS hello in one packet',
	'neutral-name': 'same address, neutral server name',
	'proxy-speaks-tls': 'TLS hello to the proxy',
	'proxy-speaks-plain': 'plain CONNECT to the proxy',
	'same-host-port-443': 'same host on port 443',
	'no-such-host': 'a host that can not exist, from the same proxy',
	'tunnel-refusal': 'a tunnel to the same host',
	'over-tls': 'the same request over TLS',
	direct: 'without the proxy',
	'known-to-pass': 'a host that had passed before',
	'program-address': 'the address that programs on this machine get',
};

/** Where the answer is compared, the words for another one and for the same. */
const controlOutcomes: {readonly [kind in Control['kind']]?: readonly [string, string]} = {
	'no-such-host': ['answered otherwise', 'answered alike'],
	'tunnel-refusal': ['not refused alike', 'refused alike'],
	'over-tls': ['answered alike', 'no witness'],
};

function controlWords(control: Control): string {
	const {kind, ms, passed, detail} = control;
	const [good, bad] = controlOutcomes[kind] ?? ['gets through', 'fails'];
	const outcome = isUnanswered(control) ? 'no answer' : passed ? good : bad;
	return `${controlTitles[kind]}: ${outcome} (${detail}), ${Math.round(ms)} ms`;
}
