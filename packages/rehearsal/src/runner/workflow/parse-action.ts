import { runnerError } from '../error.ts'
import { loadWorkflowParser, type WorkflowParser } from './load-parser.ts'
import { parseSteps } from './parse-step.ts'
import { problemsOf, renderProblem } from './problem.ts'
import { fieldsOf, isExpression, type Token } from './token.ts'
import type { StepDefinition } from './workflow.ts'

/** What an action.yml says. */
export interface Action {
  readonly file: string
  readonly inputs: ReadonlyMap<string, ActionInput>
  readonly runs: NodeRuns | CompositeRuns
}

export interface ActionInput {
  readonly default: Token | undefined
  readonly deprecation: string | undefined
}

export interface NodeRuns {
  readonly using: 'node'
  readonly main: string
  readonly pre: string | undefined
  readonly preCondition: string
  readonly post: string | undefined
  readonly postCondition: string
}

export interface CompositeRuns {
  readonly using: 'composite'
  readonly steps: readonly StepDefinition[]
  readonly outputs: ReadonlyMap<string, Token>
}

/** @throws runner/action-invalid with the first problem's line; runner/unsupported for an action in a container */
export async function parseAction(file: { readonly path: string; readonly text: string }): Promise<Action> {
  const parser = await loadWorkflowParser()
  const content = { name: file.path, content: file.text }
  const { context, value } = parser.parseAction(content, new parser.NoOperationTraceWriter())
  const problems = problemsOf(file.path, context.errors.getErrors())
  if (problems[0] !== undefined) {
    throw runnerError('runner/action-invalid', problems.map(renderProblem).join('\n'), {
      location: { file: file.path, line: problems[0].line ?? 1, column: problems[0].column ?? 1 },
    })
  }
  const fields = fieldsOf(value)
  const inputs = [...fieldsOf(fields.get('inputs'))].map(([name, token]) => {
    const input = fieldsOf(token)
    const deprecation = input.get('deprecationMessage')?.toString()
    return [name, { default: input.get('default'), deprecation }] as const
  })
  const runs = readRuns(file.path, fieldsOf(fields.get('runs')), fieldsOf(fields.get('outputs')), parser)
  return { file: file.path, inputs: new Map(inputs), runs }
}

function readRuns(
  file: string,
  runs: ReadonlyMap<string, Token>,
  outputs: ReadonlyMap<string, Token>,
  parser: WorkflowParser,
): Action['runs'] {
  const using = runs.get('using')?.toString() ?? ''
  if (using === 'composite') {
    const values = [...outputs].flatMap(([name, token]) => {
      const value = fieldsOf(token).get('value')
      return value === undefined ? [] : [[name, value] as const]
    })
    return { using, steps: parseSteps(runs.get('steps'), parser), outputs: new Map(values) }
  }
  if (/^node\d+$/.test(using)) {
    return {
      using: 'node',
      main: runs.get('main')?.toString() ?? '',
      pre: runs.get('pre')?.toString(),
      preCondition: readCondition(runs.get('pre-if')),
      post: runs.get('post')?.toString(),
      postCondition: readCondition(runs.get('post-if')),
    }
  }
  throw runnerError(
    'runner/unsupported',
    `Cannot run the action "${file}": it runs in a container ("${using}")`,
    {
      hint: 'A rehearsal runs JavaScript and composite actions; there are no containers in it',
    },
  )
}

/** `pre-if` and `post-if`: taken as written, without an implied success(); always() where nothing stands. */
function readCondition(token: Token | undefined): string {
  if (token === undefined) return 'always()'
  return isExpression(token) ? token.expression : token.toString()
}
