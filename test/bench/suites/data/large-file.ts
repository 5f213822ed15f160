import { createCipheriv } from 'node:crypto'
import { closeSync, linkSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Row } from '../../benchmark.ts'
import { type Contestant, contest } from '../../contest.ts'
import { CLEAN_ENV, type Lab, slipwayOf } from '../../lab.ts'
import { dvcEnvironment } from './dvc-tool.ts'
import { newRepository, Program } from './tool.ts'

const NAME = 'large.bin'

export interface LargeFile {
  readonly add: readonly Row[]
  readonly hash: readonly Row[]
  readonly peaks: readonly number[]
}

/** One file, in each repository by a hard link: its bytes are on the disk once, and once more where a tool keeps them. */
export async function largeFile(lab: Lab, bytes: number): Promise<LargeFile> {
  const file = join(lab.folder, NAME)
  writeNoise(file, bytes)
  const ours = slipway(lab, file)
  const add = await contest([ours.add, ...dvc(lab, file), copy(lab, file)], {
    rounds: 3,
    warmUps: 0,
    say: lab.say,
  })
  const openssl = new Program(['openssl'], { cwd: lab.folder, env: CLEAN_ENV })
  const hash = await contest(
    [ours.hash, { label: '`openssl dgst -sha256`', run: () => openssl.run('dgst', '-sha256', file) }],
    { rounds: 3, say: lab.say },
  )
  for (const path of [file, join(lab.folder, 'slipway-large'), join(lab.folder, 'dvc-large')])
    rmSync(path, { recursive: true, force: true })
  return { add, hash, peaks: ours.program.peaks.get('add') ?? [] }
}

/** Pseudo-random bytes, as fast as the processor encrypts. */
function writeNoise(file: string, bytes: number): void {
  const noise = createCipheriv('aes-128-ctr', Buffer.alloc(16, 7), Buffer.alloc(16))
  const nothing = Buffer.alloc(4 << 20)
  const fd = openSync(file, 'wx')
  for (let left = bytes; left > 0; left -= nothing.length)
    writeSync(fd, noise.update(nothing.subarray(0, Math.min(left, nothing.length))))
  closeSync(fd)
}

function slipway(lab: Lab, file: string) {
  const cwd = newRepository(lab.folder, 'slipway-large', 0)
  linkSync(file, join(cwd, NAME))
  const store = pathToFileURL(join(lab.folder, 'slipway-large-store')).href
  const program = new Program(slipwayOf(lab), { cwd, env: CLEAN_ENV })
  const forget = (...paths: readonly string[]) => {
    for (const path of paths) rmSync(join(cwd, '.slipway', path), { recursive: true, force: true })
  }
  const add: Contestant = {
    label: '`slipway data add`',
    prepare: () => {
      forget('')
      rmSync(join(cwd, `${NAME}.slip`), { force: true })
      writeFileSync(join(cwd, 'slipway.yaml'), `version: 1\nstore: { remote: "${store}" }\n`)
    },
    run: () => program.run('data', 'add', NAME),
  }
  const hash: Contestant = {
    label: '`slipway data status` that knows nothing of the file',
    prepare: () => forget('index'),
    run: () => program.run('data', 'status'),
  }
  return { add, hash, program }
}

function dvc(lab: Lab, file: string): readonly Contestant[] {
  const program = lab.peers.program('dvc')
  if (program === undefined) return []
  const cwd = newRepository(lab.folder, 'dvc-large', 0)
  const run = new Program([program], { cwd, env: dvcEnvironment(join(lab.folder, 'dvc-large-site')) })
  const clear = () => {
    for (const name of ['.dvc', `${NAME}.dvc`, NAME])
      rmSync(join(cwd, name), { recursive: true, force: true })
  }
  return [
    {
      label: '`dvc add` (3.67.1)',
      rounds: 2,
      prepare: async () => {
        clear()
        rmSync(join(lab.folder, 'dvc-large-site'), { recursive: true, force: true })
        linkSync(file, join(cwd, NAME))
        await run.run('init', '--quiet', '--force')
      },
      run: async () => {
        const seconds = await run.run('add', '--quiet', NAME)
        clear()
        return seconds
      },
    },
  ]
}

function copy(lab: Lab, file: string): Contestant {
  const folder = join(lab.folder, 'copied')
  const shell = new Program(['sh'], { cwd: lab.folder, env: CLEAN_ENV })
  return {
    label: '`cp` and `sync` of the copy',
    prepare: () => {
      mkdirSync(folder, { recursive: true })
    },
    run: async () => {
      const seconds = await shell.run('-c', 'cp "$0" "$1" && sync "$1"', file, join(folder, NAME))
      rmSync(folder, { recursive: true, force: true })
      return seconds
    },
  }
}
