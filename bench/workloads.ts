import type {Scene} from './lab/lab.ts';

/** One thing that every tool is asked to do. */
export type Workload = {
	readonly id: string;
	readonly title: string;
	readonly scene: Scene;
	/** Ids of the tools that take part; the first is the one that the others are compared with. */
	readonly tools: readonly string[];
	readonly rounds: number;
	/** What arc-netcheck is to reach here: its wall time against that of a tool, or against the limit of one stage. */
	readonly goals: readonly Goal[];
};

/** `of`: what is compared, wall time unless told. */
export type Goal = {readonly against: string; readonly atMost: number; readonly of?: 'processor time'};

/** Named as the tool of a goal: the limit of one stage, which all tries of what never answers share. */
export const oneLimit = 'limit';

/** Eighty healthy targets: what a cluster with most features has. */
export const calm = {
	count: 80,
	health: 'all',
	roundTripMs: 40,
	isProxied: false,
	isNameServerDead: false,
	timeoutSeconds: 5,
	tries: 2,
	roots: 'lab',
} as const satisfies Scene;

const all = ['arc-netcheck', 'curl', 'curl-wide', 'xargs-curl', 'blackbox-exporter', 'nmap'];
const quickOnes = ['arc-netcheck', 'curl', 'curl-wide', 'blackbox-exporter'];

export const workloads: readonly Workload[] = [
	{
		id: 'healthy-80',
		title: '80 healthy targets, 40 ms away',
		scene: calm,
		tools: all,
		rounds: 7,
		goals: [
			{against: 'curl', atMost: 1},
			{against: 'curl-wide', atMost: 1.5},
			// A third less than the three times that it took before.
			{against: 'curl', atMost: 2, of: 'processor time'},
		],
	},
	{
		id: 'all-roots-80',
		title: '80 healthy targets, 40 ms away, trusting all public roots',
		scene: {...calm, roots: 'all'},
		tools: quickOnes,
		rounds: 5,
		goals: [],
	},
	{
		id: 'proxy-80',
		title: '80 healthy targets through squid, which is 40 ms away',
		scene: {...calm, isProxied: true},
		tools: ['arc-netcheck', 'curl', 'curl-wide', 'xargs-curl', 'blackbox-exporter'],
		rounds: 5,
		goals: [{against: 'curl', atMost: 1.1}],
	},
	{
		id: 'dropped-80',
		title: '80 dropped targets (stage limit 5 s, 2 tries)',
		scene: {...calm, health: 'none'},
		tools: ['arc-netcheck', 'curl', 'curl-wide', 'nmap'],
		rounds: 1,
		goals: [{against: oneLimit, atMost: 1.25}],
	},
	{
		id: 'dropped-1000',
		title: '1,000 dropped targets (stage limit 5 s, 2 tries)',
		scene: {...calm, count: 1000, health: 'none'},
		tools: ['arc-netcheck', 'curl-wide'],
		rounds: 1,
		goals: [{against: oneLimit, atMost: 2.5}],
	},
	{
		id: 'half-dropped-80',
		title: '80 targets, every second one dropped (stage limit 5 s, 2 tries)',
		scene: {...calm, health: 'half'},
		tools: ['arc-netcheck', 'curl', 'curl-wide', 'xargs-curl'],
		rounds: 3,
		goals: [{against: oneLimit, atMost: 1.25}],
	},
	{
		id: 'dead-name-server-80',
		title: '80 targets, and a name server that does not answer (limit 2 s, 2 tries)',
		scene: {...calm, isNameServerDead: true, timeoutSeconds: 2},
		tools: ['arc-netcheck', 'curl', 'curl-wide', 'xargs-curl'],
		rounds: 2,
		goals: [],
	},
	{
		id: 'healthy-1000',
		title: '1,000 healthy local targets of a requirements file',
		scene: {...calm, count: 1000, roundTripMs: 0},
		tools: [...quickOnes, 'xargs-curl'],
		rounds: 5,
		goals: [{against: 'curl', atMost: 1}],
	},
	{
		id: 'healthy-10000',
		title: '10,000 healthy local targets of a requirements file',
		scene: {...calm, count: 10_000, roundTripMs: 0},
		tools: quickOnes,
		rounds: 3,
		goals: [{against: 'blackbox-exporter', atMost: 1.2}],
	},
];

/** What the smoke test runs: once each, and small. */
export const quickWorkloads: readonly Workload[] = workloads
	.filter(({id}) => ['healthy-80', 'proxy-80', 'dropped-80'].includes(id))
	.map(workload => ({
		...workload,
		title: `${workload.title} (here: 30 of them, limit 1 s)`,
		goals: [],
		scene: {...workload.scene, count: 30, timeoutSeconds: 1},
		tools: workload.tools.filter(id => id !== 'nmap'),
		rounds: 1,
	}));
