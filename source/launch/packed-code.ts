import zlib from 'node:zlib';

const headerLength = 8;

/** Compiled code by the names of its scripts, as one file: a check sum, the length of the index, the index, the code. */
export function packCode(code: ReadonlyMap<string, Uint8Array>): Uint8Array {
	const index = Buffer.from(JSON.stringify([...code].map(([name, bytes]) => [name, bytes.length])));
	const header = Buffer.alloc(headerLength);
	header.writeUInt32LE(index.length, 4);
	const bytes = Buffer.concat([header, index, ...code.values()]);
	bytes.writeUInt32LE(zlib.crc32(bytes.subarray(4)), 0);
	return bytes;
}

/**
 * Reads such a file. Null for one that is damaged: V8 would run what a faulty disk made of it, since it looks no further
 * than at its own version.
 */
export function unpackCode(bytes: Buffer): Map<string, Uint8Array> | null {
	if (bytes.length < headerLength || bytes.readUInt32LE(0) !== zlib.crc32(bytes.subarray(4))) return null;
	let start = headerLength + bytes.readUInt32LE(4);
	const code = new Map<string, Uint8Array>();
	for (const [name, length] of JSON.parse(bytes.toString('utf8', headerLength, start))) {
		code.set(name, bytes.subarray(start, start + length));
		start += length;
	}
	return code;
}
