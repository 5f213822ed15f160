import { expect, it } from 'vitest'
import type { Gpu } from './gpu.ts'
import { visibleGpus } from './visible-gpus.ts'

const gpus = [0, 1, 2].map((index) => ({ index, uuid: `GPU-${index}abc-def` }) as Gpu)
const seen = (env: Record<string, string>, vendor: 'nvidia' | 'amd' = 'nvidia') =>
  visibleGpus(gpus, vendor, env).map(({ index }) => index)

it.each([
  [{}, [0, 1, 2]],
  [{ CUDA_VISIBLE_DEVICES: '2,0' }, [2, 0]],
  [{ CUDA_VISIBLE_DEVICES: 'GPU-1abc' }, [1]],
  [{ CUDA_VISIBLE_DEVICES: '0,7,1' }, [0]],
  [{ CUDA_VISIBLE_DEVICES: '' }, []],
  [{ CUDA_VISIBLE_DEVICES: '-1' }, []],
  [{ CUDA_VISIBLE_DEVICES: 'MIG-1-2-3' }, [0, 1, 2]],
])('visibleGpus() with %j are %j', (env, expected) => {
  expect(seen(env as Record<string, string>)).toEqual(expected)
})

it('visibleGpus() obeys each vendor’s own variable', () => {
  expect(seen({ HIP_VISIBLE_DEVICES: '1' })).toEqual([0, 1, 2])
  expect(seen({ HIP_VISIBLE_DEVICES: '1' }, 'amd')).toEqual([1])
  expect(seen({ ROCR_VISIBLE_DEVICES: '2' }, 'amd')).toEqual([2])
})
