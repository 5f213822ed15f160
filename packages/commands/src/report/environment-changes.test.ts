import type { EnvironmentDetails, RunRecord } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { environmentChanges } from './environment-changes.ts'

const DETAILS: EnvironmentDetails = {
  distribution: 'Ubuntu 24.04',
  cpu: { model: 'EPYC', cores: 8, flags: `sha256:${'a'.repeat(64)}` },
  cuda: '12.4',
  gpus: [{ name: 'Tesla T4', memory_bytes: 16e9 }],
  python: { version: '3.12', packages: { attrs: '25', numpy: '2.3.1', torch: '2.5.1' } },
  variables: { OMP_NUM_THREADS: '4', LD_PRELOAD: null },
}
const environment = (
  details?: Partial<EnvironmentDetails>,
  more: Partial<RunRecord['environment']> = {},
) => ({
  runner: 'a',
  os: 'Linux',
  gpu: 'Tesla T4',
  driver: '550.1',
  image: null,
  tool: 'slipway 1',
  ...(details ? { details: { ...DETAILS, ...details } } : {}),
  ...more,
})
const changes = (...pair: [RunRecord['environment'], RunRecord['environment']]) =>
  environmentChanges(...pair).map(({ what, before, after }) => `${what}: ${before} → ${after}`)

describe('environmentChanges()', () => {
  it('finds none between equal environments, on whichever runner', () => {
    expect(changes(environment({}), environment({}, { runner: 'b', tool: 'slipway 2' }))).toEqual([])
  })

  it('names the machine first, then frameworks, then the rest', () => {
    const after = environment(
      {
        cuda: '12.8',
        python: { version: '3.13', packages: { numpy: '2.4.0', torch: '2.6.0', zipp: '3' } },
        variables: { OMP_NUM_THREADS: '8', NCCL_DEBUG: null },
        cpu: { ...DETAILS.cpu, flags: `sha256:${'b'.repeat(64)}` },
        distribution: 'Debian 12',
      },
      { gpu: 'NVIDIA L4', driver: '570.1', image: 'ubuntu24 1' },
    )
    expect(changes(environment({}), after)).toEqual([
      'GPU: Tesla T4 → NVIDIA L4',
      'driver: 550.1 → 570.1',
      'CUDA: 12.4 → 12.8',
      'Python: 3.12 → 3.13',
      'numpy: 2.3.1 → 2.4.0',
      'torch: 2.5.1 → 2.6.0',
      'attrs: 25 → null',
      'zipp: null → 3',
      'LD_PRELOAD: set → null',
      'NCCL_DEBUG: null → set',
      'OMP_NUM_THREADS: 4 → 8',
      'CPU flags: aaaaaaa → bbbbbbb',
      'system: Ubuntu 24.04 → Debian 12',
      'image: null → ubuntu24 1',
    ])
  })

  it('does not take what a record does not tell for a difference', () => {
    expect(changes(environment(), environment({}))).toEqual([])
    expect(changes(environment({ python: null }), environment({}))).toEqual([])
    expect(changes(environment(), environment({}, { gpu: null }))).toEqual(['GPU: Tesla T4 → null'])
  })
})
