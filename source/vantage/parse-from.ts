import {UsageError} from '../errors.ts';
import {safeText} from '../safe-text.ts';
import type {SshTarget} from './ssh-point.ts';

/** Where the probes are to be made. */
export type From =
	| {readonly kind: 'here'}
	| {readonly kind: 'ssh'; readonly targets: readonly SshTarget[]}
	| {readonly kind: 'ssh-file'; readonly file: string}
	| {readonly kind: 'file'; readonly file: string}
	| {readonly kind: 'nodes'; readonly selector: string | null}
	| {readonly kind: 'pods'; readonly namespace: string | null}
	| {readonly kind: 'pod'; readonly namespace: string; readonly pod: string; readonly container: string | null};

const forms = 'here, ssh:HOST[,HOST…], ssh:@FILE, nodes[:SELECTOR], pods[:NAMESPACE], pod:NAMESPACE/NAME or file:LOG';

/** What ssh takes for a destination, and no option of it. */
const host = /^[a-z0-9_][\w.@%+-]*(?::\d{1,5})?$|^(?:[a-z0-9_][\w.%+-]*@)?\[[0-9a-f:]+\](?::\d{1,5})?$/i;

/** Names of Kubernetes (RFC 1123), and label selectors. */
const label = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;
const selector = /^[A-Za-z0-9_./!=,() -]{1,500}$/;

/** Reads one value of `--from`. Throws a UsageError that says what there is. */
export function parseFrom(text: string, field: string): From {
	const refuse = (problem: string) => new UsageError(`${field} ${safeText(text, 80)} ${problem}: write ${forms}.`);
	const [, kind = '', rest] = /^([a-z]+)(?::(.*))?$/s.exec(text) ?? [];
	switch (kind) {
		case 'here':
			if (rest === undefined) return {kind};
			break;
		case 'ssh':
			if (rest === undefined || rest === '') throw refuse('names no host');
			if (rest.startsWith('@')) return {kind: 'ssh-file', file: rest.slice(1)};
			return {kind, targets: rest.split(',').map(each => ({host: parseHost(each, refuse), seen: {}}))};
		case 'file':
			if (rest) return {kind, file: rest};
			break;
		case 'nodes':
			if (rest === undefined || selector.test(rest)) return {kind, selector: rest ?? null};
			break;
		case 'pods':
			if (rest === undefined || label.test(rest)) return {kind, namespace: rest ?? null};
			break;
		case 'pod': {
			const [namespace = '', pod = '', container, ...more] = (rest ?? '').split('/');
			const names = [namespace, pod, ...(container === undefined ? [] : [container])];
			if (more.length === 0 && names.every(name => label.test(name)))
				return {kind, namespace, pod, container: container ?? null};
			break;
		}
	}
	throw refuse('is no place to look from');
}

function parseHost(text: string, refuse: (problem: string) => UsageError): string {
	if (!host.test(text)) throw refuse(`has the host "${safeText(text, 60)}", which is none for ssh`);
	return text;
}

/** Reads a list of hosts: one a line, `host pool=b site=plant1`; what follows a # is a remark. */
export function parseHostList(text: string, file: string): readonly SshTarget[] {
	const targets = text.split(/\r?\n/).flatMap((line, index): SshTarget[] => {
		const [name, ...words] = line.replace(/#.*$/, '').trim().split(/\s+/);
		if (!name) return [];
		const refuse = (problem: string) =>
			new UsageError(`${file} ${problem} in line ${index + 1}: write HOST pool=NAME site=NAME.`);
		if (!host.test(name)) throw refuse(`has "${safeText(name, 60)}", which is no host for ssh,`);
		const pairs = words.map(word => /^(pool|site)=([\w.-]{1,60})$/.exec(word) ?? null);
		if (pairs.includes(null)) throw refuse('has a word that is neither pool=NAME nor site=NAME');
		const seen = Object.fromEntries(pairs.map(pair => [pair?.[1] ?? '', pair?.[2] ?? '']));
		return [{host: name, seen}];
	});
	if (targets.length === 0) throw new UsageError(`${file} names no host: write one a line.`);
	return targets;
}
