import {catalog} from '../catalog/catalog.ts';
import {cloudOf} from '../plan/complete-settings.ts';
import {openNetwork} from '../session/open-network.ts';
import {createProfileServices} from '../session/profiles/wizard-profiles.ts';
import type {SettingsInput} from '../settings/types.ts';
import {locateHome} from '../store/home.ts';
import {type LastAnswers, openLastAnswers} from '../store/last-answers.ts';
import type {Opening, ProfileServices} from '../wizard/profile-services.ts';
import type {Answers} from '../wizard/state/answers/answers.ts';
import type {CommandIo} from './io.ts';
import {openWizard} from './open-wizard.ts';
import {tellNote} from './stderr.ts';
import {answersFromFlags, answersToRemember, recallAnswers} from './wizard-answers.ts';

/** Opens the wizard on the real network, with what was answered the last time; flags answer beforehand. */
export async function startWizard(flags: SettingsInput, io: CommandIo): Promise<number> {
	const {environment} = io;
	const profiles = createProfileServices(flags, environment);
	const opening = await chooseOpening(flags, profiles);
	const last = await openLast(io);
	const cloud = flags.cloud ?? (flags.region === undefined ? null : cloudOf(flags.region, catalog));
	return openWizard(
		{
			flags,
			initial: {...recallAnswers(last?.read() ?? {}), ...answersFromFlags(flags, cloud)},
			opening,
			environment,
			openNetwork,
			runs: locateHome(environment).runs,
			profiles,
			onAnswers: answers => remember(last, answers),
		},
		io,
	);
}

/** A profile that is named opens at once. Who names the region wants a check of that; else profiles are offered, if there are any. */
async function chooseOpening(flags: SettingsInput, profiles: ProfileServices): Promise<Opening> {
	if (flags.profile !== undefined) return {kind: 'profile', opened: await profiles.open(flags.profile)};
	if (flags.region !== undefined) return {kind: 'questions'};
	const list = await profiles.list();
	return list.profiles.length + list.problems.length === 0 ? {kind: 'questions'} : {kind: 'profiles', list};
}

/** The last answers are a comfort: where they can't be kept, the wizard works all the same. */
async function openLast(io: CommandIo): Promise<LastAnswers | null> {
	try {
		return await openLastAnswers(locateHome(io.environment).configuration, aside => {
			tellNote(`the file with your last answers was damaged; it is kept as ${aside}.`, io);
		});
	} catch {
		return null;
	}
}

async function remember(last: LastAnswers | null, answers: Answers): Promise<void> {
	try {
		await last?.write(answersToRemember(answers));
	} catch {
		// What was answered before stays as it was; the run and its exit code matter more.
	}
}
