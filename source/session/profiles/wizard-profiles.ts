import {type ListedProfile as CollectedProfile, collectProfiles} from '../../cli/list-profiles.ts';
import {EnvironmentError} from '../../errors.ts';
import type {Environment, SettingsInput} from '../../settings/types.ts';
import {locateHome} from '../../store/home.ts';
import {defaultRunsKept} from '../../store/profile.ts';
import {profilesFolder, readProfileFile, writeProfileFile} from '../../store/profile-files.ts';
import {parseProfileName} from '../../store/profile-name.ts';
import {adoptRun} from '../../store/runs-folder.ts';
import type {ListedProfile, ProfileList, ProfileServices, SaveRequest} from '../../wizard/profile-services.ts';
import {describeAge} from '../runs/describe-outline.ts';
import {withStore} from '../store-errors.ts';
import {dropProfile, moveProfile} from './change-profile.ts';
import {readPassword} from './load-profile.ts';
import {makeProfile} from './make-profile.ts';
import {openProfile} from './open-profile.ts';

/** The profiles of this user, for the wizard; what the command line says goes before what a profile says. */
export function createProfileServices(flags: SettingsInput, environment: Environment): ProfileServices {
	return {
		list: async () => tryToList(environment),
		open: name => openProfile(name, flags, environment),
		async save(request) {
			if (!save(request, environment)) return {kind: 'exists'};
			return {kind: 'saved', opened: await openProfile(request.name, flags, environment)};
		},
		checkPasswordSource: async source => readPassword(source, environment).problem,
		rename: async (oldName, newName) => moveProfile(oldName, newName, environment),
		async remove(name) {
			dropProfile(name, environment);
		},
	};
}

/** A store that can't be read is no reason not to check: it is said in one sentence. */
function tryToList(environment: Environment): ProfileList {
	try {
		return listProfiles(environment);
	} catch (error) {
		if (!(error instanceof EnvironmentError)) throw error;
		return {profiles: [], problems: [`${error.message} ${error.hint}`]};
	}
}

/** All profiles, the one that was checked last first. */
function listProfiles(environment: Environment): ProfileList {
	const {profiles, problems} = collectProfiles(environment);
	const timeOf = ({lastRun}: CollectedProfile) => lastRun?.startedAt ?? '';
	const ordered = profiles.toSorted((one, other) =>
		timeOf(one) < timeOf(other) ? 1 : timeOf(one) > timeOf(other) ? -1 : 0,
	);
	return {profiles: ordered.map(toListed), problems};
}

function toListed({profile, lastRun}: CollectedProfile): ListedProfile {
	if (lastRun === null) return {profile, lastRun};
	const {state, startedAt, endpoints} = lastRun;
	return {profile, lastRun: {state, age: describeAge(startedAt, Date.now()), endpoints}};
}

/** False: nothing was saved, because there is a profile of that name and it must not be replaced. */
function save(
	{name, settings, passwordFrom, base, run, isReplaceAllowed}: SaveRequest,
	environment: Environment,
): boolean {
	parseProfileName(name, 'The name');
	const {configuration, runs} = locateHome(environment);
	const folder = profilesFolder(configuration);
	const {runsKept = defaultRunsKept} = base ?? {};
	return withStore(folder, () => {
		if (!isReplaceAllowed && readProfileFile(folder, name).kind === 'profile') return false;
		const profile = makeProfile(name, settings, {passwordFrom, runsKept});
		writeProfileFile(folder, profile, {isExclusive: !isReplaceAllowed});
		if (run !== null) adoptRun(runs, run.id, base?.name ?? null, name);
		return true;
	});
}
