import type {TlsEvidence} from '../evidence/types.ts';
import {takenOut} from './headers.ts';
import type {PublicNames} from './public-names.ts';
import type {Scrub} from './scrub.ts';
import type {Words} from './stand-in-words.ts';

type Certificate = TlsEvidence['chain'][number];

/** A handshake, and whether "public" in it goes by roots of the user's own (`--public-roots`). */
export type Handshake = Pick<TlsEvidence, 'ok' | 'of' | 'trust' | 'serverName' | 'chain'> & {
	readonly hasOwnRoots: boolean;
};

/** Whether the chain is known to everybody: with roots of the user's own, public is who the bundled roots name, too. */
export function isPublicChain({trust, chain, hasOwnRoots}: Handshake, publicNames: PublicNames): boolean {
	if (trust !== 'public' || !hasOwnRoots) return trust === 'public';
	return chain.every(({issuer}) => organisationsOf(issuer).some(publicNames.isAuthority));
}

/** Whether a handshake showed the certificate of a service that the catalog names, or of a resource of that kind. */
function isPublicService(handshake: Handshake, publicNames: PublicNames): boolean {
	const {ok, of, serverName} = handshake;
	// A certificate for other names is not the service's, whoever issued it.
	if (!ok || of !== 'target' || serverName === null || !isPublicChain(handshake, publicNames)) return false;
	return publicNames.isPublic(serverName) || publicNames.splitResource(serverName) !== null;
}

/** What a chain says of the user's own: distinguished names, whom they name, and hosts. */
export function ownNames(
	handshake: Handshake,
	publicNames: PublicNames,
): {readonly names: readonly string[]; readonly organisations: readonly string[]; readonly hosts: readonly string[]} {
	const {chain} = handshake;
	if (isPublicService(handshake, publicNames)) return {names: [], organisations: [], hosts: []};
	// A public authority may have issued it, but it tells whose host it is.
	const subjects = chain.slice(0, 1).map(({subject}) => subject);
	// An inspecting device copies the organisation of the real service into the leaf: only issuers tell whose device it is.
	const tellers = isPublicChain(handshake, publicNames) ? subjects : chain.map(({issuer}) => issuer);
	return {
		names: isPublicChain(handshake, publicNames) ? subjects : chain.flatMap(({subject, issuer}) => [issuer, subject]),
		organisations: tellers.flatMap(organisationsOf),
		hosts: chain.flatMap(({altNames}) => altNames.map(name => splitAltName(name).host)),
	};
}

function organisationsOf(name: string): string[] {
	return [...name.matchAll(/(?:^|,\s*)(?:O|OU)=([^,]+)/g)].map(match => (match[1] ?? '').trim());
}

/** A chain as it may be shown. */
export function redactChain(
	handshake: Handshake,
	{words, scrub, publicNames}: {readonly words: Words; readonly scrub: Scrub; readonly publicNames: PublicNames},
): readonly Certificate[] {
	const isPublic = isPublicChain(handshake, publicNames);
	const isOwnLeaf = !isPublicService(handshake, publicNames);
	return handshake.chain.map((certificate, index) => {
		const {subject, issuer, serialNumber, fingerprint} = certificate;
		const altNames = certificate.altNames.map(name => {
			const {label, host} = splitAltName(name);
			return `${label}${words.host(host)}`;
		});
		const shown = isPublic && !(isOwnLeaf && index === 0) ? scrub(subject) : words.word('ca', subject);
		// A public certificate can be looked up by its number; that leads to the names which are taken out here.
		const isUnchanged = shown === subject && altNames.join() === certificate.altNames.join();
		return {
			...certificate,
			subject: shown,
			issuer: isPublic ? issuer : words.word('ca', issuer),
			altNames,
			serialNumber: isUnchanged ? serialNumber : takenOut,
			fingerprint: isUnchanged ? fingerprint : takenOut,
		};
	});
}

/** `DNS:host`, `IP Address:10.0.0.1`, or a bare name. */
function splitAltName(name: string): {readonly label: string; readonly host: string} {
	const [, label = '', host = ''] = /^((?:DNS|IP Address|IP):\s*)?(.*)$/.exec(name) ?? [];
	return {label, host};
}
