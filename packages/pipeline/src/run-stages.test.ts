import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { digestOf, formatPointer, formatRunRecord, parseRunRecord } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { recordOf } from './testing/fake-runs.ts'
import { FakeStore, FakeWorkspace } from './testing/fake-workspace.ts'

/** Two stages; each notes in `ran` that it was run. */
const PROJECT = `
version: 1
stages:
  prepare: { cmd: "echo prepare >> ran; cat source.txt > build/data.txt", deps: [source.txt], outs: [build/data.txt] }
  train:
    cmd: ["echo train >> ran", "echo training; tr a-z A-Z < build/data.txt > models/m.txt"]
    deps: [build/data.txt, train.txt]
    outs: [models/m.txt]
`
const SOURCES = { 'source.txt': 'rows\n', 'train.txt': 't' }

const workspace = (project = PROJECT, sources: Record<string, string> = SOURCES, store?: FakeStore) =>
  new FakeWorkspace(project, sources, store)

/** A workspace whose one stage runs this command. */
const single = (cmd: string, more = '', sources: Record<string, string> = {}) =>
  workspace(
    `version: 1\nstages: { s: { cmd: ${JSON.stringify(cmd)}, deps: [in.txt], outs: [out.txt] ${more} } }`,
    { 'in.txt': 'x', ...sources },
  )

describe('runStages()', () => {
  it('runs stages in order, computes keys as outputs appear, and publishes a record of each', async () => {
    using space = workspace()
    const results = await space.run()
    expect(results.map(({ stage, state }) => [stage, state])).toEqual([
      ['prepare', 'ran'],
      ['train', 'ran'],
    ])
    expect(space.read('models/m.txt')).toBe('ROWS\n')
    expect(space.read('.slipway/logs/train.log')).toBe('training\n')
    expect(space.printed.join('')).toBe('training\n')
    expect(space.events).toEqual(['run prepare', 'ran prepare', 'run train', 'ran train'])
    const [prepare, train] = space.store.records()
    expect(train?.key_preimage.deps['build/data.txt']).toBe(prepare?.outputs['build/data.txt']?.oid)
    expect(train).toMatchObject({ attempt: 1, domain: 'dev', outputs: { 'models/m.txt': { bytes: 5 } } })
    if (train) expect(parseRunRecord(formatRunRecord(train), 'record')).toEqual(train)
  })

  it('never runs a known key, touches nothing that matches, and restores what differs', async () => {
    using space = workspace()
    await space.run()
    const before = space.inode('models/m.txt')
    expect((await space.run()).map(({ state, restored }) => [state, restored])).toEqual([
      ['restored', []],
      ['restored', []],
    ])
    expect(space.inode('models/m.txt')).toBe(before)
    space.write('models/m.txt', 'spoilt')
    const [, train] = await space.run()
    expect(train?.restored).toEqual(['models/m.txt'])
    expect(space.read('models/m.txt')).toBe('ROWS\n')
    expect(space.read('ran')).toBe('prepare\ntrain\n')
  })

  it('restores the runs of others into a workspace that never ran them', async () => {
    const store = new FakeStore()
    using first = workspace(PROJECT, SOURCES, store)
    using second = workspace(PROJECT, SOURCES, store)
    await first.run()
    await second.run()
    expect(second.read('models/m.txt')).toBe('ROWS\n')
    expect(second.read('ran')).toBeUndefined()
    expect(second.store.shared).toHaveLength(2)
  })

  it('restores what a running stage reads, and of the rest only the targets', async () => {
    const store = new FakeStore()
    using first = workspace(PROJECT, SOURCES, store)
    await first.run()
    using idle = workspace(PROJECT, SOURCES, store)
    await idle.run({ targets: ['train'] })
    expect(idle.restored).toEqual(['models/m.txt'])
    using busy = workspace(PROJECT, { ...SOURCES, 'train.txt': 'new' }, store)
    await busy.run({ targets: ['train'] })
    expect(busy.restored).toEqual(['build/data.txt'])
    expect(busy.read('ran')).toBe('train\n')
  })

  it('starts a stage with none of its outputs, and with the folders for them', async () => {
    using space = single(
      'test ! -e out.txt && test -d deep/er && echo 1 > out.txt && echo 2 > deep/er/f',
      ', plots: [deep/er/f]',
    )
    space.write('out.txt', 'left over')
    await expect(space.run()).resolves.toHaveLength(1)
  })

  it('runs targets alone where it is told to, and refuses what they need and nobody ran', async () => {
    using space = workspace()
    await expect(space.run({ targets: ['train'], targetsOnly: true })).rejects.toMatchObject({
      code: 'pipeline/need-unknown',
    })
    expect(space.store.records()).toEqual([])
    await space.run({ targets: ['prepare'], targetsOnly: true })
    await space.run({ targets: ['train'], targetsOnly: true })
    expect(space.store.records()).toHaveLength(2)
  })

  it('counts the time of all GPUs', async () => {
    using space = single('sleep 0.05; echo > out.txt')
    await space.run({ gpus: 2 })
    const [record] = space.store.records()
    expect(record?.timing.seconds).toBeGreaterThanOrEqual(0.05)
    expect(record?.gpu_seconds).toBeCloseTo((record?.timing.seconds ?? 0) * 2, 3)
  })
})

describe('runStages() failures', () => {
  it('names status, last lines and log of a stage that fails, keeps the log and publishes nothing', async () => {
    using space = single('seq 1 30; echo oops >&2; exit 3')
    await expect(space.run()).rejects.toMatchObject({
      code: 'pipeline/stage-failed',
      kind: 'external',
      message: expect.stringMatching(/exit status 3(?!.*\b11\n).*\b12\n.*30\n {2}oops$/s),
      hint: expect.stringContaining('.slipway/logs/s.log'),
    })
    expect(space.read('.slipway/logs/s.log')).toContain('1\n2\n')
    expect(space.store.records()).toEqual([])
    expect(space.read('.slipway/state/s.json')).toBeUndefined()
  })

  it('keeps what was finished before a stage that fails', async () => {
    using space = workspace(PROJECT.replace('echo training;', 'exit 1;'))
    await expect(space.run()).rejects.toMatchObject({ code: 'pipeline/stage-failed' })
    expect(space.store.records().map(({ stage }) => stage)).toEqual(['prepare'])
  })

  it('publishes nothing when it is interrupted, and starts nothing more', async () => {
    using space = workspace(PROJECT.replace('echo training;', 'echo training; sleep 60;'))
    const stop = new AbortController()
    const running = space.run({
      signal: stop.signal,
      executor: {
        run: (job) =>
          space.shell().run({
            ...job,
            output: (stream, chunk) => {
              job.output(stream, chunk)
              stop.abort()
            },
          }),
      },
    })
    await expect(running).rejects.toMatchObject({ code: 'pipeline/interrupted' })
    expect(space.store.records().map(({ stage }) => stage)).toEqual(['prepare'])
    expect(space.read('.slipway/logs/train.log')).toBe('training\n')
  })

  it('publishes nothing when it is interrupted just as the command ended well', async () => {
    using space = single('echo 1 > out.txt')
    const stop = new AbortController()
    const executor = {
      run: async (job: Parameters<ReturnType<typeof space.shell>['run']>[0]) => {
        const end = await space.shell().run(job)
        stop.abort()
        return end
      },
    }
    await expect(space.run({ signal: stop.signal, executor })).rejects.toMatchObject({
      code: 'pipeline/interrupted',
    })
    expect(space.store.records()).toEqual([])
    await space.run()
    expect(space.store.records()).toHaveLength(1)
  })

  it('stops a stage at its timeout-minutes', async () => {
    using space = single('echo begun; sleep 60', ', timeout-minutes: 1')
    await expect(space.run()).rejects.toMatchObject({
      code: 'pipeline/stage-timed-out',
      message: expect.stringContaining('begun'),
    })
    expect(space.store.records()).toEqual([])
  })

  it('ends the stage when its output cannot be passed on', async () => {
    using space = single('echo 1; sleep 60; echo > out.txt')
    space.printed.push = () => {
      throw new Error('disk full')
    }
    await expect(space.run()).rejects.toThrow('disk full')
    expect(space.store.records()).toEqual([])
  })

  it('refuses a folder to run in that is not there', async () => {
    using space = single('true', ', wdir: nowhere')
    await expect(space.run()).rejects.toMatchObject({ code: 'pipeline/stage-failed' })
  })

  it('refuses a run that did not write every output, before anything is stored', async () => {
    using space = single('echo 1 > out.txt', ', metrics: [m.json]')
    await expect(space.run()).rejects.toMatchObject({
      code: 'pipeline/output-missing',
      message: expect.stringContaining('did not write m.json'),
    })
    expect([space.store.records(), space.store.objects.size]).toEqual([[], 0])
  })

  it('refuses to run where Git tracks an output, and leaves the file alone', async () => {
    using space = single('echo 1 > out.txt', '', { 'out.txt': 'precious' })
    await expect(space.run()).rejects.toMatchObject({ code: 'pipeline/output-in-git' })
    expect(space.read('out.txt')).toBe('precious')
  })
})

describe('runStages() inputs', () => {
  it('refuses a run during which a file in Git changed that it depends on', async () => {
    using space = single('echo 1 > out.txt; echo new > in.txt')
    await expect(space.run()).rejects.toMatchObject({
      code: 'pipeline/inputs-changed',
      message: expect.stringContaining('in.txt changed while it ran'),
    })
    expect(space.store.records()).toEqual([])
    space.write('in.txt', 'x')
  })

  it('refuses a run that removed a file in Git that it depends on', async () => {
    using space = single('echo 1 > out.txt; rm in.txt')
    await expect(space.run()).rejects.toMatchObject({ code: 'pipeline/inputs-changed' })
    expect(space.store.records()).toEqual([])
  })

  it('refuses a run that changed an output of another stage, which is put back the next time', async () => {
    using space = workspace(
      PROJECT.replace('echo training;', 'echo training; test -e ok || echo more >> build/data.txt;'),
    )
    await expect(space.run()).rejects.toMatchObject({
      code: 'pipeline/inputs-changed',
      message: expect.stringContaining('build/data.txt changed'),
    })
    expect(space.store.records().map(({ stage }) => stage)).toEqual(['prepare'])
    space.write('ok', '')
    await space.run()
    expect(space.read('build/data.txt')).toBe('rows\n')
    expect(space.store.records()).toHaveLength(2)
  })

  it('keeps a run during which other files in Git changed, and plans what follows with them', async () => {
    using space = workspace(PROJECT.replace('echo prepare >> ran;', 'echo edited > train.txt;'))
    await space.run()
    const train = space.store.records().find(({ stage }) => stage === 'train')
    expect(train?.key_preimage.deps['train.txt']).toBe(
      (await space.run()).find(({ stage }) => stage === 'train')?.run.record.key_preimage.deps['train.txt'],
    )
    expect(space.read('train.txt')).toBe('edited\n')
  })

  it('knows what ran before the files in Git changed', async () => {
    using space = workspace(
      `version: 1
stages:
  a: { cmd: "echo a > a.out", deps: [source.txt], outs: [a.out] }
  b: { cmd: "echo b > b.out; echo edited > other.txt", deps: [train.txt], outs: [b.out] }
  c: { cmd: "cat a.out b.out > c.out", deps: [a.out, b.out], outs: [c.out] }
`,
      { ...SOURCES, 'other.txt': '' },
    )
    expect((await space.run()).map(({ state }) => state)).toEqual(['ran', 'ran', 'ran'])
    expect(space.read('c.out')).toBe('a\nb\n')
  })

  it('refuses data that is not what its pointer says, and leaves it; fetches data that is not here', async () => {
    const pointer = formatPointer({ kind: 'file', oid: digestOf('rows'), bytes: 4, files: 1 })
    const project =
      'version: 1\ndata: [d.txt]\nstages: { s: { cmd: "cp d.txt out.txt", deps: [d.txt], outs: [out.txt] } }'
    using space = workspace(project, { 'd.txt.slip': pointer })
    space.write('d.txt', 'rows, edited')
    await expect(space.run()).rejects.toMatchObject({
      code: 'pipeline/data-differs',
      hint: expect.stringContaining('slipway data add'),
    })
    expect(space.read('d.txt')).toBe('rows, edited')
    // A part that was fetched on purpose is nobody's change: the rest comes beside it.
    space.parts.add('d.txt')
    await expect(space.run()).rejects.toThrow('the store has no')
    space.parts.clear()
    rmSync(join(space.root, 'd.txt'))
    await expect(space.run()).rejects.toThrow('the store has no')
    space.store.objects.set(digestOf('rows'), 'rows')
    await space.run()
    expect([space.read('d.txt'), space.read('out.txt')]).toEqual(['rows', 'rows'])
  })
})

describe('runStages() races and attempts', () => {
  /** Another runner's record of the same key, with other bytes. */
  function rival(space: FakeWorkspace) {
    space.store.objects.set(digestOf('theirs'), 'theirs')
    space.store.beforePublish = (record) => {
      const outputs = { 'out.txt': { kind: 'file' as const, oid: digestOf('theirs'), bytes: 6 } }
      space.store.put(recordOf('s', record.key_preimage, outputs))
    }
  }

  it('takes the record and the bytes of another runner that was first', async () => {
    using space = single('echo ours > out.txt')
    rival(space)
    const [result] = await space.run()
    expect(result).toMatchObject({ state: 'ran', added: undefined, restored: ['out.txt'] })
    expect(result?.run.record.outputs['out.txt']?.oid).toBe(digestOf('theirs'))
    expect(space.read('out.txt')).toBe('theirs')
    expect(space.store.records()).toHaveLength(1)
  })

  it('does not run a stage that another runner finished while other stages ran', async () => {
    using space = workspace(
      'version: 1\nstages:\n  a: { cmd: "echo > a.out", deps: [source.txt], outs: [a.out] }\n  s: { cmd: "echo ours > out.txt", deps: [train.txt], outs: [out.txt] }\n',
    )
    const [, planned] = (await space.plan()).stages
    space.store.beforePublish = () => {
      space.store.objects.set(digestOf('theirs'), 'theirs')
      const outputs = { 'out.txt': { kind: 'file' as const, oid: digestOf('theirs'), bytes: 6 } }
      if (planned?.preimage) space.store.put(recordOf('s', planned.preimage, outputs))
    }
    expect((await space.run()).map(({ state }) => state)).toEqual(['ran', 'restored'])
    expect(space.read('out.txt')).toBe('theirs')
  })

  it('passes over an attempt that was revoked', async () => {
    using space = single('echo ours > out.txt')
    rival(space)
    const { beforePublish } = space.store
    space.store.beforePublish = (record) => {
      beforePublish(record)
      space.store.revoked.add(`${record.key}/1`)
    }
    const [result] = await space.run()
    expect(result?.added?.record.attempt).toBe(2)
    expect(space.read('out.txt')).toBe('ours\n')
  })

  it('adds an attempt when asked, and leaves the bytes of the head', async () => {
    using space = single('date +%s%N > out.txt')
    await space.run()
    const head = space.read('out.txt')
    const [again] = await space.run({ again: true })
    expect(again?.added?.record.attempt).toBe(2)
    expect(again?.run.record.attempt).toBe(1)
    expect(space.read('out.txt')).toBe(head)
    expect(again?.restored).toEqual(['out.txt'])
    const [third] = await space.run({ again: true })
    expect(third?.added?.record.attempt).toBe(3)
  })

  it('runs a stage once when it is to run again and was never run', async () => {
    using space = single('echo > out.txt')
    const [result] = await space.run({ again: true })
    expect(result?.added?.record.attempt).toBe(1)
    expect(space.store.records()).toHaveLength(1)
  })
})

describe('runStages() substitute', () => {
  it('runs on the output that was put in place', async () => {
    const project = `
version: 1
stages:
  train: { cmd: "cp t.txt m.txt", deps: [t.txt], outs: [m.txt] }
  score: { cmd: "cp m.txt s.txt", deps: [m.txt], outs: [s.txt] }
`
    using space = workspace(project, { 't.txt': 'challenger' })
    await space.run()
    space.store.objects.set(digestOf('champion'), 'champion')
    const champion = { kind: 'file', oid: digestOf('champion'), bytes: 8 } as const
    const results = await space.run({ targets: ['score'], substitute: { 'm.txt': champion } })
    expect(results.map(({ stage }) => stage)).toEqual(['score'])
    expect(space.read('s.txt')).toBe('champion')
    await space.run()
    expect([space.read('m.txt'), space.read('s.txt')]).toEqual(['challenger', 'challenger'])
  })

  it('puts one file of an output in place and leaves its neighbour', async () => {
    const project = `
version: 1
stages:
  train: { cmd: "true", deps: [t.txt], outs: [m] }
  score: { cmd: "cat m/a m/b > s.txt", deps: [m/a, t.txt], outs: [s.txt] }
`
    using space = workspace(project, { 't.txt': 't' })
    space.write('m/a', 'old')
    space.write('m/b', 'b')
    space.store.objects.set(digestOf('new'), 'new')
    await space.run({
      targets: ['score'],
      substitute: { 'm/a': { kind: 'file', oid: digestOf('new'), bytes: 3 } },
    })
    expect(space.read('s.txt')).toBe('newb')
    expect(existsSync(join(space.root, 'm/b'))).toBe(true)
  })
})
