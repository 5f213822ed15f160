import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

interface Field {
  readonly description: string
  readonly default?: string
}

/** What an action.yml says. */
export interface ActionFile {
  readonly inputs?: Readonly<Record<string, Field>>
  readonly outputs?: Readonly<Record<string, Field>>
  readonly runs: {
    readonly using: string
    readonly main: string
    readonly post?: string
    readonly 'post-if'?: string
  }
}

export const ACTIONS = [
  'setup',
  'data',
  'plan',
  'preflight',
  'train',
  'report',
  'promote',
  'deploy',
  'rerun',
  'command',
] as const
export type ActionName = (typeof ACTIONS)[number]

export function readActionFile(action: ActionName): ActionFile {
  return parse(readFileSync(join(ROOT, 'actions', action, 'action.yml'), 'utf8')) as ActionFile
}

/** The script that the runner starts for a part of an action. */
export function scriptOf(action: ActionName, part: 'main' | 'post'): string {
  const script = readActionFile(action).runs[part]
  if (script === undefined) throw new Error(`action "${action}" has no ${part}`)
  return join(ROOT, 'actions', action, script)
}

/** INPUT_* as the runner sets them: what the step gives, and the defaults of the rest. */
export function inputEnvironment(
  action: ActionName,
  given: Readonly<Record<string, string>>,
  token: string,
): Record<string, string> {
  const values = Object.entries(readActionFile(action).inputs ?? {}).map(
    ([name, field]) =>
      [name, given[name] ?? (field.default ?? '').replace(/\$\{\{ github\.token \}\}/, token)] as const,
  )
  const unknown = Object.keys(given).filter((name) => !values.some(([known]) => known === name))
  if (unknown.length > 0) throw new Error(`action "${action}" has no input "${unknown[0]}"`)
  return Object.fromEntries(values.map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]))
}

type Rights = Readonly<Record<string, 'read' | 'write' | 'none'>>

/** The rights that a job of one of our workflow templates asks for. */
export function rightsOf(template: string, job: string): Rights {
  const text = readFileSync(join(ROOT, 'workflows-templates', `slipway-${template}.yml`), 'utf8')
  const { jobs } = parse(text) as {
    readonly jobs: Readonly<Record<string, { readonly permissions: Rights }>>
  }
  const rights = jobs[job]?.permissions
  if (!rights) throw new Error(`slipway-${template}.yml has no job "${job}" with permissions`)
  return { ...rights, metadata: 'read' }
}

/** Names of the outputs of an action.yml, sorted. */
export function declaredOutputs(action: ActionName): readonly string[] {
  return Object.keys(readActionFile(action).outputs ?? {}).toSorted()
}
