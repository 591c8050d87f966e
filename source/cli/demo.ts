import {catalog} from '../catalog/catalog.ts';
import {UsageError} from '../errors.ts';
import {startDemoCompany} from '../practice/company.ts';
import {openSession} from '../session/session.ts';
import {screenNames} from '../settings/setting-names.ts';
import type {CommandIo} from './io.ts';
import {openWizard} from './wizard.ts';

/** Opens the wizard in the practice network: a company on this machine, with faults to find. No packet leaves loopback. */
export async function startDemo({input}: {readonly input?: boolean}, io: CommandIo): Promise<number> {
	if (input === false) {
		throw new UsageError(
			'--no-input leaves the demo without answers: it is there to be walked through; leave that out.',
		);
	}
	if (!io.terminal.isInteractive) {
		throw new UsageError(
			'The demo asks questions and shows answers, and this is no terminal: open it in one (over SSH with "ssh -t", in a container with "-it"). It needs no network, and checks none.',
		);
	}
	const company = await startDemoCompany(catalog);
	try {
		const {keepSecret} = io;
		return await openWizard(
			{
				flags: {},
				session: openSession(
					{environment: {...company.environment}, keepSecret},
					{network: company.network, names: screenNames},
				),
				// Where most would go on to; anything else can be typed.
				initial: {region: 'eastus', cloud: 'public'},
				origins: {},
				opening: {kind: 'walk'},
				profiles: null,
				isPractice: true,
			},
			io,
		);
	} finally {
		await company.close();
	}
}
