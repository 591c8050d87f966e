import features from './data/features.json' with {type: 'json'};
import regions from './data/regions.json' with {type: 'json'};
import requirements from './data/requirements.json' with {type: 'json'};
import documents from './data/sources.json' with {type: 'json'};
import {citeDocuments} from './documents.ts';
import type {Catalog, Feature, Region} from './types.ts';

// TypeScript reads JSON strings as `string`, not as the closed words of the types. The tests hold every row to the
// schema, so that starting the program need not.
export const catalog: Catalog = {
	version: '2026-08-27',
	requirements: citeDocuments(requirements as Parameters<typeof citeDocuments>[0], documents),
	regions: regions as readonly Region[],
	features: features as readonly Feature[],
	documents,
};
