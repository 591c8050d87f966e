import {useEffect, useState} from 'react';

/** Checks a file name while it is being typed. The answer to an older name that comes late is dropped. */
export function useFileCheck(path: string, check: (path: string) => Promise<string | null>): string | null {
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
	return checked?.path === path ? checked.problem : null;
}
