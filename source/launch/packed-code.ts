import zlib from 'node:zlib';

const headerLength = 8;

/** What V8 compiled of a script, and the script's text, in ASCII: V8 wants it too, and compiles from it what it left out. */
export type CompiledScript = {readonly text: string; readonly code: Uint8Array};

/** Compiled scripts by their names, as one file: a check sum, the length of the index, the index, the texts and the code. */
export function packCode(scripts: ReadonlyMap<string, CompiledScript>): Uint8Array {
	const index = Buffer.from(
		JSON.stringify([...scripts].map(([name, {text, code}]) => [name, text.length, code.length])),
	);
	const header = Buffer.alloc(headerLength);
	header.writeUInt32LE(index.length, 4);
	const parts = [...scripts.values()].flatMap(({text, code}) => [Buffer.from(text, 'latin1'), code]);
	const bytes = Buffer.concat([header, index, ...parts]);
	bytes.writeUInt32LE(zlib.crc32(bytes.subarray(4)), 0);
	return bytes;
}

/**
 * Reads such a file. Null for one that is damaged: V8 would run what a faulty disk made of it, since it looks no further
 * than at its own version.
 */
export function unpackCode(bytes: Buffer): Map<string, CompiledScript> | null {
	if (bytes.length < headerLength || bytes.readUInt32LE(0) !== zlib.crc32(bytes.subarray(4))) return null;
	let start = headerLength + bytes.readUInt32LE(4);
	const scripts = new Map<string, CompiledScript>();
	for (const [name, textLength, codeLength] of JSON.parse(bytes.toString('utf8', headerLength, start))) {
		const end = start + textLength;
		scripts.set(name, {text: bytes.toString('latin1', start, end), code: bytes.subarray(end, end + codeLength)});
		start = end + codeLength;
	}
	return scripts;
}
