import {spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import type {IncomingMessage} from 'node:http';
import type {Duplex} from 'node:stream';

const protocol = 'v5.channel.k8s.io';

/** Channels of the protocol: the first byte of each message. */
const channels = {stdin: 0, stdout: 1, stderr: 2, error: 3, close: 255} as const;

/**
 * Serves `exec` over a WebSocket, as kubelets do for kubectl 1.31 and newer; exec-spdy.ts is for older ones. The command is run on this
 * machine; when the connection ends its standard input does, and nobody kills it.
 */
export function serveExec(request: IncomingMessage, socket: Duplex): void {
	const words = new URL(request.url ?? '/', 'http://api').searchParams.getAll('command');
	const accept = createHash('sha1')
		.update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
		.digest('base64');
	const head = ['Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Accept: ${accept}`];
	socket.write(
		`HTTP/1.1 101 Switching Protocols\r\n${head.join('\r\n')}\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`,
	);
	const [command = 'true', ...rest] = words;
	const child = spawn(command, rest, {stdio: ['pipe', 'pipe', 'pipe']});
	const tell = (channel: number, data: Buffer) => {
		if (socket.writable) socket.write(frame(2, Buffer.concat([Buffer.from([channel]), data])));
	};
	child.stdin.on('error', () => {});
	child.stdout.on('data', (piece: Buffer) => tell(channels.stdout, piece));
	child.stderr.on('data', (piece: Buffer) => tell(channels.stderr, piece));
	child.on('error', error => {
		tell(
			channels.error,
			Buffer.from(JSON.stringify({status: 'Failure', message: `OCI runtime exec failed: ${error.message}`})),
		);
		socket.end(frame(8, Buffer.from([3, 232])));
	});
	child.on('close', code => {
		const details = {causes: [{reason: 'ExitCode', message: String(code)}]};
		const message = `command terminated with non-zero exit code: ${code}`;
		const failed = {status: 'Failure', reason: 'NonZeroExitCode', message, details};
		tell(channels.error, Buffer.from(JSON.stringify(code === 0 ? {status: 'Success'} : failed)));
		if (socket.writable) socket.end(frame(8, Buffer.from([3, 232])));
	});
	let unread = Buffer.alloc(0);
	socket.on('data', (piece: Buffer) => {
		unread = Buffer.concat([unread, piece]);
		for (let read = readFrame(unread); read !== null; read = readFrame(unread)) {
			unread = unread.subarray(read.length);
			const [channel, ...data] = read.data;
			if (read.operation === 9) socket.write(frame(10, read.data));
			else if (read.operation === 8) socket.end();
			else if (channel === channels.stdin) child.stdin.write(Buffer.from(data));
			else if (channel === channels.close && data[0] === channels.stdin) child.stdin.end();
		}
	});
	socket.on('error', () => {});
	socket.on('close', () => child.stdin.end());
}

function frame(operation: number, data: Buffer): Buffer {
	const size = data.length;
	if (size < 126) return Buffer.concat([Buffer.from([0x80 | operation, size]), data]);
	const head = Buffer.alloc(size < 65_536 ? 4 : 10);
	head[0] = 0x80 | operation;
	head[1] = size < 65_536 ? 126 : 127;
	if (size < 65_536) head.writeUInt16BE(size, 2);
	else head.writeBigUInt64BE(BigInt(size), 2);
	return Buffer.concat([head, data]);
}

/** The first whole frame of a client, which masks what it sends; null: more has to come. */
function readFrame(bytes: Buffer): {readonly operation: number; readonly data: Buffer; readonly length: number} | null {
	if (bytes.length < 2) return null;
	const short = (bytes[1] ?? 0) & 0x7f;
	const start = short === 126 ? 4 : short === 127 ? 10 : 2;
	if (bytes.length < start + 4) return null;
	const size = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
	const length = start + 4 + size;
	if (bytes.length < length) return null;
	const mask = bytes.subarray(start, start + 4);
	const data = Buffer.from(bytes.subarray(start + 4, length).map((byte, index) => byte ^ (mask[index % 4] ?? 0)));
	return {operation: (bytes[0] ?? 0) & 0x0f, data, length};
}
