import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { TEST_GIT_ENV } from '@slipway/git/testing'
import { describe, expect, it } from 'vitest'
import { doctorCommand } from './doctor-command.ts'
import { recording } from './machine/testing/machines.ts'
import { preflightCommand } from './preflight-command.ts'
import { TemporaryProject } from './testing/temporary-project.ts'

const PROJECT = `
stages:
  prepare: { cmd: "true", outs: [rows] }
  train:
    cmd: "true"
    outs: [model]
    machine: { gpu: { memory: 12GB, driver: ">=550" }, memory: 1MB, disk: 1MB }
`

/** A project on a machine whose tools are scripts; everything else of the system stays reachable. */
function machine(scripts: Readonly<Record<string, string>>) {
  const project = new TemporaryProject(PROJECT)
  const bin = project.folder.path('bin')
  mkdirSync(bin)
  for (const [name, script] of Object.entries({ dmesg: 'exit 0', ...scripts })) {
    writeFileSync(`${bin}/${name}`, `#!/bin/sh\n${script}\n`)
    chmodSync(`${bin}/${name}`, 0o755)
  }
  const env = { ...TEST_GIT_ENV, PATH: `${bin}:${process.env.PATH}` }
  const check = (options: { stages?: string[]; patience?: number } = {}, more: Record<string, string> = {}) =>
    project.run(preflightCommand, { stages: [], patience: 20, ...options }, { env: { ...env, ...more } })
  return { project, env, check, [Symbol.dispose]: () => project[Symbol.dispose]() }
}

function nvidiaSmi(project: { folder: { path(name: string): string } }, xml: string): void {
  writeFileSync(project.folder.path('smi.xml'), xml)
}
const PRINT = '[ "$1" = -q ] || exit 2\nexec cat "$(dirname "$0")/../smi.xml"'

describe('preflight', () => {
  it('passes a machine that has what its stages ask, and leaves nothing in the store', async () => {
    using world = machine({ 'nvidia-smi': PRINT })
    nvidiaSmi(world.project, recording('rtx-3060-v12.xml'))
    const result = await world.check()
    expect(result).toMatchObject({ stages: ['train'], ok: true })
    expect(preflightCommand.exitCode?.(result)).toBe(0)
    const states = Object.fromEntries(result.checks.map(({ subject, state }) => [subject, state]))
    expect(states).toMatchObject({ GPU: 'ok', driver: 'ok', 'Xid errors': 'ok', store: 'ok', memory: 'ok' })
    const probes = world.project.folder.path('remote/o/doctor')
    expect(existsSync(probes) ? readdirSync(probes) : []).toEqual([])
    const text = preflightCommand.render(result, { colour: false, columns: 100 })
    expect(text).toMatch(/^ {2}check +found +asked for\n/)
    expect(text).toMatch(/● driver +570\.124\.04 +>=550\n/)
    expect(text).toMatch(/\nFit \(for train\): /)
  })

  it('fails one that has not, and tells what mends it', async () => {
    using world = machine({ 'nvidia-smi': PRINT })
    nvidiaSmi(world.project, recording('tesla-t4.xml'))
    const result = await world.check()
    expect(preflightCommand.exitCode?.(result)).toBe(1)
    expect(result.checks.filter(({ state }) => state === 'failed').map(({ subject }) => subject)).toEqual([
      'driver',
    ])
    const text = preflightCommand.render(result, { colour: false, columns: 100 })
    expect(text).toMatch(/\n✖ driver: Update the driver/)
    // A stage that asks for nothing does not mind.
    expect(await world.check({ stages: ['prepare'] })).toMatchObject({ stages: ['prepare'], ok: true })
  })

  it('ends in time with a tool that hangs, as a failed check with its reason', async () => {
    using world = machine({ 'nvidia-smi': 'sleep 60' })
    const result = await world.check({ patience: 0.5 })
    expect(result.seconds).toBeLessThan(10)
    expect(result.checks.find(({ subject }) => subject === 'GPU')).toMatchObject({
      state: 'failed',
      found: 'nvidia-smi: it does not answer: a driver that is dead, or a GPU that is',
    })
  })

  it('fails for a store that cannot be used', async () => {
    using world = machine({ 'nvidia-smi': PRINT })
    nvidiaSmi(world.project, recording('rtx-3060-v12.xml'))
    const result = await world.check({}, { SLIPWAY_STORE: 'file:///proc/nowhere' })
    expect(result.checks.find(({ subject }) => subject === 'store')).toMatchObject({ state: 'failed' })
    expect(result.ok).toBe(false)
  })

  it('knows its stages', async () => {
    using world = machine({})
    await expect(world.check({ stages: ['trian'] })).rejects.toMatchObject({
      code: 'preflight/stage-unknown',
      hint: 'Did you mean "train"?',
    })
  })
})

describe('doctor', () => {
  it('looks at the machine on a self-hosted runner only', async () => {
    using world = machine({ 'nvidia-smi': PRINT })
    nvidiaSmi(world.project, recording('tesla-t4.xml'))
    const areas = async (kind: string) => {
      const env = { ...world.env, RUNNER_ENVIRONMENT: kind }
      const { findings } = await world.project.run(doctorCommand, {}, { env })
      return findings.filter(({ area }) => area === 'runner')
    }
    expect(await areas('github-hosted')).toEqual([])
    const driver = (await areas('self-hosted')).find(({ what }) => what.startsWith('driver'))
    expect(driver).toMatchObject({ state: 'failed', what: 'driver: 515.105.01; asked for is >=550' })
  })
})
