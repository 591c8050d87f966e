/** What the first bytes of a connection say. `serverName` is null when the client sends none. */
export type ClientHello =
	| {readonly kind: 'incomplete'}
	| {readonly kind: 'not-tls'}
	| {readonly kind: 'complete'; readonly serverName: string | null};

const handshakeRecord = 22;
const clientHelloMessage = 1;
const serverNameExtension = 0;
const hostNameType = 0;

/** No honest ClientHello is longer, in bytes. */
const longest = 65_536;

/**
 * Reads the server name out of a TLS ClientHello (RFC 8446 4.1.2, RFC 6066 3) as far as it has arrived. The message may
 * be cut into several records, and with post-quantum key shares it often comes in more than one packet.
 */
export function readClientHello(bytes: Buffer): ClientHello {
	const message = joinRecords(bytes);
	if (message === null) return {kind: 'not-tls'};
	if (message.length > 0 && message[0] !== clientHelloMessage) return {kind: 'not-tls'};
	if (message.length < 4) return {kind: 'incomplete'};
	const length = message.readUIntBE(1, 3);
	if (length > longest) return {kind: 'not-tls'};
	if (message.length < 4 + length) return {kind: 'incomplete'};
	try {
		return {kind: 'complete', serverName: serverNameIn(message.subarray(4, 4 + length))};
	} catch (error) {
		// A length field that points past the end of the message.
		if (error instanceof RangeError) return {kind: 'not-tls'};
		throw error;
	}
}

/** The handshake bytes of all records that have arrived, or null if this is no TLS. */
function joinRecords(bytes: Buffer): Buffer | null {
	const parts: Buffer[] = [];
	for (let offset = 0; offset < bytes.length; ) {
		if (bytes[offset] !== handshakeRecord) return null;
		if (offset + 1 < bytes.length && bytes[offset + 1] !== 3) return null;
		if (offset + 5 > bytes.length) break;
		const end = offset + 5 + bytes.readUInt16BE(offset + 3);
		parts.push(bytes.subarray(offset + 5, end));
		offset = end;
	}
	return Buffer.concat(parts);
}

function serverNameIn(hello: Buffer): string | null {
	let offset = 2 + 32;
	offset += 1 + hello.readUInt8(offset);
	offset += 2 + hello.readUInt16BE(offset);
	offset += 1 + hello.readUInt8(offset);
	if (offset === hello.length) return null;
	const end = offset + 2 + hello.readUInt16BE(offset);
	offset += 2;
	while (offset < end) {
		const type = hello.readUInt16BE(offset);
		const length = hello.readUInt16BE(offset + 2);
		if (type === serverNameExtension) return hostNameIn(hello.subarray(offset + 4, offset + 4 + length));
		offset += 4 + length;
	}
	return null;
}

function hostNameIn(list: Buffer): string | null {
	for (let offset = 2; offset < list.length; ) {
		const length = list.readUInt16BE(offset + 1);
		const name = list.subarray(offset + 3, offset + 3 + length);
		if (name.length < length) throw new RangeError('the server name is cut off');
		if (list.readUInt8(offset) === hostNameType) return name.toString('latin1').toLowerCase();
		offset += 3 + length;
	}
	return null;
}
