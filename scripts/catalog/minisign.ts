import {createHash, createPublicKey, type KeyObject, sign} from 'node:crypto';

/** How long a raw Ed25519 key is; it stands at the end of its SubjectPublicKeyInfo. */
const keySize = 32;

/** An Ed25519 key pair's public half as minisign writes it; `key` may be either half. */
export function publicKeyText(key: KeyObject): string {
	const raw = rawPublicKey(key);
	const body = Buffer.concat([Buffer.from('Ed'), idOf(raw), raw]).toString('base64');
	return `untrusted comment: minisign public key of arc-netcheck catalogs\n${body}\n`;
}

/** A signature over the bytes of a file, as `minisign -S` writes it beside the file. */
export function signatureText(data: Uint8Array, key: KeyObject, comment: string): string {
	const digest = createHash('blake2b512').update(data).digest();
	const signature = sign(null, digest, key);
	const body = Buffer.concat([Buffer.from('ED'), idOf(rawPublicKey(key)), signature]).toString('base64');
	const seal = sign(null, Buffer.concat([signature, Buffer.from(comment, 'utf8')]), key).toString('base64');
	return `untrusted comment: signature of an arc-netcheck catalog\n${body}\ntrusted comment: ${comment}\n${seal}\n`;
}

function rawPublicKey(key: KeyObject): Buffer {
	const isPrivate = key.type === 'private';
	const publicKey = isPrivate ? createPublicKey(key) : key;
	return publicKey.export({format: 'der', type: 'spki'}).subarray(-keySize);
}

/** Minisign draws the id of a key by lot; drawn from the key itself it needs no file of its own. */
function idOf(raw: Buffer): Buffer {
	return createHash('sha256').update(raw).digest().subarray(0, 8);
}
