import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Benchmark, Row, Target } from '../benchmark.ts'
import { type Contestant, contest } from '../contest.ts'
import { ratioOf } from '../format-findings.ts'
import { git } from '../git.ts'
import { CLEAN_ENV, type Lab, slipwayOf } from '../lab.ts'
import { timeProcess } from '../time-process.ts'
import { writeSmallFiles } from './small-files.ts'

const SIZES = [5_000, 20_000]
const TARGET = join('data', 'images')

export const data: Benchmark = {
  name: 'data',
  title: 'Many small files',
  run: async (lab) => {
    const contests: (readonly Row[])[] = []
    for (const count of SIZES) {
      lab.say(`${count} files`)
      const contestants = [slipway(lab, count), floor(lab, count), ...dvc(lab, count)]
      contests.push(await contest(contestants, { rounds: 3, say: lab.say }))
    }
    return {
      method:
        'Files of about 2 KiB in ten folders are versioned and shared in a directory on the same disk: `data add` and `data push`, two processes one after the other, from a repository that has seen neither. The floor only reads and hashes every file, on two threads. The design asks for these ratios at 70,000 files.',
      tables: SIZES.map((count, index) => ({
        caption: `${count.toLocaleString('en')} files`,
        unit: 's' as const,
        rows: contests[index] ?? [],
      })),
      targets: contests.flatMap(([ours, hashed, theirs], index) => {
        const size = (SIZES[index] ?? 0).toLocaleString('en')
        return ours && hashed ? targetsOf(size, ours, hashed, theirs) : []
      }),
      notes: [
        'Nearly all of our time goes into creating files: each file becomes an object of its own, once in the local store and once in the shared one. Packs, which the store’s format has a place for, are not written yet.',
      ],
    }
  },
}

function targetsOf(size: string, ours: Row, hashed: Row, theirs: Row | undefined): readonly Target[] {
  const overFloor = 1 / ratioOf(ours, hashed, 's')
  const measured = theirs && ratioOf(ours, theirs, 's')
  return [
    { what: `${size} files, against DVC`, relation: 'at least', limit: 15, measured, unit: '×' },
    { what: `${size} files, over the floor`, relation: 'at most', limit: 4, measured: overFloor, unit: '×' },
  ]
}

function slipway(lab: Lab, count: number): Contestant {
  const cwd = newRepository(lab, `slipway-${count}`, count)
  const store = join(lab.folder, `store-${count}`)
  const project = `version: 1\nstore: { remote: "${pathToFileURL(store).href}" }\n`
  const [node, cli] = slipwayOf(lab)
  const run = async (...args: string[]) =>
    (await timeProcess(node, [cli, ...args], { cwd, env: CLEAN_ENV })).seconds
  return {
    label: '`slipway data add`, `push`',
    prepare: () => {
      for (const path of [join(cwd, '.slipway'), join(cwd, `${TARGET}.slip`), store])
        rmSync(path, { recursive: true, force: true })
      writeFileSync(join(cwd, 'slipway.yaml'), project)
    },
    run: async () => (await run('data', 'add', TARGET)) + (await run('data', 'push')),
  }
}

function floor(lab: Lab, count: number): Contestant {
  const program = join(lab.root, 'test', 'bench', 'suites', 'hash-floor.ts')
  const folder = join(lab.folder, `slipway-${count}`, TARGET)
  return {
    label: 'read and hash them',
    run: async () => (await timeProcess(process.execPath, [program, folder], { cwd: lab.folder })).seconds,
  }
}

function dvc(lab: Lab, count: number): readonly Contestant[] {
  const program = lab.peers.program('dvc')
  if (program === undefined) return []
  const cwd = newRepository(lab, `dvc-${count}`, count)
  const [remote, site] = [join(lab.folder, `remote-${count}`), join(lab.folder, `site-${count}`)]
  const env = { ...CLEAN_ENV, DVC_NO_ANALYTICS: '1', DVC_SITE_CACHE_DIR: site }
  const run = async (...args: string[]) => (await timeProcess(program, args, { cwd, env })).seconds
  return [
    {
      label: '`dvc add`, `push` (3.67.1)',
      prepare: async () => {
        for (const path of [join(cwd, '.dvc'), join(cwd, `${TARGET}.dvc`), remote, site])
          rmSync(path, { recursive: true, force: true })
        mkdirSync(remote)
        await run('init', '--quiet', '--force')
        await run('remote', 'add', '--quiet', '--default', 'there', remote)
      },
      run: async () => (await run('add', '--quiet', TARGET)) + (await run('push', '--quiet')),
    },
  ]
}

function newRepository({ folder }: Lab, name: string, count: number): string {
  const cwd = join(folder, name)
  mkdirSync(cwd)
  git(cwd, ['init', '--quiet', '--initial-branch=main'])
  writeSmallFiles(join(cwd, TARGET), count)
  return cwd
}
