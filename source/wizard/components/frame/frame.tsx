import {Box, Text} from 'ink';
import {type ReactNode, useLayoutEffect} from 'react';
import stringWidth from 'string-width';
import {type KeyHint, useScreen} from '../screen-context.tsx';
import {Colored} from '../signs.tsx';
import {truncate, withoutFlags} from '../text.ts';
import {
	type FrameLayout,
	fitHints,
	type Notice,
	noticeLines,
	noticeLook,
	type Place,
	stageTrack,
} from './frame-parts.ts';

export type FrameProps = Omit<HeaderProps, 'hasAnswers'> & {
	readonly title: string;
	/** At the right end of the title's line. */
	readonly aside?: ReactNode;
	readonly notice?: Notice | null;
	readonly hints: readonly KeyHint[];
	/** It tells of the keys of another screen. */
	readonly isHelp?: boolean;
	readonly rows: FrameLayout;
	readonly children: ReactNode;
};

/** Columns between a title and what stands beside it, at least. */
export const asideGap = 2;

/**
 * The look that all screens share: header, title, body, notice, keys. It is always as high as the window allows, so that
 * the keys stay in one place and only changed lines are sent.
 */
export function Frame({
	stage,
	answers,
	title,
	aside,
	notice = null,
	hints,
	isHelp = false,
	rows,
	children,
}: FrameProps) {
	const {layout, glyphs, keyTable} = useScreen();
	useLayoutEffect(() => {
		if (!isHelp) keyTable.current = hints;
	});
	const space = rows.isSpaced ? <Text> </Text> : null;
	return (
		<Box flexDirection="column" height={layout.height} width={layout.columns} paddingLeft={1} overflow="hidden">
			<Header stage={stage} answers={answers} hasAnswers={rows.isSpaced} />
			{space}
			<Box height={1} width={layout.width} justifyContent="space-between" columnGap={asideGap}>
				<Text bold wrap="truncate">
					{truncate(title, layout.width, glyphs.ellipsis)}
				</Text>
				{aside ? <Box flexShrink={0}>{aside}</Box> : null}
			</Box>
			{rows.reasonLines.map((line, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: in a narrow window the same word may stand in several lines.
				<Text key={index} dimColor wrap="truncate">
					{line}
				</Text>
			))}
			{space}
			<Box flexDirection="column" height={rows.bodyHeight} width={layout.rowWidth} overflow="hidden">
				{children}
			</Box>
			{space}
			<NoticeLines notice={notice} height={rows.noticeHeight} />
			<KeyBar hints={hints} />
		</Box>
	);
}

/** The notice, with a sign that says what kind it is. */
function NoticeLines({notice, height}: {readonly notice: Notice | null; readonly height: number}) {
	const {layout, glyphs} = useScreen();
	const {sign, color} = noticeLook(notice?.tone ?? 'plain', glyphs);
	return (
		<Box height={height}>
			{sign ? (
				<Box flexShrink={0}>
					<Colored color={color}>{`${sign} `}</Colored>
				</Box>
			) : null}
			<Text wrap="truncate">
				{noticeLines(withoutFlags(notice?.text ?? ''), layout, height, glyphs.ellipsis).join('\n')}
			</Text>
		</Box>
	);
}

/** The keys that do something here, in one line. */
function KeyBar({hints}: {readonly hints: readonly KeyHint[]}) {
	const {layout} = useScreen();
	return (
		<Box height={1} gap={2}>
			{fitHints(hints, layout.width).map(({keys, label}) => (
				<Text key={keys} wrap="truncate">
					<Text bold>{keys}</Text> <Text dimColor>{label}</Text>
				</Text>
			))}
		</Box>
	);
}

type HeaderProps = {
	readonly stage: Place;
	/** What was answered so far, in a few words each. */
	readonly answers: readonly string[];
	readonly hasAnswers: boolean;
};

/** Where one is, what was answered on the way, and whether all this is practice. */
function Header({stage, answers, hasAnswers}: HeaderProps) {
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
