import { shortOf } from '@slipway/core'
import type { Context } from './context.ts'
import { budgetText, type CheckedBudget, checkBudget } from './cost/check-budget.ts'
import { type PlanOptions, type PlanResult, planResult, planWorkspace } from './plan-workspace.ts'
import { warnAboutPlan } from './warn-about-plan.ts'

/** A job of the matrix. */
export interface MatrixJob {
  readonly name: string
  readonly stages: readonly string[]
  readonly 'runs-on': readonly string[]
}

/** A plan as the jobs of a workflow. */
export interface PlannedJobs {
  readonly before: readonly string[]
  readonly matrix: readonly MatrixJob[]
  readonly after: readonly string[]
  readonly plan: PlanResult
  /** Undefined where there is none to keep. */
  readonly budget: CheckedBudget | undefined
}

/**
 * Plans the work tree and spreads what is stale over jobs. What is not trusted runs in the last, hosted job alone, and so
 * never on a machine with labels of its own.
 * @throws plan/over-budget
 */
export async function planJobs(
  context: Context,
  {
    trusted,
    pullRequest,
    ...options
  }: PlanOptions & {
    readonly trusted: boolean
    /** Whose budget has to be kept. */
    readonly pullRequest?: number | undefined
  },
): Promise<PlannedJobs> {
  const planned = await planWorkspace(context, options)
  warnAboutPlan(planned.plan.warnings, context.progress)
  const plan = planResult(planned, options)
  const { before, matrix, after } = plan.waves
  if (!trusted) {
    const stale = plan.stages.filter(({ state }) => state !== 'known').map(({ name }) => name)
    return { before: [], matrix: [], after: stale, plan, budget: undefined }
  }
  return {
    before,
    matrix: matrix.map(({ name, stages, runsOn }) => ({ name, stages, 'runs-on': runsOn })),
    after,
    plan,
    budget:
      pullRequest === undefined
        ? undefined
        : await checkBudget(context, planned, {
            pullRequest,
            base: options.base,
            stages: matrix.flatMap(({ stages }) => stages),
          }),
  }
}

/** The job summary of a plan. */
export function renderPlanSummary(
  { before, matrix, after, plan, budget }: PlannedJobs,
  trusted: boolean,
): string {
  const where = (name: string): string => {
    if (before.includes(name)) return 'before, hosted'
    const job = matrix.find(({ stages }) => stages.includes(name))
    if (job) return `matrix, ${job['runs-on'].join(' ')}`
    return after.includes(name) ? 'after, hosted' : 'restored'
  }
  const code = (text: string) =>
    `<code>${text.replace(/[&<>]/g, (letter) => `&#${letter.charCodeAt(0)};`).replaceAll('|', '&#124;')}</code>`
  const rows = plan.stages.map(
    ({ name, key, state, reasons }) =>
      `| ${name} | ${key ? `\`${shortOf(key)}\`` : 'pending'} | ${state} | ${where(name)} | ${reasons.map(code).join('<br>')} |`,
  )
  return [
    '## Plan',
    ...plan.notices.map((notice) => `> [!NOTE]\n> ${code(notice)}`),
    ...(trusted
      ? []
      : [
          '> [!NOTE]\n> This pull request comes from a fork: everything runs in one hosted job, and its numbers are claims.',
        ]),
    ...(budget ? [code(budgetText(budget))] : []),
    ['| stage | key | state | where | why |', '|---|---|---|---|---|', ...rows].join('\n'),
  ].join('\n\n')
}
