import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { type CheckoutSource, isUnsafeCheckout, planCheckout, planRefspecs } from './checkout-refs.ts'
import { runGit } from './run-git.ts'
import type { StandIn } from './stand-in.ts'
import type { StandInStep } from './stand-in-step.ts'

const REPOSITORY_STATE = 'repositoryPath'

export const checkout: StandIn = {
  action: `
name: Checkout
description: A checkout from the rehearsal's GitHub
inputs:
  repository: { description: '', default: '\${{ github.repository }}' }
  ref: { description: '' }
  token: { description: '', default: '\${{ github.token }}' }
  persist-credentials: { description: '', default: 'true' }
  path: { description: '' }
  clean: { description: '', default: 'true' }
  filter: { description: '' }
  sparse-checkout: { description: '' }
  sparse-checkout-cone-mode: { description: '', default: 'true' }
  fetch-depth: { description: '', default: '1' }
  fetch-tags: { description: '', default: 'false' }
  show-progress: { description: '', default: 'true' }
  set-safe-directory: { description: '', default: 'true' }
  allow-unsafe-pr-checkout: { description: '', default: 'false' }
outputs:
  ref: { description: '' }
  commit: { description: '' }
runs:
  using: node24
  main: main
  post: post
`,
  main: checkOut,
  post: async (step) => {
    const folder = step.state(REPOSITORY_STATE)
    if (existsSync(join(folder, '.git'))) await removeCredentials(step, folder)
  },
}

async function checkOut(step: StandInStep): Promise<void> {
  const repository = step.input('repository')
  const folder = folderOf(step)
  const source = await sourceOf(step, repository)
  const url = `${step.variable('GITHUB_SERVER_URL')}/${repository}`
  step.info(`Syncing repository: ${repository}`)
  await prepareFolder(step, folder, url)
  step.saveState(REPOSITORY_STATE, folder)
  await addCredentials(step, folder)
  try {
    await fetchSource(step, folder, source)
    await checkOutSource(step, folder, source)
    const commit = await runGit(step, ['log', '-1', '--format=%H'], { cwd: folder })
    step.setOutput('commit', commit)
    step.setOutput('ref', source.ref)
  } finally {
    if (!step.flag('persist-credentials')) await removeCredentials(step, folder)
  }
}

function folderOf(step: StandInStep): string {
  const workspace = resolve(step.variable('GITHUB_WORKSPACE'))
  const folder = resolve(workspace, step.input('path') || '.')
  if (relative(workspace, folder).startsWith('..')) {
    throw new Error(`Repository path '${folder}' is not under '${workspace}'`)
  }
  return folder
}

/** The event's own commit where nothing else is asked for; else the ref, the commit, or the default branch. */
async function sourceOf(step: StandInStep, repository: string): Promise<CheckoutSource> {
  const own = repository.toLowerCase() === step.variable('GITHUB_REPOSITORY').toLowerCase()
  const ref = step.input('ref')
  if (ref === '' && own) {
    const eventRef = step.variable('GITHUB_REF')
    return {
      ref: eventRef.startsWith('refs/') ? eventRef : `refs/heads/${eventRef}`,
      commit: step.variable('GITHUB_SHA'),
    }
  }
  const isCommit = /^([0-9a-f]{40}|[0-9a-f]{64})$/i.test(ref)
  const source = isCommit ? { ref: '', commit: ref } : { ref, commit: '' }
  const payload: unknown = JSON.parse(readFileSync(step.variable('GITHUB_EVENT_PATH'), 'utf8'))
  const event = { name: step.variable('GITHUB_EVENT_NAME'), payload }
  if (!step.flag('allow-unsafe-pr-checkout') && isUnsafeCheckout(event, { ...source, repository })) {
    throw new Error(
      `Refusing to check out fork pull request code from a '${event.name}' workflow. To opt in, review the risks at ` +
        "https://gh.io/securely-using-pull_request_target and set 'allow-unsafe-pr-checkout: true' on the step.",
    )
  }
  return source
}

async function prepareFolder(step: StandInStep, folder: string, url: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const remote = existsSync(join(folder, '.git'))
    ? await runGit(step, ['config', '--local', '--get', 'remote.origin.url'], QUIET(folder))
    : ''
  if (remote !== url) {
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true })
    await runGit(step, ['-c', 'init.defaultBranch=main', 'init', '--quiet'], { cwd: folder })
    await runGit(step, ['remote', 'add', 'origin', url], { cwd: folder })
  } else if (step.flag('clean')) {
    await runGit(step, ['clean', '-ffdx'], { cwd: folder })
    await runGit(step, ['reset', '--hard', '--quiet', 'HEAD'], { cwd: folder, allowFailure: true })
  }
  await runGit(step, ['config', '--local', 'gc.auto', '0'], QUIET(folder))
  if (!step.flag('set-safe-directory')) return
  await runGit(
    step,
    ['config', '--global', '--replace-all', 'safe.directory', folder, `^${folder}$`],
    QUIET(folder),
  )
}

const QUIET = (cwd: string) => ({ cwd, quiet: true, allowFailure: true })

function headerKey(step: StandInStep): string {
  return `http.${step.variable('GITHUB_SERVER_URL')}/.extraheader`
}

async function addCredentials(step: StandInStep, folder: string): Promise<void> {
  const token = step.input('token')
  if (token === '') throw new Error('Input required and not supplied: token')
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64')
  step.mask(basic)
  await runGit(step, ['config', '--local', headerKey(step), `AUTHORIZATION: basic ${basic}`], {
    cwd: folder,
    quiet: true,
  })
}

async function removeCredentials(step: StandInStep, folder: string): Promise<void> {
  await runGit(step, ['config', '--local', '--unset-all', headerKey(step)], QUIET(folder))
}

async function fetchSource(step: StandInStep, folder: string, source: CheckoutSource): Promise<void> {
  const depth = Math.max(0, Math.floor(Number(step.input('fetch-depth') || '1')) || 0)
  const filter = step.input('filter') || (step.input('sparse-checkout') === '' ? '' : 'blob:none')
  const wanted = source.ref === '' && source.commit === '' ? { ref: 'HEAD', commit: '' } : source
  const specs = wanted.ref === 'HEAD' ? ['HEAD'] : planRefspecs(wanted, depth, step.flag('fetch-tags'))
  const shallow = existsSync(join(folder, '.git', 'shallow'))
  await runGit(
    step,
    [
      ...['-c', 'protocol.version=2', 'fetch', '--no-tags', '--prune', '--no-recurse-submodules', '--quiet'],
      ...(filter === '' ? [] : [`--filter=${filter}`]),
      ...(depth > 0 ? [`--depth=${depth}`] : shallow ? ['--unshallow'] : []),
      ...['origin', ...specs],
    ],
    { cwd: folder },
  )
}

async function checkOutSource(step: StandInStep, folder: string, source: CheckoutSource): Promise<void> {
  const patterns = step.lines('sparse-checkout')
  if (patterns.length > 0) {
    const mode = step.flag('sparse-checkout-cone-mode') ? '--cone' : '--no-cone'
    await runGit(step, ['sparse-checkout', 'set', mode, ...patterns], { cwd: folder })
  }
  const has = async (ref: string): Promise<boolean> =>
    (await runGit(step, ['rev-parse', '--verify', '--quiet', ref], QUIET(folder))) !== ''
  const { ref, commit } = source
  const target =
    ref === '' && commit === ''
      ? ['FETCH_HEAD']
      : planCheckout(source, {
          branch: await has(`refs/remotes/origin/${ref}`),
          tag: await has(`refs/tags/${ref}`),
        })
  await runGit(step, ['checkout', '--quiet', '--force', ...target], { cwd: folder })
  // A tag is fetched by its name, so it may have moved since the event.
  const head = await runGit(step, ['rev-parse', 'HEAD'], QUIET(folder))
  if (commit !== '' && head !== commit.toLowerCase()) {
    throw new Error(
      `The ref '${ref}' does not point to the expected commit '${commit}'. The ref may have been updated after the workflow was triggered.`,
    )
  }
}
