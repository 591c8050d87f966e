import {findRegion, suggestRegions} from '../catalog/regions.ts';
import type {Catalog} from '../catalog/types.ts';
import {UsageError} from '../errors.ts';
import {nearNames} from '../near-names.ts';
import {safeText} from '../safe-text.ts';
import type {SettingNames} from '../settings/setting-names.ts';
import type {Settings} from '../settings/types.ts';

/** What the catalog has to say about settings. Throws a UsageError that names the setting to change, as `names` calls it. */
export function checkSettings(settings: Settings, catalog: Catalog, names: SettingNames): void {
	checkRegion(settings, catalog, names);
	if (settings.features.length === 0 && settings.requirementsFile === null) {
		throw new UsageError(`No feature is chosen: name at least one, or all${names.aside('features')}.`);
	}
	for (const feature of settings.features) checkFeature(feature, settings, catalog, names);
}

/** A region that the catalog doesn't know is taken where its code is given, since new regions open every year. */
function checkRegion({region, cloud, resources}: Settings, catalog: Catalog, {aside}: SettingNames): void {
	const known = findRegion(catalog, region);
	if (known && known.cloud !== cloud) {
		throw new UsageError(
			`The region ${known.name} belongs to the cloud ${known.cloud}, not ${cloud}: change the cloud or the region${aside('cloud', 'region')}.`,
		);
	}
	if (known) return;
	const isName = /^[a-z][a-z0-9]*$/.test(region);
	if (isName && resources['region-code']?.[0]) return;
	const near = suggestRegions(catalog, region);
	const cure = near.length > 0 ? `use ${near.join(' or ')}` : 'correct it';
	throw new UsageError(
		`The region "${safeText(region, 60)}" is unknown: ${cure}${aside('region')}, or for a region newer than the catalog give its Arc code too${aside('region-code')}.`,
	);
}

function checkFeature(id: string, {cloud}: Settings, catalog: Catalog, {aside}: SettingNames): void {
	const feature = catalog.features.find(known => known.id === id);
	if (!feature) {
		const names = catalog.features.map(known => known.id);
		const near = nearNames(id, [...names, 'all']);
		const cure = near.length > 0 ? `use ${near.join(' or ')}` : `choose from ${names.join(', ')}, or all`;
		throw new UsageError(`The feature "${safeText(id, 60)}"${aside('features')} is unknown: ${cure}.`);
	}
	if (!feature.clouds.includes(cloud)) {
		throw new UsageError(
			`The feature ${id} is not available in the cloud ${cloud}: leave it out${aside('features')}, or change the cloud${aside('cloud')}.`,
		);
	}
}
