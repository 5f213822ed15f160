import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Repository } from '@slipway/git'
import { openBackend } from '@slipway/store'
import { defineCommand } from './command.ts'
import { commandError } from './error.ts'
import { type InitFile, planInit } from './init/plan-init.ts'
import { PROJECT_TEMPLATE } from './init/project-template.ts'
import { storeVariables } from './init/store-credentials.ts'
import { templateFolder } from './init/template-folder.ts'

const ACTIONS = /^[\w.-]+\/[\w.-]+@[\w./-]+$/

export interface InitResult {
  readonly files: readonly Pick<InitFile, 'path' | 'state'>[]
  readonly dryRun: boolean
  /** Variables of the repository that the workflows ask for, with what they hold. */
  readonly variables: readonly string[]
  /** The address that the project file should name; absent where none was given. */
  readonly store?: string
}

export const initCommand = defineCommand({
  name: 'init',
  summary: 'Add a project file and the workflows to a repository; never overwrites',
  arguments: {},
  options: {
    branch: {
      kind: 'text',
      value: 'name',
      describe: 'The default branch; that of origin, or else the present one, without.',
    },
    actions: {
      kind: 'text',
      value: 'owner/name@ref',
      describe: 'Where the actions come from; pin a commit here.',
      default: 'slipway-ml/slipway@v0',
    },
    store: {
      kind: 'text',
      value: 'address',
      describe: 'Where the store lies; in a cloud, the workflows get what signs in there.',
    },
    dryRun: { kind: 'flag', describe: 'Say what would be written.' },
  },
  examples: ['slipway init', 'slipway init --store s3://my-bucket/my-project', 'slipway init --dry-run'],
  run: async (context, { branch, actions, store, dryRun }): Promise<InitResult> => {
    if (!ACTIONS.test(actions))
      throw commandError('init/actions-invalid', `Cannot use actions "${actions}": expected owner/name@ref`)
    // Asks nobody: only an address that is none is refused.
    if (store !== undefined) await openBackend(store, context)
    const repository = await Repository.open(context.cwd, context.env)
    const { root } = repository
    const files = planInit({
      templates: readTemplates(),
      project: PROJECT_TEMPLATE,
      defaultBranch: branch ?? (await repository.defaultBranch()),
      actions,
      store,
      exists: (path) => existsSync(join(root, path)),
    })
    for (const { path, text, state } of files) {
      if (dryRun || state === 'kept') continue
      mkdirSync(dirname(join(root, path)), { recursive: true })
      // "wx": a file that appeared meanwhile stays as it is.
      writeFileSync(join(root, path), text, { flag: 'wx' })
    }
    const variables = store === undefined ? [] : storeVariables(store)
    return {
      files: files.map(({ path, state }) => ({ path, state })),
      dryRun,
      variables,
      ...(store === undefined ? {} : { store }),
    }
  },
  render: ({ files, dryRun, variables, store }) => {
    const lines = files.map(
      ({ path, state }) => `${state === 'kept' ? 'kept   ' : dryRun ? 'would add' : 'added  '} ${path}`,
    )
    const next = [
      '',
      'Next: commit and push this to the default branch. A pull request gets its report by a workflow that counts only from there,',
      'so the pull request that brings Slipway in shows its result in the job summary. Then make two environments in the repository’s',
      'settings: "production" (deploys) and "release" (sign-offs), with reviewers.',
      ...(variables.length > 0
        ? [
            `Its variables say who the jobs are to the store: ${variables.join(', ')}. How: docs/guides/remotes.md`,
          ]
        : []),
    ]
    const isKept = files.some(({ path, state }) => path === 'slipway.yaml' && state === 'kept')
    if (store !== undefined && isKept)
      lines.push(`slipway.yaml stays as it is; see that it has: store: { remote: "${store}" }`)
    return [...lines, ...(files.some(({ state }) => state === 'new') && !dryRun ? next : [])].join('\n')
  },
})

function readTemplates(): ReadonlyMap<string, string> {
  const folder = templateFolder()
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.yml'))
    .sort()
  return new Map(
    [...names, 'slipway-environment/action.yml'].map((name) => [
      name,
      readFileSync(join(folder, name), 'utf8'),
    ]),
  )
}
