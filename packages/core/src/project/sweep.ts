import * as z from 'zod'
import type { Json } from '../canonical-json.ts'
import { digestOf, hexOf } from '../digest.ts'
import { zPath } from '../schemas.ts'
import type { Project, Stage } from './project.ts'
import type { Report } from './rule-issues.ts'
import type { ProjectFile } from './schema.ts'
import { type Direction, nearestMetric, STANDARD_DIRECTION } from './standard-metrics.ts'

/** As many as a report shows. */
export const MOST_VARIANTS = 200

/** Values of parameters, by their names as `params` has them. */
export type SweptValues = Readonly<Record<string, Json>>

/** A stage that is run once for each variant of its parameters, and whose outputs are those of the best one. */
export interface SweepRule {
  /** In order; empty where a file names them. */
  readonly variants: readonly SweptValues[]
  /** A file in Git that holds a list of variants. */
  readonly list: string | undefined
  /** A number in one of the metrics files of the stage. */
  readonly metric: string
  readonly direction: Direction
  /** The output that holds what was tried. */
  readonly to: string
  /** The output of a variant that is kept there. */
  readonly predictions: string | undefined
  /** Most jobs of the matrix. */
  readonly jobs: number
}

/** What makes a stage a variant of another: the values that it has instead of those in the file. */
export interface StageVariant {
  readonly of: string
  readonly label: string
  /** Most jobs of the matrix for all of them. */
  readonly jobs: number
  /** The file of parameters in which they stand. */
  readonly file: string
  readonly values: SweptValues
}

const zValue = z.union([z.string(), z.number(), z.boolean(), z.null()])
const zValues = z.array(zValue).min(1)
const zRange = z
  .strictObject({
    min: z.number().describe('Smallest value.'),
    max: z.number().describe('Largest value.'),
    scale: z
      .enum(['linear', 'log'])
      .default('linear')
      .describe('`log`: as likely between 0.01 and 0.1 as between 0.1 and 1.'),
    whole: z.boolean().default(false).describe('Whole numbers only.'),
  })
  .refine(({ min, max }) => min < max, 'expected min below max')
  .refine(({ min, scale }) => scale === 'linear' || min > 0, 'expected min above 0, for a log scale')

const zName = z.string().min(1).max(200)
const notEmpty = (record: object) => Object.keys(record).length > 0

export const zSweep = z.strictObject({
  grid: z
    .record(zName, zValues)
    .refine(notEmpty, 'expected a parameter with its values')
    .optional()
    .describe('Every combination of these values, by parameter.'),
  random: z
    .strictObject({
      count: z.int().min(1).max(MOST_VARIANTS).describe('How many variants.'),
      seed: z.int().default(0).describe('Equal seeds draw equal values.'),
      from: z
        .record(zName, z.union([zValues, zRange]))
        .refine(notEmpty, 'expected a parameter with its values')
        .describe('A list of values, or `{ min, max, scale, whole }`, by parameter.'),
    })
    .optional()
    .describe('Values drawn at random. More draws of one seed keep the first ones.'),
  list: zPath
    .optional()
    .describe('A YAML or JSON file in Git with a list of variants, each `parameter: value`.'),
  best: z
    .strictObject({
      metric: zName.describe('A number in a metrics file of the stage; dots walk into mappings.'),
      direction: z
        .enum(['higher', 'lower'])
        .optional()
        .describe('Whether more is better; known for standard names.'),
    })
    .describe(
      'Which variant becomes the output of the stage. Measure it on rows that do not judge the model.',
    ),
  to: zPath.describe('Output of the stage that holds what was tried: `sweep` of a model reads it.'),
  predictions: zPath
    .optional()
    .describe('An output of the stage, Parquet: kept of each variant, for the report.'),
  jobs: z
    .int()
    .min(1)
    .max(100)
    .default(8)
    .describe('So many jobs of the matrix at most, where the stage has `runs-on`.'),
})
type SweepFile = z.infer<typeof zSweep>

export function sweepRule(file: SweepFile | undefined): SweepRule | undefined {
  if (!file) return undefined
  const { best, list, to, predictions, jobs } = file
  return {
    variants: list === undefined ? drawn(file) : [],
    list,
    metric: best.metric,
    direction: best.direction ?? STANDARD_DIRECTION[best.metric] ?? 'higher',
    to,
    predictions,
    jobs,
  }
}

function drawn({ grid, random }: SweepFile): readonly SweptValues[] {
  if (grid && gridSize(grid) <= MOST_VARIANTS) {
    let variants: SweptValues[] = [{}]
    for (const [name, values] of Object.entries(grid))
      variants = variants.flatMap((each) => values.map((value) => ({ ...each, [name]: value })))
    return variants
  }
  if (!random) return []
  const { count, seed, from } = random
  return Array.from({ length: count }, (_, index) =>
    Object.fromEntries(
      Object.entries(from).map(([name, choice]) => [
        name,
        chosen(choice, uniform(`${seed}/${index}/${name}`)),
      ]),
    ),
  )
}

const gridSize = (grid: Readonly<Record<string, readonly unknown[]>>) =>
  Object.values(grid).reduce((size, values) => size * values.length, 1)

/** From 0 up to 1, decided by the text alone: each value is drawn for itself, so another parameter moves none. */
function uniform(text: string): number {
  return Number.parseInt(hexOf(digestOf(text)).slice(0, 13), 16) / 2 ** 52
}

/** Rounded to six digits: what the last bit of a logarithm is depends on the machine. */
function chosen(choice: readonly Json[] | z.infer<typeof zRange>, share: number): Json {
  if (Array.isArray(choice)) return choice[Math.floor(share * choice.length)] ?? null
  const { min, max, scale, whole } = choice as z.infer<typeof zRange>
  if (whole && scale === 'linear')
    return Math.ceil(min) + Math.floor(share * (Math.floor(max) - Math.ceil(min) + 1))
  const value = scale === 'log' ? min * (max / min) ** share : min + share * (max - min)
  return whole ? Math.round(value) : Number(value.toPrecision(6))
}

/** The file in whose parameters a stage has this name; undefined where it declares no such parameter. */
export function paramFileOf(stage: Pick<Stage, 'params'>, name: string): string | undefined {
  return Object.entries(stage.params).find(([, keys]) => keys?.includes(name))?.[0]
}

export function checkSweeps(file: ProjectFile, project: Project, report: Report, nearestName: Nearest): void {
  for (const stage of project.stages.values()) {
    const sweep = file.stages[stage.name]?.sweep
    if (sweep)
      checkSweep(
        sweep,
        stage,
        (path, ...rest) => report(['stages', stage.name, 'sweep', ...path], ...rest),
        nearestName,
      )
  }
}

type Nearest = (name: string, known: readonly string[]) => string | undefined

function checkSweep(sweep: SweepFile, stage: Stage, report: Report, nearestName: Nearest): void {
  const kinds = (['grid', 'random', 'list'] as const).filter((kind) => sweep[kind] !== undefined)
  if (kinds.length !== 1)
    report([], kinds.length === 0 ? 'no variants' : kinds.join(' and '), 'one of grid, random and list')
  if (sweep.grid && gridSize(sweep.grid) > MOST_VARIANTS)
    report(
      ['grid'],
      `${gridSize(sweep.grid)} variants`,
      `at most ${MOST_VARIANTS}: random draws as many as you say`,
    )
  const known = Object.values(stage.params).flatMap((keys) => keys ?? [])
  const files = new Set<string>()
  for (const [path, names] of [
    [['grid'], Object.keys(sweep.grid ?? {})],
    [['random', 'from'], Object.keys(sweep.random?.from ?? {})],
  ] as const) {
    for (const name of names) {
      const holder = paramFileOf(stage, name)
      if (holder === undefined)
        report(
          [...path, name],
          `parameter "${name}", which "params" of the stage does not name`,
          known.join(', ') || '"params" of the stage',
          nearestName(name, known),
        )
      else files.add(holder)
    }
  }
  if (files.size > 1) report([], `parameters of ${[...files].join(' and ')}`, 'parameters of one file')
  if (stage.metrics.length === 0) report(['best'], 'a metric, and no metrics file', '"metrics" of the stage')
  if (sweep.best.direction === undefined && !Object.hasOwn(STANDARD_DIRECTION, sweep.best.metric))
    report(
      ['best', 'metric'],
      `no direction for "${sweep.best.metric}"`,
      '"direction: higher" or "direction: lower": only standard names have a known one',
      nearestMetric(sweep.best.metric),
    )
  if (sweep.predictions !== undefined && !stage.outs.includes(sweep.predictions))
    report(
      ['predictions'],
      `"${sweep.predictions}", which is not in "outs"`,
      'an output of the stage',
      nearestName(sweep.predictions, stage.outs),
    )
}
