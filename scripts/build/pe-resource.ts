// Puts resources into a Windows program, which is where Node looks for the application that it is to run (Node's
// documentation, "Single executable applications"). The table of resources is written anew, with the new ones, into a section
// behind the last; those that were there stay where they are (Microsoft, "PE Format").

export type Resource = {
	/** 10: raw data, 16: the version. */
	readonly type: number;
	readonly name: string | number;
	readonly language: number;
	readonly data: Buffer;
};

type Leaf = {readonly address: number; readonly size: number} | {readonly data: Buffer};
type Folder = Map<string | number, Folder | Leaf>;

/** The parts of the optional header (PE32+), from its beginning. */
const fields = {initializedData: 8, imageSize: 56, headersSize: 60, checksum: 64, directories: 112};
const directory = {resources: 2, signature: 4};
const sectionSize = 40;
const isFolder = (node: Folder | Leaf): node is Folder => node instanceof Map;
const alignTo = (value: number, step: number) => Math.ceil(value / step) * step;

function readFolder(file: Buffer, start: number, at: number): Folder {
	const count = file.readUInt16LE(start + at + 12) + file.readUInt16LE(start + at + 14);
	return new Map<string | number, Folder | Leaf>(
		Array.from({length: count}, (_, index) => {
			const entry = start + at + 16 + index * 8;
			const id = file.readUInt32LE(entry);
			const place = file.readUInt32LE(entry + 4);
			const text = start + (id & 0x7fffffff);
			const name = id < 0x80000000 ? id : file.toString('utf16le', text + 2, text + 2 + file.readUInt16LE(text) * 2);
			if (place >= 0x80000000) return [name, readFolder(file, start, place & 0x7fffffff)] as const;
			return [name, {address: file.readUInt32LE(start + place), size: file.readUInt32LE(start + place + 4)}] as const;
		}),
	);
}

function setResource(root: Folder, {type, name, language, data}: Resource): void {
	const inside = (folder: Folder, key: string | number) => {
		const found = folder.get(key);
		const next: Folder = found !== undefined && isFolder(found) ? found : new Map();
		folder.set(key, next);
		return next;
	};
	const languages = inside(inside(root, type), name);
	// One version of a resource, whatever the language of the one that it takes the place of.
	languages.clear();
	languages.set(language, {data});
}

/** Names stand before numbers, each sorted: loaders look by halves. */
function entriesOf(folder: Folder): readonly (readonly [string | number, Folder | Leaf])[] {
	return [...folder].sort(([one], [other]) => {
		if (typeof one !== typeof other) return typeof one === 'string' ? -1 : 1;
		return one < other ? -1 : 1;
	});
}

/** The table as it lies at `address`: folders, leaves, names, and the data that is new. */
function writeTable(root: Folder, address: number): Buffer {
	const folders: Folder[] = [root];
	for (const folder of folders)
		folders.push(...entriesOf(folder).flatMap(([, node]) => (isFolder(node) ? [node] : [])));
	const leaves = folders.flatMap(folder => entriesOf(folder).flatMap(([, node]) => (isFolder(node) ? [] : [node])));
	const names = [...new Set(folders.flatMap(folder => [...folder.keys()].filter(key => typeof key === 'string')))];
	let size = 0;
	const place = <Item>(items: readonly Item[], sizeOf: (item: Item) => number, step: number) =>
		new Map(
			items.map(item => {
				const at = alignTo(size, step);
				size = at + sizeOf(item);
				return [item, at] as const;
			}),
		);
	const folderAt = place(folders, folder => 16 + folder.size * 8, 4);
	const leafAt = place(leaves, () => 16, 4);
	const nameAt = place(names, name => 2 + name.length * 2, 2);
	const dataAt = place(
		leaves.filter(leaf => 'data' in leaf),
		leaf => leaf.data.length,
		8,
	);
	const table = Buffer.alloc(size);
	for (const [folder, at] of folderAt) {
		const entries = entriesOf(folder);
		const named = entries.filter(([key]) => typeof key === 'string').length;
		table.writeUInt16LE(named, at + 12);
		table.writeUInt16LE(entries.length - named, at + 14);
		for (const [index, [key, node]] of entries.entries()) {
			const entry = at + 16 + index * 8;
			table.writeUInt32LE(typeof key === 'number' ? key : 0x80000000 + (nameAt.get(key) ?? 0), entry);
			table.writeUInt32LE(isFolder(node) ? 0x80000000 + (folderAt.get(node) ?? 0) : (leafAt.get(node) ?? 0), entry + 4);
		}
	}
	for (const [leaf, at] of leafAt) {
		const isNew = 'data' in leaf;
		table.writeUInt32LE(isNew ? address + (dataAt.get(leaf) ?? 0) : leaf.address, at);
		table.writeUInt32LE(isNew ? leaf.data.length : leaf.size, at + 4);
	}
	for (const [name, at] of nameAt) {
		table.writeUInt16LE(name.length, at);
		table.write(name, at + 2, 'utf16le');
	}
	for (const [leaf, at] of dataAt) leaf.data.copy(table, at);
	return table;
}

/** The sum of all 16-bit words with their carries, the field itself as zero, and the length ("PE Format", CheckSum). */
export function writeChecksum(file: Buffer): void {
	const at = file.readUInt32LE(0x3c) + 24 + fields.checksum;
	file.writeUInt32LE(0, at);
	let sum = 0;
	for (let index = 0; index + 1 < file.length; index += 2) {
		sum += file.readUInt16LE(index);
		sum = (sum & 0xffff) + (sum >>> 16);
	}
	if (file.length % 2 === 1) sum += file.readUInt8(file.length - 1);
	sum = (sum & 0xffff) + (sum >>> 16);
	file.writeUInt32LE(sum + file.length, at);
}

/** @returns the program with the resources in it, and without its signature, which no longer holds. Its checksum is to be written last. */
export function addResources(program: Buffer, resources: readonly Resource[]): Buffer {
	const header = program.length > 0x40 && program.toString('latin1', 0, 2) === 'MZ' ? program.readUInt32LE(0x3c) : -1;
	const optional = header + 24;
	if (
		header < 0 ||
		program.toString('latin1', header, header + 4) !== 'PE\0\0' ||
		program.readUInt16LE(optional) !== 0x20b
	)
		throw new Error('That is no Windows program of 64 bits');
	const count = program.readUInt16LE(header + 6);
	const sectionsAt = optional + program.readUInt16LE(header + 20);
	const sections = Array.from({length: count}, (_, index) => {
		const at = sectionsAt + index * sectionSize;
		return {
			virtualSize: program.readUInt32LE(at + 8),
			address: program.readUInt32LE(at + 12),
			rawSize: program.readUInt32LE(at + 16),
			rawAt: program.readUInt32LE(at + 20),
		};
	});
	const newHeader = sectionsAt + count * sectionSize;
	if (newHeader + sectionSize > program.readUInt32LE(optional + fields.headersSize))
		throw new Error('It has no room for another section');
	const directoryAt = (index: number) => optional + fields.directories + index * 8;
	const oldTable = program.readUInt32LE(directoryAt(directory.resources));
	const holder = sections.find(({address, virtualSize}) => oldTable >= address && oldTable < address + virtualSize);
	const root: Folder =
		holder === undefined ? new Map() : readFolder(program, holder.rawAt + oldTable - holder.address, 0);
	for (const resource of resources) setResource(root, resource);

	const [sectionStep, fileStep] = [program.readUInt32LE(optional + 32), program.readUInt32LE(optional + 36)];
	const address = alignTo(Math.max(...sections.map(one => one.address + one.virtualSize)), sectionStep);
	const table = writeTable(root, address);
	const signatureAt = program.readUInt32LE(directoryAt(directory.signature));
	const kept = program.subarray(0, signatureAt === 0 ? program.length : signatureAt);
	const rawAt = alignTo(kept.length, fileStep);
	const rawSize = alignTo(table.length, fileStep);
	const result = Buffer.alloc(rawAt + rawSize);
	kept.copy(result);
	table.copy(result, rawAt);
	result.write('.rsrc2', newHeader, 'latin1');
	for (const [index, value] of [table.length, address, rawSize, rawAt].entries())
		result.writeUInt32LE(value, newHeader + 8 + index * 4);
	// Initialized data that is read.
	result.writeUInt32LE(0x40000040, newHeader + 36);
	result.writeUInt16LE(count + 1, header + 6);
	result.writeUInt32LE(
		program.readUInt32LE(optional + fields.initializedData) + rawSize,
		optional + fields.initializedData,
	);
	result.writeUInt32LE(alignTo(address + table.length, sectionStep), optional + fields.imageSize);
	result.writeUInt32LE(address, directoryAt(directory.resources));
	result.writeUInt32LE(table.length, directoryAt(directory.resources) + 4);
	result.fill(0, directoryAt(directory.signature), directoryAt(directory.signature) + 8);
	return result;
}

/** A block of a version resource: length, length of its value, whether that is text, a key, and what is inside, each at a multiple of four. */
function versionBlock(key: string, value: Buffer | string, children: readonly Buffer[] = []): Buffer {
	const isText = typeof value === 'string';
	const bytes = isText ? Buffer.from(value === '' ? '' : `${value}\0`, 'utf16le') : value;
	const head = Buffer.concat([Buffer.alloc(6), Buffer.from(`${key}\0`, 'utf16le')]);
	const parts = [head, bytes, ...children];
	let block = Buffer.alloc(0);
	for (const part of parts) {
		if (part.length > 0) block = Buffer.concat([block, Buffer.alloc(-block.length & 3), part]);
	}
	block.writeUInt16LE(block.length, 0);
	block.writeUInt16LE(isText ? bytes.length / 2 : bytes.length, 2);
	block.writeUInt16LE(isText ? 1 : 0, 4);
	return block;
}

/** What Windows shows of a program (Microsoft, "VS_VERSIONINFO"): without it, administrators take it for a bare Node. */
export function versionResource(version: string, texts: {readonly [name: string]: string}): Resource {
	const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map(Number);
	const fixed = Buffer.alloc(52);
	const high = major * 0x10000 + minor;
	const low = patch * 0x10000;
	// Signature, structure, file and product version, mask of flags, flags, Windows of 32 bits and later, a program.
	for (const [index, value] of [0xfeef04bd, 0x10000, high, low, high, low, 0x3f, 0, 0x40004, 1].entries())
		fixed.writeUInt32LE(value, index * 4);
	const strings = Object.entries(texts).map(([name, text]) => versionBlock(name, text));
	// English, Unicode.
	const translation = Buffer.from([0x09, 0x04, 0xb0, 0x04]);
	const data = versionBlock('VS_VERSION_INFO', fixed, [
		versionBlock('StringFileInfo', '', [versionBlock('040904b0', '', strings)]),
		versionBlock('VarFileInfo', '', [versionBlock('Translation', translation)]),
	]);
	return {type: 16, name: 1, language: 0x409, data};
}
