import {hasProxies, isUselessProxy} from '../../../session/proxy/examine-proxy.ts';
import {joinWords} from '../../../words.ts';
import {
	answer,
	ask,
	keptOrTyped,
	numberQuestion,
	problem,
	type Question,
	shownText,
	yesOrNoQuestion,
} from '../../components/conversation.ts';
import type {Answers, OwnProxy, StepContext} from '../../state/answers/answers.ts';
import {
	describeProxySettings,
	describeSystemFound,
	moveCredentials,
	passwordSource,
} from '../../state/answers/proxy-answer.ts';
import {type PlainSession, prepareCheck, type StepRoom} from '../../state/check.ts';
import type {WizardAction} from '../../state/state.ts';
import {endpointsPastProxy, type ProxyField, proxyFieldNote, proxyFields} from './proxy-fields.ts';

/** Asks how the cluster reaches out, by number. */
export function proxyQuestion({answers, context, help}: StepRoom): Question<Partial<Answers>> {
	const options = proxyOptions(context);
	return numberQuestion(
		options.map(({choice, label, detail}) => ({text: `${label}: ${detail}`, value: {proxyChoice: choice}})),
		{
			after: foundLines(context),
			proposal: String(options.findIndex(({choice}) => choice === answers.proxyChoice) + 1),
			help,
		},
	);
}

/** Where the proxies that were found come from, what goes past them, and what is odd about them. */
function foundLines({proxyFound, systemFound}: StepContext): readonly string[] {
	const past = (noProxy: string) => (noProxy === '' ? 'nothing goes past the proxy' : `past the proxy go ${noProxy}`);
	const ofEnvironment =
		proxyFound.kind === 'found'
			? [
					`The environment names its proxy in ${joinWords(proxyFound.variables)}; ${past(proxyFound.proxy.noProxy)}.`,
					...proxyFound.notes,
				]
			: [];
	if (systemFound?.kind !== 'found') return ofEnvironment;
	const {pac, proxy, notes} = systemFound;
	const exceptions = proxy.noProxy === '' ? 'Nothing goes past it.' : `Past it go ${proxy.noProxy}.`;
	return [...ofEnvironment, pac === null ? `${systemWords} ${exceptions}` : systemWords, ...notes];
}

export type ProxyOption = {readonly choice: Answers['proxyChoice']; readonly label: string; readonly detail: string};

/** What a proxy of Windows is worth to a cluster. */
export const systemWords = "Windows names a proxy for its browsers. Azure Arc's agents never read that.";

/** The ways to answer how the cluster reaches out. */
export function proxyOptions({
	proxyFound: found,
	systemFound,
}: Pick<StepContext, 'proxyFound' | 'systemFound'>): readonly ProxyOption[] {
	const details = {
		found: () => (found.kind === 'found' ? describeProxySettings(found.proxy) : ''),
		none: () => 'HTTPS_PROXY, HTTP_PROXY and ALL_PROXY are not set',
		unreadable: () => "can't be read",
	};
	return [
		{choice: 'environment', label: 'From the environment', detail: details[found.kind]()},
		...(systemFound === null
			? []
			: [
					{
						choice: 'system',
						label: 'From Windows',
						detail: systemFound.kind === 'found' ? describeSystemFound(systemFound) : details.unreadable(),
					} as const,
				]),
		{choice: 'none', label: 'No proxy', detail: 'straight to the internet'},
		{choice: 'own', label: 'Another proxy', detail: 'address or PAC script, credentials, exceptions'},
	];
}

/** One question for each field. A password is asked for only where there is a user that it could belong to. */
export function proxyDetailsQuestions(room: StepRoom): ReadonlyArray<Question<Partial<Answers>>> {
	const {url, username} = room.answers.ownProxy;
	return proxyFields
		.filter(({id}) => id !== 'password' || username.trim() !== '' || url.includes('@'))
		.map(field => fieldQuestion(field, room));
}

function fieldQuestion(
	{id, label, isSecret = false}: ProxyField,
	{answers, context, services, help}: StepRoom,
): Question<Partial<Answers>> {
	const {ownProxy} = answers;
	const before = ownProxy[id];
	const passwordFrom = passwordSource(services.environment);
	const noteOn = (own: OwnProxy, fileProblem: string | null, isEntered: boolean) => {
		const pastProxy =
			id === 'noProxy' ? endpointsPastProxy(prepareCheck(services, context, {...answers, ownProxy: own}).plan) : [];
		return proxyFieldNote(id, {
			own,
			caFile: {isChecked: true, problem: fileProblem},
			isEntered,
			pastProxy,
			passwordFrom,
		});
	};
	return {
		field: id,
		lines: [id === 'url' ? addressHint : noteOn({...ownProxy, [id]: '', password: ''}, null, false).text],
		prompt: label,
		proposal: isSecret ? secretProposal(before, passwordFrom) : shownText(before),
		isMasked: isSecret,
		help,
		async read(text) {
			const typed = isSecret ? text || before : keptOrTyped(text, before);
			const own = {...ownProxy, [id]: id === 'caFile' ? services.wholePath(typed) : typed};
			const fileProblem = id === 'caFile' && own.caFile !== '' ? await services.checkCaFile(own.caFile) : null;
			// Who gives no user name is not asked for a password, so an old one must not stay behind.
			const kept = moveCredentials(id === 'username' && own.username === '' ? {...own, password: ''} : own);
			const {tone, text: said} = noteOn(kept, fileProblem, true);
			if (tone === 'problem') return problem(said);
			return answer({ownProxy: kept}, tone === 'warning' ? said : null);
		},
	};
}

/** What is typed here can be read on the screen, so nobody is told that a password may stand in it. */
const addressHint = 'http:// or https://, a host and a port. User name and password are asked for next.';

/** What an empty line stands for. */
function secretProposal(before: string, passwordFrom: string | null): string {
	if (before !== '') return 'as before';
	return passwordFrom === null ? 'none' : `from ${passwordFrom}`;
}

/** Talks to the proxy when its question is left, and says what it is. One that is of no use is kept only on a word. */
export async function hearProxy(
	answers: Answers,
	{services, context, talk, signal}: PlainSession,
): Promise<readonly WizardAction[]> {
	const next: WizardAction = {type: 'next'};
	const prepared = prepareCheck(services, context, answers);
	if (prepared.plan === null || !hasProxies(prepared.plan)) return [next];
	talk.say('Asking the proxy.');
	const examinations = await services.examineProxies(prepared.plan, prepared.secrets, signal);
	talk.say(...examinations.map(({sentence}) => sentence));
	const examined: WizardAction = {type: 'examine', examinations};
	const [useless, ...others] = examinations.filter(isUselessProxy);
	if (!useless) return [examined, next];
	const tolerated: WizardAction = {type: 'tolerate', examinations: [useless, ...others]};
	if (useless.kind === 'login') {
		const asked = await ask(yesOrNoQuestion('Give them now?', {proposal: true, help: [loginHelp]}), talk);
		return asked?.value === true ? [{type: 'ask-login', examination: useless}] : [examined, tolerated, next];
	}
	const kept = await ask(yesOrNoQuestion('Keep it all the same?', {help: [keepHelp]}), talk);
	return kept?.value === true ? [examined, tolerated, next] : [examined];
}

const loginHelp = 'y asks for the user name and password, n goes on without them.';
const keepHelp = 'y goes on with this proxy, n asks for it again.';
