import * as z from 'zod';

/** What is read of the objects of a cluster. They come from others: what is missing or of another kind counts as not said. */

const labels = z.record(z.string(), z.string()).catch({});
const optionalText = z.string().optional().catch(undefined);

const metadata = z.object({
	name: z.string().max(253),
	namespace: optionalText,
	uid: optionalText,
	labels: labels.default({}),
	creationTimestamp: optionalText,
	ownerReferences: z
		.array(z.object({kind: z.string(), name: z.string()}))
		.catch([])
		.default([]),
});

const conditions = z
	.array(z.object({type: z.string(), status: z.string(), reason: optionalText, message: optionalText}))
	.catch([])
	.default([]);

const nodeShape = z.object({
	metadata,
	status: z
		.object({
			conditions,
			nodeInfo: z.object({osImage: optionalText, architecture: optionalText}).catch({}).default({}),
		})
		.catch({conditions: [], nodeInfo: {}})
		.default({conditions: [], nodeInfo: {}}),
});
export type NodeObject = z.output<typeof nodeShape>;

const waiting = z.object({reason: optionalText, message: optionalText});
const terminated = z.object({reason: optionalText, message: optionalText, exitCode: z.number().catch(-1)});
const containerStatus = z.object({
	name: z.string(),
	state: z
		.object({
			waiting: waiting.optional().catch(undefined),
			running: z.object({}).optional().catch(undefined),
			terminated: terminated.optional().catch(undefined),
		})
		.catch({})
		.default({}),
});

const podShape = z.object({
	metadata,
	spec: z.object({
		nodeName: optionalText,
		containers: z
			.array(z.object({name: z.string(), image: optionalText, imagePullPolicy: optionalText}))
			.catch([])
			.default([]),
	}),
	status: z
		.object({
			phase: optionalText,
			reason: optionalText,
			message: optionalText,
			conditions,
			containerStatuses: z.array(containerStatus).catch([]).default([]),
		})
		.catch({conditions: [], containerStatuses: []})
		.default({conditions: [], containerStatuses: []}),
});
export type PodObject = z.output<typeof podShape>;

const eventShape = z.object({
	reason: z.string().catch(''),
	message: z.string().catch(''),
	involvedObject: z.object({kind: z.string().catch(''), name: z.string().catch('')}),
});
export type EventObject = z.output<typeof eventShape>;

const jobShape = z.object({
	status: z
		.object({failed: z.number().catch(0).default(0), succeeded: z.number().catch(0).default(0), conditions})
		.catch({failed: 0, succeeded: 0, conditions: []})
		.default({failed: 0, succeeded: 0, conditions: []}),
});
export type JobObject = z.output<typeof jobShape>;

const otherShape = z.object({metadata});
export type OtherObject = z.output<typeof otherShape>;

const readerOf =
	<Shape extends z.ZodType>(shape: Shape) =>
	(value: unknown): z.output<Shape> | null => {
		const parsed = shape.safeParse(value);
		return parsed.success ? parsed.data : null;
	};

export const readNode = readerOf(nodeShape);
export const readPod = readerOf(podShape);
export const readEvent = readerOf(eventShape);
export const readJob = readerOf(jobShape);
export const readOther = readerOf(otherShape);

/** All of a list that can be read. */
export function readAll<Item>(items: readonly unknown[], read: (value: unknown) => Item | null): readonly Item[] {
	return items.flatMap(item => read(item) ?? []);
}

const watchShape = z.object({type: z.string(), object: z.unknown()});

/** One line of a watch; null: none. */
export const readWatchEvent = readerOf(watchShape);
