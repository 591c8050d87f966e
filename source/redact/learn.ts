import {STATUS_CODES} from 'node:http';
import {isIP} from 'node:net';
import type {Steps} from '../chunks.ts';
import {isPrivateAddress} from '../evidence/addresses.ts';
import {commonNameOf} from '../evidence/stages.ts';
import type {HeaderMap, TlsEvidence} from '../evidence/types.ts';
import {type Run, type RunRow, runShape} from '../record/run.ts';
import {safeText} from '../safe-text.ts';
import type {Resources} from '../settings/types.ts';
import {registrableDomain} from '../verdict/fingerprints/service-domains.ts';
import {type Handshake, isPublicChain, ownNames} from './certificates.ts';
import {receiverOf, redactHeader} from './headers.ts';
import type {PublicNames} from './public-names.ts';
import {hasHostForm, type Literal} from './scrub.ts';
import type {Words} from './stand-in-words.ts';
import {type Visitor, walk} from './walk.ts';

/** What a field of a record needs to know of what is around it. */
export type Scope = {
	/** The row is of a host asked for by name, or of a requirement of the user's own. */
	readonly isOwn: boolean;
	readonly hasOwnRoots: boolean;
	readonly handshake: Handshake | null;
};

/** What holds for a whole run, before any row of it. */
export function scopeOf({settings}: Pick<Run, 'settings'>): Scope {
	return {isOwn: false, hasOwnRoots: settings.publicRootsFile !== null, handshake: null};
}

/** Says what holds within a row and within a handshake, where the walk enters one. */
export function createEnter(publicNames: PublicNames): Visitor<Scope>['enter'] {
	return (frame, value, scope) => {
		if (frame === 'handshake') {
			return {...scope, handshake: {...(value as TlsEvidence), hasOwnRoots: scope.hasOwnRoots}};
		}
		const {requirement} = value as Pick<RunRow, 'requirement'>;
		return {...scope, isOwn: requirement === null || !publicNames.isDocumented(requirement)};
	};
}

/** Reason phrases that a server did not make up. */
const standardReasons = new Set(
	[...Object.values(STATUS_CODES), 'Connection established', 'Proxy Authentication Required', ''].map(reason =>
		reason?.toLowerCase(),
	),
);

/** Words in which devices say no; a reason of these alone names nobody. */
const refusalWords = new Set(
	'a access action allowed an and authentication authorization authorized bad been blocked by category connect connection content denied deny destination error failed failure filter filtered firewall for forbidden from gateway has host http https internet invalid is limit method no not of on page policy port prohibited protocol proxy reached refused rejected request required resource restricted rule security server service site ssl the this timeout tls to too unauthorized unavailable unreachable url user violation web website'.split(
		' ',
	),
);

/** Whether a reason phrase names nobody: a standard one, or of words in which devices say no. */
export function isPublicReason(reason: string): boolean {
	const text = reason.trim().toLowerCase();
	return standardReasons.has(text) || text.split(/[\s:.,-]+/).every(word => word === '' || refusalWords.has(word));
}

/** The same text as it is written inside sentences: cut, and with other quotes. */
function spellings(text: string): readonly string[] {
	if (text.length <= 80 && !text.includes('"')) return [text];
	return [
		text,
		...[80, 100, 120].flatMap(limit => [safeText(text, limit), safeText(text, limit).replaceAll('"', "'")]),
	];
}

/** Names of companies as their domains have them; not what every company's domain is called. */
const commonDomains =
	/^(?:example|local|localdomain|internal|intra(?:net)?|corp|company|home|lan|private|test|invalid|localhost)$/;

function companyOf(host: string): string | null {
	if (isIP(host) !== 0 || !host.includes('.')) return null;
	const [label = ''] = registrableDomain(host).split('.');
	return label.length < 4 || commonDomains.test(label) ? null : label;
}

/** The names in a no_proxy list, without what stands around them. */
function noProxyNames(noProxy: string): string[] {
	return noProxy
		.split(/[\s,]+/)
		.map(rule => rule.replace(/^\*?\./, '').replace(/[:/].*$/, ''))
		.filter(name => name !== '' && name !== '*' && isIP(name) === 0);
}

/** Headers whose values the program quotes in its sentences. */
const quotedHeaders = [
	'location',
	'proxy-authenticate',
	'refresh',
	'server',
	'via',
	'www-authenticate',
	'x-squid-error',
];

/** Puts the proxies and what proved to be public into the words, before anything is asked of them. */
export function learnFirst(run: Run, words: Words, publicNames: PublicNames): void {
	const {https, http} = run.settings.proxy;
	for (const proxy of [https, http]) if (proxy !== null) words.nameProxy(proxy.host);
	const {hasOwnRoots} = scopeOf(run);
	for (const {proxy, target, attempts} of run.results) {
		const name = /^https?:\/\/\[?([^\]]*?)\]?:\d+$/.exec(proxy ?? '')?.[1];
		if (name !== undefined) words.nameProxy(name);
		if (target === null || !publicNames.isPublic(target.host)) continue;
		for (const {stages} of attempts) {
			const isProven = stages.some(
				stage => stage.stage === 'tls' && stage.of === 'target' && isPublicChain({...stage, hasOwnRoots}, publicNames),
			);
			if (!isProven) continue;
			for (const stage of stages) {
				if (stage.stage !== 'tcp' || stage.of !== 'target' || stage.connected === null) continue;
				if (!isPrivateAddress(stage.connected)) words.showAddress(stage.connected);
			}
		}
	}
}

/** Items of a long list, so many that a few of them are a step. */
export function* slicesOf<Item>(items: readonly Item[]): Generator<readonly Item[]> {
	for (let at = 0; at < items.length; at += slice) yield items.slice(at, at + slice);
}

const slice = 100;

/** Every text of the user's own that no form gives away, with its word, as it may stand in a sentence. In steps of some rows. */
export function* collectLiterals(run: Run, words: Words, publicNames: PublicNames): Steps<Literal[]> {
	const literals: Literal[] = [];
	const companies = new Set<string | null>();
	const add = (texts: readonly string[], word: string) => {
		for (const text of texts) literals.push({text, word});
	};
	const addName = (name: string) => {
		const bare = name.replace(/^\*\./, '').replace(/\.$/, '');
		if (isIP(bare) === 0 && !hasHostForm(bare) && !publicNames.isPublic(bare)) add([bare], words.host(bare));
	};
	const addHost = (host: string) => {
		// The first that is asked for has the lowest number.
		words.host(host);
		addName(host);
		if (!publicNames.isPublic(host) && publicNames.splitResource(host) === null) companies.add(companyOf(host));
	};
	const addUser = (name: string) => {
		const word = words.word('user', name);
		add([name, encodeURIComponent(name.toWellFormed())], word);
		// CORP\anna and anna@corp.example: the parts alone tell as much.
		const parts = name.split(/[\\/@]/).filter(part => part.length > 2);
		if (parts.length > 1) add(parts, word);
	};
	const addResources = (resources: Resources) => {
		for (const [key, names] of Object.entries(resources)) {
			if (key === 'region-code') continue;
			for (const name of names) add([name], name.includes('.') ? words.host(name) : words.word('resource', name));
		}
	};
	/** Where pages and redirects lead. */
	const addHostsIn = (text: string) => {
		for (const [, host = ''] of text.matchAll(/\/\/(?:[^\s/@]*@)?([^\s'"<>/?#:@[\]]+)/g)) addName(host.toLowerCase());
	};
	const addHeaders = (headers: HeaderMap) => {
		for (const receiver of (headers.via ?? '').split(',').map(receiverOf)) if (receiver !== null) addName(receiver);
		for (const name of quotedHeaders) {
			const value = headers[name] ?? '';
			const [, shown] = redactHeader(name, value, words);
			if (shown !== value) add(spellings(value), shown);
			addHostsIn(value);
		}
	};
	const addAuthority = (name: string) => {
		add(spellings(name), words.word('ca', name));
		// Checks name an issuer by this value alone. One with dots is a host, which is known by its form.
		const commonName = commonNameOf(name);
		if (commonName !== null && !commonName.includes('.')) add(spellings(commonName), words.word('ca', name));
	};
	const addChain = (handshake: Handshake | null) => {
		if (handshake === null) return;
		const {names, organisations, hosts} = ownNames(handshake, publicNames);
		for (const name of names) addAuthority(name);
		for (const name of organisations) add([name], words.word('company', name));
		for (const host of hosts) addName(host);
	};

	const visitor: Visitor<Scope> = {
		enter: createEnter(publicNames),
		take(what, value, scope, instead) {
			if (what === 'resources') addResources(value as Resources);
			else if (what === 'headers') addHeaders(value as HeaderMap);
			else if (what === 'chain') addChain(scope.handshake);
			// Findings repeat what the user's own file says of a requirement.
			else if (what === 'documented') {
				if (scope.isOwn && typeof value === 'string' && typeof instead === 'string') add([value], instead);
			} else if (typeof value === 'string') addText(what, value, scope);
			return value;
		},
	};
	const addText = (what: Parameters<typeof visitor.take>[0], text: string, {isOwn}: Scope) => {
		switch (what) {
			case 'host':
				return addHost(text);
			case 'name':
				return addName(text);
			case 'user':
				return addUser(text);
			case 'authority':
				return addAuthority(text);
			case 'file':
				// A shell takes a quote between single quotes so.
				return add([text, text.replaceAll("'", String.raw`'\''`), safeText(text)], words.word('file', text));
			case 'no-proxy':
				for (const name of noProxyNames(text)) addHost(name);
				return;
			case 'path':
				if (isOwn && text !== '/') add([text], '/path');
				return;
			case 'request': {
				const path = text.split(' ')[1] ?? '';
				if (isOwn && /^\/./.test(path)) add([path], '/path');
				return;
			}
			case 'body':
				return addHostsIn(text);
			case 'reason':
				if (!isPublicReason(text)) add(spellings(text), words.word('reason', text));
				return;
			case 'title':
				if (text.includes(' ')) add(spellings(text), words.word('title', text));
				// A word alone is meant only where it is quoted: it may be any.
				else for (const one of spellings(text)) add([`"${one}"`], `"${words.word('title', text)}"`);
				return;
			default:
				return;
		}
	};
	const around = {scope: scopeOf(run), visitor};
	const {results, findings, nextSteps} = runShape.shape;
	// In the order of the shape: what comes first has the lowest number.
	walk(runShape, {...run, results: [], findings: [], nextSteps: []}, around);
	for (const rows of slicesOf(run.results)) {
		yield '';
		walk(results, rows, around);
	}
	for (const finding of run.findings) {
		yield '';
		walk(findings.element, finding, around);
	}
	walk(nextSteps, run.nextSteps, around);
	for (const company of companies) if (company !== null) add([company], words.word('company', company));
	return literals;
}
