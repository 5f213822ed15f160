import { lstatSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Digest, digestOf, hexOf, outputsOf, type RayRule } from '@slipway/core'
import type { Executor, StageEnd, StageJob } from '@slipway/pipeline'
import { listFiles } from '@slipway/store'
import type { Context } from '../context.ts'
import { commandError } from '../error.ts'
import { fetchOutputs } from './fetch-outputs.ts'
import { JOB_SCRIPT } from './job-script.ts'
import { RayClient, type RayJob } from './ray-client.ts'
import { type ZipEntry, zipFile } from './zip-file.ts'

export interface RayExecutorOptions {
  readonly root: string
  readonly env: Context['env']
  /** Files in Git, as they are now. */
  sources(): Promise<Iterable<string>>
  readonly note: (line: string) => void
  readonly pollMs?: number
}

const SCRIPT = '_slipway_job'
/** Ray's own limit for a working directory. */
const MOST_BYTES = 500 * 1024 * 1024
const PAUSED_STATUS = 75
const POLL_MS = 1_000

/**
 * Runs the commands of a stage as a job of a Ray cluster. The job's name comes from the run key, so whoever runs the same work
 * again, after this process died or on another machine, finds the job that runs and waits for it.
 */
export function rayExecutor(options: RayExecutorOptions): Executor {
  return {
    async run(job): Promise<StageEnd> {
      const { ray } = job.stage
      if (!ray) throw new Error(`stage ${job.stage.name} names no cluster`)
      const client = new RayClient(addressOf(ray, options.env), headersOf(options.env))
      let retries = ray.retries
      for (let attempt = 1; ; attempt++) {
        const id = nameOf(job, attempt)
        const before = await client.job(id)
        if (before && (before.status === 'FAILED' || before.status === 'STOPPED')) continue
        if (before) options.note(`${job.stage.name}: going on with Ray job ${id}`)
        else await submit(client, id, job, ray, options)
        const ended = await follow(client, id, job, options)
        if (ended === 'interrupted') return { how: 'interrupted' }
        if (ended.status === 'SUCCEEDED') {
          await fetchOutputs({ id, storage: ray.storage, ...options, outs: outputsOf(job.stage) })
          await client.forget(id)
          return { how: 'done' }
        }
        if (job.stage.checkpoint && ended.driver_exit_code === PAUSED_STATUS) return { how: 'paused' }
        if (isLost(ended) && retries-- > 0) {
          options.note(`${job.stage.name}: the cluster lost Ray job ${id}; starting it again`)
          continue
        }
        return { how: 'failed', cmd: job.stage.cmd.join('; '), status: describe(ended) }
      }
    },
  }
}

/** A command that ended by itself has a status; who loses its machine has none. */
const isLost = ({ status, driver_exit_code: code }: RayJob) =>
  status === 'FAILED' && (code === null || code === undefined)

function describe({ status, message, driver_exit_code: code }: RayJob): string {
  if (code !== null && code !== undefined) return `exit status ${code} on Ray`
  return `${status.toLowerCase()} on Ray: ${message?.trim().split('\n').at(-1)?.slice(0, 300) ?? 'no reason given'}`
}

function addressOf(ray: RayRule, env: Context['env']): string {
  const address = ray.address ?? env.RAY_API_SERVER_ADDRESS
  if (address) return address
  throw commandError(
    'ray/address-missing',
    'Cannot run a stage on Ray: neither "address" nor RAY_API_SERVER_ADDRESS names a cluster; expected "http://head:8265"',
  )
}

/** As Ray's own command line has them: for a proxy that wants to know who asks. */
function headersOf({ RAY_JOB_HEADERS: text }: Context['env']): Record<string, string> {
  if (!text) return {}
  try {
    return JSON.parse(text) as Record<string, string>
  } catch {
    throw commandError(
      'ray/address-missing',
      'Cannot use RAY_JOB_HEADERS: it is no JSON; expected a mapping of headers',
    )
  }
}

function nameOf({ stage, key }: StageJob, attempt: number): string {
  return `slipway-${stage.name.replace(/[^A-Za-z0-9-]+/g, '-').slice(0, 60)}-${short(key)}-${attempt}`
}

const short = (key: Digest) => hexOf(key).slice(0, 16)

async function submit(
  client: RayClient,
  id: string,
  job: StageJob,
  ray: RayRule,
  options: RayExecutorOptions,
): Promise<void> {
  const bytes = zipFile(await packed(id, job, ray, options))
  if (bytes.length > MOST_BYTES)
    throw commandError(
      'ray/package-too-large',
      `Cannot hand stage "${job.stage.name}" over to Ray: code and inputs are ${bytes.length} bytes packed; expected at most ${MOST_BYTES}`,
      {
        hint: 'Let the command read large data itself, from a disk or bucket that the cluster reaches',
      },
    )
  const name = `_ray_pkg_${hexOf(digestOf(bytes)).slice(0, 32)}.zip`
  await client.upload(name, bytes)
  const { cpu, gpu, memory, custom } = ray.resources
  await client.submit(id, {
    entrypoint: `python ${SCRIPT}.py`,
    runtime_env: { ...ray.runtimeEnv, working_dir: `gcs://${name}` },
    metadata: { slipway_stage: job.stage.name, slipway_key: job.key },
    ...(cpu === undefined ? {} : { entrypoint_num_cpus: cpu }),
    ...(gpu === undefined ? {} : { entrypoint_num_gpus: gpu }),
    ...(memory === undefined ? {} : { entrypoint_memory: memory }),
    ...(Object.keys(custom).length > 0 ? { entrypoint_resources: custom } : {}),
  })
  options.note(`${job.stage.name}: Ray job ${id}`)
}

/** What is in Git, the stored inputs, and what to do with them. Nothing of this process' environment goes along. */
async function packed(
  id: string,
  { stage, key, inputs, env }: StageJob,
  ray: RayRule,
  { root, sources }: RayExecutorOptions,
): Promise<ZipEntry[]> {
  const below = [...new Set([...(await sources()), ...filesOf(root, inputs)])].sort()
  const isFile = (path: string) => lstatSync(join(root, path), { throwIfNoEntry: false })?.isFile() === true
  const paths: Record<string, string> = {}
  const plain: Record<string, string> = { ...stage.env }
  for (const [name, value] of Object.entries(env)) {
    if (value?.startsWith(`${root}/`)) paths[name] = relative(root, value)
    else if (value !== undefined) plain[name] = value
  }
  const { checkpoint } = stage
  const task = {
    id,
    key: hexOf(key),
    cmd: stage.cmd,
    wdir: stage.wdir,
    env: plain,
    paths,
    outs: outputsOf(stage),
    storage: ray.storage,
    checkpoint: checkpoint ? { ...checkpoint, marker: checkpoint.marker ?? null } : null,
  }
  return [
    ...[...below, ...Object.values(paths)]
      .filter(isFile)
      .map((path) => ({ path, content: readFileSync(join(root, path)) })),
    { path: `${SCRIPT}.py`, content: Buffer.from(JOB_SCRIPT) },
    { path: `${SCRIPT}.json`, content: Buffer.from(JSON.stringify(task)) },
  ]
}

function filesOf(root: string, inputs: readonly string[]): string[] {
  const found: string[] = []
  for (const input of inputs) {
    if (!lstatSync(join(root, input)).isDirectory()) found.push(input)
    else found.push(...listFiles(join(root, input)).map((file) => `${input}/${file}`))
  }
  return found
}

/** Prints what the job prints until it has ended. Who is interrupted stops it; who is killed leaves it running. */
async function follow(
  client: RayClient,
  id: string,
  { signal, output }: StageJob,
  { pollMs = POLL_MS }: RayExecutorOptions,
): Promise<RayJob | 'interrupted'> {
  let printed = 0
  for (;;) {
    if (signal.aborted) {
      await client.stop(id)
      return 'interrupted'
    }
    const job = await client.job(id)
    const text = Buffer.from(await client.logs(id))
    if (text.length > printed) output('stdout', text.subarray(printed))
    printed = Math.max(printed, text.length)
    if (!job)
      throw commandError(
        'ray/refused',
        `Cannot follow Ray job ${id}: the cluster does not know it any more; expected it to end`,
      )
    if (job.status !== 'PENDING' && job.status !== 'RUNNING') return job
    // A long log is asked for less often.
    await delay(pollMs * (1 + Math.min(9, Math.floor(printed / 1_000_000))), undefined, { signal }).catch(
      () => {},
    )
  }
}
