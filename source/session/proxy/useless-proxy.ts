import type {ProxyExamination} from './examine-proxy.ts';

/** The run was not begun, because nothing would come through this proxy. */
export class UselessProxy extends Error {
	override name = 'UselessProxy' as const;
	readonly examination: ProxyExamination;

	constructor(examination: ProxyExamination) {
		super(examination.sentence);
		this.examination = examination;
	}
}
