import { join } from 'node:path'
import { type Benchmark, CannotRun } from '../benchmark.ts'
import { bundleProcess } from '../bundle-process.ts'
import { type Contestant, contest } from '../contest.ts'
import { ratioOf } from '../format-findings.ts'
import type { Lab } from '../lab.ts'
import { median } from '../median.ts'
import { timeProcess } from '../time-process.ts'

const ROWS = 1_000_000
const CLUSTERS = 30
const MORE_METRICS = ['average_precision', 'f1']

export const gate: Benchmark = {
  name: 'gate',
  title: 'A gate on a million rows',
  run: async (lab) => {
    const python = lab.peers.program('python')
    if (python === undefined)
      throw new CannotRun('the rows are made with NumPy and Polars, which are not here')
    const script = (name: string) => join(lab.root, 'test', 'bench', 'peers', name)
    const make = [script('make_predictions.py'), lab.folder, String(ROWS), String(CLUSTERS)]
    await timeProcess(python, make, { cwd: lab.folder })
    const { row, peakMiB } = await judge(lab, [])
    const more = await judge(lab, MORE_METRICS)
    const ours = timedInside(
      '`rocAuc`, twice',
      process.execPath,
      [await bundleProcess(lab, 'suites/delong-process.ts'), lab.folder],
      lab,
    )
    const theirs = timedInside('NumPy 2.4', python, [script('delong.py'), lab.folder], lab)
    const whole = await contest([ours.whole, theirs.whole], { rounds: 7, say: lab.say })
    const inner = [ours.inner(), theirs.inner()] as const
    return {
      method:
        'Two Parquet files as Polars writes them, each of a million rows in two splits and 30 clusters; from their bytes to the verdict on ROC AUC, log loss and Brier score: read, test set digest, like for like, intervals, and standard errors without each cluster in turn. The rule takes no bootstrap. Once more with average precision and F1 beside them. Then, for a peer, DeLong’s standard error of the difference of two AUCs on the same million rows without clusters, from arrays of doubles; both sides agree to 14 digits.',
      tables: [
        {
          caption: 'from two files to a verdict, whole process',
          unit: 's',
          plain: true,
          rows: [row, more.row],
        },
        { caption: 'DeLong, whole process', unit: 's', rows: whole },
        { caption: 'DeLong alone', unit: 's', rows: inner },
      ],
      targets: [
        {
          what: 'from two files to a verdict',
          relation: 'at most',
          limit: 2,
          measured: median(row.samples),
          unit: 's',
        },
        { what: 'its memory at the most', relation: 'at most', limit: 1024, measured: peakMiB, unit: 'MiB' },
        {
          what: 'DeLong alone, against NumPy',
          relation: 'at least',
          limit: 1.5,
          measured: ratioOf(inner[0], inner[1], 's'),
          unit: '×',
        },
      ],
      notes: [],
    }
  },
}

async function judge(lab: Lab, metrics: readonly string[]) {
  const program = await bundleProcess(lab, 'suites/gate-process.ts')
  let peakMiB = 0
  const [row] = await contest(
    [
      {
        label: metrics.length === 0 ? 'the gate' : `the gate, with ${metrics.join(' and ')} too`,
        run: async () => {
          const timed = await timeProcess(process.execPath, [program, lab.folder, ...metrics], {
            cwd: lab.folder,
          })
          if (!timed.stdout.startsWith('better')) throw new Error(`the gate says: ${timed.stdout}`)
          peakMiB = Math.max(peakMiB, timed.peakMiB)
          return timed.seconds
        },
      },
    ],
    { rounds: 7, say: lab.say },
  )
  if (!row) throw new Error('the gate has no row')
  return { row, peakMiB }
}

/** A program that says itself how long the part took that counts: the last number that it prints. */
function timedInside(label: string, command: string, args: readonly string[], { folder }: Lab) {
  const inner: number[] = []
  const whole: Contestant = {
    label,
    run: async () => {
      const { seconds, stdout } = await timeProcess(command, args, { cwd: folder })
      inner.push(Number(stdout.trim().split(/\s+/).at(-1)))
      return seconds
    },
  }
  // The first one warmed up.
  return { whole, inner: () => ({ label, samples: inner.slice(1) }) }
}
