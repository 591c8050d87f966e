import {Box, Text} from 'ink';
import {Frame} from '../../components/frame/frame.tsx';
import {commonHints} from '../../components/frame/key-hints.ts';
import {isKey} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {useScreen} from '../../components/screen-context.tsx';
import {truncate} from '../../components/text/fit.ts';
import {useFrame, useWizard} from '../../use-wizard.ts';
import {commandsFor} from './save-fields.ts';

/** Says what a profile that was just saved is good for. */
export function SavedScreen({name}: {readonly name: string}) {
	const {dispatch, services} = useWizard();
	const {layout, glyphs} = useScreen();
	const frame = useFrame({
		title: `Saved as ${name}`,
		reason: 'All answers under a name, to check again later and see what changed.',
	});
	useKeys(keypress => {
		if (isKey(keypress, 'enter') || isKey(keypress, 'escape')) dispatch({type: 'back'});
	});

	const commands = commandsFor(name, services.ownCommand);
	const width = Math.max(...commands.map(([command]) => command.length)) + 2;
	const hasMeanings = width + 20 <= layout.width;
	return (
		<Frame
			{...frame}
			notice={{tone: 'plain', text: 'Only you can read it; it holds no password.'}}
			hints={[commonHints(glyphs).enter('go on')]}
		>
			<Box flexDirection="column">
				{commands.map(([command, meaning]) => (
					<Text key={command} wrap="truncate">
						{hasMeanings ? command.padEnd(width) : truncate(command, layout.width, glyphs.ellipsis)}
						{hasMeanings ? <Text dimColor>{truncate(meaning, layout.width - width, glyphs.ellipsis)}</Text> : null}
					</Text>
				))}
			</Box>
		</Frame>
	);
}
