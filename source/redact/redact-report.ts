import type {Catalog} from '../catalog/types.ts';
import type {Run} from '../record/run.ts';
import {collectLiterals, learnFromReport} from './literals.ts';
import {collectPublicNames} from './public-names.ts';
import {redactFinding, redactRow} from './redact-row.ts';
import type {Tools} from './redact-stage.ts';
import {createScrub, type Scrub} from './scrub.ts';
import {createWords, type Words} from './stand-in-words.ts';

export type Redaction = {
	/** The report, fit to be shown to strangers. */
	readonly report: Run;
	/** Takes the same names out of another text about the same run. */
	readonly text: Scrub;
};

function redactSettings(settings: Run['settings'], words: Words, scrub: Scrub): Run['settings'] {
	const {proxy, resources, dns, requirementsFile, caFile, publicRootsFile} = settings;
	const file = (name: string | null) => name && words.word('file', name);
	const redactProxy = (endpoint: typeof proxy.https) =>
		endpoint && {
			...endpoint,
			host: words.host(endpoint.host),
			username: endpoint.username && words.word('user', endpoint.username),
		};
	return {
		...settings,
		resources: Object.fromEntries(
			Object.entries(resources).map(([key, names]) => [key, key === 'region-code' ? names : names.map(scrub)]),
		),
		requirementsFile: file(requirementsFile),
		proxy: {...proxy, https: redactProxy(proxy.https), http: redactProxy(proxy.http), noProxy: scrub(proxy.noProxy)},
		caFile: file(caFile),
		publicRootsFile: file(publicRootsFile),
		dns: dns && {...dns, address: words.address(dns.address)},
	};
}

/** What takes the names of these reports out of a text: the same name gets the same word in all of them. */
export function createRedactionTools(reports: readonly Run[], catalog: Catalog): Tools {
	const publicNames = collectPublicNames(catalog);
	const words = createWords(publicNames);
	for (const report of reports) learnFromReport(report, words, publicNames);
	const scrub = createScrub(
		reports.flatMap(report => collectLiterals(report, words, publicNames)),
		words,
	);
	return {words, scrub, publicNames};
}

/**
 * Takes out of a report what tells about the network, the company and the people behind it. Each name gets a word,
 * `host-1`, `proxy-1`, `address-1`, `user-1`, and the same name always the same word. What stays is what the public
 * catalog names itself, and the region; own resources keep the public part of their name (`resource-1.azurecr.io`).
 * An address stays only where a publicly trusted certificate proved that a public service is behind it. Bodies and
 * titles of answers go whole, and so do the issuers of private certificates.
 */
export function redactReport(report: Run, catalog: Catalog): Redaction {
	const tools = createRedactionTools([report], catalog);
	const {words, scrub} = tools;
	// The first names that are asked for get the first words.
	const vantage = {...report.vantage, hostname: words.host(report.vantage.hostname)};
	const settings = redactSettings(report.settings, words, scrub);
	const results = report.results.map(row => redactRow(row, tools));
	const ids = new Map(report.results.map(({id}, index) => [id, results[index]?.id ?? '']));
	return {
		report: {
			...report,
			vantage,
			settings,
			results,
			findings: report.findings.map(finding => ({
				...redactFinding(finding, tools),
				rows: finding.rows.map(id => ids.get(id) ?? ''),
			})),
			nextSteps: report.nextSteps.map(step => ({
				...step,
				title: scrub(step.title),
				steps: step.steps.map(scrub),
				commands: step.commands.map(scrub),
			})),
		},
		text: scrub,
	};
}
