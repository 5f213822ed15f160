import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { edit } from '../e2e/world/edit-project.ts'
import { declaredOutputs } from './world/action-file.ts'
import { ActionWorld } from './world/action-world.ts'
import { trainJob } from './world/life.ts'

const T4 = new URL('../../packages/commands/src/machine/fixtures/tesla-t4.xml', import.meta.url).pathname
let world: ActionWorld
let path: string

beforeAll(async () => {
  world = await ActionWorld.open()
  const bin = join(world.folder, 'bin')
  mkdirSync(bin)
  for (const [name, script] of [
    ['nvidia-smi', `[ "$1" = -q ] || exit 2\nexec cat ${T4}`],
    ['dmesg', 'exit 0'],
  ] as const) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  path = `${bin}:${process.env.PATH}`
})
afterAll(() => world.close())

const withMachine = (machine: string) => (folder: string) =>
  edit(folder, 'slipway.yaml', (text) =>
    text.replace(/( +)runs-on: (.*)\n/, `$1runs-on: $2\n$1machine: ${machine}\n`),
  )

describe('action preflight', () => {
  it('lets a machine through that is what the stage asks', async () => {
    await world.pull('modest', withMachine('{ gpu: { memory: 14GB, cuda: ">=11" } }'))
    const step = await (await trainJob(world)).step(
      'preflight',
      { stages: '["train"]' },
      { env: { PATH: path } },
    )
    expect(step).toMatchObject({ exitCode: 0, annotations: [], outputs: { fit: 'true' } })
    expect(Object.keys(step.outputs).toSorted()).toEqual(declaredOutputs('preflight'))
    const checks = JSON.parse(step.outputs.checks ?? '') as { subject: string; state: string }[]
    for (const subject of ['GPU', 'driver', 'CUDA', 'clock', 'store'])
      expect(checks).toContainEqual(expect.objectContaining({ subject, state: 'ok' }))
    expect(step.summary).toMatch(/^## Preflight\n/)
    expect(step.seconds).toBeLessThan(5)
  })

  it('fails one that is not, with one annotation for each failure', async () => {
    await world.pull('greedy', withMachine('{ gpu: { count: 2, driver: ">=550" } }'))
    const step = await (await trainJob(world)).step('preflight', {}, { env: { PATH: path } })
    expect(step).toMatchObject({ exitCode: 1, outputs: { fit: 'false' } })
    expect(step.annotations.map(({ title }) => title)).toEqual([
      'This machine is not fit: GPU',
      'This machine is not fit: driver',
    ])
    expect(step.annotations[1]?.message).toMatch(/^515\.105\.01; asked for is >=550\nUpdate the driver/)
    expect(step.summary).toContain('✖')
  })
})
