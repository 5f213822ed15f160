import { parseDomain, type RunRecord } from '@slipway/core'
import type { OpenWorkspace } from '../open-workspace.ts'

/** Every run that a pull request made, in the store that everybody shares or in this machine's own; the oldest first. */
export async function pullRequestRuns(
  { remote, local }: Pick<OpenWorkspace, 'remote' | 'local'>,
  number: number,
): Promise<readonly RunRecord[]> {
  const domain = parseDomain(`pr-${number}`)
  const runs: RunRecord[] = []
  for await (const { record } of (remote ?? local).runs(domain))
    if (record.domain === domain) runs.push(record)
  return runs.sort((a, b) => (a.timing.started < b.timing.started ? -1 : 1))
}
