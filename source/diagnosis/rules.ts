import {byCause} from './rules/by-cause.ts';
import {noAction} from './rules/no-action.ts';
import {noNameResolves} from './rules/no-name-resolves.ts';
import {notVerified} from './rules/not-verified.ts';
import {proxyFails} from './rules/proxy-fails.ts';
import type {Rule} from './rules/types.ts';

/** All rules in the order in which they are asked: what explains many rows at once comes first. */
export const rules: readonly Rule[] = [noNameResolves, proxyFails, noAction, notVerified, byCause];
