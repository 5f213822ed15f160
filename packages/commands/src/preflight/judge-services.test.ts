import { describe, expect, it } from 'vitest'
import type { Host } from '../machine/read-host.ts'
import { judgeHost } from './judge-host.ts'
import { judgeClock, judgeContainers, judgeRunner, judgeStore } from './judge-services.ts'
import { type WantedMachine, wantedMachine } from './wanted-machine.ts'

const room = (freeBytes: number, freeFiles = 0.5) => ({ freeBytes, totalBytes: 1e12, freeFiles })
const HOST: Host = {
  memory: { freeBytes: 64e9 },
  workspace: room(100e9),
  storeTier: room(100e9),
  shm: { ...room(8e9), totalBytes: 8e9 },
  openFiles: 65536,
}
const NOTHING = wantedMachine([])
const gpu: WantedMachine['gpu'] = {
  vendor: undefined,
  count: 1,
  memoryBytes: undefined,
  driver: [],
  cuda: [],
  compute: [],
}

describe('judgeHost()', () => {
  const trouble = (host: Partial<Host>, wanted: Partial<WantedMachine> = {}) =>
    judgeHost({ ...HOST, ...host }, { ...NOTHING, ...wanted })
      .filter(({ state }) => state !== 'ok')
      .map(({ subject, state }) => `${subject}: ${state}`)

  it('fails for what was asked and is not there', () => {
    expect(trouble({}, { memoryBytes: 64e9, diskBytes: 100e9, shmBytes: 8e9 })).toEqual([])
    expect(trouble({}, { memoryBytes: 65e9, diskBytes: 101e9, shmBytes: 9e9 })).toEqual([
      'memory: failed',
      'disk: failed',
      '/dev/shm: failed',
    ])
  })

  it('warns of what is not sensible where nothing was asked', () => {
    expect(trouble({ workspace: room(5e9), storeTier: room(5e9), openFiles: 1024 })).toEqual([
      'disk: warning',
      'open files: warning',
    ])
    expect(trouble({ workspace: room(100e9, 0.001) })).toEqual(['disk: warning'])
    expect(trouble({ storeTier: room(1e9) })).toEqual(['store on this machine: warning'])
  })

  it('asks for shared memory only where GPUs are fed', () => {
    const container = { shm: { ...room(64e6), totalBytes: 64 * 2 ** 20 } }
    expect(trouble(container)).toEqual([])
    expect(trouble(container, { gpu })).toEqual(['/dev/shm: warning'])
    expect(trouble({ shm: null, openFiles: null }, { gpu })).toEqual([])
  })
})

describe('judgeRunner()', () => {
  it.each([
    [{ version: '2.336.0', hasNode24: true }, 'ok'],
    [{ version: '2.327.1', hasNode24: true }, 'ok'],
    [{ version: '2.327.0', hasNode24: true }, 'failed'],
    [{ version: null, hasNode24: true }, 'ok'],
    [{ version: null, hasNode24: false }, 'failed'],
  ])('%j: %s', (runner, state) => {
    expect(judgeRunner(runner, true)).toMatchObject([{ state }])
  })
  it('says nothing outside a job, and that it knows nothing in one', () => {
    expect(judgeRunner(undefined, false)).toEqual([])
    expect(judgeRunner(undefined, true)).toMatchObject([{ state: 'not checked' }])
  })
})

describe('judgeClock()', () => {
  it.each([
    [0.4, 'ok'],
    [-59, 'ok'],
    [61, 'warning'],
    [-899, 'warning'],
    [901, 'failed'],
  ])('%d s off: %s', (aheadSeconds, state) => {
    expect(judgeClock({ state: 'read', aheadSeconds, server: 'api.github.com' })).toMatchObject({ state })
  })
  it('is not checked without a server, or without its answer', () => {
    expect(judgeClock(undefined)).toMatchObject({ state: 'not checked' })
    expect(judgeClock({ state: 'failed', server: 'a', reason: 'b' })).toMatchObject({ state: 'not checked' })
  })
})

it('judgeContainers() asks for a hook only where a stage wants GPUs of NVIDIA', () => {
  const bare = { state: 'read', version: '28.1', gpuHook: null } as const
  expect(judgeContainers('docker', bare, undefined)).toMatchObject({ state: 'ok' })
  expect(judgeContainers('docker', bare, 'amd')).toMatchObject({ state: 'ok' })
  expect(judgeContainers('docker', bare, 'nvidia')).toMatchObject({
    state: 'failed',
    hint: expect.stringContaining('nvidia-ctk'),
  })
  expect(judgeContainers('podman', { ...bare, gpuHook: 'CDI' }, 'nvidia')).toMatchObject({ state: 'ok' })
})

it('judgeStore() fails for a store that does not do its work, and leaves one alone that is not there', () => {
  expect(judgeStore({ state: 'none' })).toMatchObject({ state: 'not checked' })
  expect(judgeStore({ state: 'failed', url: 's3://a', reason: 'no', hint: null })).toMatchObject({
    state: 'failed',
    hint: 'slipway doctor looks closer',
  })
  const read = { state: 'read', url: 's3://a', upload: 5e6, download: 2e9, roundTripMs: 12.4 } as const
  expect(judgeStore(read)).toMatchObject({
    state: 'ok',
    found: 's3://a: 5 MB/s up, 2.0 GB/s down by 1 MiB, 12 ms',
  })
})
