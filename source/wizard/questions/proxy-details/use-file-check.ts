import {useEffect, useState} from 'react';
import type {FileCheck} from './proxy-field-notes.ts';

/** Checks a file name while it is being typed. The answer to an older name that comes late is dropped. */
export function useFileCheck(path: string, check: (path: string) => Promise<string | null>): FileCheck {
	const [checked, setChecked] = useState<{readonly path: string; readonly problem: string | null} | null>(null);
	useEffect(() => {
		if (path === '') return;
		let isCurrent = true;
		void check(path).then(problem => {
			if (isCurrent) setChecked({path, problem});
		});
		return () => {
			isCurrent = false;
		};
	}, [path, check]);
	return checked?.path === path ? {isChecked: true, problem: checked.problem} : {isChecked: false, problem: null};
}
