import {fstatSync, writeFileSync} from 'node:fs';

/**
 * Makes a stream of the process write to a file whole or fail. Node's own takes a short write for a whole one, as where the
 * disk is full (nodejs/node#12921), so that half of an allow-list would be all that was asked for.
 */
export function writeWhole(stream: NodeJS.WriteStream & {readonly fd: number}): void {
	const {fd} = stream;
	if (!isFile(fd)) return;
	stream._write = (chunk: string | Uint8Array, _encoding, done) => {
		try {
			writeFileSync(fd, chunk);
		} catch (error) {
			done(error as NodeJS.ErrnoException);
			return;
		}
		done();
	};
}

function isFile(descriptor: number): boolean {
	try {
		return fstatSync(descriptor).isFile();
	} catch {
		// It may be closed.
		return false;
	}
}
