import {Box} from 'ink';
import type {ReactNode} from 'react';
import {FeaturesScreen} from '../questions/features/features-screen.tsx';
import {ProxyScreen} from '../questions/proxy/proxy-screen.tsx';
import {ProxyDetailsScreen} from '../questions/proxy-details/proxy-details-screen.tsx';
import {RegionScreen} from '../questions/region/region-screen.tsx';
import {ResourcesScreen} from '../questions/resources/resources-screen.tsx';
import {ReviewScreen} from '../questions/review/review-screen.tsx';
import type {StepId} from '../state/answers/steps.ts';
import {changesToShow} from '../state/changes.ts';
import {useWizard} from '../state/wizard-context.ts';
import {CopyScreen} from './copy/copy-screen.tsx';
import {DoneScreen} from './export/done-screen.tsx';
import {ExportScreen} from './export/export-screen.tsx';
import {ProbingScreen} from './probing/probing-screen.tsx';
import {ChangesScreen} from './profiles/changes-screen.tsx';
import {PasswordScreen} from './profiles/password-screen.tsx';
import {ProfileScreen} from './profiles/profile-screen.tsx';
import {ProfilesScreen} from './profiles/profiles-screen.tsx';
import {SaveProfileScreen} from './profiles/save-profile-screen.tsx';
import {saveRequestFor} from './profiles/save-request.ts';
import {NextScreen} from './results/next-screen.tsx';
import {ResultsScreen} from './results/results-screen.tsx';

const stepScreens: {readonly [id in StepId]: () => ReactNode} = {
	region: RegionScreen,
	proxy: ProxyScreen,
	'proxy-details': ProxyDetailsScreen,
	features: FeaturesScreen,
	resources: ResourcesScreen,
	review: ReviewScreen,
};

/** The screen of the current view. Hidden, it stays mounted, so that nothing that was typed is lost. */
export function CurrentScreen({isHidden}: {readonly isHidden: boolean}) {
	return (
		<Box display={isHidden ? 'none' : 'flex'}>
			<View />
		</Box>
	);
}

function View() {
	const {
		state,
		services: {profiles},
		plan,
		probes,
	} = useWizard();
	const {view, run, profile, exporting} = state;
	switch (view.name) {
		case 'profiles':
			return profiles && <ProfilesScreen services={profiles} />;
		case 'profile':
			return profiles && profile && <ProfileScreen opened={profile} services={profiles} />;
		case 'password':
			return profile && <PasswordScreen opened={profile} />;
		case 'changes': {
			const diff = changesToShow(state);
			return diff && <ChangesScreen diff={diff} />;
		}
		case 'save-profile': {
			const request = saveRequestFor(state, plan);
			return profiles && request && <SaveProfileScreen services={profiles} request={request} />;
		}
		case 'step': {
			const StepScreen = stepScreens[view.stepId];
			return <StepScreen key={view.stepId} />;
		}
		case 'probing':
			return probes && <ProbingScreen probes={probes} stop={view.stop} />;
		case 'results':
			return run && <ResultsScreen run={run} />;
		case 'next':
			return run && <NextScreen run={run} isLeaving={view.isLeaving} />;
		case 'copy':
			return run && <CopyScreen run={run} />;
		case 'export':
			return run && exporting && <ExportScreen run={run} state={exporting} />;
		case 'done':
			return <DoneScreen files={view.files} />;
		case 'closed':
			return null;
		default:
			return view satisfies never;
	}
}
