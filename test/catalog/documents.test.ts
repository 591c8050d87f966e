import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {catalog} from '../../source/catalog/catalog.ts';

type Line = {readonly port: number; readonly host: string};

/** Lines of `port host`, as a document lists them. */
function readLines(name: string): Line[] {
	const text = readFileSync(new URL(name, import.meta.url), 'utf8');
	return text
		.trim()
		.split('\n')
		.map(line => {
			const [port = '', host = ''] = line.split(' ');
			return {port: Number(port), host};
		});
}

function findRequirements({port, host}: Line): string[] {
	const found = catalog.requirements.filter(
		row => row.clouds.includes('public') && row.port === port && row.pattern === host,
	);
	return found.map(({id}) => id);
}

describe('the list of 2021', () => {
	const lines = readLines('seed-lines.txt');

	it('has 56 lines, one of them twice', () => {
		expect(lines).toHaveLength(56);
		expect(new Set(lines.map(({port, host}) => `${port} ${host}`)).size).toBe(55);
	});

	it.each(lines)('port $port of $host is exactly one requirement', line => {
		expect(findRequirements(line)).toHaveLength(1);
	});

	it('comes into the plan when all features but the replacing ones are chosen', () => {
		const all = new Set(catalog.features.filter(({replaces}) => replaces.length === 0).map(({id}) => id));
		const wanted = new Set(lines.flatMap(findRequirements));
		const left = catalog.requirements.filter(
			({id, features}) => wanted.has(id) && !features.some(name => all.has(name)),
		);
		expect(left.map(({id}) => id)).toEqual([]);
	});

	it('is named as a source by its requirements, and by no other', () => {
		const wanted = new Set(lines.flatMap(findRequirements));
		const named = catalog.requirements.filter(({sources}) =>
			sources.includes('Azure/AML-Kubernetes docs/network-requirements.md (2021-08-24)'),
		);
		expect(new Set(named.map(({id}) => id))).toEqual(wanted);
	});
});

describe('what current documents add', () => {
	it.each(readLines('added-lines.txt'))('port $port of $host is exactly one requirement', line => {
		expect(findRequirements(line)).toHaveLength(1);
	});
});
