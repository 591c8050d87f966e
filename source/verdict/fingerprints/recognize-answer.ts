import type {HeaderMap} from '../../evidence/types.ts';
import {answerFingerprints, forwardProxies} from './answer-fingerprints.ts';
import type {Fingerprint, Recognition, Sign} from './types.ts';

/** The parts of an HTTP answer that signs are looked for in, bounded when they were read. */
export type SeenAnswer = {
	readonly status: number | null;
	readonly headers: HeaderMap;
	readonly body: string;
	readonly title: string | null;
};

type Text = {
	readonly status: string;
	readonly headers: HeaderMap;
	readonly body: string;
	readonly title: string;
	readonly location: string;
	readonly locationHost: string;
};

/** With signs in lower case, since thousands of answers are held against them. */
const fingerprints = answerFingerprints.map(fingerprint => ({
	...fingerprint,
	signs: fingerprint.signs.map(sign => ({...sign, text: sign.text.toLowerCase()})),
}));

/** Names the product that an answer shows signs of, and what kind of answer it is. Null: nothing known. */
export function recognizeAnswer(answer: SeenAnswer): Recognition | null {
	const text = textOf(answer);
	const found = fingerprints.find(fingerprint => fits(fingerprint, text));
	if (!found) return null;
	const {product, kind, signs} = found;
	return {product, kind, isByStatusAlone: signs.length === 0, isForwardProxy: forwardProxies.includes(product)};
}

function fits({status, signs}: Fingerprint, text: Text): boolean {
	if (status !== undefined && !text.status.startsWith(status)) return false;
	return signs.length === 0 || signs.some(sign => isIn(text, sign));
}

function isIn(text: Text, sign: Sign): boolean {
	const wanted = sign.text;
	switch (sign.in) {
		case 'header':
			return text.headers[sign.name]?.toLowerCase().includes(wanted) ?? false;
		case 'location-host':
			return text.locationHost === wanted || text.locationHost.endsWith(`.${wanted}`);
		case 'location':
			return text.location.includes(wanted);
		case 'title':
			return text.title.includes(wanted);
		case 'body':
			return text.body.includes(wanted);
		default:
			return sign satisfies never;
	}
}

function textOf({status, headers, body, title}: SeenAnswer): Text {
	const isRedirect = status !== null && status >= 300 && status < 400;
	const location = isRedirect ? (headers.location ?? '').toLowerCase() : '';
	return {
		status: status === null ? '' : String(status),
		headers,
		// What a service says in JSON is its own: block pages are written for people.
		body: /^\s*[[{]/.test(body) ? '' : body.toLowerCase(),
		title: (title ?? '').toLowerCase(),
		location,
		locationHost: URL.parse(location)?.hostname ?? '',
	};
}
