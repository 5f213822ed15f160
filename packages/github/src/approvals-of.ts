import type { GitHub } from './github.ts'

/** What a person said about a run that waited for an environment. GitHub does not say when. */
export interface Approval {
  readonly who: string
  readonly state: 'approved' | 'rejected' | 'pending'
  readonly comment: string
  readonly environments: readonly string[]
}

export async function approvalsOf(github: GitHub, runId: number): Promise<readonly Approval[]> {
  return github.request(
    { action: `read the approvals of run ${runId}`, permission: 'actions: read' },
    async ({ rest }, at) => {
      const { data } = await rest.actions.getReviewsForRun({ ...at, run_id: runId })
      return data.map(({ user, state, comment, environments }) => ({
        who: user.login,
        state,
        comment,
        environments: environments.flatMap(({ name }) => name ?? []),
      }))
    },
  )
}
