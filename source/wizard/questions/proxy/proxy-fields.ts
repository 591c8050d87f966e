import {problemOf} from '../../../errors.ts';
import {endpointOf} from '../../../plan/endpoints.ts';
import type {Plan} from '../../../plan/types.ts';
import {lintProxyAddresses} from '../../../settings/lint/lint-settings.ts';
import {entriesOf, lintNoProxy, missingEntries} from '../../../settings/lint/no-proxy-list.ts';
import {parseProxyUrl} from '../../../settings/proxy-url.ts';
import type {LintNote} from '../../../settings/types.ts';
import {countOf, joinWords, uniqueOf} from '../../../words.ts';
import type {FieldOptions, FileCheck} from '../../components/form/use-form.ts';
import type {Notice} from '../../components/frame/frame-parts.ts';
import {withoutFlags} from '../../components/text.ts';
import {type Mask, maskAll, maskPasswordInAddress} from '../../components/text-input/text-input-state.ts';
import type {OwnProxy} from '../../state/answers/answers.ts';
import {impliedPort, ownAddress, pacOf} from '../../state/answers/proxy-answer.ts';

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
	{
		id: 'url',
		label: 'Address',
		placeholder: 'such as http://proxy.example:3128, or pac:FILE',
		mask: maskPasswordInAddress,
		isWhole: isAddress,
	},
	{id: 'username', label: 'User name', placeholder: '(none)'},
	{
		id: 'password',
		label: 'Password',
		placeholder: '(none)',
		mask: maskAll,
		isSecret: true,
		joiner: null,
		takesQuestionMark: true,
	},
	{id: 'noProxy', label: 'Exceptions', placeholder: 'no_proxy, such as .svc,10.0.0.0/16', joiner: ','},
	{id: 'caFile', label: 'CA file', placeholder: '(none); Tab completes', takesQuestionMark: true},
];

/** An address with its scheme, or with a user in front. */
function isAddress(pasted: string): boolean {
	return /^[a-z][a-z0-9+.-]*:\/\//i.test(pasted) || /^[^\s@]+@[^\s@]+$/.test(pasted);
}

/** The fields of a proxy in the order in which they are asked. */
export function ownProxyTexts(own: OwnProxy): readonly string[] {
	return proxyFields.map(({id}) => own[id]);
}

/** The proxy that the fields describe; the other way round. */
export function ownProxyFrom(texts: readonly string[]): OwnProxy {
	const entries = proxyFields.map(({id}, index) => [id, texts[index] ?? ''] as const);
	return Object.fromEntries(entries) as OwnProxy;
}

export type ProxyFieldFacts = {
	readonly own: OwnProxy;
	readonly caFile: FileCheck;
	/** Enter was pressed on the field, so that an empty one can be blamed too. */
	readonly isEntered: boolean;
	/** The endpoints to be checked that the exceptions send past the proxy. */
	readonly pastProxy: readonly string[];
	/** Where a password comes from if none is typed, or null. */
	readonly passwordFrom: string | null;
};

/** What a field means, how it was understood, what may be wrong with it, or why it can't be taken (tone `problem`). */
export function proxyFieldNote(id: keyof OwnProxy, facts: ProxyFieldFacts): Notice {
	const {own} = facts;
	switch (id) {
		case 'url':
			return addressNote(own, facts.isEntered);
		case 'username':
			return own.password !== '' && own.username.trim() === ''
				? {tone: 'problem', text: 'There is a password but no user name: fill it in, or empty the password.'}
				: {tone: 'plain', text: 'For Basic authentication. Leave it empty if the proxy asks for none.'};
		case 'password':
			return passwordNote(facts);
		case 'noProxy':
			return exceptionsNote(own.noProxy, facts.pastProxy);
		case 'caFile':
			return caFileNote(own.caFile.trim(), facts.caFile);
		default:
			return id satisfies never;
	}
}

/** What should be known of a field before it is taken, or null. */
export function warningOn(id: keyof OwnProxy, own: OwnProxy, pastProxy: readonly string[]): string | null {
	const facts = {own, caFile: {isChecked: true, problem: null}, isEntered: false, pastProxy, passwordFrom: null};
	const {tone, text} = proxyFieldNote(id, facts);
	return tone === 'warning' ? text : null;
}

function addressNote(own: OwnProxy, isEntered: boolean): Notice {
	if (own.url.trim() === '' && !isEntered) {
		return {
			tone: 'plain',
			text: 'http:// or https://, a host and a port; user:password@ is understood. pac:FILE or pac:URL is a PAC script.',
		};
	}
	const problem = problemOf(() => pacOf(own) ?? parseProxyUrl(own.url.trim(), 'The address'));
	if (problem !== null) return {tone: 'problem', text: problem};
	if (pacOf(own) !== null) return {tone: 'ok', text: 'The PAC script names the way of each endpoint.'};
	const port = impliedPort(own);
	if (port !== null) {
		return {
			tone: 'warning',
			text: `Port ${port}, since none is given. Proxies mostly listen on 3128 or 8080: add yours, such as :3128.`,
		};
	}
	const {endpoint} = parseProxyUrl(own.url.trim(), 'The address');
	const [odd] = lintProxyAddresses({https: {...endpoint, username: null}, http: null});
	if (odd) return {tone: 'warning', text: wordsOf(odd)};
	return {tone: 'ok', text: `All traffic goes to ${ownAddress(own)}, but for the exceptions.`};
}

function passwordNote({own, passwordFrom}: ProxyFieldFacts): Notice {
	if (own.password !== '' && own.username.trim() === '' && ownAddress(own) !== null) {
		return {tone: 'problem', text: 'There is no user name that it belongs to: fill that in, or empty this line.'};
	}
	if (own.password === '' && own.username.trim() !== '' && passwordFrom !== null) {
		return {tone: 'plain', text: `Left empty, it is taken from ${passwordFrom}.`};
	}
	return {tone: 'plain', text: 'Used for this run only; it is written to no file and no report.'};
}

/** The list is what the agents will get too, so what would trip them is said here, where it can be mended. */
function exceptionsNote(noProxy: string, pastProxy: readonly string[]): Notice {
	const explanation = 'Names, domains and ranges that go past the proxy, separated by commas.';
	if (noProxy.trim() === '') return {tone: 'plain', text: explanation};
	const warning = lintNoProxy(noProxy).find(({severity}) => severity === 'warning');
	if (warning) return {tone: 'warning', text: wordsOf(warning)};
	if (pastProxy.length > 0) {
		const count = countOf(pastProxy.length, 'endpoint');
		return {
			tone: 'warning',
			text: `${count} to be checked would go past the proxy: ${joinWords(pastProxy, 2, 'host')}. Right only where the cluster reaches them without it.`,
		};
	}
	const missing = missingEntries(entriesOf(noProxy));
	if (missing.length === 0) return {tone: 'ok', text: explanation};
	return {tone: 'ok', text: `Understood. For traffic inside the cluster, agents want these too: ${missing.join(',')}.`};
}

function caFileNote(path: string, {isChecked, problem}: FileCheck): Notice {
	if (path === '') {
		return {
			tone: 'plain',
			text: 'A PEM file to trust as well: the root of a proxy that inspects TLS or is https:// itself.',
		};
	}
	if (!isChecked) return {tone: 'plain', text: 'Reading the file.'};
	return problem === null
		? {tone: 'ok', text: 'Its certificates are trusted on top of those of this machine.'}
		: {tone: 'problem', text: problem};
}

/** A cure may name flags of other programs, which can't be typed here; then the problem alone has to do. */
function wordsOf({problem, cure}: LintNote): string {
	const plain = withoutFlags(cure);
	return plain.includes('--') ? problem : `${problem} ${plain}`;
}

/** The endpoints of a plan that an entry of the exceptions sends past the proxy. */
export function endpointsPastProxy(plan: Plan | null): readonly string[] {
	const rows = plan?.targets.filter(({route}) => route?.noProxyRule != null) ?? [];
	return uniqueOf(rows.map(endpointOf));
}
