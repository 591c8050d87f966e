import {problemWithPlaces, usablePlaces} from '../../../session/vantage/outlook.ts';
import {
	answer,
	numbered,
	numberProblem,
	problem,
	type Question,
	type Reply,
	readNumbers,
	shownText,
} from '../../components/conversation.ts';
import {sentenceOf, textOfLine} from '../../components/text.ts';
import type {StepRoom} from '../../plain-session.ts';
import type {Answers} from '../../state/answers/answers.ts';
import {prepareCheck} from '../../state/check.ts';
import {outlineLines, placeChoices, textOfKind, withKind} from './from-choice.ts';

/** Which kinds of places, and then of each which of them. */
export function fromQuestions(room: StepRoom): ReadonlyArray<Question<Partial<Answers>>> {
	return [kindsQuestion(room), ...nameQuestions(room)];
}

function kindsQuestion(room: StepRoom): Question<Partial<Answers>> {
	const {from} = room.answers;
	const chosen = placeChoices.flatMap((choice, index) => (textOfKind(from, choice) === null ? [] : [index + 1]));
	const question: Question<Partial<Answers>> = {
		lines: [
			...numbered(placeChoices.map(({label, hint}) => `${label}: ${hint}`)),
			'w says what the chosen places take, p writes what others can run instead: the script or a manifest.',
		],
		prompt: 'Numbers separated by commas, w or p',
		proposal: chosen.join(','),
		help: room.help,
		async read(text) {
			if (/^w$/i.test(text)) return again(question, await outlineTexts(room));
			if (/^p$/i.test(text)) return again(question, await printTexts(room));
			if (text === '') return answer({from});
			const indexes = readNumbers(text, placeChoices.length);
			if (indexes === null || indexes.length === 0) return problem(numberProblem(text, placeChoices.length));
			return answer({
				from: placeChoices.reduce<Answers['from']>(
					(all, choice, index) =>
						withKind(all, choice, indexes.includes(index) ? (textOfKind(from, choice) ?? '') : null),
					from,
				),
			});
		},
	};
	return question;
}

/** Asks the same once more, below what is said. */
function again(question: Question<Partial<Answers>>, lines: readonly string[]): Reply<Partial<Answers>> {
	return {kind: 'narrow', question: {...question, lines}};
}

function nameQuestions({answers: {from}, help}: StepRoom): ReadonlyArray<Question<Partial<Answers>>> {
	return placeChoices.flatMap((choice): Question<Partial<Answers>>[] => {
		const before = textOfKind(from, choice);
		if (before === null || choice.unless === null) return [];
		return [
			{
				field: choice.kind,
				lines: [choice.hint],
				prompt: choice.label,
				proposal: before !== '' || choice.isNameNeeded ? shownText(before) : choice.unless,
				help,
				read(text) {
					const typed = text === '' ? before : text === '-' ? '' : text;
					if (typed === '' && choice.isNameNeeded) return answer({from: withKind(from, choice, null)});
					const next = withKind(from, choice, typed);
					const wrong = problemWithPlaces(withKind([], choice, typed));
					return wrong === null ? answer({from: next}) : problem(wrong);
				},
			},
		];
	});
}

async function outlineTexts({
	answers: {from},
	services: {elsewhere, glyphs},
	signal,
}: StepRoom): Promise<readonly string[]> {
	const page = {width: 1000, isUnicode: glyphs.unicode};
	try {
		const outlines = (await elsewhere?.outline(usablePlaces(from), signal)) ?? null;
		return outlineLines({outlines, problem: null}, from, page).map(textOfLine);
	} catch (error) {
		// Who pressed Ctrl-C leaves, and needs to hear nothing of it.
		if (signal.aborted) return [];
		const said = sentenceOf(error);
		return [said, ...outlineLines({outlines: null, problem: said}, from, page).map(textOfLine)];
	}
}

async function printTexts({answers, services, context}: StepRoom): Promise<readonly string[]> {
	const {elsewhere} = services;
	const prepared = prepareCheck(services, context, answers);
	if (prepared.plan === null || elsewhere === null) return [prepared.plan === null ? prepared.problem : ''];
	try {
		const {plan, secrets} = prepared;
		const from = usablePlaces(answers.from);
		const printouts = await elsewhere.print(plan, {from, secrets, profile: context.profile});
		const files = elsewhere.write(printouts);
		return printouts.flatMap(({steps}, index) => [`Written: ${files[index]}`, ...numbered(steps)]);
	} catch (error) {
		return [sentenceOf(error)];
	}
}
