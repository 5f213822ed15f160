/** The workflow by which a maintainer has one commit of a pull request trained. */
export const TRAIN_WORKFLOW = '.github/workflows/slipway-train.yml'

/** The commit that a run of that workflow is for. */
export interface TrainRequest {
  readonly pullRequest: number
  /** Head of the pull request. */
  readonly commit: string
}

const TITLE = /^Train #([1-9][0-9]{0,9}) at ([0-9a-f]{40})$/

/**
 * What a run was asked for, from its title: the workflow makes it of its inputs (`run-name`), and GitHub keeps it, so that no job of
 * the run can change it.
 */
export function parseTrainTitle(title: string): TrainRequest | undefined {
  const [, number, commit] = TITLE.exec(title) ?? []
  return number && commit ? { pullRequest: Number(number), commit } : undefined
}
