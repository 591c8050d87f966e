import {catalog} from '../catalog/catalog.ts';
import {cloudOf} from '../plan/complete-settings.ts';
import type {SettingsInput} from '../settings/input.ts';
import {locateHome} from '../store/home.ts';
import {type LastAnswers, openLastAnswers} from '../store/last-answers.ts';
import {runsFolder} from '../store/runs-folder.ts';
import type {Answers} from '../wizard/answers.ts';
import type {CommandIo} from './io.ts';
import {loadProfile, readPassword} from './load-profile.ts';
import {openNetwork} from './open-network.ts';
import {openWizard} from './open-wizard.ts';
import {answersFromFlags, answersFromProfile, answersToRemember, recallAnswers} from './wizard-answers.ts';

/** Opens the wizard on the real network, with what was answered the last time; flags answer beforehand. */
export async function startWizard(flags: SettingsInput, io: CommandIo): Promise<number> {
	const {environment} = io;
	const profile = flags.profile === undefined ? null : loadProfile(flags.profile, environment);
	const password = profile?.passwordFrom ? readPassword(profile.passwordFrom, environment).value : null;
	const last = await openLast(io);
	const cloud = flags.cloud ?? (flags.region === undefined ? null : cloudOf(flags.region, catalog));
	return openWizard(
		{
			flags,
			initial: {
				...(profile ? answersFromProfile(profile, password) : recallAnswers(last?.read() ?? {})),
				...answersFromFlags(flags, cloud),
			},
			environment,
			openNetwork,
			runsFolder: runsFolder(locateHome(environment).runs, profile?.name ?? null),
			profile,
			onAnswers: answers => remember(last, answers),
		},
		io,
	);
}

/** The last answers are a comfort: where they can't be kept, the wizard works all the same. */
async function openLast(io: CommandIo): Promise<LastAnswers | null> {
	try {
		return await openLastAnswers(locateHome(io.environment).configuration, aside => {
			io.stderr.write(`Note: the file with your last answers was damaged; it is kept as ${aside}.\n`);
		});
	} catch {
		return null;
	}
}

function remember(last: LastAnswers | null, answers: Answers): void {
	try {
		last?.write(answersToRemember(answers));
	} catch {
		// What was answered before stays as it was; the run and its exit code matter more.
	}
}
