/** A catalog older than this, at the time of the run, may miss hosts that came since, in months. */
const monthsTrusted = 6;

/**
 * What to say of a catalog that was more than six months old when the run was made; null where it was not, or where
 * either date can't be read.
 *
 * @param version date of the newest fact in the catalog, `YYYY-MM-DD`
 * @param startedAt ISO time of the run
 */
export function catalogAgeWarning(version: string, startedAt: string): string | null {
	const trustedUntil = new Date(`${version}T00:00:00Z`);
	const day = trustedUntil.getUTCDate();
	trustedUntil.setUTCMonth(trustedUntil.getUTCMonth() + monthsTrusted);
	// 31 August and six months would be 31 February, which Date turns into March.
	if (trustedUntil.getUTCDate() !== day) trustedUntil.setUTCDate(0);
	// A date that can't be read is NaN, which is later than nothing.
	if (!(Date.parse(startedAt) > trustedUntil.getTime())) return null;
	return `The catalog of ${version} was more than six months old at the time of this run: hosts may have come or gone since. Update the program and run the check again.`;
}
