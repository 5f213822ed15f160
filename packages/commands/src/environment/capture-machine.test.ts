import { describe, expect, it } from 'vitest'
import { parseNvidiaSmi } from '../machine/parse-nvidia-smi.ts'
import { recording } from '../machine/testing/machines.ts'
import { captureMachine, toldVariables } from './capture-machine.ts'

describe('captureMachine()', () => {
  it('holds CPU and GPUs of the machine', () => {
    const machine = captureMachine({}, parseNvidiaSmi(recording('tesla-t4.xml')))
    expect(machine).toMatchObject({
      cuda: '11.7',
      gpus: [{ name: 'Tesla T4', memory_bytes: 15360 * 2 ** 20 }],
      variables: {},
    })
    expect(machine.cpu.cores).toBeGreaterThan(0)
    expect(captureMachine({}, { state: 'none', onBus: [] })).toMatchObject({ cuda: null, gpus: [] })
  })
})

describe('toldVariables()', () => {
  it('tells plain settings, names others, and knows nothing of the rest', () => {
    expect(
      toldVariables({
        PYTHONHASHSEED: '0',
        OMP_NUM_THREADS: '4',
        CUBLAS_WORKSPACE_CONFIG: ':4096:8',
        CUDA_VISIBLE_DEVICES: 'a value/with what=no device has',
        NCCL_DEBUG: 'INFO',
        LD_PRELOAD: '/opt/x.so',
        AWS_SECRET_ACCESS_KEY: 'secret',
        TF_TOKEN_app_terraform_io: 'secret',
        HOME: '/root',
      }),
    ).toEqual({
      CUBLAS_WORKSPACE_CONFIG: ':4096:8',
      CUDA_VISIBLE_DEVICES: null,
      LD_PRELOAD: null,
      NCCL_DEBUG: null,
      OMP_NUM_THREADS: '4',
      PYTHONHASHSEED: '0',
    })
  })
})
