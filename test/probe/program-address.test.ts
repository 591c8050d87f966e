import {afterAll, beforeAll, expect, it} from 'vitest';
import {diagnose} from '../../source/diagnosis/diagnose.ts';
import type {DnsEvidence} from '../../source/evidence/types.ts';
import {type PracticeNetwork, startPracticeNetwork} from '../../source/practice/practice-network.ts';
import type {Network} from '../../source/probe/network.ts';
import {runPlan} from '../../source/session/run-plan.ts';
import {planOf} from '../helpers/plan-of.ts';
import {healthy} from '../practice/services.ts';

let practice: PracticeNetwork;
beforeAll(async () => {
	practice = await startPracticeNetwork({services: ['a', 'b'].map(name => healthy(`${name}.test.example`))});
});
afterAll(() => practice.close());

/** The practice network, on a machine whose programs get these addresses for a.test.example. */
async function checkWith(system: DnsEvidence['system']) {
	const options = {timeoutMs: 4000, signal: new AbortController().signal, prefer: 'server'} as const;
	const other = await practice.network.lookup('b.test.example', options);
	const address = {address: '20.0.0.1', family: 4} as const;
	const network: Network = {
		...practice.network,
		async lookup(name, asked) {
			const seen = await practice.network.lookup(name, asked);
			return name === 'a.test.example' ? {...seen, addresses: [address], system} : seen;
		},
		async connect(to) {
			const own = await practice.network.lookup('a.test.example', options);
			const real = to.address === address.address ? (own.addresses[0]?.address ?? '') : to.address;
			return practice.network.connect({
				...to,
				address: real === '20.0.0.2' ? (other.addresses[0]?.address ?? '') : real,
			});
		},
	};
	const {signal} = options;
	const secrets = {httpsProxyPassword: null, httpProxyPassword: null};
	return runPlan(planOf([{host: 'a.test.example'}]), {signal, network, secrets});
}

it.each<[string, DnsEvidence['system'], readonly string[], readonly string[]]>([
	[
		'another address of the service',
		{addresses: [{address: '20.0.0.2', family: 4}], error: null},
		['program-address passed'],
		[],
	],
	[
		'nobody',
		{addresses: [{address: '20.0.0.9', family: 4}], error: null},
		['program-address failed'],
		['names.resolver'],
	],
	['the same address', {addresses: [{address: '20.0.0.1', family: 4}], error: null}, [], []],
	['no answer in time', {addresses: [], error: {code: 'PROBE_TIMEOUT', syscall: null, message: 'x'}}, [], []],
	['nothing, since nobody asked', null, [], []],
])('tells an old public address by its certificate: programs get %s', async (_title, system, controls, findings) => {
	const run = await checkWith(system);
	const [row] = run.results;
	expect(row?.verdict.status).toBe('reachable');
	expect(row?.controls.map(({kind, passed}) => `${kind} ${passed ? 'passed' : 'failed'}`)).toEqual(controls);
	expect(diagnose(run).map(({id}) => id)).toEqual(findings);
});
