import type {RunRow} from '../record/run.ts';
import {isPublicService, isStandardReason} from './literals.ts';
import type {PublicNames} from './public-names.ts';
import type {Scrub} from './scrub.ts';
import type {Words} from './stand-in-words.ts';

type Stage = RunRow['attempts'][number]['stages'][number];
type TlsStage = Extract<Stage, {stage: 'tls'}>;
type Certificate = TlsStage['chain'][number];

export type Tools = {readonly words: Words; readonly scrub: Scrub; readonly publicNames: PublicNames};

const takenOut = 'taken out';

/** Headers whose values say nothing about a network; the values of others are taken out whole. */
const harmlessHeaders =
	/^(?:age|allow|cache-control|connection|content-(?:encoding|length|type)|date|proxy-connection|transfer-encoding|upgrade|vary|x-squid-error)$/;

/** Headers that tell who answered, which is worth keeping without the names in them. */
const tellingHeaders = /^(?:location|proxy-authenticate|server|via|www-authenticate)$/;

function redactHeaders(headers: {readonly [name: string]: string}, scrub: Scrub): {readonly [name: string]: string} {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => {
			if (harmlessHeaders.test(name)) return [name, value];
			return [name, tellingHeaders.test(name) ? scrub(value) : takenOut];
		}),
	);
}

function redactError<Problem extends {readonly message: string}>(error: Problem | null, scrub: Scrub): Problem | null {
	return error === null ? null : {...error, message: scrub(error.message)};
}

/** A public certificate can be looked up by its number; that leads to the names which are taken out here. */
function redactCertificate(
	certificate: Certificate,
	{isPublic, isOwn}: {readonly isPublic: boolean; readonly isOwn: boolean},
	{words, scrub}: Tools,
): Certificate {
	const {subject, issuer, serialNumber, fingerprint} = certificate;
	const altNames = certificate.altNames.map(name => redactAltName(name, words));
	const subjectShown = isPublic && !isOwn ? scrub(subject) : words.word('ca', subject);
	const isUnchanged = subjectShown === subject && altNames.join() === certificate.altNames.join();
	return {
		...certificate,
		subject: subjectShown,
		issuer: isPublic ? issuer : words.word('ca', issuer),
		altNames,
		serialNumber: isUnchanged ? serialNumber : takenOut,
		fingerprint: isUnchanged ? fingerprint : takenOut,
	};
}

/** `DNS:host`, `IP Address:10.0.0.1`, or a bare name. */
function redactAltName(name: string, words: Words): string {
	const [, label = '', value = ''] = /^((?:DNS|IP Address|IP):\s*)?(.*)$/.exec(name) ?? [];
	return `${label}${words.host(value)}`;
}

/** What one stage saw, without the user's own names. Bodies of answers go whole: error pages are full of them. */
export function redactStage(stage: Stage, tools: Tools): Stage {
	const {words, scrub} = tools;
	const error = redactError(stage.error, scrub);
	const redactAddress = <Ip extends {readonly address: string}>(ip: Ip): Ip => ({
		...ip,
		address: words.address(ip.address),
	});
	const reason = (text: string) => (isStandardReason(text) ? text : words.word('reason', text));
	switch (stage.stage) {
		case 'dns':
			return {
				...stage,
				error,
				name: words.host(stage.name),
				addresses: stage.addresses.map(redactAddress),
				aliases: stage.aliases.map(alias => words.host(alias)),
				servers: stage.servers.map(server => words.address(server)),
				system: stage.system && {
					addresses: stage.system.addresses.map(redactAddress),
					error: redactError(stage.system.error, scrub),
				},
			};
		case 'tcp':
			return {
				...stage,
				error,
				dials: stage.dials.map(dial => ({...redactAddress(dial), error: redactError(dial.error, scrub)})),
				connected: stage.connected && words.address(stage.connected),
				localAddress: stage.localAddress && words.address(stage.localAddress),
			};
		case 'tls': {
			const isPublic = stage.trust === 'public';
			return {
				...stage,
				error,
				serverName: stage.serverName && words.host(stage.serverName),
				chain: stage.chain.map((certificate, index) =>
					redactCertificate(
						certificate,
						{isPublic, isOwn: index === 0 && !isPublicService(stage, tools.publicNames)},
						tools,
					),
				),
			};
		}
		case 'proxy':
			return {
				...stage,
				error,
				request: scrub(stage.request),
				statusText: reason(stage.statusText),
				headers: redactHeaders(stage.headers, scrub),
				body: '',
			};
		case 'http':
			return {
				...stage,
				error,
				request: scrub(stage.request),
				statusText: reason(stage.statusText),
				headers: redactHeaders(stage.headers, scrub),
				body: '',
				title: stage.title && words.word('title', stage.title),
			};
		default:
			return stage satisfies never;
	}
}
