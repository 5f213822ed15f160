/** The parts of Vitest's JSON report that we read. */
export interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message?: string
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[]
  }[]
}

/** Counts and the names of what did not run. A file that failed before its first test counts as one failure. */
export function summarise(report: VitestReport): {
  readonly line: string
  readonly failed: number
  readonly skipped: readonly string[]
} {
  const skipped = report.testResults.flatMap((file) =>
    file.assertionResults
      .filter((test) => test.status === 'skipped' || test.status === 'pending' || test.status === 'todo')
      .map((test) => test.fullName),
  )
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  ).length
  const failed = report.numFailedTests + broken
  return {
    line: `${report.numPassedTests} passed, ${failed} failed, ${skipped.length} skipped`,
    failed,
    skipped,
  }
}
