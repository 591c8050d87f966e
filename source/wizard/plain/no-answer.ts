/** No answer will come: the input has ended, or the process was asked to end. */
export class NoAnswer extends Error {
	override name = 'NoAnswer' as const;
}
