import type {Duplex} from 'node:stream';

/** Passes bytes on in both directions; when one side breaks off, the other one is broken off too. */
export function splice(one: Duplex, other: Duplex): void {
	if (one.destroyed || other.destroyed) {
		one.destroy();
		other.destroy();
		return;
	}
	for (const [from, to] of [
		[one, other],
		[other, one],
	] as const) {
		from.pipe(to);
		from.once('close', () => to.destroy());
	}
}
