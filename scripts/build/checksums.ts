// What `sha256sum --check SHA256SUMS` reads.
import {createHash} from 'node:crypto';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';

const name = 'SHA256SUMS';

/** Writes the check sums of all files of a folder into it. */
export function writeChecksums(folder: string): void {
	const files = readdirSync(folder).filter(file => file !== name);
	const lines = files.sort().map(file => {
		const hash = createHash('sha256')
			.update(readFileSync(path.join(folder, file)))
			.digest('hex');
		return `${hash}  ${file}\n`;
	});
	writeFileSync(path.join(folder, name), lines.join(''));
}
