import type {Answers} from '../../answers.ts';
import {moveCredentials} from '../../own-proxy.ts';
import {type ProxyField, proxyFieldNotice, proxyFieldProblem, proxyFields} from '../../screens/proxy-fields.ts';
import {keptOrTyped, shownText} from '../kept-text.ts';
import {answer, problem, type Question} from '../question.ts';
import type {StepRoom} from './step-room.ts';

/** One question for each field. A password is asked for only where there is a user that it could belong to. */
export function proxyDetailsQuestions(room: StepRoom): ReadonlyArray<Question<Partial<Answers>>> {
	const {url, username} = room.answers.ownProxy;
	return proxyFields
		.filter(({id}) => id !== 'password' || username.trim() !== '' || url.includes('@'))
		.map(field => fieldQuestion(field, room));
}

function fieldQuestion(
	{id, label, isMasked = false}: ProxyField,
	{answers: {ownProxy}, services, help}: StepRoom,
): Question<Partial<Answers>> {
	const before = ownProxy[id];
	const notice = proxyFieldNotice(id, ownProxy)?.text ?? '';
	return {
		lines: [notice],
		prompt: label,
		proposal: isMasked ? (before === '' ? 'none' : 'as before') : shownText(before),
		isMasked,
		help,
		async read(text) {
			const own = {...ownProxy, [id]: isMasked ? text || before : keptOrTyped(text, before)};
			if (id === 'url' && own.url === '')
				return problem('The proxy address is empty: type http://, a host and a port.');
			const fileProblem = id === 'caFile' && own.caFile !== '' ? await services.checkCaFile(own.caFile) : null;
			const wrong = proxyFieldProblem(id, own, fileProblem);
			return wrong === null ? answer({ownProxy: moveCredentials(own)}) : problem(wrong);
		},
	};
}
