import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Benchmark, Row } from '../benchmark.ts'
import { type Contestant, contest } from '../contest.ts'
import { ratioOf } from '../format-findings.ts'
import { git } from '../git.ts'
import { CLEAN_ENV, type Lab, slipwayOf } from '../lab.ts'
import { median } from '../median.ts'
import { timeProcess } from '../time-process.ts'
import { writeChain } from './chain-project.ts'

const STAGES = 200

export const plan: Benchmark = {
  name: 'plan',
  title: 'A chain of 200 stages',
  run: async (lab) => {
    const ours = slipwayProject(lab)
    const theirs = dvcProject(lab)
    const projects = theirs ? [ours, theirs] : [ours]
    const { say } = lab
    const first = await contest(
      projects.map(({ first }) => first),
      { rounds: 5, warmUps: 0, say },
    )
    const again = await contest(
      projects.map(({ again }) => again),
      { rounds: 9, say },
    )
    return {
      method:
        'Each stage copies the file that the one before it made; the commands are the same on both sides. *First run* starts from a fresh repository and makes all 200; *nothing to do* asks again. Runs are kept on the machine alone.',
      tables: [
        { caption: 'nothing to do', unit: 's', rows: again },
        { caption: 'first run', unit: 's', rows: first },
      ],
      targets: [
        {
          what: 'plan of an unchanged chain',
          relation: 'at most',
          limit: 0.3,
          measured: median(again[0]?.samples ?? []),
          unit: 's',
        },
        { what: 'the same, against DVC', relation: 'at least', limit: 12, measured: times(again), unit: '×' },
        { what: 'first run, against DVC', relation: 'at least', limit: 5, measured: times(first), unit: '×' },
      ],
      notes: [],
    }
  },
}

function times([ours, theirs]: readonly Row[]): number | undefined {
  return ours && theirs && ratioOf(ours, theirs, 's')
}

interface Project {
  readonly first: Contestant
  readonly again: Contestant
}

function slipwayProject(lab: Lab): Project {
  const cwd = join(lab.folder, 'slipway')
  const [node, cli] = slipwayOf(lab)
  const run = async (verb: string) => (await timeProcess(node, [cli, verb], { cwd, env: CLEAN_ENV })).seconds
  return {
    first: { label: '`slipway run`', prepare: () => renew(cwd, 'slipway'), run: () => run('run') },
    again: { label: '`slipway plan`', run: () => run('plan') },
  }
}

function dvcProject(lab: Lab): Project | undefined {
  const dvc = lab.peers.program('dvc')
  if (dvc === undefined) return undefined
  const cwd = join(lab.folder, 'dvc')
  const env = { ...CLEAN_ENV, DVC_NO_ANALYTICS: '1', DVC_SITE_CACHE_DIR: join(lab.folder, 'dvc-site') }
  const run = async (...args: string[]) => (await timeProcess(dvc, args, { cwd, env })).seconds
  return {
    first: {
      label: '`dvc repro` (3.67.1)',
      rounds: 3,
      prepare: async () => {
        renew(cwd, 'dvc')
        rmSync(join(lab.folder, 'dvc-site'), { recursive: true, force: true })
        await run('init', '--quiet')
      },
      run: () => run('repro', '--quiet'),
    },
    again: { label: '`dvc repro` (3.67.1)', rounds: 5, run: () => run('repro', '--quiet') },
  }
}

/** A repository in which nothing has run. */
function renew(folder: string, tool: 'slipway' | 'dvc'): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  git(folder, ['init', '--quiet', '--initial-branch=main'])
  writeChain(folder, tool, STAGES)
  git(folder, ['add', '--all'])
  git(folder, ['commit', '--quiet', '--message', 'chain'])
}
