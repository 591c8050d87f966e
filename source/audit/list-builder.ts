import {joinWords, uniqueOf} from '../words.ts';
import type {AccessList, Entry, HostItem, Matcher, Place, Refusal, Service} from './form.ts';
import type {Variable} from './tree.ts';

/** Gathers a list whose lines stand side by side: the order of what is allowed says nothing, and what is excluded comes first. */
export type ListBuilder = {
	allow(matcher: Matcher, place: Place, services?: readonly Service[]): void;
	exclude(matcher: Matcher, place: Place): void;
	exempt(matcher: Matcher, place: Place): void;
	refuse(place: Place, why: string): void;
	note(text: string): void;
	/** Whether a name was allowed. */
	hasNames(): boolean;
	finish(knowsPorts: boolean): AccessList;
};

/** What a list takes for granted where defaults of variables stand in it, each with its place in words. */
export function defaultsNote(variables: readonly string[]): string[] {
	const all = uniqueOf(variables);
	const [own, values] = all.length === 1 ? ['the default', 'it counts'] : ['the defaults', 'they count'];
	return all.length === 0
		? []
		: [`Check what overrides ${own} of ${joinWords(all, 12, 'variable')}: ${values} as in force here.`];
}

/** `var.hosts (line 3)`, with the file where there are several. */
export function variableWords({name, line}: Variable, file: string, files: readonly unknown[]): string {
	return `${name.slice(0, 80)} (${files.length > 1 ? `${file} ` : ''}line ${line})`;
}

export function buildList(): ListBuilder {
	const allowed = new Map<string, {services: readonly Service[]; items: HostItem[]; place: Place}>();
	const excluded: HostItem[] = [];
	const exempt: HostItem[] = [];
	const refusals: Refusal[] = [];
	const notes = new Set<string>();
	return {
		allow(matcher, place, services = []) {
			const key = JSON.stringify(services);
			const group = allowed.get(key);
			if (group) group.items.push({matcher, place});
			else allowed.set(key, {services, items: [{matcher, place}], place});
		},
		exclude: (matcher, place) => void excluded.push({matcher, place}),
		exempt: (matcher, place) => void exempt.push({matcher, place}),
		refuse: (place, why) => void refusals.push({place, why}),
		note: text => void notes.add(text),
		hasNames: () => allowed.size > 0,
		finish(knowsPorts) {
			const [first] = excluded;
			const denials: Entry[] =
				first === undefined
					? []
					: [{action: 'deny', place: first.place, conditions: [{kind: 'hosts', items: excluded}]}];
			const entries = [...allowed.values()].map(({services, items, place}): Entry => {
				const hosts = {kind: 'hosts', items} as const;
				const conditions = services.length === 0 ? [hosts] : [{kind: 'services', services} as const, hosts];
				return {action: 'allow', place, conditions};
			});
			return {
				entries: [...denials, ...entries],
				otherwise: 'deny',
				exemptions: exempt.length === 0 ? null : exempt,
				refusals,
				notes: [...notes],
				knowsPorts,
			};
		},
	};
}
