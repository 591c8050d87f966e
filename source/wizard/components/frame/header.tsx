import {Box, Text} from 'ink';
import stringWidth from 'string-width';
import {useScreen} from '../screen-context.tsx';
import {Colored} from '../signs.tsx';
import {truncate} from '../text/fit.ts';
import {type Place, stageTrack} from './progress-track.ts';

export type HeaderProps = {
	readonly stage: Place;
	/** What was answered so far, in a few words each. */
	readonly answers: readonly string[];
	readonly hasAnswers: boolean;
};

/** Where one is, what was answered on the way, and whether all this is practice. */
export function Header({stage, answers, hasAnswers}: HeaderProps) {
	const {layout, glyphs, isPractice} = useScreen();
	const mark = isPractice ? <PracticeMark /> : null;
	const markWidth = isPractice ? stringWidth(practiceMark) + 1 : 0;
	const {items, count} = stageTrack(stage, glyphs, layout.width - (hasAnswers ? 0 : markWidth));
	const answersText = answers.length > 0 ? answers.join(` ${glyphs.separator} `) : 'arc-netcheck';
	return (
		<Box flexDirection="column" width={layout.width}>
			<Box height={1} justifyContent="space-between">
				<Box gap={2}>
					{items.map(({sign, stage: name, isCurrent, isDone}) => (
						<Text key={name} wrap="truncate" bold={isCurrent} dimColor={!isCurrent && !isDone}>
							<Colored color={isCurrent ? 'cyan' : isDone ? 'green' : undefined}>{sign}</Colored> {name}
						</Text>
					))}
					{count ? <Text dimColor>{count}</Text> : null}
				</Box>
				{hasAnswers ? null : mark}
			</Box>
			{hasAnswers ? (
				<Box height={1} justifyContent="space-between">
					<Text dimColor wrap="truncate">
						{truncate(answersText, layout.width - markWidth, glyphs.ellipsis)}
					</Text>
					{mark}
				</Box>
			) : null}
		</Box>
	);
}

const practiceMark = ' practice network ';

function PracticeMark() {
	return (
		<Box flexShrink={0}>
			<Text inverse bold>
				{practiceMark}
			</Text>
		</Box>
	);
}
