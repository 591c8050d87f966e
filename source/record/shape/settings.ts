import * as z from 'zod';
import {cloudIds, levels, resourceKeys} from '../../vocabulary.ts';

const proxyShape = z
	.object({
		scheme: z.enum(['http', 'https']),
		host: z.string(),
		port: z.int(),
		username: z.string().nullable(),
	})
	.meta({id: 'Proxy', description: 'A forward proxy, never with its password.'});

/** What the user chose, as a report shows it. */
export const settingsShape = z
	.object({
		cloud: z.enum(cloudIds),
		region: z.string(),
		features: z.array(z.string()),
		level: z.enum(levels).describe('The lowest level still probed.'),
		resources: z
			.partialRecord(z.enum(resourceKeys), z.array(z.string()))
			.describe("Names of the user's own resources."),
		requirementsFile: z.string().nullable(),
		proxy: z.object({
			source: z.enum(['none', 'environment', 'given']),
			https: proxyShape.nullable(),
			http: proxyShape.nullable(),
			noProxy: z.string(),
		}),
		caFile: z.string().nullable(),
		publicRootsFile: z.string().nullable(),
		dns: z.object({address: z.string(), port: z.int()}).nullable(),
		timeoutMs: z.number().describe('Limit for one stage.'),
		retries: z.int(),
		concurrency: z.int(),
		compareDirect: z.boolean().describe('What failed through the proxy was tried without it too.'),
	})
	.meta({id: 'Settings', description: 'What the user chose; passwords never.'});
