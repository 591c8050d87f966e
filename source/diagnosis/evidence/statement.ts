import {safeText} from '../../safe-text.ts';

/** One thing that was seen. Rows with the same key saw the same, and are said in one sentence. */
export type Statement = {
	readonly key: string;
	/** The sentence, without its full stop, about `mcr.microsoft.com` or about `12 hosts`. */
	readonly say: (whom: string) => string;
};

/** Words of a peer between double quotes, on one line and bounded. */
export function quotePeer(text: string): string {
	return `"${safeText(text, 120).replaceAll('"', "'")}"`;
}
