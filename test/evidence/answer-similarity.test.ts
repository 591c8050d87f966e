import {describe, expect, it} from 'vitest';
import {
	type GivenAnswer,
	isAlike,
	isTelling,
	type Wording,
	wordingOf,
} from '../../source/evidence/answer-similarity.ts';

const given = (answer: Partial<GivenAnswer>): Wording =>
	wordingOf({
		status: 403,
		headers: {},
		body: '',
		request: 'GET /',
		host: 'a.example',
		...answer,
	});
const page = (host: string, id: number) =>
	`<html><title>Denied</title><p>The way to http://${host}/x is not for you. Incident ${id}.</p></html>`;

describe('answers of one hand', () => {
	it.each<[string, Partial<GivenAnswer>, Partial<GivenAnswer>]>([
		['bare ones', {}, {host: 'b.example'}],
		['a page that names the host', {body: page('a.example', 1)}, {body: page('b.example', 4711), host: 'b.example'}],
		[
			'a page that repeats the path',
			{body: 'No such page: /ubuntu/dists', request: 'GET http://a.example/ubuntu/dists'},
			{body: 'No such page: /crl', request: 'GET http://b.example/crl', host: 'b.example'},
		],
		['headers of the moment aside', {headers: {date: 'x', connection: 'close'}}, {headers: {via: '1.1 p'}}],
		['a server that is named in one of them alone', {headers: {server: 'x'}, body: 'a b no way'}, {body: 'a b no way'}],
	])('%s', (_what, one, other) => {
		expect(isAlike(given(one), given(other))).toBe(true);
	});

	it.each<[string, Partial<GivenAnswer>, Partial<GivenAnswer>]>([
		['another status', {}, {status: 404}],
		['no status', {status: null}, {status: null}],
		['another server', {headers: {server: 'x'}}, {headers: {server: 'y'}}],
		['a page and none', {body: page('a.example', 1)}, {}],
		['another page', {body: page('a.example', 1)}, {body: '<Error><Code>AccessDenied</Code></Error>'}],
		['other headers', {headers: {'x-request-id': '1'}}, {}],
	])('and not: %s', (_what, one, other) => {
		expect(isAlike(given(one), given(other))).toBe(false);
	});
});

it.each<[string, Partial<GivenAnswer>, boolean]>([
	['a bare answer', {headers: {date: 'x'}}, false],
	['a phrase', {body: '403 Forbidden'}, false],
	['a sentence', {body: 'There is nothing here.'}, true],
	['a header of its own', {headers: {'x-ms-request-id': '1'}}, true],
])('%s tells its hand or not', (_what, answer, expected) => {
	expect(isTelling(given(answer))).toBe(expected);
});
