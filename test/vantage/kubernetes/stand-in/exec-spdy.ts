import {spawn} from 'node:child_process';
import type {IncomingMessage} from 'node:http';
import type {Duplex} from 'node:stream';
import {constants, createDeflate, createInflate, type Zlib} from 'node:zlib';

/** The protocol of the streams, as kubectl before 1.31 asks for it. */
const protocol = 'v4.channel.k8s.io';

/** What both sides of SPDY 3.1 begin to compress headers with: words with their lengths, and a text without (draft-mbelshe-httpbis-spdy-00, 2.6.10.1). */
const words =
	'options,head,post,put,delete,trace,accept,accept-charset,accept-encoding,accept-language,accept-ranges,age,allow,authorization,cache-control,connection,content-base,content-encoding,content-language,content-length,content-location,content-md5,content-range,content-type,date,etag,expect,expires,from,host,if-match,if-modified-since,if-none-match,if-range,if-unmodified-since,last-modified,location,max-forwards,pragma,proxy-authenticate,proxy-authorization,range,referer,retry-after,server,te,trailer,transfer-encoding,upgrade,user-agent,vary,via,warning,www-authenticate,method,get,status,200 OK,version,HTTP/1.1,url,public,set-cookie,keep-alive,origin';
const rest =
	'100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden404 Not Found500 Internal Server Error501 Not Implemented503 Service UnavailableJan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMTchunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/javascript,publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.';
const dictionary = Buffer.concat([
	...words.split(',').flatMap(word => [number(word.length), Buffer.from(word)]),
	Buffer.from(rest),
]);

function number(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value);
	return bytes;
}

const frameTypes = {begin: 1, reply: 2, reset: 3, ping: 6} as const;
const lastFrame = 1;

function controlFrame(type: number, payload: Buffer): Buffer {
	return Buffer.concat([Buffer.from([0x80, 3, 0, type]), number(payload.length), payload]);
}

function dataFrame(stream: number, payload: Buffer, isLast = false): Buffer {
	const size = number(payload.length);
	size[0] = isLast ? lastFrame : 0;
	return Buffer.concat([number(stream), size, payload]);
}

/**
 * Serves `exec` over SPDY, as API servers do for kubectl before 1.31: a stream each for what the command reads and writes, and one
 * for how it ended. The command is run on this machine; when the connection ends its standard input does, and nobody kills it.
 */
export function serveExecOverSpdy(request: IncomingMessage, socket: Duplex): void {
	const [command = 'true', ...parameters] = new URL(request.url ?? '/', 'http://api').searchParams.getAll('command');
	const head = ['Upgrade: SPDY/3.1', 'Connection: Upgrade', `X-Stream-Protocol-Version: ${protocol}`];
	socket.write(`HTTP/1.1 101 Switching Protocols\r\n${head.join('\r\n')}\r\n\r\n`);
	const inflate = createInflate({dictionary});
	const deflate = createDeflate({dictionary});
	const streams = new Map<string, number>();
	const child = spawn(command, parameters, {stdio: ['pipe', 'pipe', 'pipe']});
	const waiting: (() => void)[] = [];
	/** Streams are opened one after the other; the command may be quicker. */
	const tell = (type: string, data: Buffer, isLast = false) => {
		const send = () => {
			const stream = streams.get(type);
			if (stream !== undefined && socket.writable) socket.write(dataFrame(stream, data, isLast));
		};
		if (streams.has(type)) send();
		else waiting.push(send);
	};
	for (const type of ['stdout', 'stderr'] as const) {
		child[type].on('data', (piece: Buffer) => tell(type, piece));
	}
	child.stdin.on('error', () => {});
	const end = (status: object) => {
		for (const type of ['stdout', 'stderr']) tell(type, Buffer.alloc(0), true);
		tell('error', Buffer.from(JSON.stringify(status)), true);
	};
	child.on('error', error => end({status: 'Failure', message: `OCI runtime exec failed: ${error.message}`}));
	child.on('close', code => {
		const details = {causes: [{reason: 'ExitCode', message: String(code)}]};
		const message = `command terminated with non-zero exit code: ${code}`;
		end(code === 0 ? {status: 'Success'} : {status: 'Failure', reason: 'NonZeroExitCode', message, details});
	});
	const begin = async (payload: Buffer) => {
		const stream = payload.readUInt32BE(0);
		const [, type = ''] =
			/streamtype\0\0\0.(\w+)/s.exec((await pass(inflate, payload.subarray(10))).toString('latin1')) ?? [];
		const headers = await pass(deflate, number(0));
		if (socket.writable) socket.write(controlFrame(frameTypes.reply, Buffer.concat([number(stream), headers])));
		streams.set(type, stream);
		for (const send of waiting.splice(0)) send();
	};
	const take = async (frame: Buffer): Promise<void> => {
		const payload = frame.subarray(8);
		if ((frame[0] ?? 0) & 0x80) {
			if (frame[3] === frameTypes.begin) await begin(payload);
			else if (frame[3] === frameTypes.ping && socket.writable) socket.write(frame);
			else if (frame[3] === frameTypes.reset && payload.readUInt32BE(0) === streams.get('stdin')) child.stdin.end();
		} else if (frame.readUInt32BE(0) === streams.get('stdin')) {
			child.stdin.write(payload);
			if ((frame[4] ?? 0) & lastFrame) child.stdin.end();
		}
	};
	let unread = Buffer.alloc(0);
	let turn = Promise.resolve();
	socket.on('data', (piece: Buffer) => {
		unread = Buffer.concat([unread, piece]);
		while (unread.length >= 8 && unread.length >= 8 + (unread.readUInt32BE(4) & 0xff_ff_ff)) {
			const size = 8 + (unread.readUInt32BE(4) & 0xff_ff_ff);
			const frame = Buffer.from(unread.subarray(0, size));
			unread = unread.subarray(size);
			turn = turn.then(() => take(frame));
		}
	});
	socket.on('error', () => {});
	socket.on('close', () => child.stdin.end());
}

/** What one piece comes to in a stream that goes on behind it. */
function pass(stream: Zlib & Duplex, piece: Buffer): Promise<Buffer> {
	return new Promise(resolve => {
		const pieces: Buffer[] = [];
		const collect = (data: Buffer) => pieces.push(data);
		stream.on('data', collect);
		stream.write(piece, () =>
			stream.flush(constants.Z_SYNC_FLUSH, () => {
				stream.off('data', collect);
				resolve(Buffer.concat(pieces));
			}),
		);
	});
}
