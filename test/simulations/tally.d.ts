import type { Outcome } from '../../packages/core/src/index.ts';
/** Counts outcomes over replications and holds them against their levels. */
export declare class Tally {
    #private;
    constructor(replications: number);
    add(outcome: Outcome): void;
    /** Share of replications; "passed" is better or non-inferior. */
    share(outcome: Outcome | 'passed'): number;
    /** Prints one line; three Monte-Carlo standard errors above a level is a failure of the process. */
    report(what: string, levels: readonly {
        outcome: Outcome | 'passed';
        most: number;
    }[]): void;
}
