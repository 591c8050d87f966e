/** A wrong password is tried for so many hosts and no more: directories lock an account after three and more. */
const hostsTried = 2;

/** What a login came to. `unknown`: no answer, or one that says nothing of the login. */
export type LoginOutcome = 'taken' | 'rejected' | 'unknown';

/** Whose turn it is to log in with credentials of which nobody knows yet whether they are right. */
export type LoginTurns = {
	/** The peer took the credentials: nobody needs a turn any more. */
	readonly isTaken: () => boolean;
	/**
	 * Logs in for a host when its turn has come. One logs in at a time until the credentials were taken. When they were
	 * rejected for a host no other login for it follows, and after two hosts none at all: null then.
	 */
	take<Value>(
		host: string,
		logIn: () => Promise<{readonly value: Value; readonly outcome: LoginOutcome}>,
	): Promise<Value | null>;
};

export function createLoginTurns(): LoginTurns {
	const waiting: {readonly host: string; readonly call: (mayLogIn: boolean) => void}[] = [];
	const rejectedFor = new Set<string>();
	let isTaken = false;
	let isBusy = false;

	const callAll = (mayLogIn: boolean) => {
		for (const {call} of waiting.splice(0)) call(mayLogIn);
	};
	const callNext = () => {
		if (isTaken) return callAll(true);
		if (isBusy) return;
		// A proxy may turn the right password down for a host that its rules deny, so that another host must be asked.
		const next = rejectedFor.size < hostsTried ? waiting.findIndex(({host}) => !rejectedFor.has(host)) : -1;
		if (next === -1) return callAll(false);
		isBusy = true;
		for (const {call} of waiting.splice(next, 1)) call(true);
	};

	return {
		isTaken: () => isTaken,
		async take(host, logIn) {
			const mayLogIn = await new Promise<boolean>(call => {
				waiting.push({host, call});
				callNext();
			});
			if (!mayLogIn) return null;
			if (isTaken) return (await logIn()).value;
			try {
				const {value, outcome} = await logIn();
				if (outcome === 'taken') isTaken = true;
				if (outcome === 'rejected') rejectedFor.add(host);
				return value;
			} finally {
				isBusy = false;
				callNext();
			}
		},
	};
}
