import {causeContextOf, causeTexts} from '../diagnosis/cause-texts.ts';
import type {ErrorReading} from '../diagnosis/error-texts.ts';
import {remedyOf} from '../diagnosis/remedy.ts';
import type {CauseContext} from '../diagnosis/types.ts';
import type {Cause} from '../verdict/causes.ts';
import {countOf} from '../words.ts';
import {createPage, type Page, type RenderOptions} from './terminal/page.ts';
import {ownerTitles} from './view/readers.ts';
import {severityMarks, statusMarks} from './view/status-marks.ts';

/** What stands for the user's own hosts and proxy in the fix of a cause. The port that proxies deny is another than that of HTTPS. */
const anyHost = (cause: Cause): CauseContext => ({
	...causeContextOf([]),
	hosts: ['HOST'],
	ports: [cause === 'proxy.port-denied' ? 8084 : 443],
});

/** What there is to say of a cause, without a run. */
type CauseView = {
	readonly cause: Cause;
	readonly title: string;
	/** Who can put it right. */
	readonly owner: string;
	readonly meaning: string;
	readonly fix: readonly string[];
	/** Whether a rule for the host helps, in a sentence. */
	readonly rule: string;
};

const ruleWords = {
	allow: 'Allow the host by name, on its port, in the firewall or proxy.',
	exempt: 'Exempt the host from TLS inspection.',
	none: 'No rule for the host helps.',
} as const;

function viewCause(cause: Cause): CauseView {
	const {title, owner, meaning, fix} = causeTexts[cause];
	const context = cause.startsWith('proxy.') ? {...anyHost(cause), proxy: 'http://PROXY:3128'} : anyHost(cause);
	return {
		cause,
		title,
		owner: ownerTitles[owner],
		meaning,
		fix: fix(context).map(step => (typeof step === 'string' ? step : step.requester)),
		rule: ruleWords[remedyOf(cause) ?? 'none'],
	};
}

/**
 * A cause for a terminal: what it means, who sees to it, what to do.
 *
 * @param practice what the practice network does to play it, and where to see that, or null
 */
export function renderCause(cause: Cause, practice: string | null, options: RenderOptions): string {
	const page = createPage(options);
	writeCause(page, viewCause(cause), practice);
	return page.toString();
}

function writeCause(page: Page, {cause, title, owner, meaning, fix, rule}: CauseView, practice: string | null): void {
	page.paragraph(`${cause}: ${title}`, {style: 'bold'});
	page.paragraph(meaning, {indent: 2});
	page.blank();
	page.fact('Who', owner, 2);
	page.fact('Rule', rule, 2);
	if (practice !== null) page.fact('Practice', practice, 2);
	page.blank();
	page.paragraph('Fix', {indent: 2, style: 'bold'});
	for (const [index, step] of fix.entries()) {
		page.paragraph(step, {indent: 2, lead: {text: fix.length > 1 ? `${index + 1}. ` : ''}});
	}
}

/** What an error text says of the network: cause and hosts, or that the cause is not known from it. */
export function renderReadings(readings: readonly ErrorReading[], ownCommand: string, options: RenderOptions): string {
	const page = createPage(options);
	if (readings.length === 0) {
		page.paragraph('Unknown: the text names no network error that this program knows.', {
			lead: page.lead(statusMarks.unverified),
			style: 'bold',
		});
		page.paragraph(`Test the network: ${ownCommand} check REGION`, {indent: 2});
	}
	for (const {cause, hosts, words} of readings) {
		page.blank();
		if (cause === null) {
			page.paragraph('Unknown: several causes lead to these words.', {
				lead: page.lead(statusMarks.unverified),
				style: 'bold',
			});
		} else {
			const {title, owner, meaning} = viewCause(cause);
			page.paragraph(`${cause}: ${title}`, {lead: page.lead(severityMarks.error), style: 'bold'});
			page.paragraph(meaning, {indent: 2});
			page.fact('Who', owner, 2);
		}
		page.fact('Words', `"${words}"`, 2);
		if (hosts.length > 0) page.fact(hosts.length === 1 ? 'Host' : 'Hosts', hosts.join(', '), 2);
		const [host] = hosts;
		page.fact('Test it', host === undefined ? `${ownCommand} check REGION` : `${ownCommand} explain ${host}`, 2);
		if (cause !== null) page.fact('Fix', `${ownCommand} explain ${cause}`, 2);
	}
	if (readings.length > 1) {
		page.blank();
		page.paragraph(`${countOf(readings.length, 'error')} found.`);
	}
	return page.toString();
}

/**
 * A cause as a page of the documentation.
 *
 * @param transcript what `explain` shows of it in the practice network, or null
 */
export function renderCausePage(cause: Cause, practice: string | null, transcript: string | null): string {
	const {title, owner, meaning, fix, rule} = viewCause(cause);
	const steps = fix.map((step, index) => `${index + 1}. ${step}`).join('\n');
	const blocks = [
		`# ${cause}: ${title}`,
		'Made by the test run from the texts of the program (`npm test -- test/report/cause-text.test.ts -u`); do not edit.',
		meaning,
		`- Who: ${owner}\n- Rule: ${rule}`,
		`## Fix\n\n${steps}`,
		practice === null ? null : `## In the practice network\n\n${practice}`,
		transcript === null ? null : `\`\`\`text\n${transcript.trimEnd()}\n\`\`\``,
	];
	return `${blocks.filter(block => block !== null).join('\n\n')}\n`;
}
