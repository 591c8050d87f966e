import {describe, expect, it} from 'vitest';
import {
	type PlaceKind,
	placeChoices,
	textOfKind,
	withKind,
} from '../../../../source/wizard/questions/from/from-lines.ts';

function choiceOf(kind: PlaceKind) {
	const choice = placeChoices.find(each => each.kind === kind);
	if (!choice) throw new Error(kind);
	return choice;
}

describe('places as they are typed', () => {
	it.each<[readonly string[], PlaceKind, string | null]>([
		[['here'], 'here', ''],
		[['nodes'], 'here', null],
		[['nodes'], 'nodes', ''],
		[['nodes:a in (b,c)', 'nodes:d=e'], 'nodes', 'a in (b,c); d=e'],
		[['ssh:a,b', 'ssh:@hosts.txt'], 'ssh', 'a,b, @hosts.txt'],
		[['pods', 'pod:x/y'], 'pods', ''],
		[['pods', 'pod:x/y'], 'pod', 'x/y'],
	])('of %j %s are %j', (from, kind, text) => {
		expect(textOfKind(from, choiceOf(kind))).toBe(text);
	});

	it.each<[readonly string[], PlaceKind, string | null, readonly string[]]>([
		[['here'], 'ssh', 'a, b ,@hosts.txt', ['here', 'ssh:a,b', 'ssh:@hosts.txt']],
		[['nodes', 'here'], 'here', null, ['nodes']],
		[['here'], 'nodes', '', ['here', 'nodes']],
		[['here'], 'nodes', 'a in (b,c); d=e', ['here', 'nodes:a in (b,c)', 'nodes:d=e']],
		[['here', 'pods:x'], 'pods', 'y, z', ['here', 'pods:y', 'pods:z']],
		[['file:a.log'], 'pod', 'x/y/z', ['pod:x/y/z', 'file:a.log']],
		[[], 'ssh', '', ['ssh:']],
	])('%j with %s %j become %j', (from, kind, text, expected) => {
		expect(withKind(from, choiceOf(kind), text)).toEqual(expected);
	});
});
