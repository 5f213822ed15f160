import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { TemporaryProject } from '../../packages/commands/src/testing/temporary-project.ts'

const dist = fileURLToPath(new URL('../../dist', import.meta.url))
/** More than are read and written without threads: packages/store/src/file-threads.ts. */
const FILES = 2100

it('the bundle reads and writes many small files in threads, whose programs lie in it', {
  timeout: 60_000,
}, () => {
  using project = new TemporaryProject('data: [many]\n')
  mkdirSync(project.path('many'))
  for (let number = 0; number < FILES; number++) writeFileSync(project.path(`many/${number}`), `${number}`)
  const bundle = project.folder.path('dist')
  cpSync(dist, bundle, { recursive: true })
  const { env } = project.context()
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(bundle, 'cli.js'), ...args], {
      cwd: project.root,
      env,
      encoding: 'utf8',
    })
  /** Without the program of its threads a verb fails, and says what is not there; with it, it does its work. */
  const needs = (entry: string, verb: string) => {
    rmSync(join(bundle, entry))
    const { status, stderr } = run('data', verb)
    expect([status, stderr]).toEqual([70, expect.stringContaining(entry)])
    cpSync(join(dist, entry), join(bundle, entry))
    expect(run('data', verb)).toMatchObject({ status: 0 })
  }
  needs('reader-thread.js', 'add')
  rmSync(project.path('many'), { recursive: true })
  needs('writer-thread.js', 'pull')
  expect(readdirSync(project.path('many')).length).toBe(FILES)
  expect(readFileSync(project.path(`many/${FILES - 1}`), 'utf8')).toBe(`${FILES - 1}`)
})
