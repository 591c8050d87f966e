import {Text} from 'ink';
import {useEffect, useState} from 'react';
import {countOf} from '../../../words.ts';
import {Frame} from '../../components/frame/frame.tsx';
import {commonHints} from '../../components/frame/frame-parts.ts';
import {isLetter} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {useScreen} from '../../components/screen-context.tsx';
import {fitLeft} from '../../components/text.ts';
import {actionForFailure} from '../../state/check.ts';
import type {View} from '../../state/state.ts';
import {handleCommonKey, useFrame, useWizard} from '../../use-wizard.ts';
import {type Asked, askedText, endpointsOf, waitingTitle, waitingWords} from './waiting-lines.ts';

/** Waits for a fix: nothing moves but the number of askings. */
export function WaitingScreen({view}: {readonly view: Extract<View, {readonly name: 'waiting'}>}) {
	const {
		state: {profile},
		services,
		dispatch,
		crash,
	} = useWizard();
	const {layout, glyphs} = useScreen();
	const [asked, setAsked] = useState<Asked>({times: 0, at: null, failing: endpointsOf(view.plan.targets)});
	const frame = useFrame({title: waitingTitle, reason: waitingWords(view.plan), hasNotice: false});

	useEffect(() => {
		const abort = new AbortController();
		services
			.waitForFix(view.plan, {
				signal: abort.signal,
				secrets: view.secrets,
				previous: view.previous,
				profile,
				onAsked: failing =>
					setAsked(({times}) => ({times: times + 1, at: new Date().toISOString(), failing: endpointsOf(failing)})),
			})
			.then(
				isFixed => {
					if (isFixed) dispatch({type: 'fix-seen'});
				},
				(error: unknown) => dispatch(actionForFailure(error)),
			)
			.catch(crash);
		return () => abort.abort();
	}, [view, services, profile, dispatch, crash]);

	useKeys(keypress => {
		if (isLetter(keypress, 's')) dispatch({type: 'back'});
		else handleCommonKey(keypress, dispatch);
	});

	const {back, help} = commonHints(glyphs);
	const room = Math.max(1, frame.rows.bodyHeight - 2);
	const shown = asked.failing.slice(0, asked.failing.length > room ? room - 1 : room);
	const hidden = asked.failing.length - shown.length;
	return (
		<Frame {...frame} hints={[{keys: 's', label: 'stop and show results'}, back, help]}>
			<Text wrap="truncate">{askedText(asked)}</Text>
			<Text> </Text>
			{shown.map(name => (
				<Text key={name} wrap="truncate">{`  ${fitLeft(name, layout.width - 2, glyphs.ellipsis, 'middle')}`}</Text>
			))}
			{hidden > 0 ? <Text dimColor>{`  and ${countOf(hidden, 'more endpoint')}`}</Text> : null}
		</Frame>
	);
}
