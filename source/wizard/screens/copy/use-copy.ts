import {useCallback, useState} from 'react';
import type {Notice} from '../../components/frame/frame-layout.ts';
import {useWizard} from '../../use-wizard.ts';
import {copyNotice} from './clipboard.ts';

export type UseCopy = {
	/** Where there is a clipboard to copy to. */
	readonly canCopy: boolean;
	/** What became of the last copy, or null. */
	readonly notice: Notice | null;
	/** Copies a text; null where there is nothing to copy. */
	copy(text: string | null): void;
	/** Takes the notice away. */
	clear(): void;
};

/** Copies texts to the clipboard, and tells what became of it. */
export function useCopy(): UseCopy {
	const {
		services: {clipboard},
		crash,
	} = useWizard();
	const [notice, setNotice] = useState<Notice | null>(null);
	const clear = useCallback(() => setNotice(null), []);
	return {
		canCopy: clipboard !== null,
		notice,
		clear,
		copy(text) {
			if (clipboard === null) return;
			if (text === null) setNotice({tone: 'problem', text: 'There is no command here to copy.'});
			else clipboard.copy(text).then(outcome => setNotice(copyNotice(outcome)), crash);
		},
	};
}
