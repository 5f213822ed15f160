/** The parts of Vitest's JSON report that we read. */
export interface VitestReport {
    readonly numPassedTests: number;
    readonly numFailedTests: number;
    readonly testResults: readonly {
        readonly name: string;
        readonly status: string;
        readonly message?: string;
        readonly assertionResults: readonly {
            readonly fullName: string;
            readonly status: string;
        }[];
    }[];
}
/** Counts and the names of what did not run. A file that failed before its first test counts as one failure. */
export declare function summarise(report: VitestReport): {
    readonly line: string;
    readonly failed: number;
    readonly skipped: readonly string[];
};
