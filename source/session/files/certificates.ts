import {quoteShellWord} from '../../diagnosis/shell-words.ts';
import {UsageError} from '../../errors.ts';
import {splitPem} from '../../pem.ts';
import {isCertificate, lintBlocks, unreadableBlocks} from '../../settings/lint/ca-file.ts';
import type {Settings} from '../../settings/types.ts';
import type {Session} from '../session.ts';
import type {UserFiles} from './user-files.ts';

/** The texts of PEM files, each certificate in them looked at. */
type Certificates = {
	/** Of the files that settings name; null where none is named. */
	readonly caPem: string | null;
	readonly publicRootsPem: string | null;
	/** Of the files that the environment names and Node reads no further than to a block that is none. */
	readonly machinePems: readonly string[];
	/** What is left out of them, beside what the lint of the CA file tells. */
	readonly notes: readonly string[];
};

/** Variables by which Node and OpenSSL are told of further roots. */
const variables = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'];

/** Reads the PEM files that settings name. Throws a UsageError that names the setting, the file and what it is. */
export async function readCertificates(
	{caFile, publicRootsFile}: Pick<Settings, 'caFile' | 'publicRootsFile'>,
	{files, names, environment}: Pick<Session, 'files' | 'names' | 'environment'>,
): Promise<Certificates> {
	const publicRoots = names.subject('publicRootsFile');
	const publicRootsPem = publicRootsFile === null ? null : await readPem(publicRootsFile, publicRoots, files);
	const torn = await Promise.all(
		variables.map(async name => {
			const file = environment[name] ?? '';
			const pem = file === '' ? '' : await files.read(file, name).catch(() => '');
			return {name, pem, lint: lintBlocks(pem, name)};
		}),
	);
	const lint = [...lintBlocks(publicRootsPem ?? '', publicRoots), ...torn.flatMap(file => file.lint)];
	return {
		caPem: caFile === null ? null : await readPem(caFile, names.subject('caFile'), files),
		publicRootsPem,
		machinePems: torn.flatMap(({pem, lint: {length}}) => (length === 0 ? [] : [pem])),
		notes: lint.map(({field, problem, cure}) => `${field}: ${problem} ${cure}`),
	};
}

/**
 * Reads a PEM file of certificates. Throws a UsageError that names `field`, the file and what it is where it holds none
 * that can be read. A block that can't be read beside others is left to the lint: bundles are glued together by hand.
 */
export async function readPem(file: string, field: string, files: UserFiles): Promise<string> {
	const text = await files.read(file, field);
	const blocks = splitPem(text);
	if (blocks.length === 0) throw new UsageError(`${field} ${file} ${describePemFile(text, file)}`);
	if (blocks.some(isCertificate)) return text;
	const unreadable = unreadableBlocks(text);
	const cure = cureOfBlocks(text, file, mended => unreadableBlocks(mended) === null);
	throw new UsageError(`${field} ${file}: ${unreadable} can't be read as a certificate: ${cure}`);
}

/** What a file is that was taken for PEM, and the command that makes PEM of it; what it says is to be read behind its name. */
type Kind = {
	readonly is: (text: string) => boolean;
	/** `in UTF-16`. */
	readonly words: string;
	/** Gets the name of the file, quoted. Null where no command helps. */
	readonly command: ((file: string) => string) | null;
};

/** Bytes that are no UTF-8 came out of reading as this. */
const unreadable = '\ufffd';
const decoded = (text: string) => Buffer.from(text.replace(/\s+/g, ''), 'base64');
const isBase64 = (text: string) => text.trim().length > 64 && /^[\w+/\s-]+=*\s*$/.test(text);

/** In the order of asking: the first that fits. */
const kinds: readonly Kind[] = [
	{is: text => text.trim() === '', words: 'is empty', command: null},
	{
		is: text => text.includes('\0') && /B\0?E\0?G\0?I\0?N\0/.test(text),
		words: 'is written in UTF-16, as PowerShell does',
		command: file => `iconv -f UTF-16 -t UTF-8 ${file} > ca.pem`,
	},
	{
		is: text => text.startsWith('0') && text.slice(0, 12).includes('\u0002\u0001\u0003'),
		words: 'is a PKCS#12 container (.pfx, .p12)',
		command: file => `openssl pkcs12 -in ${file} -cacerts -nokeys -out ca.pem`,
	},
	{
		is: text =>
			text.startsWith('0') &&
			text.slice(0, 40).includes('\u0006\t*') &&
			text.slice(0, 40).includes('\u0001\u0007\u0002'),
		words: 'is PKCS#7 in DER, which is binary (.p7b)',
		command: file => `openssl pkcs7 -inform der -in ${file} -print_certs -out ca.pem`,
	},
	{
		is: text => text.startsWith('0') && text.slice(0, 4).includes(unreadable),
		words: 'is DER, which is binary, and not PEM',
		command: file => `openssl x509 -inform der -in ${file} -out ca.pem`,
	},
	{
		is: text => text.startsWith(`\u001f${unreadable}`),
		words: 'is packed by gzip',
		command: file => `gzip -dc ${file} > ca.pem`,
	},
	{
		is: text => text.startsWith('PK\u0003\u0004'),
		words: 'is a zip archive',
		command: file => `unzip -p ${file} > ca.pem`,
	},
	{
		is: text => text.startsWith(unreadable.repeat(4)),
		words: 'is a Java keystore',
		command: file => `keytool -exportcert -rfc -alias ALIAS -keystore ${file} -file ca.pem`,
	},
	{
		is: text => /-----BEGIN (?:PKCS7|PKCS #7 SIGNED DATA|CMS)-----/.test(text),
		words: 'is PKCS#7 (.p7b)',
		command: file => `openssl pkcs7 -in ${file} -print_certs -out ca.pem`,
	},
	{
		is: text => text.includes('-----BEGIN TRUSTED CERTIFICATE-----'),
		words: 'holds a "TRUSTED CERTIFICATE", which OpenSSL alone reads',
		command: file => `openssl x509 -in ${file} -out ca.pem`,
	},
	{
		is: text => text.includes('-----BEGIN X509 CERTIFICATE-----'),
		words: 'frames its certificates as "X509 CERTIFICATE", as old programs do',
		command: file => `sed 's/X509 CERTIFICATE/CERTIFICATE/' ${file} > ca.pem`,
	},
	{
		is: text => /-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----/.test(text),
		words: 'holds a request for a certificate, and no certificate',
		command: null,
	},
	{
		is: text => /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text),
		words: 'holds a private key, and no certificate',
		command: null,
	},
	{
		is: text => /-----BEGIN [A-Z ]*PUBLIC KEY-----|^ssh-\w+ /.test(text),
		words: 'holds a public key, and no certificate',
		command: null,
	},
	{
		is: text => /BEGIN CERTIFICATE/.test(text),
		words: 'has no frame of five hyphens around BEGIN CERTIFICATE, as copied text loses them',
		command: null,
	},
	{
		is: text => /^\s*<(?:!doctype|html)/i.test(text),
		words: 'is a web page, as a failed download leaves it',
		command: null,
	},
	{
		is: text => isBase64(text) && decoded(text).includes('-----BEGIN CERTIFICATE-----'),
		words: 'is PEM in base64 once more, as in a Kubernetes secret',
		command: file => `base64 -d ${file} > ca.pem`,
	},
	{
		is: text => isBase64(text) && decoded(text)[0] === 0x30,
		words: 'is the base64 of a certificate without its frame',
		command: file => `base64 -d ${file} | openssl x509 -inform der -out ca.pem`,
	},
];

/** What a file without a certificate in PEM is, behind its name: what is wrong and what to do. */
function describePemFile(text: string, file: string): string {
	const kind = kinds.find(({is}) => is(text));
	const pem = 'give a PEM file with "-----BEGIN CERTIFICATE-----" in it.';
	if (kind === undefined) return `holds no certificate: ${pem}`;
	return kind.command === null
		? `${kind.words}: ${pem}`
		: `${kind.words}: turn it into PEM with ${kind.command(quoteShellWord(file))}`;
}

/** What happened to the lines of a PEM text on its way, and what undoes it: here, and in a shell. */
type Mending = {
	readonly words: string;
	readonly mend: (text: string) => string;
	/** Gets the name of the file, quoted. */
	readonly command: (file: string) => string;
};

const mendings: readonly Mending[] = [
	{
		words: 'its lines are indented; take the blanks out',
		mend: text => text.replace(/^[ \t]+/gm, ''),
		command: file => `sed 's/^[[:blank:]]*//' ${file}`,
	},
	{
		words: 'its line ends are written out as \\n, as in JSON; make line ends of them',
		mend: text => text.replace(/(?:\\r)?\\n/g, '\n'),
		command: file => `awk '{gsub(/(\\\\r)?\\\\n/, "\\n")} 1' ${file}`,
	},
	{
		words: 'its line ends have become blanks; make line ends of them',
		mend: text => text.replace(/ +/g, '\n').replaceAll('\nCERTIFICATE', ' CERTIFICATE'),
		command: file => `awk '{gsub(/ +/, "\\n"); gsub(/\\nCERTIFICATE/, " CERTIFICATE")} 1' ${file}`,
	},
	{
		words: 'its lines end in CR alone; make line ends of it',
		mend: text => text.replaceAll('\r', '\n'),
		command: file => `tr '\\r' '\\n' < ${file}`,
	},
	{
		words: 'its lines are quoted, as in mail; take the signs out',
		mend: text => text.replace(/^> ?/gm, ''),
		command: file => `sed 's/^> *//' ${file}`,
	},
];

/** What to do about a file none of whose blocks can be read as a certificate; `isReadable` says whether all of a text can. */
function cureOfBlocks(text: string, file: string, isReadable: (text: string) => boolean): string {
	const mending = mendings.find(({mend}) => isReadable(mend(text)));
	if (mending === undefined) return 'export it again, or take that out.';
	return `${mending.words} with ${mending.command(quoteShellWord(file))} > ca.pem`;
}
