import {joinWords} from '../../../words.ts';

/** What goes on before the run: services are asked for what depends on the region. */
export function expansionText(hosts: readonly string[]): string {
	return `Asking which hosts this region uses: ${joinWords(hosts)}`;
}
