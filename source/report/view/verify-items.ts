import type {Run} from '../../record/run.ts';

/** A command that proves a finding. `now` and `fixed` are null for those of this program, which tell by themselves. */
export type VerifyItem = {
	readonly command: string;
	readonly now: string | null;
	readonly fixed: string | null;
	/** Whether it needs this program, which others have not. */
	readonly isOwn: boolean;
};

/** The commands of a finding, each with what to expect where that is known. */
export function verifyItemsOf({checks, verify}: Pick<Run['findings'][number], 'checks' | 'verify'>): VerifyItem[] {
	return verify.map(command => {
		const check = checks.find(one => one.command === command);
		return {
			command,
			now: check?.now ?? null,
			fixed: check?.fixed ?? null,
			isOwn: command.startsWith('arc-netcheck '),
		};
	});
}
