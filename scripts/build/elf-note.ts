// Puts data into a Linux program as an ELF note, which is where Node looks for the application that it is to run
// (Node's documentation, "Single executable applications"). The note is laid behind the last segment that is loaded, in
// place of the symbols for debuggers, which are left out.

const programHeaderSize = 56;
const types = {load: 1, note: 4};

/** The fields of a program header that matter here (System V ABI, chapter 5; 64 bits, little endian). */
function readHeader(file: Buffer, at: number) {
	return {
		at,
		type: file.readUInt32LE(at),
		offset: Number(file.readBigUInt64LE(at + 8)),
		address: Number(file.readBigUInt64LE(at + 16)),
		sizeInFile: Number(file.readBigUInt64LE(at + 32)),
		sizeInMemory: Number(file.readBigUInt64LE(at + 40)),
	};
}

function writeNumbers(file: Buffer, at: number, numbers: readonly number[]): void {
	for (const [index, number] of numbers.entries()) file.writeBigUInt64LE(BigInt(number), at + index * 8);
}

/** A note: the lengths of name and data, a type, and both of them, each filled up to four bytes. */
function createNote(name: string, data: Buffer): Buffer {
	const nameBytes = Buffer.from(`${name}\0`);
	const fill = (length: number) => Buffer.alloc(-length & 3);
	const head = Buffer.alloc(12);
	head.writeUInt32LE(nameBytes.length, 0);
	head.writeUInt32LE(data.length, 4);
	return Buffer.concat([head, nameBytes, fill(nameBytes.length), data, fill(data.length)]);
}

/** @returns the program with the note in it */
export function addElfNote(program: Buffer, name: string, data: Buffer): Buffer {
	if (program.readUInt32BE(0) !== 0x7f454c46 || program[4] !== 2) throw new Error('That is no ELF program of 64 bits');
	const first = Number(program.readBigUInt64LE(32));
	const count = program.readUInt16LE(56);
	const headers = Array.from({length: count}, (_, index) => readHeader(program, first + index * programHeaderSize));
	const last = headers
		.filter(({type}) => type === types.load)
		.sort((a, b) => a.address - b.address)
		.at(-1);
	const noteHeader = headers.find(({type}) => type === types.note);
	if (last === undefined || noteHeader === undefined) throw new Error('It has no segment to put a note in');

	// Memory that the last segment has beyond the file is zero; here it becomes part of the file.
	const start = (last.sizeInMemory + 15) & ~15;
	const note = createNote(name, data);
	const gap = Buffer.alloc(start - last.sizeInFile);
	const result = Buffer.concat([program.subarray(0, last.offset + last.sizeInFile), gap, note]);
	const size = start + note.length;
	writeNumbers(result, last.at + 32, [size, size]);
	const [offset, address] = [last.offset + start, last.address + start];
	writeNumbers(result, noteHeader.at + 8, [offset, address, address, note.length, note.length, 4]);
	// The table of sections, which only debuggers read, is gone with the symbols.
	writeNumbers(result, 40, [0]);
	result.writeUInt16LE(0, 60);
	result.writeUInt16LE(0, 62);
	return result;
}
