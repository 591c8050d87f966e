import {useEffect, useState} from 'react';

/** Milliseconds since the component appeared, told once a second. */
export function useElapsed(): number {
	const [started] = useState(() => performance.now());
	const [elapsed, setElapsed] = useState(0);
	useEffect(() => {
		const timer = setInterval(() => setElapsed(performance.now() - started), 1000);
		return () => clearInterval(timer);
	}, [started]);
	return elapsed;
}
