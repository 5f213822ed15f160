import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { holdRunLock } from './run-lock.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slipway-lock-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const signal = new AbortController().signal

/** Another process that holds the lock until it is killed. */
async function holder(folder = root): Promise<ChildProcess> {
  const child = fork(new URL('./testing/hold-lock.ts', import.meta.url), [folder])
  await once(child, 'message')
  return child
}

/** Takes the lock; `waits` is fulfilled once it has to wait. */
function take(options: { signal?: AbortSignal; root?: string } = {}) {
  let onWait = () => {}
  const waits = new Promise<void>((done) => {
    onWait = done
  })
  return { waits, lock: holdRunLock(options.root ?? root, { signal: options.signal ?? signal, onWait }) }
}

describe('holdRunLock()', () => {
  it('gives a workspace to one at a time, in one process too', async () => {
    const first = await take().lock
    const second = take()
    await second.waits
    let released = false
    const got = second.lock.then((lock) => {
      expect(released).toBe(true)
      return lock
    })
    released = true
    await first.release()
    await (await got).release()
  })

  it('frees the workspace when the process that holds it is killed', async () => {
    const child = await holder()
    const { waits, lock } = take()
    await waits
    child.kill('SIGKILL')
    await (await lock).release()
  })

  it('knows a workspace by every path that leads to it', async () => {
    const link = `${root}-link`
    symlinkSync(root, link)
    const child = await holder(link)
    const { waits, lock } = take()
    await waits
    child.kill('SIGKILL')
    await (await lock).release()
    rmSync(link)
  })

  it('lets different workspaces run side by side', async () => {
    const first = await take().lock
    const other = mkdtempSync(join(tmpdir(), 'slipway-lock-'))
    await (await take({ root: other }).lock).release()
    await first.release()
    rmSync(other, { recursive: true })
  })

  it('stops waiting when it is interrupted, and holds nothing then', async () => {
    const first = await take().lock
    const stop = new AbortController()
    const second = take({ signal: stop.signal })
    await second.waits
    stop.abort()
    await expect(second.lock).rejects.toMatchObject({ code: 'pipeline/interrupted' })
    await first.release()
    await (await take().lock).release()
  })
})
