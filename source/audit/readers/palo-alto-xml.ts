import {XmlElement as Element, parseXml as parse, XmlCdata, XmlError, XmlText} from '@rgrove/parse-xml';
import {UsageError} from '../../errors.ts';
import {placeOf} from '../access-list.ts';
import {addMembers} from '../objects.ts';
import {
	addAddress,
	addFilter,
	addService,
	addUrl,
	filtered,
	isComposed,
	rankOf,
	ruleKey,
	type Step,
} from './palo-alto-rules.ts';

/** The scope of an element, by the names above it. */
function scopeOfPath(above: readonly string[]): string {
	if (above.includes('shared')) return 'shared';
	const at = above.findLastIndex(name => name === 'device-group' || name === 'vsys');
	return at < 0 ? '' : `${above[at]} ${(above[at + 1] ?? '').slice('entry '.length)}`;
}

/** Reads what the elements of a configuration say, each of its device group or virtual system. */
export function readXml(root: XmlElement, steps: Step[], parents: Map<string, string>, file: string): void {
	const members = (element: XmlElement | undefined) =>
		(element?.children ?? []).flatMap(one => (one.name === 'member' ? one.text.trim() : []));
	const child = (element: XmlElement, name: string) => element.children.find(one => one.name === name);
	const readEntry = (entry: XmlElement, name: string, above: readonly string[]): void => {
		const own = entry.attributes.get('name') ?? '';
		const scope = scopeOfPath(above);
		const place = placeOf(file, entry.line, `<entry name="${own}">`);
		const at = (one: XmlElement) => placeOf(file, one.line, one.text.trim() || own);
		const add = (apply: Step['apply'], object: string | null = `${name} ${own}`) => steps.push({scope, object, apply});
		if (name === 'address') {
			const [first] = entry.children.filter(one => /^(?:fqdn|ip-netmask|ip-range|ip-wildcard)$/.test(one.name));
			if (first) add(({objects}) => addAddress(objects, own, first.name, first.text.trim(), at(first)));
		} else if (name === 'address-group')
			add(({objects}) => addMembers(objects.groups, own, members(child(entry, 'static'))));
		else if (name === 'service-group')
			add(({objects}) => addMembers(objects.serviceGroups, own, members(child(entry, 'members'))));
		else if (name === 'service') {
			add(({objects}) => {
				for (const protocol of child(entry, 'protocol')?.children ?? [])
					addService(objects, own, protocol.name, child(protocol, 'port')?.text.trim() ?? '', place);
			});
		} else if (name === 'application-group')
			add(({applications}) => addMembers(applications, own, members(child(entry, 'members'))));
		else if (name === 'application-filter') add(({applications}) => applications.set(own, [filtered]));
		else if (name === 'custom-url-category') {
			add(({objects, composed}) => {
				if (isComposed(child(entry, 'type')?.text.trim() ?? '')) composed.add(own);
				for (const one of child(entry, 'list')?.children ?? [])
					addUrl(objects, `category ${own}`, one.text.trim(), at(one));
			});
		} else if (name === 'url-filtering' && above.at(-1) === 'profiles')
			add(state => {
				for (const one of entry.children) addFilter(state, own, one.name, members(one));
				if (!state.filters.has(own)) state.filters.set(own, new Map());
			});
		else if (name === 'profile-group')
			add(state => addMembers(state.filterGroups, own, members(child(entry, 'url-filtering'))));
		else if (name === 'device-group' && child(entry, 'parent-dg'))
			parents.set(`device-group ${own}`, `device-group ${child(entry, 'parent-dg')?.text.trim()}`);
		else if (name === 'rules' && (above.at(-1) === 'security' || above.at(-1) === 'decryption')) {
			const kind = above.at(-1) as 'security' | 'decryption';
			const rulebase = above.at(-2) ?? '';
			const fields = new Map(
				entry.children.map(one => [one.name, one.children.length > 0 ? members(one) : [one.text.trim()]]),
			);
			const setting = child(entry, 'profile-setting');
			const profiles = setting && child(setting, 'profiles');
			if (profiles) fields.set('url-filtering', members(child(profiles, 'url-filtering')));
			if (setting && child(setting, 'group')) fields.set('group', members(child(setting, 'group')));
			add(
				state => {
					const rank = rankOf(rulebase, scope, state.line);
					state[kind].set(ruleKey(scope, rulebase, own), {place, fields, rank});
				},
				kind === 'security' ? 'rule' : null,
			);
		}
	};
	const visit = (element: XmlElement, above: readonly string[]): void => {
		const {name} = element;
		for (const entry of element.children) if (entry.name === 'entry') readEntry(entry, name, above);
		if (above.length < 40)
			for (const one of element.children)
				visit(one, [...above, name === 'entry' ? `entry ${element.attributes.get('name') ?? ''}` : name]);
	};
	visit(root, []);
}

export type XmlElement = {
	readonly name: string;
	readonly line: number;
	readonly attributes: ReadonlyMap<string, string>;
	readonly children: readonly XmlElement[];
	readonly text: string;
};

/**
 * Reads the elements of an exported configuration, or of a part of one with several roots. Nothing is loaded, and a DOCTYPE is
 * refused. Throws a UsageError that names the file and the line.
 */
export function parseXml(text: string, file: string): XmlElement {
	const source = text
		.replace(/^\uFEFF/, '')
		.replace(/\r\n?/g, '\n')
		.replace(/^\s*<\?xml[^>]*\?>/, declaration => declaration.replace(/[^\n]/g, ''));
	const refuse = (line: number) =>
		new UsageError(`${file} can't be read at line ${line}: mend its XML there, or export it again.`);
	try {
		const {root} = parse(`<root>${source}</root>`, {includeOffsets: true});
		if (root === null) throw refuse(1);
		return toElement(root, lineCounter(source, '<root>'.length));
	} catch (error) {
		if (error instanceof XmlError) throw refuse(error.line);
		// The parser calls itself for each element within another.
		if (error instanceof RangeError)
			throw new UsageError(`${file} is nested too deeply to be a list of rules: give another file.`);
		throw error;
	}
}

/** The line of a place in the text, for places that are asked for in their order. */
function lineCounter(source: string, skipped: number): (offset: number) => number {
	let line = 1;
	let at = 0;
	return offset => {
		for (; at < offset - skipped; at++) if (source[at] === '\n') line++;
		return line;
	};
}

function toElement({name, start, attributes, children}: Element, lineAt: (offset: number) => number): XmlElement {
	const line = lineAt(start);
	return {
		name,
		line,
		attributes: new Map(Object.entries(attributes)),
		children: children.flatMap(child => (child instanceof Element ? toElement(child, lineAt) : [])),
		text: children.map(child => (child instanceof XmlText || child instanceof XmlCdata ? child.text : '')).join(''),
	};
}
