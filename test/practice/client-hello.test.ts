import {once} from 'node:events';
import net, {type AddressInfo} from 'node:net';
import tls from 'node:tls';
import {beforeAll, describe, expect, it} from 'vitest';
import {readClientHello} from '../../source/practice/internet.ts';

/** The bytes that Node's own TLS client sends first. */
async function captureHello(options: tls.ConnectionOptions): Promise<Buffer> {
	const server = net.createServer();
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const client = tls.connect({...options, host: '127.0.0.1', port: (server.address() as AddressInfo).port});
	client.on('error', () => {});
	const [socket] = (await once(server, 'connection')) as [net.Socket];
	let bytes = Buffer.alloc(0);
	while (bytes.length < 5 || bytes.length < 5 + bytes.readUInt16BE(3)) {
		const [chunk] = (await once(socket, 'data')) as [Buffer];
		bytes = Buffer.concat([bytes, chunk]);
	}
	client.destroy();
	socket.destroy();
	server.close();
	return bytes;
}

/** The same message, cut into records of `size` bytes. */
function cutIntoRecords(hello: Buffer, size: number): Buffer {
	const message = hello.subarray(5);
	const records: Buffer[] = [];
	for (let offset = 0; offset < message.length; offset += size) {
		const part = message.subarray(offset, offset + size);
		records.push(Buffer.from([22, 3, 1, part.length >> 8, part.length & 0xff]), part);
	}
	return Buffer.concat(records);
}

describe('a ClientHello of Node', () => {
	let named: Buffer;
	beforeAll(async () => {
		named = await captureHello({servername: 'Management.azure.com', ALPNProtocols: ['http/1.1']});
	});

	it('tells its server name', () => {
		expect(readClientHello(named)).toEqual({kind: 'complete', serverName: 'management.azure.com'});
	});

	it('is incomplete after every number of bytes but all', () => {
		for (let length = 0; length < named.length; length++) {
			expect(readClientHello(named.subarray(0, length)), `${length} bytes`).toEqual({kind: 'incomplete'});
		}
	});

	it.each([1, 7, 100])('is put together from records of %i bytes', size => {
		expect(readClientHello(cutIntoRecords(named, size))).toEqual({
			kind: 'complete',
			serverName: 'management.azure.com',
		});
	});

	it('has no server name for an address', async () => {
		expect(readClientHello(await captureHello({}))).toEqual({kind: 'complete', serverName: null});
	});

	it.each([
		['the session id', 5 + 4 + 34],
		['the cipher suites', 5 + 4 + 34 + 1 + 32],
	])('is no TLS when the length of %s leads astray', (_, offset) => {
		const broken = Buffer.from(named);
		broken.writeUInt8(0xff, offset);
		expect(readClientHello(broken).kind).not.toBe('incomplete');
		expect(readClientHello(broken)).not.toMatchObject({serverName: 'management.azure.com'});
	});
});

describe('by hand', () => {
	const helloWith = (...rest: number[]): Buffer => {
		const body = [3, 3, ...Array<number>(32).fill(7), 0, 0, 2, 0x13, 0x01, 1, 0, ...rest];
		return Buffer.from([22, 3, 1, 0, body.length + 4, 1, 0, 0, body.length, ...body]);
	};
	const name = [...Buffer.from('a.example')];

	it.each<[string, Buffer, string | null]>([
		['no extensions at all', helloWith(), null],
		['an empty list of extensions', helloWith(0, 0), null],
		['another extension only', helloWith(0, 5, 0, 43, 0, 1, 0), null],
		['a name', helloWith(0, 18, 0, 0, 0, 14, 0, 12, 0, 0, 9, ...name), 'a.example'],
		[
			'a name after another extension',
			helloWith(0, 23, 0, 43, 0, 1, 0, 0, 0, 0, 14, 0, 12, 0, 0, 9, ...name),
			'a.example',
		],
		['a name of another type', helloWith(0, 18, 0, 0, 0, 14, 0, 12, 9, 0, 9, ...name), null],
	])('%s', (_, bytes, serverName) => {
		expect(readClientHello(bytes)).toEqual({kind: 'complete', serverName});
	});

	it.each<[string, Buffer]>([
		['an HTTP request', Buffer.from('GET / HTTP/1.1\r\n')],
		['one byte of something else', Buffer.from('S')],
		['a TLS alert', Buffer.from([21, 3, 3, 0, 2, 2, 40])],
		['a record of an unknown version', Buffer.from([22, 9, 9, 0, 1, 1])],
		['another handshake message', Buffer.from([22, 3, 3, 0, 4, 2, 0, 0, 0])],
		['a message of 16 MB', Buffer.from([22, 3, 3, 0, 4, 1, 255, 255, 255])],
		['a message that ends too early', Buffer.from([22, 3, 3, 0, 6, 1, 0, 0, 2, 3, 3])],
		['extensions longer than the message', helloWith(0, 200, 0, 43, 0, 1, 0)],
		['a name longer than its extension', helloWith(0, 18, 0, 0, 0, 14, 0, 12, 0, 0, 99, ...name)],
	])('%s is no ClientHello', (_, bytes) => {
		expect(readClientHello(bytes)).toEqual({kind: 'not-tls'});
	});
});
