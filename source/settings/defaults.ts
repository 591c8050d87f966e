import type {Settings} from './types.ts';

/** What is chosen for everybody. Region and cloud must be named, and the features that are on by default stand in the catalog. */
export type DefaultSettings = Omit<Settings, 'cloud' | 'region' | 'features' | 'proxy'>;

export const defaultSettings: DefaultSettings = {
	// Legacy lines are listed once and needed no longer; probing them would send people to open holes for nothing.
	level: 'optional',
	resources: {},
	requirementsFile: null,
	caFile: null,
	publicRootsFile: null,
	dns: null,
	// Long enough for a slow line with one lost packet (1 s and then 2 s until a SYN is sent again), short enough to wait for.
	timeoutMs: 5000,
	// One more try tells a lost packet from a block.
	retries: 1,
	// Dropped targets cost waiting, not work: as many at once as a large plan has, so that they all wait at the same time.
	concurrency: 2048,
	compareDirect: false,
};
