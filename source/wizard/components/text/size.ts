/** A number of bytes in three digits at most: `850 bytes`, `8.3 kB`, `54 kB`, `1.2 MB`. */
export function formatSize(bytes: number): string {
	if (bytes < 1000) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
	const kilobytes = bytes / 1000;
	if (kilobytes < 9.95) return `${kilobytes.toFixed(1)} kB`;
	if (kilobytes < 999.5) return `${Math.round(kilobytes)} kB`;
	return `${(kilobytes / 1000).toFixed(1)} MB`;
}
