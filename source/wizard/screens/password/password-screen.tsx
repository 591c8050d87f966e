import {Box, Text} from 'ink';
import {useReducer} from 'react';
import {Frame} from '../../components/frame/frame.tsx';
import {commonHints} from '../../components/frame/frame-parts.ts';
import {isKey} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {useScreen} from '../../components/screen-context.tsx';
import {Pointer} from '../../components/signs.tsx';
import {TextInput} from '../../components/text-input/text-input.tsx';
import {
	createTextInput,
	maskAll,
	reduceTextInput,
	textInputAction,
	textOf,
} from '../../components/text-input/text-input-state.ts';
import type {OpenedProfile} from '../../profile-services.ts';
import {passwordWords} from '../../state/answers/proxy-answer.ts';
import {answerPassword} from '../../state/check.ts';
import {handleCommonKey, useFrame, useWizard} from '../../use-wizard.ts';

const label = 'Password  ';

/** Asks for what a profile never holds. Nothing of it is shown, and it is gone when the wizard closes. */
export function PasswordScreen({opened}: {readonly opened: OpenedProfile | null}) {
	const wizard = useWizard();
	const {dispatch, prepared} = wizard;
	const {layout, glyphs} = useScreen();
	const [input, edit] = useReducer(reduceTextInput, createTextInput(''));
	const {title, reason, hint} = passwordWords(opened, prepared.plan);
	const frame = useFrame({title, reason});

	useKeys(
		keypress => {
			const action = textInputAction(keypress, null);
			if (isKey(keypress, 'enter')) answerPassword(wizard, textOf(input)).map(dispatch);
			else if (action) edit(action);
			else handleCommonKey(keypress, dispatch);
		},
		{takesText: true},
	);

	const {enter, back} = commonHints(glyphs);
	return (
		<Frame
			{...frame}
			notice={{tone: 'plain', text: hint}}
			hints={[enter(textOf(input) === '' ? 'go on without one' : 'check'), back]}
		>
			<Box height={1}>
				<Pointer isHere={true} />
				<Text bold>{label}</Text>
				<TextInput
					state={input}
					width={layout.width - 2 - label.length}
					isFocused={true}
					mask={maskAll}
					placeholder="none"
				/>
			</Box>
		</Frame>
	);
}
