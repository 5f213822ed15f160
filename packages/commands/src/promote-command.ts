import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SignOff } from '@slipway/core'
import { defineCommand, type Values } from './command.ts'
import type { Context } from './context.ts'
import type { PromotedModel, PromoteResult } from './promote/promote-models.ts'

/** Where our workflow templates live in a repository. */
export const PULL_REQUEST_WORKFLOW = '.github/workflows/slipway-pull-request.yml'
export const CANDIDATE_WORKFLOW = '.github/workflows/slipway-candidate.yml'

const OPTIONS = {
  commit: { kind: 'text', value: 'revision', describe: 'Commit of the default branch.', default: 'HEAD' },
  run: {
    kind: 'number',
    value: 'id',
    describe: 'GitHub run whose artifact is the evidence; found by itself without.',
  },
  workflow: {
    kind: 'text',
    value: 'path',
    describe: 'Workflow that makes the evidence.',
    default: PULL_REQUEST_WORKFLOW,
  },
  accept: {
    kind: 'text',
    value: 'reason',
    describe: 'Accept a first release, or one that cannot be told apart; kept as a sign-off.',
  },
  bump: {
    kind: 'choice',
    choices: ['major', 'minor', 'patch'],
    describe: 'Which part of the version grows.',
    default: 'minor',
  },
  maxArtifactMb: { kind: 'number', value: 'MB', describe: 'Largest artifact that is accepted.', default: 64 },
  dryRun: { kind: 'flag', describe: 'Decide, and write nothing.' },
} as const

export const promoteCommand = defineCommand({
  name: 'promote',
  summary: 'Release the reviewed bytes of a merged commit, or say why it is unreleased',
  arguments: {},
  options: OPTIONS,
  examples: ['slipway promote --dry-run', 'slipway promote --run 8180 --accept "first release"'],
  run: (context, values): Promise<PromoteResult> => promote(context, values),
  render: ({ models }) =>
    models.length === 0 ? 'No model in slipway.yaml.' : models.map(renderPromoted).join('\n'),
})

async function promote(
  context: Context,
  values: Values<Record<never, never>, typeof OPTIONS>,
): Promise<PromoteResult> {
  const { actorOf } = await import('./actor-of.ts')
  const { defaultBranchOf, openForge } = await import('./open-forge.ts')
  const { promoteModels } = await import('./promote/promote-models.ts')
  const forge = await openForge(context)
  const actor = await actorOf(context, forge)
  const temporary = await mkdtemp(join(tmpdir(), 'slipway-promote-'))
  try {
    return await promoteModels(context, forge, {
      commit: await forge.repository.resolve(values.commit),
      before: undefined,
      runId: values.run,
      workflow: values.workflow,
      candidateWorkflow: values.dryRun ? '' : CANDIDATE_WORKFLOW,
      defaultBranch: await defaultBranchOf(forge.github),
      maxBytes: values.maxArtifactMb * 1024 * 1024,
      ownRunId: null,
      temporary,
      acceptance: values.accept === undefined ? null : signOff(actor, values.accept, context.now()),
      bump: values.bump,
      actor,
      dryRun: values.dryRun,
    })
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

/** Who accepted, when and why. */
export function signOff(who: string, why: string, when: Date): SignOff {
  return { who, why, when: when.toISOString() }
}

/** One line on what became of a model. */
export function renderPromoted({ model, plan, release, changed }: PromotedModel): string {
  switch (plan.kind) {
    case 'release':
    case 'publish':
      return changed ? `${model}: released as ${release?.tag}` : `${model}: would be released as ${plan.tag}`
    case 'nothing':
      return `${model}: nothing to do. ${plan.reason}`
    case 'unreleased':
      return `${model}: unreleased. ${plan.reason}`
    case 'refused':
      return `${model}: not released. ${plan.reason}`
  }
}
