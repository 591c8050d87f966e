import {numbered, numberProblem, readNumbers} from '../../components/conversation/numbers.ts';
import {answer, problem, type Question} from '../../components/conversation/question.ts';
import type {StepRoom} from '../../plain-session.ts';
import type {Answers} from '../../state/answers/answers.ts';
import {availableFeatures, featuresOf} from '../../state/answers/step-context.ts';
import {addedPerFeature, describeAdded, featureSets, featuresIn, titlesBesideAll} from './feature-choice.ts';

/** All features by number. The whole choice is typed anew, since what was ticked before can't be seen while typing. */
export function featuresQuestion({answers, context, services, help}: StepRoom): Question<Partial<Answers>> {
	const features = availableFeatures(answers, context);
	const besideAll = titlesBesideAll(features);
	const chosen = featuresOf(answers, context);
	const added = addedPerFeature(answers, context, services);
	const describe = ({id, title, summary}: (typeof features)[number]) => {
		const count = added.get(id);
		const remarks = chosen.includes(id) ? ['chosen'] : [count === undefined ? '' : describeAdded(count)];
		return `${[title, ...remarks.filter(remark => remark !== '')].join(', ')}: ${summary}`;
	};
	return {
		lines: numbered(features.map(describe)),
		prompt: `Numbers separated by commas, usual, or all${besideAll === null ? '' : ` (but ${besideAll})`}`,
		proposal: chosen.map(id => features.findIndex(feature => feature.id === id) + 1).join(',') || null,
		help,
		read(text) {
			if (text === '' && chosen.length > 0) return answer({features: chosen});
			const set = featureSets.find(word => word === text.toLowerCase());
			if (set && set !== 'none') return answer({features: featuresIn(set, features)});
			const indexes = readNumbers(text, features.length);
			if (indexes === null) return problem(numberProblem(text, features.length));
			if (indexes.length === 0) return problem('Choose at least one feature; without one there is nothing to check.');
			return answer({features: features.filter((_, index) => indexes.includes(index)).map(({id}) => id)});
		},
	};
}
