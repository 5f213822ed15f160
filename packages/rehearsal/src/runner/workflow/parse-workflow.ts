import type { Trigger } from '../trigger/trigger.ts'
import { parseTriggers } from '../trigger/trigger.ts'
import { loadWorkflowParser, type WorkflowParser } from './load-parser.ts'
import { parseCondition, parseSteps } from './parse-step.ts'
import { type Problem, problemsOf } from './problem.ts'
import { fieldsOf, type Token, textsOf } from './token.ts'
import type { CallDefinition, JobDefinition, Workflow } from './workflow.ts'

export interface ParsedWorkflow {
  /** Undefined when there are problems. */
  readonly workflow: Workflow | undefined
  readonly problems: readonly Problem[]
  /** What could be read of `on:`, whatever is wrong with the rest; undefined when that is unreadable. */
  readonly triggers: ReadonlyMap<string, Trigger> | undefined
}

/** Reads a called workflow's text by what stands in `uses:`. */
export type CalledFiles = (uses: CalledFile) => Promise<string | undefined>
export interface CalledFile {
  readonly path: string
  /** Undefined for `./` and `$/`. */
  readonly repository: { readonly owner: string; readonly name: string } | undefined
}

/**
 * Reads a workflow file and checks it with GitHub's own parser: syntax, the schema, allowed contexts in expressions,
 * the graph of `needs`, and the inputs and secrets given to called workflows one level down.
 */
export async function parseWorkflow(
  file: { readonly path: string; readonly text: string },
  called: CalledFiles,
): Promise<ParsedWorkflow> {
  const parser = await loadWorkflowParser()
  const { context, value } = parser.parseWorkflow(
    { name: file.path, content: file.text },
    new parser.NoOperationTraceWriter(),
  )
  if (value !== undefined) {
    // Throws nothing: what it finds is added to the context's errors.
    await parser.convertWorkflowTemplate(context, value, fileProvider(called), {
      fetchReusableWorkflowDepth: 1,
      maxReusableWorkflowDepth: 10,
      errorPolicy: TRY_CONVERSION,
    })
  }
  const fields = fieldsOf(value)
  const on = fields.get('on')
  const triggers = on && parseTriggers(on)
  const problems = [...problemsOf(file.path, context.errors.getErrors()), ...filterProblems(file.path, on)]
  if (problems.length > 0) return { workflow: undefined, problems, triggers }
  return { workflow: readWorkflow(file.path, fields, triggers ?? new Map(), parser), problems: [], triggers }
}

// ErrorPolicy.TryConversion: report what the conversion finds besides the schema's errors.
const TRY_CONVERSION = 1

function fileProvider(called: CalledFiles): Parameters<WorkflowParser['convertWorkflowTemplate']>[2] {
  return {
    getFileContent: async (reference) => {
      const repository =
        'repository' in reference ? { owner: reference.owner, name: reference.repository } : undefined
      const content = await called({ path: reference.path, repository })
      if (content === undefined) throw new Error('no such file')
      return { name: reference.path, content }
    },
  }
}

/** GitHub refuses a filter beside its opposite; the parser's schema does not know that. */
function filterProblems(file: string, on: Token | undefined): readonly Problem[] {
  return [...fieldsOf(on).values()].flatMap((trigger) => {
    const fields = fieldsOf(trigger)
    return ['branches', 'tags', 'paths'].flatMap((name) => {
      const second = fields.get(`${name}-ignore`)
      if (second === undefined || !fields.has(name)) return []
      const message = `you may only define one of \`${name}\` and \`${name}-ignore\` for a single event`
      return [{ file, message, line: second.line ?? 1, column: second.col ?? 1 }]
    })
  })
}

function readWorkflow(
  path: string,
  fields: ReadonlyMap<string, Token>,
  triggers: ReadonlyMap<string, Trigger>,
  parser: WorkflowParser,
): Workflow {
  const call = fieldsOf(fields.get('on')).get('workflow_call')
  return {
    path,
    name: fields.get('name')?.toString() || path,
    runName: fields.get('run-name'),
    triggers,
    env: fields.get('env'),
    defaults: fields.get('defaults'),
    permissions: fields.get('permissions'),
    concurrency: fields.get('concurrency'),
    jobs: [...fieldsOf(fields.get('jobs'))].map(([id, token]) => readJob(id, fieldsOf(token), parser)),
    call: triggers.has('workflow_call') ? readCall(fieldsOf(call)) : undefined,
  }
}

function readJob(id: string, fields: ReadonlyMap<string, Token>, parser: WorkflowParser): JobDefinition {
  const uses = fields.get('uses')
  const secrets = fields.get('secrets')
  return {
    id,
    name: fields.get('name'),
    needs: textsOf(fields.get('needs')) ?? [],
    condition: parseCondition(fields.get('if'), parser),
    strategy: fields.get('strategy'),
    concurrency: fields.get('concurrency'),
    permissions: fields.get('permissions'),
    outputs: fields.get('outputs'),
    runsOn: fields.get('runs-on'),
    environment: fields.get('environment'),
    env: fields.get('env'),
    defaults: fields.get('defaults'),
    timeoutMinutes: fields.get('timeout-minutes'),
    continueOnError: fields.get('continue-on-error'),
    containers: fields.get('container') ?? fields.get('services'),
    steps: parseSteps(fields.get('steps'), parser),
    call: uses && {
      uses: uses.toString(),
      token: uses,
      inputs: fields.get('with'),
      secrets: secrets?.toString() === 'inherit' ? 'inherit' : secrets,
    },
  }
}

function readCall(fields: ReadonlyMap<string, Token>): CallDefinition {
  const inputs = [...fieldsOf(fields.get('inputs'))].map(([name, token]) => {
    const input = fieldsOf(token)
    return [name, { type: input.get('type')?.toString() ?? 'string', default: input.get('default') }] as const
  })
  const outputs = [...fieldsOf(fields.get('outputs'))].flatMap(([name, token]) => {
    const value = fieldsOf(token).get('value')
    return value === undefined ? [] : [[name, value] as const]
  })
  return { inputs: new Map(inputs), outputs: new Map(outputs) }
}
