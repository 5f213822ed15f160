import { PROJECT_FILE, SlipwayError } from '@slipway/core'
import { pullRequestFiles, syncReview } from '@slipway/github'
import { gateChanges } from '@slipway/pipeline'
import { type ChangedText, planReview, type Report } from '@slipway/report'
import type { Context } from '../context.ts'
import type { PlannedCommit } from '../evidence/plan-evidence.ts'
import type { Forge } from '../open-forge.ts'
import { type ProjectTree, readRevision } from '../project-trees.ts'

const INTRO = 'On the lines that matter to the verdict; the whole report is in the comment above.'

/**
 * Comments on the lines of a pull request that change a gate, data or parameters, and takes back what no longer holds. What goes wrong
 * here is a warning: the comment and the checks have said it all.
 */
export async function postReview(
  context: Context,
  { github, repository }: Forge,
  report: Report,
  { planned }: PlannedCommit,
  author: string | undefined,
): Promise<void> {
  const { pullRequest, run } = report
  if (!pullRequest || !planned.project.report.review) return
  try {
    // Lines are counted in the head, which need not be those of the merge that was run.
    await repository.fetch([run.headSha], { depth: 1, filter: 'blob:none' })
    const head = await readRevision(repository, run.headSha)
    const files = await changedTexts(await pullRequestFiles(github, pullRequest.number), report, head)
    const gates = new Map(
      [...planned.project.models.values()].map(({ name, gate }) => {
        const now = head?.project.models.get(name)
        return [name, now ? gateChanges(gate, now.gate) : []] as const
      }),
    )
    await syncReview(github, {
      pullRequest: pullRequest.number,
      headSha: run.headSha,
      comments: planReview({ report, gates, files }),
      intro: INTRO,
      ...(author === undefined ? {} : { author }),
    })
  } catch (error) {
    context.signal.throwIfAborted()
    if (!(error instanceof SlipwayError)) throw error
    context.progress.warn(`the review comments are not up to date: ${error.message}`)
  }
}

/** The texts in which lines are looked for: the project file, and files of parameters that changed. */
async function changedTexts(
  files: readonly Pick<ChangedText, 'path' | 'patch'>[],
  report: Report,
  head: ProjectTree | undefined,
): Promise<readonly ChangedText[]> {
  const params = report.models.flatMap(({ changes }) => changes.params.map(({ file }) => file))
  const wanted = new Set([PROJECT_FILE, ...params])
  const read = async (path: string) => (wanted.has(path) ? ((await head?.tree.readText(path)) ?? null) : null)
  return Promise.all(files.map(async ({ path, patch }) => ({ path, patch, text: await read(path) })))
}
