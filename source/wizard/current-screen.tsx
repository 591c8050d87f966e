import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import {useKeys} from './components/input/use-keys.tsx';
import {smallestWindow, useScreen} from './components/screen-context.tsx';
import {FeaturesScreen} from './questions/features/features-screen.tsx';
import {FromScreen} from './questions/from/from-screen.tsx';
import {ProxyDetailsScreen, ProxyScreen} from './questions/proxy/proxy-screen.tsx';
import {RegionScreen} from './questions/region/region-screen.tsx';
import {ResourcesScreen} from './questions/resources/resources-screen.tsx';
import {ReviewScreen} from './questions/review/review-screen.tsx';
import {AuditScreen} from './screens/audit/audit-screen.tsx';
import {changeLines} from './screens/changes/changes-lines.ts';
import {CopyScreen} from './screens/copy/copy-screen.tsx';
import {DoneScreen} from './screens/export/done-screen.tsx';
import {ExportScreen} from './screens/export/export-screen.tsx';
import {MatrixScreen} from './screens/matrix/matrix-screen.tsx';
import {PasswordScreen} from './screens/password/password-screen.tsx';
import {PlacesScreen} from './screens/places/places-screen.tsx';
import {PrintoutScreen} from './screens/printout/printout-screen.tsx';
import type {PlaceStore, ProbeStore} from './screens/probing/probe-store.ts';
import {ProbingScreen} from './screens/probing/probing-screen.tsx';
import {ProfileScreen} from './screens/profiles/profile-screen.tsx';
import {ProfilesScreen} from './screens/profiles/profiles-screen.tsx';
import {NextScreen} from './screens/results/next-screen.tsx';
import {ResultsScreen} from './screens/results/results-screen.tsx';
import {saveRequestFor} from './screens/save/save-lines.ts';
import {SaveProfileScreen} from './screens/save/save-screen.tsx';
import {WaitingScreen} from './screens/waiting/waiting-screen.tsx';
import type {StepId} from './state/answers/steps.ts';
import {changesToShow} from './state/changes.ts';
import {TextScreen} from './text-screen.tsx';
import {useWizard} from './use-wizard.ts';

const stepScreens: {readonly [id in StepId]: () => ReactNode} = {
	region: RegionScreen,
	proxy: ProxyScreen,
	'proxy-details': ProxyDetailsScreen,
	features: FeaturesScreen,
	resources: ResourcesScreen,
	from: FromScreen,
	review: ReviewScreen,
};

/** The screen of the current view. `probes` are the events of the run under way, or null. */
export function CurrentScreen({probes}: {readonly probes: ProbeStore | PlaceStore | null}) {
	const {
		state,
		services: {profiles},
		prepared: {plan},
	} = useWizard();
	const {view, run, survey, profile, exporting} = state;
	switch (view.name) {
		case 'profiles':
			return profiles && <ProfilesScreen services={profiles} />;
		case 'profile':
			return profiles && profile && <ProfileScreen opened={profile} services={profiles} />;
		case 'password':
			return <PasswordScreen opened={profile} />;
		case 'changes': {
			const diff = changesToShow(state);
			return diff && <TextScreen title="What changed" lines={options => changeLines(diff, options)} />;
		}
		case 'save-profile': {
			const request = saveRequestFor(state, plan);
			return profiles && request && <SaveProfileScreen services={profiles} request={request} />;
		}
		case 'audit':
			return <AuditScreen />;
		case 'step': {
			const StepScreen = stepScreens[view.stepId];
			return <StepScreen key={view.stepId} />;
		}
		case 'probing':
			if (probes?.kind === 'places') return <PlacesScreen places={probes} stop={view.stop} />;
			return probes && <ProbingScreen probes={probes} stop={view.stop} />;
		case 'waiting':
			return <WaitingScreen view={view} />;
		case 'results':
			return run && <ResultsScreen run={run} />;
		case 'next':
			return run && <NextScreen run={run} isLeaving={view.isLeaving} />;
		case 'matrix':
			return survey && <MatrixScreen survey={survey} />;
		case 'printout':
			return <PrintoutScreen view={view} />;
		case 'copy':
			return run && <CopyScreen run={run} report={survey ?? run} />;
		case 'export':
			return run && exporting && <ExportScreen report={survey ?? run} state={exporting} />;
		case 'done':
			return <DoneScreen files={view.files} />;
		case 'closed':
			return null;
		default:
			return view satisfies never;
	}
}

/** A few words instead of a screen that would fall apart. Keys wait for a larger window, but for Ctrl-C. */
export function TooSmall() {
	const {columns, rows} = useScreen().layout;
	useKeys(() => {}, {layer: 'overlay'});
	return (
		<Box width={columns} height={rows} overflow="hidden">
			<Text>{`${columns}x${rows} is too small, make it ${smallestWindow.columns}x${smallestWindow.rows}`}</Text>
		</Box>
	);
}
