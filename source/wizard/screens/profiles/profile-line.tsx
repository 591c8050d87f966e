import {Text} from 'ink';
import type {Notice} from '../../components/frame/frame-layout.ts';
import type {Glyphs} from '../../components/glyphs.ts';
import {useScreen} from '../../components/screen-context.tsx';
import {Colored} from '../../components/signs.tsx';
import {fitLeft, fitRight} from '../../components/text/fit.ts';
import type {ListedProfile} from '../../profile-services.ts';
import {describeGlance} from './glance.ts';

const colors = {problem: 'red', ok: 'green', warning: 'yellow', plain: undefined} as const;
const regionWidth = 18;
const ageWidth = 15;
/** An outcome is whole in so many columns; what is left is the name's. */
const outcomeRoom = 19;

/** A profile in one line: name, region, how its last check ended, and when. */
export function ProfileLine({
	row: {profile, lastRun},
	isFocused,
	nameWidth,
}: {
	readonly row: ListedProfile;
	readonly isFocused: boolean;
	/** Of the longest name in the list. */
	readonly nameWidth: number;
}) {
	const {layout, glyphs} = useScreen();
	const {tone, text} = describeGlance(lastRun);
	const room = layout.width - 2;
	const others = layout.isNarrow ? 0 : regionWidth + ageWidth + 2;
	const width = Math.min(nameWidth + 2, room - others - outcomeRoom - 2);
	const outcomeWidth = room - others - width - 2;
	return (
		<Text wrap="truncate">
			<Text bold={isFocused}>{fitLeft(profile.name, width - 2, glyphs.ellipsis)}</Text>
			{'  '}
			{layout.isNarrow ? null : fitLeft(profile.settings.region, regionWidth, glyphs.ellipsis)}
			<Colored color={colors[tone]}>{signOf(tone, glyphs)}</Colored> {fitLeft(text, outcomeWidth, glyphs.ellipsis)}
			{layout.isNarrow ? null : <Text dimColor>{fitRight(lastRun?.age ?? '', ageWidth, glyphs.ellipsis)}</Text>}
		</Text>
	);
}

function signOf(tone: Notice['tone'], {failed, ok, warning, ahead}: Glyphs): string {
	return {problem: failed, ok, warning, plain: ahead}[tone];
}
