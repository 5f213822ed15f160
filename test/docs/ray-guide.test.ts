// What the guide on Ray shows is what slipway.yaml may hold.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseProject } from '@slipway/core'
import { expect, it } from 'vitest'
import { codeBlocks } from './code-blocks.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const blocks = codeBlocks(readFileSync(join(root, 'docs', 'guides', 'ray.md'), 'utf8'))

it('guide on Ray: its project is one, and so are the stages with several GPUs', () => {
  const [whole, ...stages] = blocks.map(({ text }) => text)
  expect(parseProject(whole ?? '').stages.get('train')?.ray).toEqual({
    address: 'http://ray-head:8265',
    storage: 'file:///mnt/shared/slipway',
    resources: { cpu: 4, gpu: 1, custom: {} },
    runtimeEnv: { pip: ['torch==2.6.0'] },
    retries: 2,
  })
  expect(stages).toHaveLength(2)
  for (const text of stages) {
    const indented = `${text.trimEnd()}\n  outs: [model]`.replace(/^/gm, '  ')
    expect(parseProject(`version: 1\nstages:\n${indented}`).stages.get('train')?.cmd).toHaveLength(1)
  }
})
