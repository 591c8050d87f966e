import type {FieldOptions} from '../../components/form/use-form.ts';
import {type Mask, maskAll, maskPasswordInAddress} from '../../components/text-input/visible-text.ts';
import type {OwnProxy} from '../../state/answers/answers.ts';

export type ProxyField = FieldOptions & {
	readonly id: keyof OwnProxy;
	readonly label: string;
	readonly placeholder: string;
	/** What of it is drawn as dots. */
	readonly mask?: Mask;
	/** Nothing of it may be seen or repeated. */
	readonly isSecret?: boolean;
};

export const proxyFields: readonly ProxyField[] = [
	{id: 'url', label: 'Address', placeholder: 'such as http://proxy.example:3128', mask: maskPasswordInAddress},
	{id: 'username', label: 'User name', placeholder: '(none)'},
	{id: 'password', label: 'Password', placeholder: '(none)', mask: maskAll, isSecret: true, takesQuestionMark: true},
	{id: 'noProxy', label: 'Exceptions', placeholder: 'no_proxy, such as .svc,10.0.0.0/16', joiner: ','},
	{id: 'caFile', label: 'CA file', placeholder: '(none)', takesQuestionMark: true},
];

export function ownProxyTexts(own: OwnProxy): readonly string[] {
	return proxyFields.map(({id}) => own[id]);
}

export function ownProxyFrom(texts: readonly string[]): OwnProxy {
	const entries = proxyFields.map(({id}, index) => [id, texts[index] ?? ''] as const);
	return Object.fromEntries(entries) as OwnProxy;
}
