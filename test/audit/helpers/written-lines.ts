import type {DialectId} from '../../../source/allowlists/dialect-ids.ts';
import type {Outcome} from '../../../source/allowlists/types.ts';

export const nameOf = ({host, port, protocol}: {host: string; port: number; protocol: string}) =>
	`${protocol} ${host}:${port}`;
/** What a dialect can't say; names that no pod asks for are none of a policy of the cluster. */
export const unwritten = (outcomes: readonly Outcome[]) =>
	outcomes
		.filter(({written, detail}) => written.length === 0 && !detail?.startsWith('not asked for by pods'))
		.map(({entry}) => nameOf(entry))
		.toSorted();

/** Lines that hold a written text as a word of its own, and are no comment, or the only form that there is. */
export function linesWith(text: string, written: string, id: DialectId): number[] {
	const word = new RegExp(`(?<![\\w.*^$-])${written.replace(/[.*+?^$()|[\]\\]/g, '\\$&')}(?![\\w*.-])`);
	const isOwn = (line: string) => (id === 'squid' ? line.startsWith('acl ') : !/^\s*(?:#|\/\/)/.test(line));
	return text.split('\n').flatMap((line, index) => (isOwn(line) && word.test(line) ? [index] : []));
}
