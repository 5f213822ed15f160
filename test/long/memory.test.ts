import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { TemporaryProject } from '../../packages/commands/src/testing/temporary-project.ts'

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))
const SAY_PEAK = fileURLToPath(new URL('say-peak.mjs', import.meta.url))
const MIB = 1 << 20
/** Whatever the input. */
const MOST_MIB = 600

const FILES = Number(process.env.SLIPWAY_MEMORY_FILES ?? '1000000')
const GIB = Number(process.env.SLIPWAY_MEMORY_GIB ?? '20')

describe(`the most memory that data add, push, status and pull hold, of ${MOST_MIB} MiB`, () => {
  peakOf(`${FILES} files of 30 bytes at most`, (project) => fillWith(project, 0))
  // Their packs are full: there are two of them on their way.
  peakOf(`${FILES} files of 2 KiB`, (project) => fillWith(project, 2048))
  peakOf(`one file of ${GIB} GiB`, (project) => {
    project.write('data/it', '')
    truncateSync(project.path('data/it'), GIB * 1024 * MIB)
  })
})

function fillWith(project: TemporaryProject, bytes: number): void {
  for (let at = 0; at < FILES; at++) {
    const folder = `data/it/${Math.floor(at / 1000)}`
    if (at % 1000 === 0) mkdirSync(project.path(folder), { recursive: true })
    writeFileSync(project.path(`${folder}/${at}`), `content of file ${at}\n`.padEnd(bytes, 'x'))
  }
}

function peakOf(what: string, fill: (project: TemporaryProject) => void): void {
  const project = new TemporaryProject('data: [data/it]\n')
  afterAll(() => project[Symbol.dispose]())
  it(what, () => {
    fill(project)
    for (const verb of ['add', 'push', 'status']) expectLittle(project, verb, what)
    for (const path of ['data/it', '.slipway']) rmSync(project.path(path), { recursive: true })
    expectLittle(project, 'pull', what)
  })
}

function expectLittle(project: TemporaryProject, verb: string, what: string): void {
  const { status, stderr } = spawnSync(process.execPath, ['--import', SAY_PEAK, CLI, 'data', verb], {
    cwd: project.root,
    env: project.context().env,
    encoding: 'utf8',
    maxBuffer: 64 * MIB,
  })
  expect(status, stderr).toBe(0)
  const peak = Number(/^peak ([0-9]+) KiB$/m.exec(stderr)?.[1]) / 1024
  console.log(`data ${verb} of ${what}: ${Math.round(peak)} MiB`)
  expect(peak).toBeLessThan(MOST_MIB)
}
