/** What is typed: the name, and where the password of the proxy is, if one is needed. */
export type SaveTexts = {readonly name: string; readonly passwordPlace: string};

export type SaveState = {
	readonly texts: SaveTexts;
	/** How often the form was opened: each time it begins with the name. */
	readonly attempt: number;
	readonly phase:
		| {readonly name: 'editing'; readonly problem: string | null}
		/** There is a profile of that name, and nobody said yet that it may go. */
		| {readonly name: 'asking'}
		| {readonly name: 'saving'}
		| {readonly name: 'saved'};
};

export type SaveAction =
	| {readonly type: 'edit'; readonly texts: SaveTexts}
	| {readonly type: 'save'}
	| {readonly type: 'ask'}
	| {readonly type: 'fail'; readonly problem: string}
	| {readonly type: 'resume'}
	| {readonly type: 'done'};

export function createSave(texts: SaveTexts): SaveState {
	return {texts, attempt: 1, phase: {name: 'editing', problem: null}};
}

export function reduceSave(state: SaveState, action: SaveAction): SaveState {
	switch (action.type) {
		case 'edit':
			return {...state, texts: action.texts, phase: {name: 'editing', problem: null}};
		case 'save':
			return {...state, phase: {name: 'saving'}};
		case 'ask':
			return {...state, phase: {name: 'asking'}};
		case 'fail':
			return {...state, phase: {name: 'editing', problem: action.problem}};
		case 'resume':
			return {...state, attempt: state.attempt + 1, phase: {name: 'editing', problem: null}};
		case 'done':
			return {...state, phase: {name: 'saved'}};
		default:
			return action satisfies never;
	}
}
