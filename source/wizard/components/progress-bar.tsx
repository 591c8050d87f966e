import {Text} from 'ink';
import {useScreen} from './screen-context.tsx';

/** How many of `width` cells of a bar are full. The last one stays open until everything is done. */
export function filledCells(done: number, total: number, width: number): number {
	if (total <= 0 || done >= total) return width;
	return Math.min(width - 1, Math.floor((done / total) * width));
}

export function ProgressBar({
	done,
	total,
	width,
}: {
	readonly done: number;
	readonly total: number;
	readonly width: number;
}) {
	const {glyphs} = useScreen();
	const filled = filledCells(done, total, width);
	return (
		<Text>
			<Text color="cyan">{glyphs.barFull.repeat(filled)}</Text>
			<Text dimColor>{glyphs.barEmpty.repeat(width - filled)}</Text>
		</Text>
	);
}
