import {describe, expect, it} from 'vitest';
import * as z from 'zod';
import {catalog} from '../../source/catalog/catalog.ts';
import {diffReportShape} from '../../source/record/diff/diff-report.ts';
import {planReportShape} from '../../source/record/plan-report.ts';
import {runShape} from '../../source/record/run.ts';
import {redactReport} from '../../source/redact/redact-report.ts';
import {type Visitor, walk} from '../../source/redact/walk.ts';
import {documented, holds} from '../../source/shape-kit.ts';
import {sampleReport} from '../helpers/sample-run.ts';

const visitor: Visitor<string> = {
	enter: (frame, _, scope) => `${scope}/${frame}`,
	take: (what, value, scope, instead) => `${scope} ${what} ${JSON.stringify(value)} ${String(instead)}`,
};
const walkOver = (shape: z.ZodType, value: unknown) => walk(shape, value, {scope: '', visitor});

describe('a walk', () => {
	it('hands over what holds something, with what is around it, and keeps the rest', () => {
		const shape = z.object({
			id: holds('public', z.string()),
			count: z.int(),
			rows: z.array(
				holds(
					'row',
					z.object({host: holds('host', z.string()).nullable(), note: documented('-', z.string()).describe('x')}),
				),
			),
		});
		expect(
			walkOver(shape, {
				id: 'a',
				count: 1,
				rows: [
					{host: null, note: 'n'},
					{host: 'h', note: 'm'},
				],
			}),
		).toEqual({
			id: 'a',
			count: 1,
			rows: [
				{host: null, note: '/row documented "n" -'},
				{host: '/row host "h" undefined', note: '/row documented "m" -'},
			],
		});
	});

	it('leaves out what the shape does not know', () => {
		expect(walkOver(z.object({count: z.int()}), {count: 1, secret: 'falcon'})).toEqual({count: 1});
	});

	it('goes into that one of several shapes which a word names', () => {
		const shape = z.discriminatedUnion('kind', [
			z.object({kind: z.literal('a'), text: holds('text', z.string())}),
			z.object({kind: z.literal('b'), text: holds('public', z.string())}),
		]);
		expect(walkOver(shape, {kind: 'a', text: 'x'})).toEqual({kind: 'a', text: ' text "x" undefined'});
		expect(walkOver(shape, {kind: 'b', text: 'x'})).toEqual({kind: 'b', text: 'x'});
	});

	it.each([
		['text', z.object({a: z.object({b: z.string()})}), '.a.b'],
		['list', z.array(z.string()), '[]'],
		['record', z.object({a: z.record(z.string(), z.string())}), '.a'],
	])('refuses a %s that does not say what it holds', (_, shape, place) => {
		expect(() => walkOver(shape, {})).toThrow(`The field ${place} of a shape does not say what it holds`);
	});
});

describe('every text says what it holds', () => {
	it.each([
		['run', runShape],
		['plan', planReportShape],
		['diff', diffReportShape],
	])('in the shape of a %s', (_, shape) => {
		expect(walkOver(shape, {})).toEqual({});
	});
});

describe('redaction of a run', () => {
	it('leaves every requirement of the catalog as it is', () => {
		const [row] = sampleReport({rows: [{host: 'mcr.microsoft.com'}]}).results;
		const report = sampleReport({rows: []});
		const results = catalog.requirements.flatMap(requirement =>
			row ? [{...row, id: requirement.id, requirement}] : [],
		);
		const shared = redactReport({...report, results}, catalog).report;
		for (const [index, {id, pattern, purpose, impact, notes, sources}] of catalog.requirements.entries()) {
			expect(shared.results[index]).toMatchObject({id, requirement: {id, pattern, purpose, impact, notes, sources}});
		}
	});

	it.each<[string, (index: number) => {host: string; path: string; detail: string}]>([
		[
			'that are all different',
			index => ({
				host: index % 2 === 0 ? `falcon${index}` : `app-${index}.falcon.example`,
				path: `/falcon/${index}`,
				detail: `GET /falcon/${index} was answered by falcon${index - (index % 2)}.`,
			}),
		],
		[
			'of which each begins the next ones',
			index => ({
				host: `falcon${'1'.repeat(index % 50)}${index}.example`,
				path: `/falcon${'1'.repeat(index % 200)}`,
				detail: `falcon${'1'.repeat(index % 50)}${index}.example did not answer.`,
			}),
		],
		[
			'of which each ends the next ones',
			index => ({
				host: `${'a.'.repeat(index % 40)}b${index}.falcon.example`,
				path: '/',
				detail: `${'a.'.repeat(index % 40)}falcon.example did not answer.`,
			}),
		],
		[
			'in one sentence that all repeat',
			index => ({
				host: `falcon${index}.example`,
				path: '/falcon',
				detail: 'The block page of falcon1.example names falcon0.example, falcon12 and falcon999.example.',
			}),
		],
		[
			'full of signs of expressions',
			index => ({
				host: `falcon-${index}.example`,
				path: `/falcon(${index}|.*)+[falcon]?$^\\`,
				detail: `GET /falcon(${index}|.*)+[falcon]?$^\\ was answered.`,
			}),
		],
		[
			'in letters of other alphabets',
			index => ({
				host: `xn--falcon-${index}-kva.example`,
				path: `/f%61lcon/${index}`,
				detail: `falcon-${index}é.example and FALCON-${index}.EXAMPLE did not answer.`,
			}),
		],
	])('bears a thousand hosts, titles and reasons %s', (_name, rowOf) => {
		const rows = Array.from({length: 1000}, (_, index) => ({...rowOf(index), cause: 'http.block-page' as const}));
		const text = JSON.stringify(redactReport(sampleReport({rows}), catalog).report);
		expect(text.match(/f(?:a|%61)lcon.{0,20}/i)?.[0]).toBeUndefined();
		expect(JSON.parse(text).results).toHaveLength(1000);
	});
});
