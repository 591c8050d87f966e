import type {Requirement} from '../catalog/types.ts';
import type {Severity, Status} from './types.ts';

/** How much a status matters for a requirement. */
export function severityOf(requirement: Requirement, status: Status): Severity {
	if (status === 'reachable') return 'ok';
	if (status === 'unverified' || status === 'skipped') return 'info';
	// Nobody needs these any more, whatever happens to them.
	if (requirement.level === 'legacy' || requirement.lifecycle.state === 'retired') return 'info';
	if (status === 'intercepted') return requirement.noInspection ? 'error' : 'warning';
	if (status === 'unstable') return 'warning';
	return requirement.level === 'optional' ? 'warning' : 'error';
}
