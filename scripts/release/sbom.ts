// The bill of materials in CycloneDX 1.6: what is bundled, by the bundle's own list of inputs, and for a binary Node with
// the libraries inside it. `npm sbom` would list what only builds and tests, or with --omit dev nothing at all.
import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {listPackageFolders} from '../build/licences.ts';
import {isPatched} from '../build/patched-packages.ts';

type Component = {
	readonly type: 'library' | 'application' | 'platform';
	readonly 'bom-ref': string;
	readonly name: string;
	readonly version: string;
	readonly purl?: string;
	readonly cpe?: string;
	readonly hashes?: readonly {readonly alg: string; readonly content: string}[];
	readonly licenses?: readonly unknown[];
	readonly pedigree?: unknown;
};

/** What Node reports of itself that is no library: its own version, and numbers of interfaces. */
const noLibraries = /^(?:node|modules|napi|unicode|cldr|tz)$/;

export type SbomOptions = {
	readonly inputs: readonly string[];
	/** The versions of Node and of what is inside it, or null where the program brings none. */
	readonly node: NodeJS.ProcessVersions | null;
	/** Libraries that lie beside the program, by name and version. */
	readonly libraries?: readonly {readonly name: string; readonly version: string; readonly purl: string}[];
	/** As ISO 8601. */
	readonly timestamp: string;
};

/** The text of the file. It holds nothing of chance: the same contents give the same bytes. */
export function renderSbom({inputs, node, libraries = [], timestamp}: SbomOptions): string {
	const own: {readonly name: string; readonly version: string} = JSON.parse(readFileSync('package.json', 'utf8'));
	const lock: {readonly packages: {readonly [folder: string]: {readonly integrity?: string}}} = JSON.parse(
		readFileSync('package-lock.json', 'utf8'),
	);
	const bundled = listPackageFolders(inputs).map((folder): Component => {
		const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
		const purl = `pkg:npm/${manifest.name.replace('@', '%40')}@${manifest.version}`;
		const integrity = lock.packages[folder]?.integrity?.replace(/^sha512-/, '');
		return {
			type: 'library',
			'bom-ref': purl,
			name: manifest.name,
			version: manifest.version,
			purl,
			...(integrity && {hashes: [{alg: 'SHA-512', content: Buffer.from(integrity, 'base64').toString('hex')}]}),
			licenses: [{license: {id: manifest.license}}],
			...(inputs.some(file => file.startsWith(`${folder}/`) && isPatched(file)) && {
				pedigree: {patches: [{type: 'unofficial'}], notes: 'Changed as scripts/build/patched-packages.ts says.'},
			}),
		};
	});
	const inside =
		node === null
			? []
			: [
					{
						type: 'platform' as const,
						'bom-ref': `node@${node.node}`,
						name: 'node',
						version: node.node,
						cpe: `cpe:2.3:a:nodejs:node.js:${node.node}:*:*:*:*:*:*:*`,
						purl: `pkg:generic/node@${node.node}`,
					},
					...Object.entries(node)
						.filter(([name, version]) => !noLibraries.test(name) && version)
						.map(([name, version = '']) => ({
							type: 'library' as const,
							'bom-ref': `node/${name}@${version}`,
							name,
							version,
							purl: `pkg:generic/${name}@${encodeURIComponent(version)}`,
						})),
				];
	const beside = libraries.map(library => ({type: 'library' as const, 'bom-ref': library.purl, ...library}));
	const unique = new Map([...bundled, ...inside, ...beside].map(component => [component['bom-ref'], component]));
	const components = [...unique.values()].sort((one, other) => (one['bom-ref'] < other['bom-ref'] ? -1 : 1));
	const self = `pkg:npm/${own.name}@${own.version}`;
	const body = {
		metadata: {
			timestamp,
			component: {
				type: 'application',
				'bom-ref': self,
				name: own.name,
				version: own.version,
				purl: self,
				licenses: [{license: {id: 'MIT'}}],
			},
		},
		components,
		dependencies: [{ref: self, dependsOn: components.map(component => component['bom-ref'])}],
	};
	return `${JSON.stringify({bomFormat: 'CycloneDX', specVersion: '1.6', serialNumber: `urn:uuid:${uuidOf(JSON.stringify(body))}`, version: 1, ...body}, null, '\t')}\n`;
}

/** A name-based UUID (RFC 9562, version 8): as unique as what it is made of. */
function uuidOf(text: string): string {
	const hex = createHash('sha256').update(text).digest('hex');
	const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) % 4];
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
