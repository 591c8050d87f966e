import {catalog} from '../../../source/catalog/catalog.ts';
import {hostsOf, serviceFor} from '../../../source/practice/scenario.ts';
import {type RealInternet, startRealInternet} from './internet.ts';

/** An internet in which every host of the catalog for the public cloud answers as it should. */
export function startCatalogInternet(): Promise<RealInternet> {
	return startRealInternet({
		services: catalog.requirements
			.filter(({clouds}) => clouds.includes('public'))
			.flatMap(requirement =>
				hostsOf(requirement).flatMap(host => serviceFor(requirement, host, requirement.port) ?? []),
			),
	});
}
