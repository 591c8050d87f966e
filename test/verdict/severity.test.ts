import {describe, expect, it} from 'vitest';
import type {Requirement} from '../../source/catalog/types.ts';
import {severityOf} from '../../source/verdict/judge-target.ts';
import type {Severity, Status} from '../../source/verdict/types.ts';
import {requirementOf} from '../helpers/plan-of.ts';

describe('how much a status matters', () => {
	it.each<[string, Partial<Requirement>, Status, Severity]>([
		['blocked mandatory', {level: 'mandatory'}, 'blocked', 'error'],
		['blocked conditional', {level: 'conditional'}, 'blocked', 'error'],
		['blocked optional', {level: 'optional'}, 'blocked', 'warning'],
		['blocked legacy', {level: 'legacy'}, 'blocked', 'info'],
		['blocked and retired', {lifecycle: {state: 'retired', replacement: null}}, 'blocked', 'info'],
		['intercepted', {}, 'intercepted', 'warning'],
		['intercepted where inspection breaks it', {noInspection: true}, 'intercepted', 'error'],
		['intercepted legacy', {level: 'legacy'}, 'intercepted', 'info'],
		['unstable', {}, 'unstable', 'warning'],
		['reachable', {}, 'reachable', 'ok'],
		['unverified', {}, 'unverified', 'info'],
		['skipped', {}, 'skipped', 'info'],
	])('%s', (_title, requirement, status, severity) => {
		expect(severityOf(requirementOf({host: 'a.example', ...requirement}), status)).toBe(severity);
	});
});
