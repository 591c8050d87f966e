import * as z from 'zod';
import {lifecycleStates, protocols, type Requirement, scopes, trusts} from '../../catalog/types.ts';
import type {ReadOnly} from '../../read-only.ts';
import {levels} from '../../vocabulary.ts';

export const requirementShape = z
	.object({
		id: z.string().describe('Stable and unique.'),
		pattern: z.string().describe('The host as the documents write it, placeholders included.'),
		port: z.int(),
		protocol: z.enum(protocols),
		level: z.enum(levels),
		features: z.array(z.string()).describe('Any of them needs it.'),
		purpose: z.string().describe('What the host is for.'),
		impact: z.string().describe('What breaks without it.'),
		scope: z.array(z.enum(scopes)).describe('Who must be able to reach it.'),
		trust: z.enum(trusts).describe('Whose certificate the service shows.'),
		lifecycle: z.object({state: z.enum(lifecycleStates), replacement: z.string().nullable()}),
		noInspection: z.boolean().describe('TLS inspection breaks this service.'),
		notes: z.string().nullable(),
		sources: z.array(z.string()).describe('Where it is documented.'),
	})
	.meta({id: 'Requirement', description: 'One documented line: who needs which host on which port, and why.'});

export type RequirementRow = ReadOnly<z.infer<typeof requirementShape>>;

/** What a report says of a requirement; how it is probed stays in the catalog. */
export function toRequirementRow(requirement: Requirement): RequirementRow {
	const {id, pattern, port, protocol, level, features, purpose, impact} = requirement;
	const {scope, trust, lifecycle, noInspection, notes, sources} = requirement;
	return {
		id,
		pattern,
		port,
		protocol,
		level,
		features,
		purpose,
		impact,
		scope,
		trust,
		lifecycle: {state: lifecycle.state, replacement: lifecycle.replacement},
		noInspection,
		notes,
		sources,
	};
}
