import {useState} from 'react';
import type {ProbeSnapshot} from './probe-snapshot.ts';
import {guessTimeLeft, timeLeftText, unknownTimeLeft} from './time-left.ts';

/** The time left, in words; it is reckoned anew once a second, with `elapsedMs`. */
export function useTimeLeft({finished, total}: ProbeSnapshot, elapsedMs: number): string {
	const [known, setKnown] = useState({elapsedMs: 0, left: unknownTimeLeft});
	if (known.elapsedMs !== elapsedMs) {
		setKnown({elapsedMs, left: guessTimeLeft(known.left, {finished, total, elapsedMs})});
	}
	return timeLeftText(known.left);
}
