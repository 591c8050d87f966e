import {problemWithPlaces, termsLines, termsOf, usablePlaces} from '../../../session/vantage/outlook.ts';
import type {PlaceOutline} from '../../../session/vantage/places.ts';
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
import {
	blankLine,
	type DetailLine,
	heading,
	type Page,
	paragraph,
	sentenceOf,
	textOfLine,
} from '../../components/text.ts';
import type {Answers} from '../../state/answers/answers.ts';
import {prepareCheck, type StepRoom} from '../../state/check.ts';

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

/** The kinds of places, in the order in which they are offered. */
const placeKinds = ['here', 'ssh', 'nodes', 'pods', 'pod', 'file'] as const;
export type PlaceKind = (typeof placeKinds)[number];

/** A line of the question: a kind of places, and which of them as they are typed. */
export type PlaceChoice = {
	readonly kind: PlaceKind;
	readonly label: string;
	/** What is meant while nothing is typed; null: nothing can be typed. */
	readonly unless: string | null;
	/** Nothing is meant until something is typed. */
	readonly isNameNeeded: boolean;
	/** What to type. */
	readonly hint: string;
	/** What stands between several. */
	readonly separator: ',' | ';';
};

export const placeChoices: readonly PlaceChoice[] = [
	{
		kind: 'here',
		label: 'This machine',
		unless: null,
		isNameNeeded: false,
		hint: 'The check as it is without any other place.',
		separator: ',',
	},
	{
		kind: 'ssh',
		label: 'Hosts over SSH',
		unless: 'node-1, node-2, or @hosts.txt',
		isNameNeeded: true,
		hint: 'Hosts as your ssh knows them, or @FILE with one a line.',
		separator: ',',
	},
	{
		kind: 'nodes',
		label: 'Cluster nodes',
		unless: 'two of each pool',
		isNameNeeded: false,
		hint: 'A label selector such as agentpool=gpu, or nothing for all pools.',
		separator: ';',
	},
	{
		kind: 'pods',
		label: 'Cluster pods',
		unless: "in the context's namespace",
		isNameNeeded: false,
		hint: 'A namespace such as azure-arc, or nothing for that of the context.',
		separator: ',',
	},
	{
		kind: 'pod',
		label: 'A running pod',
		unless: 'NAMESPACE/NAME',
		isNameNeeded: true,
		hint: 'The namespace and the name of a pod, such as azure-arc/config-agent-6c9f.',
		separator: ',',
	},
	{
		kind: 'file',
		label: 'A log file',
		unless: 'what the script printed there',
		isNameNeeded: true,
		hint: 'The path of a log that "vantage script" or a manifest of it printed elsewhere.',
		separator: ',',
	},
];

/** The kind of a value of `--from`. */
function kindOf(value: string): PlaceKind | null {
	return placeKinds.find(kind => value === kind || value.startsWith(`${kind}:`)) ?? null;
}

/** What of a kind is chosen, as a person types it; null: it is not chosen. */
export function textOfKind(from: Answers['from'], {kind, separator}: PlaceChoice): string | null {
	const values = from.filter(value => kindOf(value) === kind);
	if (values.length === 0) return null;
	return values
		.map(value => value.slice(kind.length + 1))
		.filter(text => text !== '')
		.join(`${separator} `);
}

/** The places with those of one kind as they were typed; null: none of them. They stay in the order in which they are offered. */
export function withKind(
	from: Answers['from'],
	{kind, separator, isNameNeeded}: PlaceChoice,
	text: string | null,
): Answers['from'] {
	const names = (text ?? '')
		.split(separator)
		.map(name => name.trim())
		.filter(name => name !== '');
	const own = text === null ? [] : valuesOf(kind, names, isNameNeeded);
	return placeKinds.flatMap(each => (each === kind ? own : from.filter(value => kindOf(value) === each)));
}

function valuesOf(kind: PlaceKind, names: readonly string[], isNameNeeded: boolean): readonly string[] {
	if (kind === 'here' || (names.length === 0 && !isNameNeeded)) return [kind];
	if (kind !== 'ssh') return names.length === 0 ? [`${kind}:`] : names.map(name => `${kind}:${name}`);
	const files = names.filter(name => name.startsWith('@'));
	const hosts = names.filter(name => !name.startsWith('@'));
	if (names.length === 0) return ['ssh:'];
	return [...(hosts.length > 0 ? [`ssh:${hosts.join(',')}`] : []), ...files.map(file => `ssh:${file}`)];
}

/** What was said of the places so far; neither: it is being asked for. */
export type Outlined = {readonly outlines: readonly PlaceOutline[] | null; readonly problem: string | null};

const labelWidth = 10;

/** What places would create and need: as they say themselves, else what is known without asking. */
export function outlineLines(
	{outlines, problem}: Outlined,
	from: readonly string[],
	page: Page,
): readonly DetailLine[] {
	const isAsking = outlines === null && problem === null;
	const known = outlines ?? usablePlaces(from).map(title => ({title, lines: termsLines(termsOf(title))}));
	return [
		...(isAsking ? paragraph('Asking the cluster. Nothing is created.', page, {tone: 'faint'}) : []),
		...known.flatMap(({title, lines}, index) => [
			...(index > 0 || isAsking ? [blankLine] : []),
			...heading(title === 'here' ? 'this machine' : title, page),
			...lines.flatMap(({label, text, isItem}) =>
				paragraph(text, page, {
					prefix: [{text: isItem ? '- ' : label === null ? '' : `${label.padEnd(labelWidth - 1)} `, tone: 'faint'}],
				}),
			),
		]),
	];
}
