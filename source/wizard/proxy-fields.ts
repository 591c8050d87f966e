import type {OwnProxy} from './answers.ts';
import type {FieldOptions} from './components/form/use-form.ts';

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
	{id: 'noProxy', label: 'Exceptions', placeholder: 'no_proxy, such as .svc,10.0.0.0/16', joiner: ','},
	{id: 'caFile', label: 'CA file', placeholder: 'none', takesQuestionMark: true},
];

export function ownProxyTexts(own: OwnProxy): readonly string[] {
	return proxyFields.map(({id}) => own[id]);
}

export function ownProxyFrom(texts: readonly string[]): OwnProxy {
	const entries = proxyFields.map(({id}, index) => [id, texts[index] ?? ''] as const);
	return Object.fromEntries(entries) as OwnProxy;
}
