import {byCause} from './rules/by-cause.ts';
import {bypassBySetting} from './rules/bypass-by-setting.ts';
import {dnsOverTcp} from './rules/dns-over-tcp.ts';
import {exactNames} from './rules/exact-names.ts';
import {hostsFile} from './rules/hosts-file.ts';
import {inspectsAll} from './rules/inspects-all.ts';
import {largeHello} from './rules/large-hello.ts';
import {metLimits} from './rules/met-limits.ts';
import {missingNoProxy} from './rules/missing-no-proxy.ts';
import {mtuBlackHole} from './rules/mtu-black-hole.ts';
import {noAction} from './rules/no-action.ts';
import {noNameResolves} from './rules/no-name-resolves.ts';
import {noRoute} from './rules/no-route.ts';
import {notVerified} from './rules/not-verified.ts';
import {ownLogin} from './rules/own-login.ts';
import {pacRule} from './rules/pac.ts';
import {privateLink} from './rules/private-link.ts';
import {privatePath} from './rules/private-path.ts';
import {proxyDeniesAll} from './rules/proxy-denies-all.ts';
import {proxyFails} from './rules/proxy-fails.ts';
import {proxyWithoutEffect} from './rules/proxy-without-effect.ts';
import {searchList} from './rules/search-list.ts';
import {secondFamily} from './rules/second-family.ts';
import {secondProtocol} from './rules/second-protocol.ts';
import {settingsLint} from './rules/settings-lint.ts';
import type {Rule} from './rules/types.ts';
import {wrongClock} from './rules/wrong-clock.ts';

/**
 * All rules in the order in which they are asked: what explains many rows at once comes first. Hosts on the inside are
 * set apart before a proxy is said to deny everything, and what nobody needs before the causes of single rows.
 */
export const rules: readonly Rule[] = [
	wrongClock,
	dnsOverTcp,
	hostsFile,
	privatePath,
	privateLink,
	bypassBySetting,
	metLimits,
	noNameResolves,
	proxyWithoutEffect,
	missingNoProxy,
	proxyFails,
	proxyDeniesAll,
	noAction,
	noRoute,
	notVerified,
	inspectsAll,
	largeHello,
	mtuBlackHole,
	exactNames,
	byCause,
	secondFamily,
	secondProtocol,
	searchList,
	ownLogin,
	pacRule,
	settingsLint,
];
