/** From one frame to its end; one that never ends goes to the next, or to the end of the text. */
const block = /-----BEGIN CERTIFICATE-----[\s\S]*?(?:-----END CERTIFICATE-----|(?=-----BEGIN CERTIFICATE-----)|$)/g;

/** The blocks for certificates in a PEM text, in the order in which they stand there; whether each holds one is not checked. */
export function splitPem(text: string): string[] {
	return text.match(block) ?? [];
}
