import {STATUS_CODES} from 'node:http';
import {isIP} from 'node:net';
import {isPrivateAddress} from '../evidence/addresses.ts';
import type {Run, RunRow} from '../record/run.ts';
import {safeText} from '../safe-text.ts';
import {registrableDomain} from '../verdict/fingerprints/service-domains.ts';
import type {PublicNames} from './public-names.ts';
import type {Literal} from './scrub.ts';
import type {Words} from './stand-in-words.ts';

type Stage = RunRow['attempts'][number]['stages'][number];
type TlsStage = Extract<Stage, {stage: 'tls'}>;

function stagesOf({results}: Run): Stage[] {
	return results.flatMap(({attempts}) => attempts.flatMap(({stages}) => stages));
}

/** Reason phrases that a server did not make up. */
const standardReasons = new Set(
	[...Object.values(STATUS_CODES), 'Connection established', 'Proxy Authentication Required', ''].map(reason =>
		reason?.toLowerCase(),
	),
);

export function isStandardReason(reason: string): boolean {
	return standardReasons.has(reason.trim().toLowerCase());
}

/** The same text as it is written inside sentences: cut, and with other quotes. */
function spellings(text: string): string[] {
	return [text, ...[80, 120].flatMap(limit => [safeText(text, limit), safeText(text, limit).replaceAll('"', "'")])];
}

/** Names of companies as their domains have them; not what every company's domain is called. */
const commonDomains =
	/^(?:example|local|localdomain|internal|intra(?:net)?|corp|company|home|lan|private|test|invalid|localhost)$/;

function companyOf(host: string): string | null {
	if (isIP(host) !== 0 || !host.includes('.')) return null;
	const [label = ''] = registrableDomain(host).split('.');
	return label.length < 4 || commonDomains.test(label) ? null : label;
}

/** Puts the proxies and what proved to be public into the words, before anything is asked of them. */
export function learnFromReport(report: Run, words: Words, publicNames: PublicNames): void {
	const {https, http} = report.settings.proxy;
	for (const proxy of [https, http]) if (proxy !== null) words.nameProxy(proxy.host);
	for (const {proxy, target, attempts} of report.results) {
		const name = /^https?:\/\/\[?([^\]]*?)\]?:\d+$/.exec(proxy ?? '')?.[1];
		if (name !== undefined) words.nameProxy(name);
		if (target === null || !publicNames.isPublic(target.host)) continue;
		for (const {stages} of attempts) {
			const isProven = stages.some(stage => stage.stage === 'tls' && stage.of === 'target' && stage.trust === 'public');
			if (!isProven) continue;
			for (const stage of stages) {
				if (stage.stage !== 'tcp' || stage.of !== 'target' || stage.connected === null) continue;
				if (!isPrivateAddress(stage.connected)) words.showAddress(stage.connected);
			}
		}
	}
}

/** The names in a no_proxy list, without what stands around them. */
function noProxyNames(noProxy: string): string[] {
	return noProxy
		.split(/[\s,]+/)
		.map(rule => rule.replace(/^\*?\./, '').replace(/[:/].*$/, ''))
		.filter(name => name !== '' && name !== '*' && isIP(name) === 0);
}

/** Hosts of the user's own whose domain names the company. */
function ownHosts({settings, vantage, results}: Run, publicNames: PublicNames): string[] {
	const {https, http, noProxy} = settings.proxy;
	const targets = results.flatMap(({target}) => target?.host ?? []);
	return [https?.host ?? '', http?.host ?? '', vantage.hostname, ...noProxyNames(noProxy), ...targets].filter(
		host => host !== '' && !publicNames.isPublic(host) && publicNames.splitResource(host) === null,
	);
}

/** Whether a handshake showed the certificate of a service that the catalog names, or of a resource of that kind. */
export function isPublicService({of, trust, serverName}: TlsStage, publicNames: PublicNames): boolean {
	if (of !== 'target' || trust !== 'public' || serverName === null) return false;
	return publicNames.isPublic(serverName) || publicNames.splitResource(serverName) !== null;
}

/** Distinguished names of certificates of the user's own, and the values in them that name somebody. */
function privateNames(
	stages: readonly Stage[],
	publicNames: PublicNames,
): {readonly names: string[]; readonly organisations: string[]} {
	const handshakes = stages.filter(stage => stage.stage === 'tls');
	const chains = handshakes.flatMap(stage => (stage.trust === 'public' ? [] : stage.chain));
	// A public authority may have issued it, but it tells whose host it is.
	const leaves = handshakes.flatMap(stage =>
		stage.trust === 'public' && !isPublicService(stage, publicNames) ? stage.chain.slice(0, 1) : [],
	);
	const names = [
		...new Set([...chains.flatMap(({subject, issuer}) => [issuer, subject]), ...leaves.map(({subject}) => subject)]),
	];
	// An inspecting device copies the organisation of the real service into the leaf: only issuers tell whose device it is.
	const issuers = [...new Set([...chains.map(({issuer}) => issuer), ...leaves.map(({subject}) => subject)])];
	const organisations = issuers.flatMap(name =>
		[...name.matchAll(/(?:^|,\s*)(?:O|OU)=([^,]+)/g)].map(match => (match[1] ?? '').trim()),
	);
	return {names, organisations: [...new Set(organisations)]};
}

function commonNameOf(name: string): string {
	return /(?:^|,\s*)CN=([^,]+)/.exec(name)?.[1]?.trim() ?? '';
}

/** Who received a request, as a Via header names them: `1.1 wcg01 (squid)`. */
function viaNames(stages: readonly Stage[]): string[] {
	return stages.flatMap(stage => {
		const via = stage.stage === 'proxy' || stage.stage === 'http' ? (stage.headers.via ?? '') : '';
		return [...via.matchAll(/(?:^|,\s*)(?:HTTP\/)?\d\.\d\s+([^\s,(]+)/gi)].map(match => match[1] ?? '');
	});
}

/** Whether the user brought the row: a host asked for by name, or a requirement of a file of their own. */
export function isOwnRow({requirement}: Pick<RunRow, 'requirement'>, publicNames: PublicNames): boolean {
	return requirement === null || !publicNames.isDocumented(requirement.id);
}

/** What takes the place of a sentence from the user's own file. */
export const ownPurpose = "A requirement of the user's own.";
export const notTold = 'Not told.';

/** A product and its version tell nothing about a company; other words in a Server header may be the name of a machine. */
const productName = /^[A-Za-z][\w-]*\/[\d.]+/;

/** Every text of the user's own that no form gives away, with its word. */
export function collectLiterals(report: Run, words: Words, publicNames: PublicNames): Literal[] {
	const {settings, vantage} = report;
	const stages = stagesOf(report);
	const literals: Literal[] = [];
	const add = (texts: readonly string[], word: string) => {
		for (const text of texts) literals.push({text, word});
	};

	for (const proxy of [settings.proxy.https, settings.proxy.http]) {
		if (proxy === null) continue;
		add([proxy.host], words.host(proxy.host));
		if (proxy.username === null) continue;
		const {username} = proxy;
		const word = words.word('user', username);
		add([username, encodeURIComponent(username.toWellFormed())], word);
		// CORP\anna and anna@corp.example: the parts alone tell as much.
		const parts = username.split(/[\\/@]/).filter(part => part.length > 2);
		if (parts.length > 1) add(parts, word);
	}
	add([vantage.hostname], words.host(vantage.hostname));
	for (const name of noProxyNames(settings.proxy.noProxy)) {
		if (!name.includes('.') && !publicNames.isPublic(name)) add([name], words.host(name));
	}
	for (const [key, names] of Object.entries(settings.resources)) {
		if (key === 'region-code') continue;
		for (const name of names) add([name], name.includes('.') ? words.host(name) : words.word('resource', name));
	}
	for (const file of [settings.requirementsFile, settings.caFile, settings.publicRootsFile]) {
		if (file !== null) add([file], words.word('file', file));
	}
	for (const host of report.results.flatMap(({target}) => target?.host ?? [])) {
		if (!host.includes('.')) add([host], words.host(host));
	}
	for (const row of report.results.filter(one => isOwnRow(one, publicNames))) {
		// Findings repeat what the user's own file says of a requirement.
		if (row.requirement !== null) {
			add([row.requirement.impact], notTold);
			add([row.requirement.purpose], ownPurpose);
		}
		for (const stage of row.attempts.flatMap(attempt => attempt.stages)) {
			const path = stage.stage === 'http' ? (stage.request.split(' ')[1] ?? '') : '';
			if (/^\/./.test(path)) add([path], '/path');
		}
	}
	for (const name of viaNames(stages)) if (!publicNames.isPublic(name)) add([name], words.host(name));
	for (const stage of stages) {
		if (stage.stage === 'dns' && !stage.name.includes('.')) add([stage.name], words.host(stage.name));
		if (stage.stage !== 'proxy' && stage.stage !== 'http') continue;
		const {statusText} = stage;
		const server = stage.headers.server ?? '';
		if (!productName.test(server)) add(spellings(server), words.word('title', server));
		if (!isStandardReason(statusText)) add(spellings(statusText), words.word('reason', statusText));
		const title = stage.stage === 'http' ? stage.title : null;
		if (title?.includes(' ')) add(spellings(title), words.word('title', title));
	}
	const {names, organisations} = privateNames(stages, publicNames);
	for (const name of names) {
		add(spellings(name), words.word('ca', name));
		// Checks name an issuer by this value alone. One with dots is a host, which is known by its form.
		const commonName = commonNameOf(name);
		if (commonName !== '' && !commonName.includes('.')) add(spellings(commonName), words.word('ca', name));
	}
	for (const name of organisations) add([name], words.word('company', name));
	for (const company of new Set(ownHosts(report, publicNames).map(companyOf))) {
		if (company !== null) add([company], words.word('company', company));
	}
	return literals;
}
