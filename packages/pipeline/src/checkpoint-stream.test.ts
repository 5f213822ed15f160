import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Checkpoint, digestOf } from '@slipway/core'
import { afterAll, describe, expect, it } from 'vitest'
import { CheckpointStream, type StreamOptions } from './checkpoint-stream.ts'
import { fileOutput } from './testing/fake-runs.ts'
import { until } from './testing/until.ts'

const base = mkdtempSync(join(tmpdir(), 'slipway-stream-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

/** A shelf in memory that can be made to fail, and the stream to it. */
function shelfOf(changes: Partial<StreamOptions> = {}) {
  const root = mkdtempSync(join(base, 'root-'))
  const folder = join(root, 'ckpt')
  mkdirSync(folder)
  const shelf = {
    kept: [] as string[],
    shared: [] as string[],
    troubles: 0,
    recoveries: 0,
    isDown: false,
    tries: 0,
  }
  const start = { producer: null, runner: 'r', started: '2026-01-01T00:00:00Z', seconds: 1, gpu_seconds: 0 }
  const stream = new CheckpointStream({
    root,
    rule: { path: 'ckpt', keep: 3, marker: undefined },
    known: undefined,
    take: async (path) => fileOutput(readFileSync(join(root, path), 'utf8')),
    keep: async (name, output): Promise<Checkpoint> => ({
      schema: 'slipway.checkpoint/v1',
      stage: 's',
      key: digestOf(''),
      domain: 'dev',
      seq: shelf.kept.push(name),
      name,
      output,
      made_at: '2026-01-01T00:00:00Z',
      starts: [{ ...start, resumed: null, ended: 'running' }],
    }),
    share: async (checkpoint) => {
      shelf.tries++
      if (shelf.isDown) throw new Error('the store is down')
      shelf.shared.push(checkpoint.name)
      return checkpoint
    },
    trouble: () => shelf.troubles++,
    recovered: () => shelf.recoveries++,
    pollMs: 10,
    ...changes,
  })
  const finish = (name: string, text = name) => {
    writeFileSync(join(folder, `${name}.tmp`), text)
    renameSync(join(folder, `${name}.tmp`), join(folder, name))
  }
  return { root, folder, shelf, stream, finish }
}

describe('CheckpointStream', () => {
  it('stores what is finished while it runs, each once, and finds the last one at the end', async () => {
    const { folder, shelf, stream, finish } = shelfOf()
    stream.start()
    writeFileSync(join(folder, 'never.tmp'), 'half')
    finish('step-1')
    await until(() => stream.stored?.name === 'step-1')
    finish('step-2')
    await until(() => stream.stored?.name === 'step-2')
    finish('step-3')
    expect(await stream.finish(5_000)).toBe(true)
    expect(shelf.shared).toEqual(['step-1', 'step-2', 'step-3'])
    expect(shelf.kept).toEqual(['step-1', 'step-2', 'step-3'])
    expect(stream.pace.intervalMs).toBeGreaterThan(0)
  })

  it('takes a name again once other bytes stand under it', async () => {
    const { shelf, stream, finish } = shelfOf()
    stream.start()
    finish('last', 'one')
    await until(() => shelf.shared.length === 1)
    finish('last', 'two')
    await until(() => shelf.shared.length === 2)
    await stream.stop()
    expect(stream.stored?.output).toEqual(fileOutput('two'))
  })

  it('never takes again what was restored', async () => {
    const { root, folder, shelf } = shelfOf()
    writeFileSync(join(folder, 'step-1'), 'x')
    const { stream } = shelfOf({ root, known: 'step-1' })
    stream.start()
    expect(await stream.finish(5_000)).toBe(true)
    expect(shelf.kept).toEqual([])
    expect(stream.newest).toBeUndefined()
  })

  it('says once that the store is down, keeps what comes, and shares only the newest when it is back', async () => {
    const { shelf, stream, finish } = shelfOf()
    stream.start()
    shelf.isDown = true
    finish('step-1')
    await until(() => shelf.troubles === 1)
    finish('step-2')
    await until(() => shelf.kept.length === 2 && shelf.tries > 2)
    expect(stream.stored).toBeUndefined()
    expect(stream.newest?.name).toBe('step-2')
    shelf.isDown = false
    expect(await stream.finish(5_000)).toBe(true)
    expect(shelf).toMatchObject({ shared: ['step-2'], troubles: 1, recoveries: 1 })
  })

  it('goes on without a checkpoint that found no room on this machine, and takes it when there is some', async () => {
    let isFull = true
    const { root, shelf, stream, finish } = shelfOf({
      take: async (path) => {
        if (isFull) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
        return fileOutput(readFileSync(join(root, path), 'utf8'))
      },
    })
    stream.start()
    finish('step-1')
    await until(() => shelf.troubles === 1)
    expect(stream.newest).toBeUndefined()
    isFull = false
    expect(await stream.finish(5_000)).toBe(true)
    expect(shelf).toMatchObject({ shared: ['step-1'], troubles: 1, recoveries: 1 })
  })

  it('gives up when its time is over', async () => {
    const { shelf, stream, finish } = shelfOf()
    shelf.isDown = true
    finish('step-1')
    stream.start()
    expect(await stream.finish(100)).toBe(false)
    expect(stream.newest?.name).toBe('step-1')
  })

  it('keeps nothing that was written to, or removed, while it was read', async () => {
    const touched: string[] = []
    const { root, folder, shelf, stream, finish } = shelfOf({
      take: async (path) => {
        const text = readFileSync(join(root, path), 'utf8')
        if (touched.push(path) === 1) writeFileSync(join(root, path), 'written on')
        if (path.endsWith('gone')) rmSync(join(root, path))
        return fileOutput(text)
      },
    })
    finish('step-1', 'half')
    stream.start()
    await until(() => stream.stored !== undefined)
    expect(stream.stored?.output).toEqual(fileOutput('written on'))
    writeFileSync(join(folder, 'gone'), 'x')
    await until(() => touched.some((path) => path.endsWith('gone')))
    expect(await stream.finish(5_000)).toBe(true)
    expect(shelf).toMatchObject({ kept: ['step-1'], troubles: 0 })
  })
})
