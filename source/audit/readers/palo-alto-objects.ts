import type {Condition, Place} from '../form.ts';
import {addHost, newObjects, type Objects, portServices, tcp} from '../objects.ts';
import {type HostRules, parseHost} from '../parse-host.ts';

/** "Guidelines for URL Category Exceptions" (docs.paloaltonetworks.com): `*` is one label or more, `^` exactly one. */
const urlRules: HostRules = {dot: null, star: 'deep', hasInner: true, hasCaret: true};

export type RuleFields = {
	readonly place: Place;
	readonly fields: Map<string, string[]>;
	/** The rules before and after those of the firewall itself, as Panorama puts them: the lower the earlier. */
	readonly rank: number;
	isUncertain?: boolean;
};
export type State = {
	/** Commands that change rules in ways that are not read: all is uncertain then. */
	readonly changes: Place[];
	readonly applications: Map<string, string[]>;
	/** Profiles of URL filtering: the categories of each action; and by group the profiles in it. */
	readonly filters: Map<string, Map<string, string[]>>;
	readonly filterGroups: Map<string, string[]>;
	/** Custom categories that are made of categories of the vendor. */
	readonly composed: Set<string>;
	readonly objects: Objects;
	readonly security: Map<string, RuleFields>;
	readonly decryption: Map<string, RuleFields>;
	/** The device groups above that of the part, itself last. */
	readonly line: readonly string[];
};

/** What a line or an element says, of the device group or virtual system that it is for: `shared` or nothing for all. */
export type Step = {readonly scope: string; readonly object: string | null; readonly apply: (state: State) => void};

export const newState = (line: readonly string[]): State => ({
	objects: newObjects({'service-https': tcp(443), 'service-http': tcp(80, 8080)}),
	security: new Map(),
	decryption: new Map(),
	changes: [],
	applications: new Map(),
	filters: new Map(),
	filterGroups: new Map(),
	composed: new Set(),
	line,
});

/** Whether a type of category holds categories in place of hosts ("Create a Custom URL Category", docs.paloaltonetworks.com). */
export const isComposed = (type: string) => /^category match$/i.test(type);

export const ruleKey = (scope: string, rulebase: string, name: string) => JSON.stringify([scope, rulebase, name]);

export const unknown = {kind: 'unknown'} as const;

/** Shared rules before, those of the device groups from the highest on, of the firewall itself, and the same after it. */
export function rankOf(rulebase: string, scope: string, line: readonly string[]): number {
	const depth = line.indexOf(scope) + 1;
	return rulebase === 'pre-rulebase' ? depth : rulebase === 'post-rulebase' ? 2000 - depth : 1000;
}

export function addFilter(state: State, name: string, action: string, categories: readonly string[]): void {
	const profile = state.filters.get(name) ?? new Map<string, string[]>();
	state.filters.set(name, profile);
	profile.set(action, [...(profile.get(action) ?? []), ...categories]);
}

/** An entry of a URL list: a path or a port opens a part of the host alone; an open end takes more than the host. */
export function addUrl(objects: Objects, name: string, entry: string, place: Place): void {
	const match = /^(?:https?:\/\/)?([^/:]+)(?::(\d{1,5}))?(\/.*)?$/i.exec(entry);
	const [, host = '', port, path = ''] = match ?? [];
	const isPath = !/^\/?\*?$/.test(path);
	const matcher = match === null ? 'no entry of a URL list' : parseHost(host, urlRules);
	if (typeof matcher === 'string' || (!isPath && port === undefined)) {
		addHost(objects, name, matcher, place);
		return;
	}
	if (isPath) objects.refusals.push({place, why: 'a path: it opens a part of the host alone'});
	const hosts: Condition = {kind: 'hosts', items: [{matcher, place}]};
	const on = port === undefined ? [] : [{kind: 'services', services: tcp(Number(port))} as const];
	const condition: Condition = {kind: 'all', of: [hosts, ...on, ...(isPath ? [unknown] : [])]};
	const own = objects.narrowed.get(name);
	if (own) own.push(condition);
	else objects.narrowed.set(name, [condition]);
}

export function addAddress(objects: Objects, name: string, kind: string, value: string, place: Place): void {
	if (kind === 'ip-netmask') objects.addresses.set(name, [value]);
	if (kind === 'fqdn') addHost(objects, name, parseHost(value, {dot: null, star: null, hasInner: false}), place);
	else if (kind === 'ip-netmask' && /^(?:10|127|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./.test(value))
		objects.hosts.set(name, null);
	else if (kind === 'ip-netmask' && value === '0.0.0.0/0') addHost(objects, name, {kind: 'every'}, place);
}

export function addService(objects: Objects, name: string, protocol: string, ports: string, place: Place): void {
	const services = protocol === 'tcp' || protocol === 'udp' ? portServices(ports, protocol) : null;
	if (services === null) objects.refusals.push({place, why: 'its protocol or ports are not understood'});
	else objects.services.set(name, [...(objects.services.get(name) ?? []), ...services]);
}

/** Stands for the applications that a filter finds, which are not in the file. */
export const filtered = 'what a filter finds';
