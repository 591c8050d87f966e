import {formatProxy, parseProxyUrl} from '../../settings/proxy-url.ts';
import type {OwnProxy} from '../answers.ts';
import type {Notice} from '../components/frame/frame-layout.ts';
import {parseOwnProxy} from '../own-proxy.ts';
import {problemOf} from '../problem-of.ts';
import type {FieldOptions} from './use-form.ts';

export type ProxyField = FieldOptions & {
	readonly id: keyof OwnProxy;
	readonly label: string;
	readonly placeholder: string;
	readonly isMasked?: boolean;
};

export const proxyFields: readonly ProxyField[] = [
	{id: 'url', label: 'Address', placeholder: 'http://proxy.example:3128'},
	{id: 'username', label: 'User name', placeholder: 'none'},
	{id: 'password', label: 'Password', placeholder: 'none', isMasked: true, takesQuestionMark: true},
	{id: 'noProxy', label: 'Exceptions', placeholder: 'no_proxy: .svc,10.0.0.0/16', joiner: ','},
	{id: 'caFile', label: 'CA file', placeholder: 'PEM file to trust as well', takesQuestionMark: true},
];

export function ownProxyTexts(own: OwnProxy): readonly string[] {
	return proxyFields.map(({id}) => own[id]);
}

export function ownProxyFrom(texts: readonly string[]): OwnProxy {
	const entries = proxyFields.map(({id}, index) => [id, texts[index] ?? ''] as const);
	return Object.fromEntries(entries) as OwnProxy;
}

/** What is wrong with one field, as far as that can be told while it is being typed; null: nothing, or it is empty. */
export function proxyFieldProblem(id: keyof OwnProxy, own: OwnProxy, caFileProblem: string | null): string | null {
	if (own[id].trim() === '') return null;
	switch (id) {
		case 'url':
			return problemOf(() => parseProxyUrl(own.url.trim(), 'The address'));
		case 'password':
			// Without an address there is nothing yet that the password could belong to.
			return own.url.trim() === '' || proxyFieldProblem('url', own, null) ? null : problemOf(() => parseOwnProxy(own));
		case 'caFile':
			return caFileProblem;
		case 'username':
		case 'noProxy':
			return null;
		default:
			return id satisfies never;
	}
}

/** What the field under the pointer means, or how it was understood. */
export function proxyFieldNotice(id: keyof OwnProxy, own: OwnProxy): Notice | null {
	switch (id) {
		case 'url':
			return own.url.trim() === '' || proxyFieldProblem('url', own, null)
				? {
						tone: 'plain',
						text: 'http:// or https://, a host and a port; user:password@ before the host is understood too.',
					}
				: {tone: 'ok', text: `All traffic goes to ${formatProxy(parseOwnProxy({...own, password: ''}).endpoint)}.`};
		case 'username':
			return {tone: 'plain', text: 'For Basic authentication. Leave it empty if the proxy asks for no one.'};
		case 'password':
			return {tone: 'plain', text: 'Used for this run only; it is written to no file and no report.'};
		case 'noProxy':
			return {tone: 'plain', text: 'Names, domains and ranges that go past the proxy, separated by commas.'};
		case 'caFile':
			return {tone: 'plain', text: 'The root of a proxy that inspects TLS, or of an https:// proxy.'};
		default:
			return id satisfies never;
	}
}
