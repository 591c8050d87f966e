import {createHash, createPublicKey, verify} from 'node:crypto';

/**
 * A key or a signature as minisign writes it: lines of comments and of base64. Ed25519 over the BLAKE2b hash of the file,
 * and once more over signature and trusted comment together, so that neither can be exchanged (jedisct1/minisign).
 */
const algorithm = {key: 'Ed', hashed: 'ED'} as const;
/** What stands before the 32 bytes of an Ed25519 key in SubjectPublicKeyInfo (RFC 8410). */
const keyPrefix = Buffer.from('302a300506032b6570032100', 'hex');
const sizes = {tag: 2, id: 8, key: 32, signature: 64} as const;

/** Public keys, as minisign writes them, of those whose catalogs this build takes as its own. */
export const signingKeys: readonly string[] = ['RWSln/Z98U48c61h8t+kz+BzSYGz8XmIvf+tJcoi4z51gIyjmy9BctCY'];

/** Why a signature does not count. */
export type SignatureProblem = 'unreadable' | 'unknown-key' | 'wrong';

/** The problem of a signature over `data` with any of the public keys; null: it is one of theirs. */
export function checkSignature(
	data: Uint8Array,
	signatureText: string,
	publicKeys: readonly string[],
): SignatureProblem | null {
	const signed = readSignature(signatureText);
	if (signed === null) return 'unreadable';
	const key = publicKeys.map(readPublicKey).find(known => known?.id.equals(signed.id));
	if (!key) return 'unknown-key';
	const digest = createHash('blake2b512').update(data).digest();
	const isOwn = verify(null, digest, key.key, signed.signature);
	const whole = Buffer.concat([signed.signature, Buffer.from(signed.comment, 'utf8')]);
	return isOwn && verify(null, whole, key.key, signed.global) ? null : 'wrong';
}

function readPublicKey(text: string): {readonly id: Buffer; readonly key: ReturnType<typeof createPublicKey>} | null {
	const bytes = Buffer.from(lastLine(text), 'base64');
	if (bytes.length !== sizes.tag + sizes.id + sizes.key || bytes.toString('latin1', 0, 2) !== algorithm.key)
		return null;
	const raw = bytes.subarray(sizes.tag + sizes.id);
	const key = createPublicKey({key: Buffer.concat([keyPrefix, raw]), format: 'der', type: 'spki'});
	return {id: bytes.subarray(sizes.tag, sizes.tag + sizes.id), key};
}

function readSignature(text: string) {
	const [, body = '', comment = '', seal = ''] = text.split(/\r?\n/);
	const bytes = Buffer.from(body, 'base64');
	const global = Buffer.from(seal, 'base64');
	const isWhole =
		bytes.length === sizes.tag + sizes.id + sizes.signature &&
		bytes.toString('latin1', 0, 2) === algorithm.hashed &&
		global.length === sizes.signature &&
		comment.startsWith('trusted comment: ');
	if (!isWhole) return null;
	const id = bytes.subarray(sizes.tag, sizes.tag + sizes.id);
	return {id, signature: bytes.subarray(sizes.tag + sizes.id), comment: comment.slice(17), global};
}

function lastLine(text: string): string {
	return text.trim().split(/\r?\n/).at(-1) ?? '';
}
