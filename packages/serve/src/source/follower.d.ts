import type { DesiredSource } from '../model/desired-model.ts';
import type { Fleet } from '../model/fleet.ts';
/** Asks the source again and again, and passes on what it says. */
export declare class Follower {
    #private;
    constructor(source: DesiredSource, fleet: Fleet);
    /** Asks every so often from now on; a load that takes longer than that does not hold up the next question. */
    start(pollMs: number): void;
    /** Asks once; resolves when what was desired serves, or failed. Never rejects. */
    poll(): Promise<void>;
    stop(): void;
}
