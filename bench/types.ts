/** One host and port that every tool of a workload is asked to reach. */
export type BenchTarget = {readonly host: string; readonly port: number; readonly scheme: 'http' | 'https'};

/** Which of the targets answer; the others' packets are dropped. */
export type Health = 'all' | 'half' | 'none';

/** What the tools are asked to do, so that all of them do the same. */
export type Task = {
	readonly targets: readonly BenchTarget[];
	/** The user's own requirements, from which arc-netcheck makes the same targets. */
	readonly requirementsFile: string;
	readonly rootsFile: string;
	/** `host:port` of the forward proxy, or null. */
	readonly proxy: string | null;
	/** Limit for one stage, in seconds. */
	readonly timeoutSeconds: number;
	/** Tries for a target that fails. */
	readonly tries: number;
	/** Some of the targets will fail. */
	readonly hasFailures: boolean;
};

/** How one tool does a task: one command, which ends when the work is done. */
export type Invocation = {
	readonly command: readonly [string, ...string[]];
	readonly environment?: {readonly [name: string]: string};
	/** A program that does the work on the command's behalf; its processor time and memory count too. */
	readonly servant?: {readonly pid: number};
	/** How many targets were reached, from what the command wrote on stdout. */
	readonly countReached: (output: string) => number;
	readonly stop?: () => Promise<void>;
};

export type Tool = {
	readonly id: string;
	/** As the table names it. */
	readonly title: string;
	/** What must be installed. */
	readonly program: string;
	/** Null where the tool can't do this task; the reason is for the reader. */
	readonly refuses?: (task: Task) => string | null;
	readonly prepare: (task: Task, folder: string) => Promise<Invocation>;
};

/** What one run of one tool cost. */
export type Measurement = {
	readonly wallMs: number;
	/** Processor time of the program and all its children, user and system, in milliseconds. */
	readonly cpuMs: number;
	/** Instructions of the program and its children; null where this machine does not count them, or a servant did the work. */
	readonly instructions: number | null;
	/** The largest resident set of any one process of it, in KiB. */
	readonly peakKib: number;
	readonly reached: number;
};
