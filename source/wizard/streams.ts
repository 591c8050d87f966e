/** What a shell does with its jobs. */
export type JobControl = {
	/**
	 * Stops all that the shell has started with this process, as Ctrl-Z does. Resolves once it goes on, or at once where
	 * nobody could make it go on; never if it goes on only to end.
	 */
	stopJob(): Promise<void>;
	/** The same for this process alone. */
	stopProcess(): Promise<void>;
	/** Tells when another process asks for a stop, and when this one goes on after a stop; returns how to end that. */
	watch(listeners: {onStopAsked(): void; onContinued(): void}): () => void;
};

export type WizardStreams = {
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream;
	/** Aborted when the process is asked to end: the wizard stops what it does, and closes. */
	readonly signal?: AbortSignal;
	/** Null or missing: Ctrl-Z does nothing. */
	readonly job?: JobControl | null;
};
