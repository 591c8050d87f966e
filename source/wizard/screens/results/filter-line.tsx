import {Box, Text} from 'ink';
import {useScreen} from '../../components/screen-context.tsx';
import {statusLook} from '../../components/status-look.ts';
import {TextInput} from '../../components/text-input/text-input.tsx';
import {countShown} from '../../state/results/results-rows.ts';
import type {ResultsState} from '../../state/results/results-state.ts';

const label = 'Filter ';

/** What is filtered by, and how much of the results is left. */
export function FilterLine({
	results: {endpoints, rows, filter},
}: {
	readonly results: Pick<ResultsState, 'endpoints' | 'rows' | 'filter'>;
}) {
	const {layout, glyphs} = useScreen();
	const status = filter.status === null ? '' : statusLook(filter.status, 'error', glyphs.isUnicode).word;
	const count = `${countShown(rows)} of ${endpoints.length}`;
	const right = [status, count].filter(text => text !== '').join('  ');
	return (
		<Box height={1}>
			<Text>{label}</Text>
			<TextInput
				state={filter.text}
				width={layout.width - label.length - right.length - 1}
				isFocused={filter.isTyping}
				placeholder={filter.isTyping ? 'name, cause or purpose' : ''}
			/>
			<Text dimColor>{` ${right}`}</Text>
		</Box>
	);
}
