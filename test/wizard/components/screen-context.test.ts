import {afterEach, expect, it, vi} from 'vitest';
import {boundedWindow} from '../../../source/wizard/components/screen-context.tsx';

afterEach(() => void vi.unstubAllEnvs());

it.each([
	['its own size', 120, {COLUMNS: '90'}, 120],
	['of a size that no screen has', 65_535, {}, 300],
	['without a size', 0, {}, 80],
	['without a size, beside a variable', 0, {COLUMNS: '90'}, 90],
	['without a size, beside one that is no number', 0, {COLUMNS: 'wide'}, 80],
	['without a size, beside one below zero', 0, {COLUMNS: '-7'}, 80],
	['without a size, beside one of zero', 0, {COLUMNS: '0'}, 80],
	['without a size, beside one that no screen has', 0, {COLUMNS: '1e9'}, 300],
])('Ink sees a terminal with %s', (_, columns, environment: {COLUMNS?: string}, seen) => {
	vi.stubEnv('COLUMNS', environment.COLUMNS);
	expect(boundedWindow({columns} as NodeJS.WriteStream).columns).toBe(seen);
});
