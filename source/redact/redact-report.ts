import {setImmediate as turn} from 'node:timers/promises';
import type * as z from 'zod';
import type {Catalog} from '../catalog/types.ts';
import type {HeaderMap} from '../evidence/types.ts';
import {diffReportShape, type RunDiff} from '../record/diff/diff-report.ts';
import {withOwnCommands} from '../record/parse-run.ts';
import {type Run, runShape} from '../record/run.ts';
import {type Survey, type SurveyPoint, surveySchemaTag, surveyShape} from '../record/survey/survey.ts';
import type {Resources} from '../settings/types.ts';
import {formatHostPort} from '../words.ts';
import {redactChain} from './certificates.ts';
import {redactHeader} from './headers.ts';
import {collectLiterals, createEnter, isPublicReason, learnFirst, type Scope, scopeOf} from './learn.ts';
import {collectPublicNames, type PublicNames} from './public-names.ts';
import {createScrub, type Scrub} from './scrub.ts';
import {createWords, type Words} from './stand-in-words.ts';
import {type Visitor, walk} from './walk.ts';

export type Redaction = {
	/** The report, fit to be shown to strangers. */
	readonly report: Run;
	/** Takes the same names out of another text about the same run. */
	readonly text: Scrub;
};

type Tools = {readonly words: Words; readonly scrub: Scrub; readonly publicNames: PublicNames};

/**
 * Takes out of a report what tells about the network, the company and the people behind it. Each name gets a word,
 * `host-1`, `proxy-1`, `address-1`, `user-1`, and the same name always the same word. What stays is what the public
 * catalog names itself, and the region; own resources keep the public part of their name (`resource-1.azurecr.io`).
 * An address stays only where a publicly trusted certificate proved that a public service is behind it. Bodies and
 * titles of answers go whole, and so do the issuers of private certificates. Of headers those stay whose names are
 * public, and their values where they have a form that tells nothing.
 */
export function redactReport(report: Run, catalog: Catalog): Redaction {
	const tools = createTools([report], catalog);
	// The configuration of a machine is its owner's, every line of it.
	const {facts: _own, ...vantage} = report.vantage;
	const redacted = redact(runShape, {...report, vantage}, scopeOf(report), tools);
	return {report: withOwnCommands(redacted), text: tools.scrub};
}

/** So many rows are done in one turn of the event loop. */
const rowsInTurn = 500;

/** The same report as that of `redactReport`, a few rows at a time: keys and signals are heard in between. */
export async function redactInTurns(report: Run, catalog: Catalog): Promise<Run> {
	const tools = createTools([report], catalog);
	const {facts: _own, ...vantage} = report.vantage;
	const scope = scopeOf(report);
	const results: Run['results'][number][] = [];
	for (let at = 0; at < report.results.length; at += rowsInTurn) {
		await turn();
		const rows = report.results.slice(at, at + rowsInTurn);
		results.push(...redact(runShape, {...report, vantage, results: rows, findings: []}, scope, tools).results);
	}
	const rest = redact(runShape, {...report, vantage, results: []}, scope, tools);
	await turn();
	return withOwnCommands({...rest, results});
}

/** Takes the same out of a survey, the same name by the same word in all of its runs. */
export function redactSurvey(survey: Survey, catalog: Catalog): Survey {
	const tools = createTools(survey.runs, catalog, survey.vantages);
	const runs = survey.runs.map(({vantage: {facts: _own, ...vantage}, ...run}) =>
		withOwnCommands(redact(runShape, {...run, vantage}, scopeOf(run), tools)),
	);
	// Sentences of ours that name a place say nothing without it.
	const vantages = survey.vantages.map(({facts: _own, ...point}) =>
		point.state === null ? point : {...point, reason: `Nothing was seen from there (${point.state}).`, fix: ''},
	);
	const classes = survey.classes.map(each => ({...each, name: each.id}));
	const scope = {isOwn: false, hasOwnRoots: false, handshake: null} as const;
	return {...redact(surveyShape, {...survey, vantages, classes, runs: []}, scope, tools), runs};
}

/**
 * Takes the same out of a diff. The runs are compared before that: a name that gets a word in one run only would look like
 * a change.
 */
export function redactDiff(diff: RunDiff, compared: readonly (Run | Survey)[], catalog: Catalog): RunDiff {
	const runs = compared.flatMap(one => (one.schema === surveySchemaTag ? one.runs : [one]));
	const places = compared.flatMap(one => (one.schema === surveySchemaTag ? one.vantages : []));
	const scope = {isOwn: false, hasOwnRoots: false, handshake: null} as const;
	return redact(diffReportShape, diff, scope, createTools(runs, catalog, places));
}

/** The same name gets the same word in all of the runs, and in what is said of these places. */
function createTools(runs: readonly Run[], catalog: Catalog, places: readonly SurveyPoint[] = []): Tools {
	const publicNames = collectPublicNames(catalog);
	const words = createWords(publicNames);
	for (const run of runs) learnFirst(run, words, publicNames);
	const literals = runs.flatMap(run => collectLiterals(run, words, publicNames));
	for (const {name, node, pool, site, hostname, facts = []} of places) {
		// Findings name files of certificates, whose paths may name a company.
		for (const line of facts.flatMap(({source, lines}) => (source === 'ca' ? lines : []))) {
			const [file] = /\/.+$/.exec(line) ?? [];
			if (file) literals.push({text: file, word: words.word('file', file)});
		}
		for (const text of [name, node, pool, site, hostname]) {
			if (text) literals.push({text, word: words.host(text)});
		}
	}
	const scrub = createScrub(literals, words);
	return {words, scrub, publicNames};
}

function redact<Shape extends z.ZodType>(shape: Shape, value: unknown, scope: Scope, tools: Tools): z.output<Shape> {
	const visitor: Visitor<Scope> = {
		enter: createEnter(tools.publicNames),
		take(what, held, around, instead) {
			switch (what) {
				case 'documented':
					return around.isOwn ? instead : held;
				case 'headers':
					return Object.fromEntries(
						Object.entries(held as HeaderMap).map(([name, text]) => redactHeader(name, text, tools.words)),
					);
				case 'chain':
					return around.handshake === null ? [] : redactChain(around.handshake, tools);
				case 'resources':
					return Object.fromEntries(
						Object.entries(held as Resources).map(([key, names]) => [
							key,
							key === 'region-code' ? names : names.map(tools.scrub),
						]),
					);
				default:
					return redactText(what, String(held), around, tools);
			}
		},
	};
	return walk(shape, value, {scope, visitor});
}

type TextHolding = Exclude<Parameters<Visitor<Scope>['take']>[0], 'documented' | 'headers' | 'chain' | 'resources'>;

function redactText(what: TextHolding, text: string, {isOwn}: Scope, {words, scrub, publicNames}: Tools): string {
	switch (what) {
		case 'host':
		case 'name':
			return words.host(text);
		case 'address':
			return words.address(text);
		case 'user':
		case 'file':
			return words.word(what, text);
		case 'title':
			return words.word('title', text);
		case 'authority':
			return words.word('ca', text);
		case 'reason':
			return isPublicReason(text) ? text : words.word('reason', text);
		case 'body':
			// Error pages are full of names.
			return '';
		case 'path':
			return !isOwn || text === '/' ? scrub(text) : '/path';
		case 'requirement-id':
			return requirementId(text, words, publicNames);
		case 'row-id': {
			const [, id = text, host, port] = /^(.*)@\[?([^@[\]]*)\]?:(\d+)$/.exec(text) ?? [];
			const shown = requirementId(id, words, publicNames);
			return host === undefined ? shown : `${shown}@${formatHostPort(words.host(host), Number(port))}`;
		}
		case 'finding-id': {
			// The issuer behind `#` may be cut in the id, so that its name is not found there.
			const [root = '', ...issuer] = text.split('#');
			return issuer.length === 0 ? scrub(root) : `${scrub(root)}#${words.word('ca', issuer.join('#'))}`;
		}
		case 'no-proxy':
		case 'request':
		case 'text':
			return scrub(text);
		default:
			return what satisfies never;
	}
}

function requirementId(id: string, words: Words, publicNames: PublicNames): string {
	return publicNames.isKnownId(id) ? id : words.word('own', id);
}
