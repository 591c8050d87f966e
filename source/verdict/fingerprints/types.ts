/**
 * What an answer with a sign is. `block-page`: a denial; `portal`: a request to sign in or to accept something;
 * `proxy-error`: a proxy could not do what was asked; `presence`: the product stood on the way, which alone is never
 * evidence that it blocked anything.
 */
type SignKind = 'block-page' | 'portal' | 'proxy-error' | 'presence';

/**
 * One sign in an HTTP answer: a text that a part of it contains, letter case aside. No patterns: a peer chooses what is
 * searched, and plain text can't be made slow. `location` counts in redirects alone; `location-host` is the whole host
 * that a redirect leads to, or a domain above it.
 */
export type Sign =
	| {readonly in: 'title' | 'body' | 'location' | 'location-host'; readonly text: string}
	/** An empty text: the header is there. */
	| {readonly in: 'header'; readonly name: string; readonly text: string};

/** One way to know a product by its answer. */
export type Fingerprint = {
	readonly product: string;
	readonly kind: SignKind;
	/** How the status must begin for the signs to count: `403`, or `5` for 500 to 599. Without it every status does. */
	readonly status?: string;
	/** Any one of these is enough; none at all: the status is the sign. */
	readonly signs: readonly Sign[];
	/** Where the sign is published, or what it was measured with. */
	readonly source: string;
};

/** What an answer was recognised as. */
export type Recognition = {
	readonly product: string;
	readonly kind: SignKind;
	/** Nothing but the status says so, which any service may use. */
	readonly isByStatusAlone: boolean;
	/** The product also serves as a forward proxy, to which clients are pointed by address. */
	readonly isForwardProxy: boolean;
};
