import {createPrivateKey, generateKeyPairSync} from 'node:crypto';
import {readFileSync, writeFileSync} from 'node:fs';
import process from 'node:process';
import {parseArgs} from 'node:util';
import {publicKeyText, signatureText} from './catalog/minisign.ts';

/**
 * Signs a catalog: `npm run catalog:sign -- FILE --key KEY` writes FILE.minisig. With `--new-key KEY` it makes a key first:
 * KEY in PEM for whoever signs, and KEY.pub, which goes into source/catalog/minisign.ts or beside a catalog at home.
 */
function signCatalog(): void {
	const {values, positionals} = parseArgs({
		allowPositionals: true,
		options: {key: {type: 'string'}, 'new-key': {type: 'string'}},
	});
	const newKey = values['new-key'];
	const keyFile = values.key ?? newKey;
	const [file] = positionals;
	if (newKey === undefined && (file === undefined || keyFile === undefined)) {
		throw new Error('Name a catalog and a key: npm run catalog:sign -- FILE --key KEY');
	}
	if (newKey !== undefined) {
		const {privateKey} = generateKeyPairSync('ed25519');
		writeFileSync(newKey, privateKey.export({format: 'pem', type: 'pkcs8'}), {mode: 0o600, flag: 'wx'});
		writeFileSync(`${newKey}.pub`, publicKeyText(privateKey), {flag: 'wx'});
		console.log(`${newKey} and ${newKey}.pub are written; keep the first where nobody else reads it.`);
	}
	if (file === undefined || keyFile === undefined) return;
	const data = readFileSync(file);
	const {version} = JSON.parse(data.toString('utf8')) as {version?: unknown};
	const comment = `arc-netcheck catalog of ${String(version)}`;
	writeFileSync(`${file}.minisig`, signatureText(data, createPrivateKey(readFileSync(keyFile)), comment));
	console.log(`${file}.minisig`);
}

try {
	signCatalog();
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 2;
}
