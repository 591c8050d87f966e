import type {DialectId} from '../../../source/allowlists/dialect-ids.ts';
import type {AccessList} from '../../../source/audit/access-list.ts';
import {decide} from '../../../source/audit/decide.ts';
import {loadReader} from '../../../source/audit/readers.ts';

/** Reads texts as the files of one list, named `list`, `list2` and so on. */
export async function readTexts(dialect: DialectId, texts: string | readonly string[]): Promise<AccessList> {
	const reader = await loadReader(dialect);
	const all = typeof texts === 'string' ? [texts] : texts;
	const files = all.map((text, index) => ({file: `list${index === 0 ? '' : index + 1}`, text}));
	return reader(files, {resolve: async () => null});
}

/** Whether a list allows `host`, `host:port`, `http://host` or `udp://host:port`. */
export function allows(list: AccessList, name: string, sources: readonly string[] = []): boolean {
	const [, scheme, host = '', port] = /^(?:(\w+):\/\/)?([^:]+)(?::(\d+))?$/.exec(name) ?? [];
	const protocol = scheme === 'udp' ? 'udp' : scheme === 'http' ? 'http' : 'https';
	const number = Number(port ?? (protocol === 'http' ? 80 : 443));
	return decide(list, {host, port: number, protocol}, sources).verdict === 'allow';
}
