import {dateCodes, datesOf} from '../evidence/codes.ts';
import type {Attempt, HttpEvidence, TlsEvidence} from '../evidence/types.ts';

/** From this many seconds on the clock is worth a word: Azure's connected machine agent warns at 120 s. */
const noteFromSeconds = 120;

/** IMF-fixdate (RFC 9110 5.6.7), the only form that servers may send. */
const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * How many seconds the server's clock is ahead of this machine's; negative when it is behind. Null where no answer
 * tells: without a Date, over plain HTTP (where caches answer), or from a server that the chain does not vouch for.
 */
export function clockOffset({startedAt, stages}: Attempt): number | null {
	const tls = stages.find((stage): stage is TlsEvidence => stage.stage === 'tls' && stage.of === 'target');
	const http = stages.find((stage): stage is HttpEvidence => stage.stage === 'http');
	const date = http?.headers.date;
	if (!tls || !isVouchedFor(tls) || date === undefined || !httpDate.test(date)) return null;
	// A cache hands on the Date of the origin, and says how old it is.
	const age = /^\d{1,9}$/.exec(http?.headers.age ?? '')?.[0] ?? '0';
	const serverTime = Date.parse(date) + Number(age) * 1000;
	const machineTime = Date.parse(startedAt) + stages.reduce((total, {ms}) => total + ms, 0);
	const seconds = Math.round((serverTime - machineTime) / 1000);
	return Number.isFinite(seconds) ? seconds : null;
}

/** The remark on a clock that is off, or null. */
export function clockNote(offset: number | null, host: string): string | null {
	if (offset === null || Math.abs(offset) <= noteFromSeconds) return null;
	return `This machine's clock is ${describeOffset(offset)} ${host}.`;
}

/** Whether the dates of the chain are good by the server's clock; null without one. The sentence for the reader goes with it. */
export function explainDates(tls: TlsEvidence, attempt: Attempt, host: string): string | null {
	const offset = clockOffset(attempt);
	if (offset === null) {
		return tls.defects.includes('CERT_NOT_YET_VALID') ? "This machine's clock may be behind." : null;
	}
	if (Math.abs(offset) <= noteFromSeconds) return "This machine's clock agrees with the server's.";
	const serverTime = Date.parse(attempt.startedAt) + offset * 1000;
	const {chain, checks} = tls;
	const isGoodThere = datesOf(chain, checks?.machine ?? checks?.public ?? {}).every(
		({validFrom, validTo}) => Date.parse(validFrom) <= serverTime && serverTime <= Date.parse(validTo),
	);
	const remark = `This machine's clock is ${describeOffset(offset)} ${host}`;
	return isGoodThere ? `${remark}, which is the likely cause.` : `${remark}, but that does not explain it.`;
}

/** Trusted by anybody, or kept from it by its dates alone: then the Date in the answer is the server's own. */
function isVouchedFor({trust, defects}: TlsEvidence): boolean {
	if (trust === 'public' || trust === 'private') return true;
	return trust === 'untrusted' && defects.length > 0 && defects.every(defect => dateCodes.has(defect));
}

/** `5 minutes behind`, `3 days ahead of`. */
function describeOffset(offset: number): string {
	const minutes = Math.abs(offset) / 60;
	const [count, unit] =
		minutes < 120 ? [minutes, 'minutes'] : minutes < 2880 ? [minutes / 60, 'hours'] : [minutes / 1440, 'days'];
	return `${Math.round(count)} ${unit} ${offset > 0 ? 'behind' : 'ahead of'}`;
}
