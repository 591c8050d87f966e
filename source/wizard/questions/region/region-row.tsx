import {Text} from 'ink';
import type {Region} from '../../../catalog/types.ts';
import {useScreen} from '../../components/screen-context.tsx';
import {fitLeft} from '../../components/text/fit.ts';

const cloudWords = {public: '', usgov: 'US Government', china: 'China'} as const;

/** Name, place, code and cloud; in a narrow window name and place. */
export function RegionRow({region, isFocused}: {readonly region: Region; readonly isFocused: boolean}) {
	const {layout, glyphs} = useScreen();
	const name = fitLeft(region.name, layout.isNarrow ? 17 : 20, glyphs.ellipsis);
	const place = fitLeft(region.displayName, layout.isNarrow ? 18 : 22, glyphs.ellipsis);
	const code = fitLeft(region.arcCode ?? '', 8, glyphs.ellipsis);
	return (
		<Text wrap="truncate">
			<Text bold={isFocused}>{name}</Text> {place}
			{layout.isNarrow ? '' : ` ${code} ${cloudWords[region.cloud]}`}
		</Text>
	);
}
