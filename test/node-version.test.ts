import {describe, expect, it} from 'vitest';
import {describeOldNode} from '../source/node-version.ts';

describe('describeOldNode', () => {
	it.each(['22.19.0', '22.20.1', '24.0.0', '26.10.0'])('takes %s', version => {
		expect(describeOldNode(version)).toBeNull();
	});

	it.each(['12.22.9', '18.20.4', '20.20.2', '22.18.9'])('refuses %s and says what it needs', version => {
		expect(describeOldNode(version)).toMatch(new RegExp(`needs Node 22\\.19 or newer; this is ${version}\\. Run it`));
	});
});
