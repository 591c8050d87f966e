import {defaultSettings} from '../../source/settings/fields.ts';
import {type Profile, profileSchemaTag} from '../../source/store/profile.ts';

/** A profile, with what matters to the test. */
export function sampleProfile(name: string, settings: Partial<Profile['settings']> = {}): Profile {
	return {
		schema: profileSchemaTag,
		name,
		settings: {
			...defaultSettings,
			cloud: 'public',
			region: 'eastus',
			features: ['arc'],
			concurrency: 256,
			...settings,
		},
		passwordFrom: null,
		runsKept: 50,
	};
}
