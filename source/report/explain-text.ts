import {endpointOf} from '../plan/endpoints.ts';
import {levelOf} from '../record/endpoints.ts';
import type {Run, RunRow} from '../record/run.ts';
import {createPage, type Page, type RenderOptions} from './terminal/page.ts';
import {writeSteps} from './text/finding-lines.ts';
import {ownerNames} from './view/owner-names.ts';
import {sourcesOf} from './view/sources.ts';
import {stageWords} from './view/stage-words.ts';
import {statusMarks} from './view/status-marks.ts';

type Stage = RunRow['attempts'][number]['stages'][number];

/** Headers that tell who answered: the service, a proxy, or a filter. Others are in the JSON report. */
const tellingHeaders =
	/^(?:server|via|date|location|content-type|content-length|proxy-.*|www-authenticate|x-squid-error|x-cache.*|x-ms-.*|docker-distribution-api-version|x-msedge-ref|x-guploader-uploadid)$/;

/**
 * Each host of a run in depth, for a terminal: every stage with its time, the certificate chain, the cause and how sure
 * it is, the fix, and the same check as a curl line.
 *
 * @param curlLines by endpoint, `host:port`
 */
export function renderExplanation(report: Run, curlLines: ReadonlyMap<string, string>, options: RenderOptions): string {
	const page = createPage(options);
	for (const [index, row] of report.results.entries()) {
		if (index > 0) page.blank();
		explainRow(page, report, row, curlLines.get(endpointOf(row)));
	}
	return page.toString();
}

function explainRow(page: Page, report: Run, row: RunRow, curlLine: string | undefined): void {
	const {requirement, status, cause, detail, confidence, identity} = row;
	const words = [statusMarks[status].word, cause, status === 'blocked' ? `${confidence} confidence` : null];
	const title = `${endpointOf(row)}: ${words.filter(word => word !== null).join(', ')}`;
	page.paragraph(title, {lead: page.lead(statusMarks[status]), style: 'bold'});
	page.paragraph(detail, {indent: 2});
	page.blank();
	page.fact(
		'Listed as',
		requirement === null ? 'not in the catalog' : `${requirement.pattern}:${requirement.port}, ${levelOf(row)}`,
		2,
	);
	if (requirement !== null) {
		page.fact('Needed for', requirement.purpose, 2);
		page.fact('Without it', requirement.impact, 2);
		for (const [index, source] of sourcesOf([row]).entries()) page.fact(index === 0 ? 'Documented' : '', source, 2);
		if (requirement.notes !== null) page.fact('Good to know', requirement.notes, 2);
	}
	if (row.routeReason !== null) page.fact('Way', row.routeReason, 2);
	if (identity !== null)
		page.fact(
			'Identity',
			identity === 'proven'
				? 'the answer carries a sign of the real service'
				: 'nothing in the answer proves that it is the real service',
			2,
		);
	for (const note of row.notes) page.fact('Note', note, 2);
	for (const [index, {stages}] of row.attempts.entries()) writeStages(page, stages, index, row.attempts.length);
	writeControls(page, row);
	const finding = report.findings.find(({rows}) => rows.includes(row.id));
	if (finding && status !== 'reachable') {
		writeSteps(page, `Fix, for ${ownerNames[finding.owner]}`, finding.fix);
	}
	if (curlLine !== undefined) {
		page.blank();
		page.paragraph('The same check with curl', {indent: 2, style: 'bold'});
		page.command(curlLine, 4);
	}
}

function writeStages(page: Page, stages: readonly Stage[], index: number, tries: number): void {
	page.blank();
	page.paragraph(tries > 1 ? `Stages, try ${index + 1} of ${tries}` : 'Stages', {indent: 2, style: 'bold'});
	for (const stage of stages) {
		const mark = page.lead(stage.ok ? statusMarks.reachable : statusMarks.blocked);
		const name = stage.of === 'proxy' && stage.stage !== 'proxy' ? `${stage.stage} (proxy)` : stage.stage;
		const lead = {...mark, text: `${mark.text}${name.padEnd(12)}${`${Math.round(stage.ms)} ms`.padStart(8)}  `};
		page.paragraph(stageWords(stage), {indent: 2, lead});
		if (index === tries - 1) writeEvidence(page, stage);
	}
}

/** What lies behind a stage: the chain, and the headers that matter. */
function writeEvidence(page: Page, stage: Stage): void {
	if (stage.stage === 'tls') {
		for (const [index, {subject, issuer, validFrom, validTo, fingerprint}] of stage.chain.entries()) {
			const valid = `${validFrom.slice(0, 10)} to ${validTo.slice(0, 10)}`;
			const lead = {text: `${index + 1}. `, style: 'dim'} as const;
			page.paragraph(
				`${subject}; issuer ${issuer}; valid ${valid}; SHA-256 ${fingerprint.replaceAll(':', '').slice(0, 16)}…`,
				{indent: 6, lead},
			);
		}
		if (stage.defects.length > 0) page.paragraph(`Defects: ${stage.defects.join(', ')}`, {indent: 6});
	}
	if (stage.stage === 'proxy' || stage.stage === 'http') {
		for (const [name, value] of Object.entries(stage.headers)) {
			if (tellingHeaders.test(name)) page.paragraph(`${name}: ${value}`, {indent: 6, style: 'dim'});
		}
		if (stage.stage === 'http' && stage.title !== null)
			page.paragraph(`Title of the page: ${stage.title}`, {indent: 6});
	}
}

const controlTitles = {
	'small-hello': 'the same TLS hello in one packet',
	'neutral-name': 'same address, neutral server name',
	'proxy-speaks-tls': 'TLS hello to the proxy',
	'proxy-speaks-plain': 'plain CONNECT to the proxy',
	'same-host-port-443': 'same host on port 443',
	'no-such-host': 'a host that can not exist, from the same proxy',
	'tunnel-refusal': 'a tunnel to the same host',
	'over-tls': 'the same request over TLS',
	direct: 'without the proxy',
} as const;

/** Where the answer is compared, the words for another one and for the same. */
const controlOutcomes: {readonly [kind in keyof typeof controlTitles]?: readonly [string, string]} = {
	'no-such-host': ['answered otherwise', 'answered alike'],
	'tunnel-refusal': ['not refused alike', 'refused alike'],
	'over-tls': ['answered alike', 'no witness'],
};

function writeControls(page: Page, {controls}: RunRow): void {
	if (controls.length === 0) return;
	page.blank();
	page.paragraph('Controls', {indent: 2, style: 'bold'});
	for (const {kind, ms, passed, detail} of controls) {
		const [good, bad] = controlOutcomes[kind] ?? ['gets through', 'fails'];
		const words = `${controlTitles[kind]}: ${passed ? good : bad} (${detail}), ${Math.round(ms)} ms`;
		page.paragraph(words, {indent: 2, lead: page.lead(passed ? statusMarks.reachable : statusMarks.blocked)});
	}
}
