import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { isModelName, isStageName, Secret, VERSION } from '@slipway/core'
import { Repository } from '@slipway/git'
import { openGitHub } from '@slipway/github'
import { findRuntime } from '@slipway/onnx'
import { type DesiredSource, desiredFile, type ModelStatus, serveError, startServer } from '@slipway/serve'
import type { Context } from './context.ts'
import { type ReleasePlace, releaseSource, storeSource } from './serve-source-objects.ts'
import { type FollowedStage, registrySource } from './serve-source-registry.ts'
import { TagMirror } from './serve-source-tags.ts'

export interface ServeResult {
  readonly url: string
  /** As they were when it ended. */
  readonly models: readonly ModelStatus[]
  /** Why it was not known what should be served; "" where it was. */
  readonly problem: string
  /** With --once: that not every model could be served. */
  readonly failed: boolean
}

interface ServeOptions extends SourceOptions {
  readonly host: string
  readonly port: number
  /** Seconds. */
  readonly poll: number
  readonly cache: string | undefined
  readonly once: boolean
}

/** Serves until the user interrupts, or with `once` until it is known whether everything can be served. */
export async function serveModels(context: Context, values: ServeOptions): Promise<ServeResult> {
  const { env, cwd, progress, signal } = context
  const pollMs = checkNumber('poll', values.poll, 0.1, 86_400) * 1000
  const port = checkNumber('port', values.port, 0, 65_535)
  const source = await openSource(context, values)
  try {
    const server = await startServer({
      host: values.host,
      // A check must not be in the way of the server that runs here already.
      port: values.once ? 0 : port,
      source,
      pollMs,
      cacheFolder: cacheFolder(context, values.cache),
      runtime: findRuntime({ cwd, nativePack: env.SLIPWAY_NATIVE_PACK || undefined }),
      log: progress.note,
    })
    await (values.once ? Promise.race([server.settled, aborted(signal)]) : aborted(signal))
    const { url, problem, ready } = server
    const result = { url, problem, models: server.statuses(), failed: values.once && !ready }
    await server.close()
    return result
  } finally {
    await source.close()
  }
}

interface SourceOptions {
  readonly config: string | undefined
  readonly follow: readonly string[]
  readonly remote: string | undefined
  readonly repository: string | undefined
  readonly store: string | undefined
}

type ClosableSource = DesiredSource & { close(): Promise<void> }

async function openSource(context: Context, options: SourceOptions): Promise<ClosableSource> {
  const { config, follow, store, repository } = options
  if ((config === undefined) === (follow.length === 0)) {
    throw serveError('serve/options-invalid', 'Cannot serve: expected either --config or --follow', {
      hint: 'For example `slipway serve --follow flight-delay#prod --repository owner/name`',
    })
  }
  if (config !== undefined) {
    const file = desiredFile(resolve(context.cwd, config), (store, digest, folder) =>
      storeSource(store, digest, { cwd: folder, env: context.env }),
    )
    return { ...file, close: async () => {} }
  }
  if (store === undefined && repository === undefined) {
    throw serveError(
      'serve/options-invalid',
      'Cannot serve: no place has the bytes; expected --store or --repository',
    )
  }
  const follows = follow.map(parseFollow)
  if (new Set(follows.map(({ model }) => model)).size < follows.length) {
    throw serveError(
      'serve/options-invalid',
      'Cannot follow two stages of one model: expected one version of each',
    )
  }
  const { GITHUB_TOKEN: token, GITHUB_API_URL: apiUrl = 'https://api.github.com' } = context.env
  const secret = token ? new Secret(token) : undefined
  const remote = await remoteOf(context, options)
  const mirror = new TagMirror({
    remote,
    models: follows.map(({ model }) => model),
    temporary: tmpdir(),
    env: context.env,
    token: secret,
  })
  const place = repository === undefined ? undefined : releasePlace(apiUrl, repository, secret)
  const source = registrySource(follows, {
    describe: `${follow.join(', ')} of ${remote.replace(/^(https?:\/\/)[^/@]*@/, '$1')}`,
    readTags: (signal) => mirror.read(signal),
    sourcesOf: (digest, tag, file) => [
      ...(store === undefined ? [] : [storeSource(store, digest, context)]),
      ...(place === undefined ? [] : [releaseSource(place, tag, digest, file)]),
    ],
  })
  return { ...source, close: () => mirror.close() }
}

function releasePlace(apiUrl: string, repository: string, token: Secret | undefined): ReleasePlace {
  const userAgent = `slipway/${VERSION}`
  const github = openGitHub({ apiUrl, repository, userAgent, token: token ?? new Secret('') })
  return { github, apiUrl, token }
}

function parseFollow(text: string): FollowedStage {
  const [model = '', stage = '', ...rest] = text.split('#')
  if (isModelName(model) && isStageName(stage) && rest.length === 0) return { model, stage }
  throw serveError(
    'serve/options-invalid',
    `Cannot follow "${text}": expected <model>#<stage>, as in "flight-delay#prod"`,
  )
}

/** Where the tags are: as told, else the GitHub repository, else the origin of this clone, else this repository itself. */
async function remoteOf(context: Context, { remote, repository }: SourceOptions): Promise<string> {
  const { cwd, env } = context
  if (remote !== undefined) return existsSync(resolve(cwd, remote)) ? resolve(cwd, remote) : remote
  if (repository !== undefined) return `${env.GITHUB_SERVER_URL || 'https://github.com'}/${repository}.git`
  const here = await Repository.open(cwd, env)
  return (await here.originUrl()) ?? here.root
}

function cacheFolder({ cwd, env }: Context, folder: string | undefined): string {
  if (folder !== undefined) return resolve(cwd, folder)
  return join(env.XDG_CACHE_HOME || (env.HOME ? join(env.HOME, '.cache') : tmpdir()), 'slipway', 'models')
}

function checkNumber(name: string, value: number, min: number, max: number): number {
  if (value >= min && value <= max) return value
  throw serveError(
    'serve/options-invalid',
    `Cannot use --${name} ${value}: expected a number from ${min} to ${max}`,
  )
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted)
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
}
