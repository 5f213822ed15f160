import * as z from 'zod'
import { zPath } from '../schemas.ts'
import { type Direction, STANDARD_DIRECTION } from './standard-metrics.ts'

/** Where a stage writes its metrics while it runs, and what follows from them. */
export interface LiveRule {
  /** Files of JSON lines, and folders of TensorBoard or DVCLive. */
  readonly paths: readonly string[]
  /** The last step that there will be; undefined where the lines themselves may tell. */
  readonly steps: number | undefined
}

/** A metric that has to get better within so many of its values. */
export interface PatienceRule {
  readonly metric: string
  readonly direction: Direction
  /** So many values without a better one. */
  readonly patience: number
  /** A value counts as better where it is so by more than this. */
  readonly minDelta: number
}

/** Ends a stage well before its time. It decides what the stage makes, and is part of its run key. */
export interface StopRule extends PatienceRule {
  /** `signal`: SIGTERM, at the next checkpoint where there are some. `file`: only the stop file, and the command is waited for. */
  readonly by: 'signal' | 'file'
}

export type AlarmAction = 'warn' | 'stop'

/** What is wrong with a training before it ends. */
export interface AlarmRule {
  readonly nan: AlarmAction | 'off'
  readonly stalled: (PatienceRule & { readonly do: AlarmAction }) | undefined
  readonly silent: { readonly minutes: number; readonly do: AlarmAction } | undefined
}

const zPaths = z.union([zPath, z.array(zPath).min(1).max(20)])
export const zLive = z.union([
  zPath,
  z.array(zPath).min(1).max(20),
  z.strictObject({
    paths: zPaths.describe('Files of JSON lines; folders of TensorBoard or DVCLive.'),
    steps: z.int().positive().optional().describe('The last step, from which the time left is told.'),
  }),
])

const patience = {
  metric: z.string().min(1).max(200).describe('Name of a followed metric, as `val_loss` or `val/loss`.'),
  direction: z
    .enum(['higher', 'lower'])
    .optional()
    .describe('Whether more is better; known for standard names.'),
  patience: z.int().min(1).max(1000).describe('So many values without a better one.'),
  'min-delta': z.number().nonnegative().default(0).describe('Less than this is not better.'),
}

export const zStop = z.strictObject({
  ...patience,
  by: z
    .enum(['signal', 'file'])
    .default('signal')
    .describe(
      '`signal`: SIGTERM, after the next checkpoint where the stage writes some. `file`: only SLIPWAY_STOP_FILE appears, and the command is waited for.',
    ),
})

const zAction = z.enum(['warn', 'stop'])
export const zAlarms = z.strictObject({
  nan: z.enum(['warn', 'stop', 'off']).default('warn').describe('A followed metric is no finite number.'),
  stalled: z
    .strictObject({ ...patience, do: zAction.default('warn').describe('What follows.') })
    .optional()
    .describe('A metric does not get better any more.'),
  silent: z
    .strictObject({
      minutes: z.number().positive().max(10_000).describe('So long without a new value.'),
      do: zAction.default('warn').describe('What follows.'),
    })
    .optional()
    .describe('Nothing is written any more: the command hangs.'),
})

export function liveRule(file: z.infer<typeof zLive> | undefined): LiveRule | undefined {
  if (file === undefined) return undefined
  const given = typeof file === 'string' || Array.isArray(file) ? { paths: file, steps: undefined } : file
  return { paths: typeof given.paths === 'string' ? [given.paths] : given.paths, steps: given.steps }
}

export function stopRule(file: z.infer<typeof zStop> | undefined): StopRule | undefined {
  return file && { ...patienceRule(file), by: file.by }
}

/** Numbers that are none are always worth a word; the rest only where it is asked for. */
export function alarmRule(file: z.infer<typeof zAlarms> | undefined): AlarmRule {
  const { nan = 'warn', stalled, silent } = file ?? {}
  return { nan, stalled: stalled && { ...patienceRule(stalled), do: stalled.do }, silent }
}

function patienceRule(file: Omit<z.infer<typeof zStop>, 'by'>): PatienceRule {
  return {
    metric: file.metric,
    direction: file.direction ?? STANDARD_DIRECTION[file.metric] ?? 'lower',
    patience: file.patience,
    minDelta: file['min-delta'],
  }
}
