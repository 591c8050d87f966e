import {Box, Text} from 'ink';
import {useScreen} from '../../screen-context.tsx';
import type {Stage} from '../../stages.ts';
import {truncate} from '../../text/fit.ts';
import {Colored} from '../colored.tsx';
import {stageTrack} from './stage-track.ts';

export type HeaderProps = {
	readonly stage: Stage;
	/** What was answered so far, in a few words each. */
	readonly answers: readonly string[];
	readonly hasAnswers: boolean;
};

/** Where one is, and what was answered on the way. */
export function Header({stage, answers, hasAnswers}: HeaderProps) {
	const {layout, glyphs} = useScreen();
	const {items, count} = stageTrack(stage, glyphs, layout.width);
	const answersText = answers.length > 0 ? answers.join(` ${glyphs.separator} `) : 'arc-netcheck';
	return (
		<Box flexDirection="column">
			<Box height={1} gap={2}>
				{items.map(({sign, stage: name, isCurrent, isDone}) => (
					<Text key={name} wrap="truncate" bold={isCurrent} dimColor={!isCurrent && !isDone}>
						<Colored color={isCurrent ? 'cyan' : isDone ? 'green' : undefined}>{sign}</Colored> {name}
					</Text>
				))}
				{count ? <Text dimColor>{count}</Text> : null}
			</Box>
			{hasAnswers ? (
				<Text dimColor wrap="truncate">
					{truncate(answersText, layout.width, glyphs.ellipsis)}
				</Text>
			) : null}
		</Box>
	);
}
