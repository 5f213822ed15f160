import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runnerError } from '../error.ts'
import type { ActionSource } from '../options.ts'
import { STAND_INS, standInEntry } from '../stand-ins/catalogue.ts'
import { type Action, parseAction } from '../workflow/parse-action.ts'
import type { Origin } from '../workflow/workflow-source.ts'

export interface FoundAction {
  readonly action: Action
  /** What `uses:` says. */
  readonly uses: string
  /** The action's folder: GITHUB_ACTION_PATH. */
  readonly directory: string
  readonly origin: Origin
  readonly repository: string
  readonly ref: string
  /** The name of the stand-in that runs in the action's place. */
  readonly standIn: string | undefined
}

export interface ActionFinder {
  /**
   * @param origin Repository of the file that says `uses`
   * @param workspace Where `./path` is looked for
   * @throws runner/action-unknown naming what is known; runner/action-invalid for a bad action.yml
   */
  find(uses: string, origin: Origin, workspace: string): Promise<FoundAction>
}

/** Finds actions in the workspace, in the repository itself, in configured folders, and among the stand-ins. */
export function makeActionFinder(sources: readonly ActionSource[]): ActionFinder {
  return {
    async find(uses, origin, workspace) {
      if (uses.startsWith('docker://')) {
        throw runnerError(
          'runner/unsupported',
          `Cannot run "${uses}": there are no containers in a rehearsal`,
        )
      }
      if (uses.startsWith('./')) {
        const local = { repository: origin.repository, ref: origin.ref, directory: async () => workspace }
        return readAction(uses, join(workspace, uses), local, '', '')
      }
      if (uses.startsWith('$/')) {
        return readAction(
          uses,
          join(await origin.directory(), uses.slice(2)),
          origin,
          origin.repository,
          origin.ref,
        )
      }
      return findRemote(uses, sources)
    },
  }
}

async function findRemote(uses: string, sources: readonly ActionSource[]): Promise<FoundAction> {
  const [, path = '', repository = '', ref = ''] = /^(([^/@]+\/[^/@]+)(?:\/[^@]+)?)@(.+)$/.exec(uses) ?? []
  if (path === '') {
    throw runnerError(
      'runner/action-unknown',
      `Cannot use "${uses}": expected {owner}/{repo}[/path]@{ref}, ./path or $/path`,
    )
  }
  const lower = path.toLowerCase()
  for (const { uses: prefix, directory } of sources) {
    const start = prefix.toLowerCase()
    if (lower !== start && !lower.startsWith(`${start}/`)) continue
    const origin = { repository, ref, directory: async () => directory }
    return readAction(uses, join(directory, path.slice(start.length)), origin, repository, ref)
  }
  const text = STAND_INS.get(lower)?.action
  if (text !== undefined) return standIn(uses, lower, text, repository, ref)
  const known = [...sources.map((source) => `${source.uses}/…`), ...STAND_INS.keys()].join(', ')
  throw runnerError('runner/action-unknown', `Unable to resolve action "${uses}"; a rehearsal knows ${known}`)
}

async function standIn(
  uses: string,
  name: string,
  text: string,
  repository: string,
  ref: string,
): Promise<FoundAction> {
  const directory = join(standInEntry(), '..')
  return {
    action: await parseAction({ path: `stand-in for ${name}`, text }),
    uses,
    directory,
    origin: { repository, ref, directory: async () => directory },
    repository,
    ref,
    standIn: name,
  }
}

async function readAction(
  uses: string,
  directory: string,
  origin: Origin,
  repository: string,
  ref: string,
): Promise<FoundAction> {
  const file = ['action.yml', 'action.yaml']
    .map((name) => join(directory, name))
    .find((path) => existsSync(path))
  if (file === undefined) {
    throw runnerError(
      'runner/action-unknown',
      `Can't find 'action.yml' or 'action.yaml' for "${uses}" under '${directory}'. Did you forget to run actions/checkout before running your local action?`,
    )
  }
  const action = await parseAction({ path: file, text: await readFile(file, 'utf8') })
  return { action, uses, directory, origin, repository, ref, standIn: undefined }
}
