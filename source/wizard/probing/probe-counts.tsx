import {Text} from 'ink';
import {type Status, statuses} from '../../probe/types.ts';
import {Colored} from '../components/colored.tsx';
import {useScreen} from '../screen-context.tsx';
import {statusLook} from '../status-look.ts';

/** How many endpoints have which status: `✓ 41 reachable   ✗ 3 blocked`. In a narrow window the words give way to the signs. */
export function ProbeCounts({counts}: {readonly counts: {readonly [status in Status]: number}}) {
	const {layout, glyphs} = useScreen();
	const shown = statuses.filter(status => counts[status] > 0 || status === 'reachable' || status === 'blocked');
	return (
		<Text wrap="truncate">
			{shown.map((status, index) => {
				const {sign, word, color} = statusLook(status, 'error', glyphs.isUnicode);
				const isWorded = !layout.isNarrow || status === 'reachable' || status === 'blocked';
				return (
					<Text key={status}>
						{index === 0 ? '' : '  '}
						<Colored color={color}>{sign}</Colored> {counts[status]}
						{isWorded ? ` ${word}` : ''}
					</Text>
				);
			})}
		</Text>
	);
}
