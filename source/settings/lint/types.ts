/** Something in the settings that works here, or seems to, and will trip the agents or another tool. Never an error. */
export type LintNote = {
	/** What it is about, as the user knows it: `no_proxy`, `HTTPS_PROXY`, `The CA file`. */
	readonly field: string;
	/** One sentence, without any password. */
	readonly problem: string;
	/** One sentence: what to do. */
	readonly cure: string;
	/** `warning`: something will fail or be ignored; `info`: worth knowing. */
	readonly severity: 'warning' | 'info';
	/** The proxy of a variable that the settings pass over: to blame only where the direct way is closed. */
	readonly passedOver?: string;
};
