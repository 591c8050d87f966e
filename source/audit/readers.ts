import type {DialectId} from '../allowlists/dialect-ids.ts';
import type {AccessList} from './form.ts';

/** A file of a list, whole. */
export type ListFile = {readonly file: string; readonly text: string};

/** Gives the files that a file names (a path, with `*` for several), or null where there is none that may be read. */
export type Resolve = (from: string, path: string) => Promise<readonly ListFile[] | null>;

/** Reads files of one dialect, in their order one list. Throws a UsageError where they hold no list of it at all. */
export type Reader = (files: readonly ListFile[], context: {readonly resolve: Resolve}) => Promise<AccessList>;

/** The reader of a dialect, loaded when it is asked for. */
export async function loadReader(dialect: DialectId): Promise<Reader> {
	switch (dialect) {
		case 'squid':
			return (await import('./readers/squid.ts')).readSquid;
		case 'azure-firewall':
		case 'bicep':
			return (await import('./readers/azure.ts')).readAzure;
		case 'terraform':
			return async (files, context) => {
				const isAws = files.some(({text}) => /\baws_networkfirewall/.test(text));
				return (await loadReader(isAws ? 'aws-network-firewall' : 'azure-firewall'))(files, context);
			};
		case 'aws-network-firewall':
			return (await import('./readers/aws.ts')).readAws;
		case 'cilium':
			return (await import('./readers/kubernetes.ts')).readKubernetes;
		case 'palo-alto':
			return (await import('./readers/palo-alto.ts')).readPaloAlto;
		case 'fortigate':
			return (await import('./readers/fortigate.ts')).readFortigate;
		case 'check-point':
			return (await import('./readers/check-point.ts')).readCheckPoint;
		case 'csv':
			return (await import('./readers/csv.ts')).readCsv;
		case 'list':
		case 'palo-alto-edl':
			return (await import('./readers/plain-list.ts')).readPlainList;
	}
}
