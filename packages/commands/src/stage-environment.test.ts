import { expect, it } from 'vitest'
import { stageEnvironment } from './stage-environment.ts'

it('stageEnvironment() passes on what trainings on several GPUs go by, unchanged, and invents none of it', () => {
  const given = {
    CUDA_VISIBLE_DEVICES: '2,3',
    MASTER_ADDR: '10.0.0.5',
    MASTER_PORT: '29511',
    NCCL_SOCKET_IFNAME: 'eth1',
    TORCH_NCCL_ASYNC_ERROR_HANDLING: '1',
    TORCH_NCCL_HEARTBEAT_TIMEOUT_SEC: '1200',
    WORLD_SIZE: '8',
  }
  expect(stageEnvironment(given)).toEqual({ PYTHONUNBUFFERED: '1', ...given })
  expect(stageEnvironment({})).toEqual({ PYTHONUNBUFFERED: '1' })
})

it('stageEnvironment() keeps the inputs, tokens and command files of the action to itself', () => {
  const given = { INPUT_TOKEN: 't', ACTIONS_RUNTIME_TOKEN: 't', GITHUB_OUTPUT: 'f', GITHUB_SHA: 's' }
  expect(stageEnvironment(given)).toEqual({ PYTHONUNBUFFERED: '1', GITHUB_SHA: 's' })
})
