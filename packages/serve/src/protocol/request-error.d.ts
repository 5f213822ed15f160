import type { SlipwayError } from '@slipway/core';
/** A request that cannot be used: what was found, and what was expected. Names members, never repeats their content. */
export declare function requestError(found: string, expected: string): SlipwayError;
