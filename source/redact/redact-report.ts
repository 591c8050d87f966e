import type * as z from 'zod';
import type {Catalog} from '../catalog/types.ts';
import {atOnce, inTurns, type Steps} from '../chunks.ts';
import type {HeaderMap} from '../evidence/types.ts';
import {diffReportShape, type RunDiff} from '../record/diff/diff-report.ts';
import {whyUnseen} from '../record/diff/diff-surveys.ts';
import {withOwnCommands} from '../record/parse-run.ts';
import {type Run, runShape} from '../record/run.ts';
import {type Survey, type SurveyPoint, surveySchemaTag, surveyShape} from '../record/survey/survey.ts';
import type {Resources} from '../settings/types.ts';
import {formatHostPort} from '../words.ts';
import {redactChain} from './certificates.ts';
import {redactHeader, takenOut} from './headers.ts';
import {collectLiterals, createEnter, isPublicReason, learnFirst, type Scope, scopeOf, slicesOf} from './learn.ts';
import {collectPublicNames, type PublicNames} from './public-names.ts';
import {createScrub, type Literal, type Scrub} from './scrub.ts';
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

/** The same report as that of `redactReport`, a few rows at a time: keys and signals are heard in between. */
export async function redactInTurns(report: Run, catalog: Catalog): Promise<Run> {
	return inTurns(redactInSteps(report, catalog));
}

function* redactInSteps(report: Run, catalog: Catalog): Steps<Run> {
	const tools = yield* createToolsInSteps([report], catalog);
	const {facts: _own, ...vantage} = report.vantage;
	const scope = scopeOf(report);
	function* redactList<Shape extends z.ZodType<readonly unknown[]>>(shape: Shape, items: readonly unknown[]) {
		const redacted: z.output<Shape>[number][] = [];
		for (const some of slicesOf(items)) {
			redacted.push(...redact(shape, some, scope, tools));
			yield '';
		}
		return redacted;
	}
	const results = yield* redactList(runShape.shape.results, report.results);
	const shape = runShape.shape.findings.element;
	const findings: Run['findings'][number][] = [];
	for (const finding of report.findings) {
		const rest = redact(shape, {...finding, targets: [], rows: []}, scope, tools);
		const targets = yield* redactList(shape.shape.targets, finding.targets);
		const rows = yield* redactList(shape.shape.rows, finding.rows);
		findings.push({...rest, targets, rows});
	}
	const rest = redact(runShape, {...report, vantage, results: [], findings: []}, scope, tools);
	yield '';
	return withOwnCommands({...rest, results, findings});
}

/** Takes the same out of a survey, the same name by the same word in all of its runs. */
export function redactSurvey(survey: Survey, catalog: Catalog): Survey {
	const tools = createTools(survey.runs, catalog, survey.vantages);
	const runs = survey.runs.map(({vantage: {facts: _own, ...vantage}, ...run}) =>
		withOwnCommands(redact(runShape, {...run, vantage}, scopeOf(run), tools)),
	);
	const vantages = survey.vantages.map(({facts: _own, ...point}) => withoutReason(point));
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
	const unseen = new Map(places.map(point => [whyUnseen(point), whyUnseen(withoutReason(point))]));
	const findings = diff.findings.map(finding => ({...finding, why: unseen.get(finding.why) ?? finding.why}));
	const shown = redact(diffReportShape, {...diff, findings}, scope, createTools(runs, catalog, places));
	// Of surveys it says that these are several places, and names none.
	if (places.length === 0) return shown;
	return {
		...shown,
		old: {...shown.old, hostname: diff.old.hostname},
		new: {...shown.new, hostname: diff.new.hostname},
	};
}

/** Sentences of ours that name a place say nothing without it, and may repeat what ssh or kubectl said. */
function withoutReason(point: SurveyPoint): SurveyPoint {
	return point.state === null ? point : {...point, reason: `Nothing was seen from there (${point.state}).`, fix: ''};
}

/** Takes hosts and whatever has the form of a name out of what was read in an error text; its words may name anything. */
export function redactReadings<Reading extends {readonly hosts: readonly string[]; readonly words: string}>(
	readings: readonly Reading[],
	catalog: Catalog,
): readonly Reading[] {
	const words = createWords(collectPublicNames(catalog));
	const shown = (named: string) => {
		const [, host = named, port] = /^\[?([^[\]]*?)\]?:(\d+)$/.exec(named) ?? [];
		return port === undefined ? words.host(host) : formatHostPort(words.host(host), Number(port));
	};
	return readings.map(reading => ({...reading, hosts: reading.hosts.map(shown), words: takenOut}));
}

/** The same name gets the same word in all of the runs, and in what is said of these places. */
function createTools(...given: Parameters<typeof createToolsInSteps>): Tools {
	return atOnce(createToolsInSteps(...given));
}

function* createToolsInSteps(
	runs: readonly Run[],
	catalog: Catalog,
	places: readonly SurveyPoint[] = [],
): Steps<Tools> {
	const publicNames = collectPublicNames(catalog);
	const words = createWords(publicNames);
	for (const run of runs) learnFirst(run, words, publicNames);
	const literals: Literal[] = [];
	for (const run of runs) for (const literal of yield* collectLiterals(run, words, publicNames)) literals.push(literal);
	yield '';
	for (const place of places) literals.push(...namesOfPlace(place, words));
	const scrub = createScrub(literals, words);
	return {words, scrub, publicNames};
}

/** What a place is called, in parts too, and what its configuration names: sentences of a survey quote both. */
function namesOfPlace({name, node, pool, site, hostname, facts = []}: SurveyPoint, words: Words): readonly Literal[] {
	// `ssh:anna@jump-1:2222` and `pod:team/agent-1`: a namespace, a user or a host alone tells as much.
	const parts = (name ?? '').replace(/^[a-z]+:/, '').split(/[/@:\s]+/);
	const lines = facts.flatMap(({lines}) => lines);
	// Addresses have a form; of a proxy and a search domain the name may be a single word.
	const named = lines.flatMap(line => [
		...[...line.matchAll(/proxy=["']?(?:[a-z0-9]+:\/\/)?(?:[^\s@/]*@)?([^\s"'/:]+)/gi)].map(([, host = '']) => host),
		...(/^\s*(?:search|domain)\s+(.+)$/.exec(line)?.[1]?.split(/\s+/) ?? []),
	]);
	const hosts = [name, node, pool, site, hostname, ...parts, ...named].filter(text => text);
	const files = lines.flatMap(line => /\s(\/.+)$/.exec(line)?.[1] ?? []);
	return [
		...hosts.map(text => ({text: text ?? '', word: words.host(text ?? '')})),
		...files.map(text => ({text, word: words.word('file', text)})),
	];
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
