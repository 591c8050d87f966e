import {type Profile, profileSchemaTag} from '../../source/store/profile.ts';

/** A profile, with what matters to the test. */
export function sampleProfile(name: string, settings: Partial<Profile['settings']> = {}): Profile {
	return {
		schema: profileSchemaTag,
		name,
		settings: {
			cloud: 'public',
			region: 'eastus',
			features: ['arc'],
			level: 'optional',
			resources: {},
			requirementsFile: null,
			proxy: {source: 'none', https: null, http: null, noProxy: ''},
			caFile: null,
			publicRootsFile: null,
			dns: null,
			timeoutMs: 5000,
			retries: 1,
			concurrency: 256,
			compareDirect: false,
			...settings,
		},
		passwordFrom: null,
		runsKept: 50,
	};
}
