import type {Socket} from 'node:net';
import {type ClientHello, readClientHello} from './client-hello.ts';

/** Calls back once the client has spoken, with all bytes still to be read from the socket; not if it hangs up first. */
export function awaitFirstByte(socket: Socket, onReady: () => void): void {
	socket.once('readable', () => {
		if (socket.readableLength > 0) onReady();
		else socket.destroy();
	});
}

/**
 * Reads ahead until the whole ClientHello is there, or until it is clear that none comes. The bytes read are handed on
 * with it: `socket.unshift` puts them back for whoever speaks next.
 */
export function awaitClientHello(socket: Socket, onHello: (hello: ClientHello, bytes: Buffer) => void): void {
	let bytes = Buffer.alloc(0);
	const read = () => {
		for (let chunk = socket.read(); chunk !== null; chunk = socket.read()) bytes = Buffer.concat([bytes, chunk]);
		const hello = readClientHello(bytes);
		if (hello.kind === 'incomplete') return;
		socket.off('readable', read);
		onHello(hello, bytes);
	};
	socket.on('readable', read);
	read();
}
