import {contextWithin, type StepContext} from './answers/answers.ts';
import {firstStep} from './answers/steps.ts';
import {createResults, reduceResults} from './results/results-state.ts';
import {answersInView, noResults, type WizardAction, type WizardState} from './state.ts';
import {
	askForLogin,
	close,
	editExport,
	failProbing,
	finishExport,
	finishProbing,
	goBack,
	goOn,
	interrupt,
	isReview,
	isUnexported,
	openAudit,
	openExport,
	originOf,
	refuseProxy,
	showOrigin,
	showStep,
	startProbing,
	stopProbing,
	tolerate,
} from './transitions.ts';

/** What each action makes of the state. `base` is what the steps know without a profile. */
export function reduceWizard(state: WizardState, action: WizardAction, base: StepContext): WizardState {
	const context = contextWithin(base, state.profile);
	switch (action.type) {
		case 'list-profiles':
			return {...state, profiles: action.list};
		case 'open-profile': {
			const {opened: profile, answers} = action;
			return {...state, ...noResults, view: {name: 'profile'}, profile, answers, problem: null, isPasswordAsked: false};
		}
		case 'renew-profile':
			// It may come late, when another one is open already.
			return action.opened.profile.name === state.profile?.profile.name || state.view.name === 'save-profile'
				? {...state, profile: action.opened}
				: state;
		case 'start-over': {
			const {answers, isForAudit = false} = action;
			const shown = {...showStep(state, firstStep(answers, base)), ...noResults, profile: null, answers, isForAudit};
			return isForAudit && isReview(shown) ? openAudit(shown) : shown;
		}
		case 'show-run': {
			const {run, survey = null, runAnswers, profile = state.profile} = action;
			const results = createResults(run, survey);
			return {
				...state,
				...noResults,
				view: {name: 'results'},
				run,
				survey,
				runAnswers,
				profile,
				results,
				problem: null,
			};
		}
		case 'open-changes':
			return {...state, view: {name: 'changes', origin: state.view.name === 'profile' ? 'profile' : 'results'}};
		case 'open-save':
			return {...state, view: {name: 'save-profile', origin: originOf(state.view)}, problem: null};
		case 'open-audit':
			return openAudit(state);
		case 'name-audit-files':
			return {...state, auditFiles: action.files};
		case 'ask-password':
			return {
				...state,
				view: {name: 'password', part: action.part, isAwaited: action.isAwaited, origin: originOf(state.view)},
				answers: answersInView(state),
				isPasswordAsked: true,
				problem: null,
			};
		case 'answer':
			return {...state, problem: null, answers: {...state.answers, ...action.answers}};
		case 'next':
			return goOn(state, context);
		case 'examine':
			return {...state, examinations: action.examinations};
		case 'tolerate':
			return tolerate(state, action.examinations);
		case 'ask-login':
			return askForLogin({...state, examinations: [action.examination]}, action.examination, context);
		case 'refuse-proxy':
			return refuseProxy(state, action.examination, context);
		case 'back':
			return goBack(state, context);
		case 'jump':
			return {...showStep(state, action.stepId, action.field), reviewed: state.answers};
		case 'start-probing':
			return startProbing(state, action);
		case 'start-waiting': {
			const {plan, secrets, previous} = action;
			return {...state, view: {name: 'waiting', plan, secrets, previous}, problem: null};
		}
		case 'fix-seen':
			return state.view.name === 'waiting' ? startProbing(state, state.view, true) : state;
		case 'stop-probing':
			return stopProbing(state, 'look');
		case 'probing-finished':
			return finishProbing(state, action);
		case 'probing-failed':
			return failProbing(state, action.problem);
		case 'refuse':
			return {...state, problem: action.problem};
		case 'browse':
			// That the window was looked at is nothing that anybody did.
			return action.action.type === 'fit'
				? {...state, results: reduceResults(state.results, action.action)}
				: {...state, problem: null, notes: [], results: reduceResults(state.results, action.action)};
		case 'open-overview':
			return state.profile ? showOrigin(state, 'profile') : state;
		case 'open-results':
			// Where the traffic comes from and what lets it through is no part of a run.
			return state.run
				? {
						...state,
						view: {name: 'results'},
						answers: {
							...(state.runAnswers ?? state.answers),
							ruleSources: state.answers.ruleSources,
							ruleDialects: state.answers.ruleDialects,
						},
						problem: null,
					}
				: state;
		case 'open-matrix':
			return state.survey ? {...state, view: {name: 'matrix'}, problem: null} : state;
		case 'open-printout':
			return {...state, view: {name: 'printout', plan: action.plan, secrets: action.secrets}, problem: null};
		case 'open-copy':
			return {...state, view: {name: 'copy'}};
		case 'revise':
			return {...showStep(state, 'review'), answers: answersInView(state)};
		case 'open-export':
			return openExport(state, action.proposal);
		case 'export':
			return editExport(state, action.action);
		case 'exported':
			return finishExport(state, action.files);
		case 'leave':
			return isUnexported(state) ? {...state, view: {name: 'next', isLeaving: true}} : close(state, 'finished');
		case 'finish':
			return close(state, 'finished');
		case 'interrupt':
			return interrupt(state);
		case 'toggle-help':
			return {...state, isHelpOpen: !state.isHelpOpen};
		default:
			return action satisfies never;
	}
}
