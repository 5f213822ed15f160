import * as z from 'zod'
import type { Report } from './rule-issues.ts'
import type { ProjectFile } from './schema.ts'

/** A stage that runs as a job of a Ray cluster. */
export interface RayRule {
  /** Of the dashboard, as `http://head:8265`; undefined where the environment names it. */
  readonly address: string | undefined
  /** A place that this machine and the cluster reach under one address. */
  readonly storage: string
  readonly resources: {
    readonly cpu?: number | undefined
    readonly gpu?: number | undefined
    readonly memory?: number | undefined
    readonly custom: Readonly<Record<string, number>>
  }
  /** What Ray prepares before the job: `pip`, `conda`, `container`, … */
  readonly runtimeEnv: Readonly<Record<string, unknown>>
  /** So often a job is started again that the cluster lost. */
  readonly retries: number
}

const zRay = z.strictObject({
  address: z
    .string()
    .regex(/^https?:\/\/[^@]+$/, 'expected "http://head:8265", without credentials')
    .optional()
    .describe('Of the dashboard, `http://head:8265`; RAY_API_SERVER_ADDRESS where it is not given.'),
  storage: z
    .string()
    .regex(
      /^(?:file:\/\/\/|s3:\/\/|gs:\/\/)[^@]+$/,
      'expected "file:///shared/folder", "s3://bucket/prefix" or "gs://bucket/prefix"',
    )
    .describe(
      'Where outputs and checkpoints are exchanged: a folder shared by all machines, or a bucket that the workers may use by themselves.',
    ),
  resources: z
    .strictObject({
      cpu: z.number().nonnegative().optional().describe('CPU cores of the command.'),
      gpu: z.number().nonnegative().optional().describe('GPUs of the command.'),
      memory: z.int().positive().optional().describe('Bytes of memory of the command.'),
      custom: z
        .record(z.string().min(1), z.number().nonnegative())
        .default({})
        .describe('Resources that the cluster names itself.'),
    })
    .prefault({})
    .describe('What the command itself takes; tasks that it starts ask for their own.'),
  'runtime-env': z
    .record(z.string(), z.unknown())
    .default({})
    .describe('`runtime_env` of Ray, without `working_dir`. It is shown on the dashboard: no secrets.'),
  retries: z
    .int()
    .min(0)
    .max(20)
    .default(2)
    .describe('So often a job is started again that the cluster lost; one that failed by itself is not.'),
})

export const zExecutor = z.strictObject({ ray: zRay.describe('As a job of a Ray cluster.') })

export function rayRule(file: z.infer<typeof zExecutor> | undefined): RayRule | undefined {
  if (!file) return undefined
  const { address, storage, resources, retries } = file.ray
  return {
    address,
    storage: storage.replace(/\/+$/, ''),
    resources,
    retries,
    runtimeEnv: file.ray['runtime-env'],
  }
}

/** What nobody on this side of a cluster can keep: the files and the process of the command are over there. */
const LOCAL_ONLY = ['live', 'stop', 'alarms', 'timeout-minutes'] as const

/** A rule that would be read and not followed is worse than none. */
export function checkExecutors(file: ProjectFile, report: Report): void {
  for (const [name, stage] of Object.entries(file.stages)) {
    if (!stage.executor) continue
    for (const key of LOCAL_ONLY.filter((each) => stage[each] !== undefined))
      report(
        ['stages', name, key],
        `${key} of a stage on Ray`,
        'it left out: nobody here sees the command while it runs',
      )
  }
}
