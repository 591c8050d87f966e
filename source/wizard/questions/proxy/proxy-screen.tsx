import {joinWords} from '../../../words.ts';
import {Frame} from '../../components/frame/frame.tsx';
import type {Notice} from '../../components/frame/frame-layout.ts';
import {commonHints} from '../../components/frame/key-hints.ts';
import {isKey} from '../../components/input/keypress.ts';
import {useKeys} from '../../components/input/use-keys.tsx';
import {MenuList, useList} from '../../components/list/list.tsx';
import {useScreen} from '../../components/screen-context.tsx';
import {foundByAnswer} from '../../state/answers/proxy-answer.ts';
import type {StepContext} from '../../state/answers/step-context.ts';
import {handleCommonKey, useStepFrame, useWizard} from '../../use-wizard.ts';
import {useProxyExamination} from './proxy-details-screen.tsx';
import {type ProxyOption, proxyOptions, systemWords} from './proxy-lines.ts';

export function ProxyScreen() {
	const {
		state: {answers},
		dispatch,
		context,
	} = useWizard();
	const {layout, glyphs} = useScreen();
	const examination = useProxyExamination(examination => dispatch({type: 'ask-login', examination}));
	const {problem, ...frame} = useStepFrame('proxy', {shown: examination.notice});
	const options = proxyOptions(context);
	const height = frame.rows.bodyHeight;
	const start = options.findIndex(({choice}) => choice === answers.proxyChoice);
	const list = useList({count: options.length, height}, {start: Math.max(0, start)});
	const current = options[list.state.cursor];

	useKeys(keypress => {
		if (list.handleKey(keypress)) {
			examination.forget();
			return;
		}
		if (isKey(keypress, 'enter') && current) {
			dispatch({type: 'answer', answers: {proxyChoice: current.choice}});
			if (foundByAnswer({proxyChoice: current.choice}, context)) {
				examination.leave({...answers, proxyChoice: current.choice});
			} else dispatch({type: 'next'});
			return;
		}
		handleCommonKey(keypress, dispatch);
	});

	const {move, enter, back, help} = commonHints(glyphs);
	return (
		<Frame
			{...frame}
			notice={examination.notice ?? problem ?? (current ? noticeOn(current, context, layout.isNarrow) : null)}
			hints={[move, enter('choose'), back, help]}
		>
			<MenuList rows={options} state={list.state} height={height} labelWidth={22} hasDetails={!layout.isNarrow} />
		</Frame>
	);
}

/** What stands behind the line at the pointer; in a narrow window also what else would stand beside it. */
function noticeOn({choice, detail}: ProxyOption, context: StepContext, isNarrow: boolean): Notice {
	const source = choice === 'environment' ? context.proxyFound : choice === 'system' ? context.systemFound : null;
	if (source?.kind === 'unreadable') return {text: source.problem, tone: 'problem'};
	const [note] = foundByAnswer({proxyChoice: choice}, context)?.notes ?? [];
	if (note) return {text: note, tone: 'warning'};
	const beside = isNarrow ? `${detail}. ` : '';
	return {text: beside + explain(choice, context), tone: 'plain'};
}

function explain(choice: ProxyOption['choice'], {proxyFound: found}: StepContext): string {
	switch (choice) {
		case 'environment': {
			if (found.kind !== 'found') return 'Set them before you start, or choose another line.';
			const {noProxy} = found.proxy;
			const past = noProxy
				? `Past the proxy go (no_proxy): ${noProxy}`
				: 'no_proxy is empty: all goes through the proxy.';
			return `From ${joinWords(found.variables)}. ${past}`;
		}
		case 'system':
			return systemWords;
		case 'none':
			return 'Every endpoint is reached directly, through the firewall alone.';
		case 'own':
			return 'What the agents will be given, also where this machine uses another one or none.';
		default:
			return choice satisfies never;
	}
}
