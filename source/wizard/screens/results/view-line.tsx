import {Box, Text} from 'ink';
import {needsAction} from '../../../diagnosis/results.ts';
import {type ListState, positionText} from '../../components/list/list-state.ts';
import {useScreen} from '../../components/screen-context.tsx';
import {Colored} from '../../components/signs.tsx';
import type {ResultsState} from '../../state/results/results-state.ts';

type ViewLineProps = {
	readonly results: Pick<ResultsState, 'groups' | 'endpoints' | 'view' | 'rows'>;
	readonly list: ListState;
	readonly height: number;
};

/** Which of the two views is shown, and which of its lines. */
export function ViewLine({results: {groups, endpoints, view, rows}, list, height}: ViewLineProps) {
	const findings = groups.filter(group => group.finding !== null && needsAction(group)).length;
	return (
		<Box height={1} justifyContent="space-between">
			<Text>
				<Tab isHere={view === 'findings'} text={`Findings ${findings}`} />
				{'   '}
				<Tab isHere={view === 'endpoints'} text={`Endpoints ${endpoints.length}`} />
			</Text>
			<Text dimColor>{positionText(list, rows.length, height)}</Text>
		</Box>
	);
}

function Tab({isHere, text}: {readonly isHere: boolean; readonly text: string}) {
	const {glyphs} = useScreen();
	return (
		<Text bold={isHere} dimColor={!isHere}>
			<Colored color={isHere ? 'cyan' : undefined}>{isHere ? glyphs.current : glyphs.ahead}</Colored> {text}
		</Text>
	);
}
