export type WizardStreams = {
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream;
	/** Aborted when the process is asked to end: the wizard stops what it does, and closes. */
	readonly signal?: AbortSignal;
};
