import {findRegion, noteOnOffer, searchRegions, suggestRegions} from '../../../catalog/regions.ts';
import type {Region} from '../../../catalog/types.ts';
import {joinWords} from '../../../words.ts';
import {answer, numbered, problem, type Question, type Reply, readNumber} from '../../components/conversation.ts';
import {type Answers, answerRegion} from '../../state/answers/answers.ts';
import type {StepRoom} from '../../state/check.ts';

/** More than these are too many to choose from by ear. */
const matchesShown = 20;

/** What to do for a region that is not in the catalog yet. */
export const newerRegion =
	'Newer than this list? Without questions: arc-netcheck check NAME --resource region-code=CODE, its Arc code.';

/** There are too many regions to list: a name or a part of it is typed, and then the number of one that fits. */
export function regionQuestion({answers, context: {catalog}, help}: StepRoom): Question<Partial<Answers>> {
	function read(text: string): Reply<Partial<Answers>> {
		const wanted = text === '' ? (answers.region ?? '') : text;
		if (wanted === '') return problem('Type the name of a region, or a part of it, such as east or Europe.');
		const exact = findRegion(catalog, wanted);
		if (exact) return answerOf(exact);
		const matches = searchRegions(catalog, wanted);
		const [only, second] = matches;
		if (!only) return problem(noRegion(wanted));
		return second ? {kind: 'narrow', question: narrowed(matches)} : answerOf(only);
	}

	function answerOf(region: Region): Reply<Partial<Answers>> {
		const offer = noteOnOffer(region, null);
		return answer(answerRegion(answers, region), offer === null ? null : `${region.name} is ${offer}.`);
	}

	function noRegion(text: string): string {
		const near = suggestRegions(catalog, text);
		const hint =
			near.length > 0 ? `did you mean ${joinWords(near)}?` : `type a part of its name or of its place. ${newerRegion}`;
		return `No region fits "${text}": ${hint}`;
	}

	function narrowed(matches: readonly Region[]): Question<Partial<Answers>> {
		const shown = matches.slice(0, matchesShown);
		const more = matches.length > shown.length ? ` These are the first ${shown.length}.` : '';
		return {
			lines: [`${matches.length} regions fit.${more}`, ...numbered(shown.map(describe))],
			prompt: 'Number, or more of the name',
			proposal: '1',
			help,
			read(text) {
				const chosen = shown[readNumber(text === '' ? '1' : text, shown.length) ?? -1];
				if (chosen) return answerOf(chosen);
				return /^\d+$/.test(text) ? problem(`Type a number from 1 to ${shown.length}, or a name.`) : read(text);
			},
		};
	}

	return {lines: [], prompt: 'Region, or a part of its name', proposal: answers.region, help, read};
}

const cloudWords = {public: '', usgov: ', US Government', china: ', China'} as const;

function describe(region: Region): string {
	const {name, displayName, place, arcCode, cloud} = region;
	const offer = noteOnOffer(region, null);
	const parts = [name, displayName, place, arcCode].filter(part => part !== null);
	return `${parts.join(', ')}${cloudWords[cloud]}${offer === null ? '' : `, ${offer}`}`;
}
