import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'

const script = fileURLToPath(new URL('../../examples/runners/job-started.sh', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'slipway-hook-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** What the hook says of a job: its exit status and its output. */
function start(name: string, event: unknown, path = process.env.PATH) {
  const file = join(folder, 'event.json')
  writeFileSync(file, typeof event === 'string' ? event : JSON.stringify(event))
  const env = {
    PATH: path,
    GITHUB_EVENT_NAME: name,
    GITHUB_EVENT_PATH: file,
    GITHUB_REPOSITORY: 'acme/model',
  }
  const { status, stdout } = spawnSync('/bin/sh', [script], { env, encoding: 'utf8' })
  return { status, stdout }
}
const pull = (name: string | null) => ({ pull_request: { head: { repo: name && { full_name: name } } } })
const hasJq = spawnSync('jq', ['--version']).status === 0
if (!hasJq) console.warn('jq is not installed: the hook of the runner is only tested without it')

describe('examples/runners/job-started.sh', () => {
  it.runIf(hasJq)("lets the repository's own jobs start", () => {
    for (const [name, event] of [
      ['push', {}],
      ['pull_request', pull('acme/model')],
      ['workflow_dispatch', { inputs: { pull: '7' } }],
      ['workflow_run', { workflow_run: { head_repository: { full_name: 'acme/model' } } }],
    ] as const)
      expect([name, start(name, event)]).toEqual([name, { status: 0, stdout: '' }])
  })

  it.runIf(hasJq).each([
    ['pull_request', pull('mo/model'), 'the code comes from mo/model'],
    ['pull_request', pull(null), 'a repository that is gone'],
    [
      'workflow_run',
      { workflow_run: { head_repository: { full_name: 'mo/model' } } },
      'the code comes from mo/model',
    ],
    ['pull_request_target', pull('acme/model'), 'the event is pull_request_target'],
    ['issue_comment', {}, 'the event is issue_comment'],
    ['push', '{', 'the event cannot be read'],
  ])('ends %s before its first step: %j', (name, event, reason) => {
    const { status, stdout } = start(name, event)
    expect(status).toBe(1)
    expect(stdout).toMatch(/^::error title=This machine refuses::/)
    expect(stdout).toContain(reason)
  })

  it('ends everything where it cannot look', () => {
    const bin = join(folder, 'bin')
    mkdirSync(bin)
    symlinkSync('/bin/sh', join(bin, 'sh'))
    expect(start('push', {}, bin)).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('jq is not installed'),
    })
  })
})
