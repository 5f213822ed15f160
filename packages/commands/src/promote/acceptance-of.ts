import type { SignOff } from '@slipway/core'
import { approvalsOf } from '@slipway/github'
import type { Context } from '../context.ts'
import type { Forge } from '../open-forge.ts'

export interface AcceptanceInput {
  /** A reason that was given outright. */
  readonly reason: string | undefined
  /** Take the words of whoever approved this run. */
  readonly fromApproval: boolean
  readonly runId: number
  readonly actor: string
}

/** Who accepts, and why: the person who approved the run, or the one who started it with a reason; null where nobody does. */
export async function acceptanceOf(
  context: Context,
  { github }: Forge,
  input: AcceptanceInput,
): Promise<SignOff | null> {
  const when = context.now().toISOString()
  if (input.fromApproval) {
    const approval = (await approvalsOf(github, input.runId)).find(({ state }) => state === 'approved')
    if (approval)
      return {
        who: approval.who,
        when,
        why: input.reason || approval.comment || 'approved without a comment',
      }
  }
  return input.reason ? { who: input.actor, when, why: input.reason } : null
}
