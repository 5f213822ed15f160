import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { toolRunner } from './run-tool.ts'

const folder = mkdtempSync(join(tmpdir(), 'slipway-tool-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('toolRunner() returns what a tool printed, that it is missing, or that it hangs, and leaves no process behind', async () => {
  const tool = join(folder, 'tool')
  const install = (script: string) => {
    writeFileSync(tool, `#!/bin/sh\n${script}\n`)
    chmodSync(tool, 0o755)
  }
  install('echo "$1 $LC_ALL"; echo why >&2; exit 3')
  const run = toolRunner({ PATH: `${folder}:${process.env.PATH}`, LC_ALL: 'de_DE' }, 5000)
  expect(await run('tool', ['a'])).toEqual({ state: 'done', status: 3, stdout: 'a C\n', stderr: 'why\n' })
  expect(await run('no-such-tool', [])).toEqual({ state: 'missing' })
  // It does not end by being asked to, and neither does its child.
  install(`trap "" TERM; sleep 60 & echo "$$ $!" > ${folder}/pids; wait`)
  expect(await toolRunner({ PATH: process.env.PATH }, 150)(tool, [])).toEqual({ state: 'hung' })
  const pids = readFileSync(join(folder, 'pids'), 'utf8').trim().split(' ').map(Number)
  await expect.poll(() => pids.filter(isAlive)).toEqual([])
})

/** A process that ended and was not collected yet is none. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
