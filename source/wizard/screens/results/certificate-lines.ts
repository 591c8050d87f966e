import type {CertificateEvidence, TlsEvidence} from '../../../evidence/types.ts';
import type {Result} from '../../../verdict/types.ts';
import {blankLine, type DetailLine, heading, type Page, paragraph} from '../../components/text/detail-line.ts';

const trustWords: {readonly [trust in NonNullable<TlsEvidence['trust']>]: string} = {
	public: 'trusted by the public roots',
	private: 'trusted on this machine only',
	untrusted: 'not trusted',
};

/** The certificates that were shown in the last attempt, the leaf first: whose, by whom, how long. */
export function certificateLines({attempts}: Result, page: Page): readonly DetailLine[] {
	const stages = attempts.at(-1)?.stages ?? [];
	return stages
		.filter(stage => stage.stage === 'tls')
		.filter(({chain}) => chain.length > 0)
		.flatMap(({of, trust, defects, chain}) => {
			const whose = of === 'proxy' ? 'Certificates of the proxy' : 'Certificates';
			const words = [whose, trust && trustWords[trust], ...defects].filter(word => word !== null);
			return [
				blankLine,
				...heading(words.join(', '), page),
				...chain.flatMap((certificate, index) => linesOf(certificate, index, page)),
			];
		});
}

function linesOf(
	{subject, issuer, validFrom, validTo}: CertificateEvidence,
	index: number,
	page: Page,
): readonly DetailLine[] {
	const indent = '   ';
	const issued = issuer === subject ? 'by itself' : `by ${issuer}`;
	return [
		...paragraph(subject, page, {prefix: [{text: `${index + 1}. `, tone: 'faint'}]}),
		...paragraph(`issued ${issued}, valid ${validFrom.slice(0, 10)} to ${validTo.slice(0, 10)}`, page, {
			tone: 'faint',
			prefix: [{text: indent, tone: 'plain'}],
		}),
	];
}
