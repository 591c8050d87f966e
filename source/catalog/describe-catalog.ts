/** How many digits of a checksum people are shown: enough to tell two files apart by eye. */
const digitsShown = 16;

/** A catalog in a report: its version, and the checksum of one that came from a file. */
export function catalogWords({
	version,
	checksum,
}: {
	readonly version: string;
	readonly checksum?: string | undefined;
}): string {
	return checksum === undefined ? version : `${version} (from a file, sha256 ${checksum.slice(0, digitsShown)})`;
}
