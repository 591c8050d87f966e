import {Box, Text} from 'ink';
import {useEffect} from 'react';
import type {Change} from '../../../record/diff/diff-report.ts';
import {countEndpoints} from '../../../record/endpoints.ts';
import {wrapText} from '../../../wrap-text.ts';
import {Frame} from '../../components/frame/frame.tsx';
import {commonHints} from '../../components/frame/frame-parts.ts';
import {severityLook} from '../../components/glyphs.ts';
import {isKey} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {MenuList, useList} from '../../components/list/list.tsx';
import {useScreen} from '../../components/screen-context.tsx';
import {Colored, CountsByStatus} from '../../components/signs.tsx';
import {fitRight, presentable, truncate} from '../../components/text.ts';
import type {OpenedProfile, ProfileServices} from '../../profile-services.ts';
import {handleCommonKey, useFrame, useWizard} from '../../use-wizard.ts';
import {changedEndpoints, lastRunTexts, profileMenu} from './profile-words.ts';

type ProfileScreenProps = {readonly opened: OpenedProfile; readonly services: ProfileServices};

/** What is kept of a profile: how the last run went, what changed with it, and what can be done. */
export function ProfileScreen({opened, services}: ProfileScreenProps) {
	const wizard = useWizard();
	const {
		state: {isFresh, problem},
		dispatch,
	} = wizard;
	const {layout, glyphs} = useScreen();
	const frame = useFrame({title: opened.profile.name, problem});
	const menu = profileMenu(opened, wizard);
	const labelWidth = Math.max(...menu.map(({label}) => label.length)) + 2;
	const list = useList({count: menu.length, height: Math.max(1, frame.rows.bodyHeight - 1)});
	const current = menu[list.state.cursor];
	useRenewal(opened, services, isFresh);

	useKeys(keypress => {
		if (list.handleKey(keypress)) return;
		if (isKey(keypress, 'enter') && current) dispatch(current.action);
		else handleCommonKey(keypress, dispatch);
	});

	const menuHeight = Math.min(menu.length, Math.max(1, frame.rows.bodyHeight - 1));
	const room = frame.rows.bodyHeight - menuHeight - (frame.rows.isSpaced ? 1 : 0);
	const texts = lastRunTexts(opened).flatMap(text => wrapText(presentable(text, glyphs.isUnicode), layout.width));
	const shown = texts.length > room ? [...texts.slice(0, room - 1), `${texts[room - 1]}${glyphs.ellipsis}`] : texts;
	const changed = changedEndpoints(opened);
	const changedRoom = Math.max(0, room - shown.length);
	const counts = opened.last ? <CountsByStatus counts={countEndpoints(opened.last.run.results)} /> : null;
	const {move, enter, back, help} = commonHints(glyphs);
	return (
		<Frame
			{...frame}
			aside={layout.isNarrow ? null : counts}
			notice={problem === null ? {tone: 'plain', text: current?.hint ?? ''} : {tone: 'problem', text: problem}}
			hints={[move, enter('choose'), {...back, label: 'profiles'}, help]}
		>
			<Box flexDirection="column" height={room} overflow="hidden">
				<Text wrap="truncate">{shown.map(text => truncate(text, layout.width, glyphs.ellipsis)).join('\n')}</Text>
				{changed.slice(0, changedRoom).map(({word, change}) => (
					<ChangedLine key={change.endpoint} word={word} change={change} />
				))}
			</Box>
			{frame.rows.isSpaced ? <Text> </Text> : null}
			<MenuList rows={menu} state={list.state} height={menuHeight} labelWidth={labelWidth} hasDetails />
		</Frame>
	);
}

/** After a check there is more to tell of the profile than when it was opened. */
function useRenewal({profile}: OpenedProfile, services: ProfileServices, isFresh: boolean): void {
	const {dispatch, crash} = useWizard();
	const {name} = profile;
	useEffect(() => {
		if (!isFresh) return;
		services.open(name).then(opened => dispatch({type: 'renew-profile', opened}), crash);
	}, [services, name, isFresh, dispatch, crash]);
}

/** An endpoint that changed, in one line. */
function ChangedLine({word, change}: {readonly word: string; readonly change: Change}) {
	const {layout, glyphs} = useScreen();
	const {sign, color} = severityLook(change.new?.severity ?? 'info', glyphs.isUnicode);
	const name = truncate(change.endpoint, layout.width - 4 - word.length - 1, glyphs.ellipsis, 'middle');
	return (
		<Text wrap="truncate">
			{'  '}
			<Colored color={color}>{sign}</Colored> {name}
			<Text dimColor>{fitRight(word, layout.width - 4 - name.length, glyphs.ellipsis)}</Text>
		</Text>
	);
}
