import { parseProject } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import type { GpuReading } from '../machine/gpu.ts'
import { parseAmdSmi } from '../machine/parse-amd-smi.ts'
import { parseNvidiaSmi } from '../machine/parse-nvidia-smi.ts'
import { parseRocmSmi } from '../machine/parse-rocm-smi.ts'
import { EDITED, recording } from '../machine/testing/machines.ts'
import type { Check } from './check.ts'
import { judgeXids } from './judge-gpu-health.ts'
import { judgeGpus } from './judge-gpus.ts'
import { wantedMachine } from './wanted-machine.ts'

const wanted = (gpu: string) => {
  const text = `version: 1\nstages: { a: { cmd: x, outs: [y], machine: { gpu: ${gpu} } } }`
  return wantedMachine([...parseProject(text).stages.values()]).gpu
}
/** `subject: state` of what is not well. */
const trouble = (reading: GpuReading, gpu?: string, env: Record<string, string> = {}) =>
  judgeGpus(reading, gpu === undefined ? undefined : wanted(gpu), env)
    .filter(({ state }) => state !== 'ok')
    .map(({ subject, state }) => `${subject}: ${state}`)
const check = (checks: readonly Check[], subject: string) =>
  checks.find((each) => each.subject === subject) ?? expect.fail(`no check of ${subject}`)

const MIG = parseNvidiaSmi(recording('a100-sxm4-v12.xml'))
const T4 = parseNvidiaSmi(recording('tesla-t4.xml'))
const RTX = parseNvidiaSmi(recording('rtx-3060-v12.xml'))
const MI100 = parseRocmSmi(recording('mi100_rocm602.json'))
const MI300X = parseAmdSmi(recording('mi300x-static.json'), recording('mi300x-metric.json'))

describe('judgeGpus() against a declaration', () => {
  it.each([
    [
      'an H100',
      parseNvidiaSmi(EDITED.h100()),
      '{ memory: 80GB, driver: ">=550", cuda: ">=12.4", compute: ">=9.0" }',
    ],
    [
      'an RTX',
      RTX,
      '{ vendor: nvidia, memory: 12GB, driver: ">=550 <580", cuda: ">=12.4", compute: ">=8.0 <9" }',
    ],
    ['four MI100', MI100, '{ vendor: amd, count: 4, memory: 32GB, driver: ">=6" }'],
  ])('%s is what was asked for', (_, reading, gpu) => {
    expect(trouble(reading, gpu)).toEqual([])
    expect(check(judgeGpus(reading, wanted(gpu), {}), 'GPU memory')).toMatchObject({ state: 'ok' })
  })

  it.each([
    ['an old driver', MIG, '{ driver: ">=550" }', 'driver'],
    ['a driver for an old CUDA', T4, '{ cuda: ">=12.4" }', 'CUDA'],
    ['an old architecture', T4, '{ compute: ">=8.0" }', 'compute capability'],
    ['too few GPUs', RTX, '{ count: 2 }', 'GPU'],
    ['the other vendor', MI100, '{ vendor: nvidia }', 'GPU'],
    ['too small a GPU', RTX, '{ memory: 16GB }', 'GPU memory'],
    ['CUDA on AMD', MI300X, '{ cuda: ">=12" }', 'CUDA'],
  ])('%s fails, and says what mends it', (_, reading, gpu, subject) => {
    const found = check(judgeGpus(reading, wanted(gpu), {}), subject)
    expect(found.state).toBe('failed')
    expect(found.hint).toMatch(/\w/)
    expect(found.wanted).toMatch(/\w/)
  })

  it('counts memory that is free on as many GPUs as are asked for', () => {
    expect(trouble(MI300X, '{ memory: 190GB }')).toEqual([])
    expect(trouble(MI300X, '{ count: 2, memory: 190GB }')).toEqual(['GPU memory: failed'])
    const memory = check(judgeGpus(T4, wanted('{ memory: 16GB }'), {}), 'GPU memory')
    expect(memory).toMatchObject({
      state: 'failed',
      found: '14.6 GB free of 16.1 GB',
      wanted: '16.0 GB free',
    })
    expect(memory.hint).toContain('process')
  })

  it('takes an instance for a GPU, and warns who wants several at once', () => {
    expect(trouble(MIG, '{ memory: 20GB }')).toEqual(['persistence mode: warning'])
    expect(trouble(MIG, '{ memory: 40GB }')).toContain('GPU memory: failed')
    expect(trouble(MIG, '{ count: 4 }')).toContain('GPU: warning')
    expect(trouble(MIG, '{ count: 5 }')).toContain('GPU: failed')
    const uncut = judgeGpus(parseNvidiaSmi(EDITED.a100WithoutInstances()), wanted('{}'), {})
    expect(check(uncut, 'GPU')).toMatchObject({ state: 'failed', hint: expect.stringContaining('mig') })
  })

  it('sees the GPUs that a program would see', () => {
    expect(trouble(MI100, '{ count: 2 }', { HIP_VISIBLE_DEVICES: '0' })).toEqual(['GPU: failed'])
    expect(trouble(RTX, '{}', { CUDA_VISIBLE_DEVICES: '' })).toContain('GPU: failed')
  })
})

describe('judgeGpus() on a machine that is not well', () => {
  const failed: GpuReading = {
    state: 'failed',
    vendor: 'nvidia',
    reason: 'it does not answer',
    hint: 'reboot',
  }
  const none: GpuReading = { state: 'none', onBus: ['nvidia'] }

  it('fails where a GPU is asked for, and warns where none is', () => {
    for (const reading of [failed, none]) expect(trouble(reading, '{}')).toEqual(['GPU: failed'])
    expect(trouble(failed)).toEqual(['GPU: warning'])
    expect(trouble(none)).toEqual([])
    expect(check(judgeGpus(none, wanted('{}'), {}), 'GPU').found).toContain('NVIDIA')
    const errors = parseNvidiaSmi(EDITED.t4MemoryErrors())
    expect(trouble(errors)).toContain('GPU memory errors: warning')
  })

  it.each([
    ['errors that memory could not correct', EDITED.t4MemoryErrors(), 'GPU memory errors: failed'],
    ['a GPU that waits for a reset', EDITED.a100WaitsForReset(), 'GPU memory errors: failed'],
    ['a row that waits for a reset', EDITED.a10gPendingRow(), 'GPU memory errors: warning'],
    ['memory without a spare row', EDITED.a10gNoRowLeft(), 'GPU memory errors: failed'],
    ['a page that waits for a reset', EDITED.t4PendingPage(), 'GPU memory errors: warning'],
    ['a GPU that is closed to programs', EDITED.t4Prohibited(), 'compute mode: failed'],
    ['a GPU that another process has', EDITED.t4Exclusive(), 'compute mode: failed'],
    ['a GPU that is slowed down', EDITED.rtxHot(), 'GPU clocks: warning'],
    ['a GPU that is hot', EDITED.rtxHot(), 'GPU temperature: warning'],
    ['another process on it', recording('tesla-t4.xml'), 'other processes: warning'],
    ['a driver that falls asleep', recording('tesla-t4.xml'), 'persistence mode: warning'],
  ])('%s', (_, xml, expected) => {
    expect(trouble(parseNvidiaSmi(xml), '{}')).toContain(expected)
  })

  it('names the process by its program, and leaves a desktop alone', () => {
    const { found } = check(judgeGpus(T4, wanted('{}'), {}), 'other processes')
    expect(found).toBe('python (5762) with 1.1 GB on GPU 0')
    expect(trouble(parseNvidiaSmi(recording('a10g.xml')), '{}')).toEqual(['persistence mode: warning'])
  })
})

describe('judgeXids()', () => {
  const xid = (code: number) => ({ bus: '0000:d9:00', code, message: 'so' })
  it('fails for what needs a reset, warns of memory to watch, and lets programs fail', () => {
    expect(judgeXids([xid(31), xid(79)], true)).toMatchObject({
      state: 'failed',
      found: '79 on 0000:d9:00 (so)',
    })
    expect(judgeXids([xid(79)], false)).toMatchObject({ state: 'warning' })
    expect(judgeXids([xid(63), xid(63)], true)).toMatchObject({
      state: 'warning',
      found: '63 on 0000:d9:00 (so)',
    })
    expect(judgeXids([xid(13), xid(43)], true)).toMatchObject({ state: 'ok' })
    expect(judgeXids([], true)).toMatchObject({ state: 'ok', found: 'none' })
  })
  it('does not call a log clean that it could not read', () => {
    expect(judgeXids(undefined, true)).toMatchObject({ state: 'not checked' })
  })
})
