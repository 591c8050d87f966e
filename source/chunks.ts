import {setImmediate as nextRound} from 'node:timers/promises';

/** Characters that are worth a write of their own. */
const chunkLength = 256 * 1024;

/** A text as a whole, or in pieces that follow each other; of a step that took time and wrote nothing the piece is empty. */
export type Text = string | Iterable<string>;

/** Work in steps, between which keys and signals can be heard, and what it comes to. What a step yields is text, if any. */
export type Steps<Result = void> = Generator<string, Result, void>;

/** Joins small pieces of text into chunks that are worth writing; the chunk of a piece that filled none is empty. */
export function* joinPieces(text: Text): Steps {
	let chunk = '';
	for (const piece of typeof text === 'string' ? [text] : text) {
		chunk += piece;
		const isFull = chunk.length >= chunkLength;
		yield isFull ? chunk : '';
		if (isFull) chunk = '';
	}
	if (chunk !== '') yield chunk;
}

/** Makes something of each, one a step. */
export function* eachInSteps<Item, Made>(
	items: Iterable<Item>,
	make: (item: Item, index: number) => Made,
): Steps<Made[]> {
	const made: Made[] = [];
	for (const item of items) {
		made.push(make(item, made.length));
		yield '';
	}
	return made;
}

/** Remembers what was made of a thing as long as that is there: who asks again, as each frame of the wizard does, waits for nothing. */
export function onceOf<Thing extends object, Made>(make: (thing: Thing) => Made): (thing: Thing) => Made {
	const known = new WeakMap<Thing, {readonly made: Made}>();
	return thing => {
		let kept = known.get(thing);
		if (kept === undefined) {
			kept = {made: make(thing)};
			known.set(thing, kept);
		}
		return kept.made;
	};
}

/** The same of what is made in steps. Who asks while it is made begins anew. */
export function onceInSteps<Thing extends object, Made>(
	make: (thing: Thing) => Steps<Made>,
): (thing: Thing) => Steps<Made> {
	const known = new WeakMap<Thing, {readonly made: Made}>();
	return function* (thing) {
		let kept = known.get(thing);
		if (kept === undefined) {
			kept = {made: yield* make(thing)};
			known.set(thing, kept);
		}
		return kept.made;
	};
}

/** Does work without a pause. */
export function atOnce<Result>(steps: Steps<Result>): Result {
	for (;;) {
		const {done, value} = steps.next();
		if (done) return value;
	}
}

/** Lets others have their turn: a key is heard in one round of the event loop, and the frame that shows it is drawn in the next. */
export async function turn(): Promise<void> {
	await nextRound();
	await nextRound();
}

/** So long work goes on before others have their turn, in milliseconds: the step that is begun just before may take some more. */
const sliceMs = 10;

/**
 * Does work a few steps at a time: keys and signals are heard in between. Work that throws, or that is given up by what
 * `goesOn` throws at such a moment, has come to its own end first.
 */
export async function inTurns<Result>(steps: Steps<Result>, goesOn: () => void = () => {}): Promise<Result> {
	try {
		let from = performance.now();
		for (;;) {
			const {done, value} = steps.next();
			if (done) return value;
			if (performance.now() - from < sliceMs) continue;
			await turn();
			goesOn();
			from = performance.now();
		}
	} finally {
		// What it has begun, such as a file beside its place, goes with it.
		steps.return(undefined as Result);
	}
}

/** A queue in which work that comes all at once waits for its moment: others have a turn in between. */
export function queueInTurns(): () => Promise<void> {
	let from = performance.now();
	let last = Promise.resolve();
	return () => {
		last = last.then(async () => {
			if (performance.now() - from < sliceMs) return;
			await turn();
			from = performance.now();
		});
		return last;
	};
}

/** The chunks of a text that is made as `inTurns` does work. */
export async function* chunksInTurns(text: Text): AsyncGenerator<string> {
	let from = performance.now();
	for (const chunk of joinPieces(text)) {
		if (chunk !== '') yield chunk;
		if (performance.now() - from < sliceMs) continue;
		await turn();
		from = performance.now();
	}
}
