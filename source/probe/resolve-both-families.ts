import type dns from 'node:dns';
import type {IpAddress, StageError} from '../evidence/types.ts';
import type {LookupOptions} from './network.ts';
import {withDeadline} from './stage-clock.ts';
import {stageErrorOf} from './stage-error.ts';

/** How long the slower address family may take once the other one has answered, in milliseconds. */
const secondFamilyGraceMs = 1000;

/** Addresses that are kept of an answer, of each family: over TCP it can hold thousands, which every report would carry. */
export const mostAddresses = 64;

/** What came of a question for addresses. */
export type Answer = {readonly addresses: readonly IpAddress[]; readonly error: StageError | null};

/** Asks for the IPv4 and the IPv6 addresses of a name at once. Never rejects. */
export async function resolveBothFamilies(
	resolver: Pick<dns.promises.Resolver, 'resolve4' | 'resolve6'>,
	name: string,
	lookup: LookupOptions,
): Promise<Answer> {
	const families = [
		resolveFamily(() => resolver.resolve4(name), 4, name, lookup),
		resolveFamily(() => resolver.resolve6(name), 6, name, lookup),
	] as const;
	return mergeFamilies(await settleFamilies(families));
}

function resolveFamily(
	resolve: () => Promise<string[]>,
	family: 4 | 6,
	name: string,
	lookup: LookupOptions,
): Promise<Answer> {
	return withDeadline<string[]>(
		{timeoutMs: lookup.timeoutMs, signal: lookup.signal, what: `asking for ${name}`},
		(done, fail) => {
			resolve().then(done, fail);
			return undefined;
		},
	).then(
		// A CNAME without an address of this family comes as an empty list, not as an error.
		found => ({
			addresses: found.slice(0, mostAddresses).map(address => ({address, family})),
			error: found.length > 0 ? null : {code: 'ENODATA', syscall: null, message: `no IPv${family} address`},
		}),
		error => ({addresses: [], error: stageErrorOf(error)}),
	);
}

/** Waits for both families, but only a little longer for the second once the first has found an address. */
async function settleFamilies(families: readonly [Promise<Answer>, Promise<Answer>]): Promise<Answer[]> {
	const settled: Answer[] = [];
	const all = Promise.all(families.map(async family => settled.push(await family)));
	const first = await Promise.race(families);
	if (first.error === null) {
		let timer: NodeJS.Timeout | undefined;
		const grace = new Promise(resolve => {
			timer = setTimeout(resolve, secondFamilyGraceMs);
		});
		await Promise.race([all, grace]);
		clearTimeout(timer);
	} else {
		await all;
	}
	return settled;
}

/** Joins what both families said. NXDOMAIN speaks for the name as a whole; "no address of this family" says least. */
function mergeFamilies(answers: readonly Answer[]): Answer {
	const addresses = answers.flatMap(answer => answer.addresses);
	if (addresses.length > 0) return {addresses: addresses.toSorted((a, b) => a.family - b.family), error: null};
	const errors = answers.flatMap(answer => answer.error ?? []);
	const worst =
		errors.find(error => error.code === 'ENOTFOUND') ?? errors.find(error => error.code !== 'ENODATA') ?? errors[0];
	return {addresses: [], error: worst ?? {code: 'ENODATA', syscall: null, message: 'no address'}};
}
