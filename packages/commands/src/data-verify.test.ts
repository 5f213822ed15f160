import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { digestOf } from '@slipway/core'
import { blobPath } from '@slipway/store'
import { describe, expect, it } from 'vitest'
import { dataAddCommand } from './data-add.ts'
import { dataPushCommand } from './data-push.ts'
import { dataVerifyCommand } from './data-verify.ts'
import type { TemporaryProject } from './testing/temporary-project.ts'
import { VersionedData } from './testing/versioned-data.ts'

const code = (value: string) => expect.objectContaining({ code: value })
const verify = (project: TemporaryProject, deep: boolean, rev?: string) =>
  project.run(dataVerifyCommand, { targets: [], deep, remote: false, local: false, rev })

describe('slipway data verify', () => {
  it('passes when everything is there, and takes the pointers of any revision', async () => {
    using at = await VersionedData.make({ pushed: true, lost: true })
    for (const deep of [false, true]) {
      const result = await verify(at.project, deep)
      expect(result).toMatchObject({
        ok: true,
        targets: [
          { objects: 1, bytes: 5 },
          { objects: 4, bytes: 8 },
        ],
      })
      expect(dataVerifyCommand.exitCode?.(result)).toBe(0)
    }
    expect((await verify(at.project, false, 'HEAD~1')).targets).toEqual([])
    await expect(verify(at.project, false, 'nowhere')).rejects.toThrow(code('git/rev-unknown'))
  })

  it('names what is missing, also when a pointer was committed and never pushed', async () => {
    using at = await VersionedData.make({ pushed: true, lost: false })
    rmSync(at.remoteFile('one'))
    at.project.write('data/new', 'new')
    await at.project.run(dataAddCommand, { targets: ['data/new'] })
    const result = await verify(at.project, false)
    expect(dataVerifyCommand.exitCode?.(result)).toBe(1)
    expect(result.targets.map(({ target, missing, corrupt }) => [target, missing, corrupt])).toEqual([
      ['data/file', 0, 0],
      ['data/flights', 1, 0],
      ['data/new', 1, 0],
    ])
    expect(result.targets[1]?.problems).toEqual([{ path: 'a', oid: digestOf('one'), problem: 'missing' }])
    await at.project.run(dataPushCommand, { targets: [] })
    expect((await verify(at.project, true)).ok).toBe(true)
  })

  it('with --deep finds an object that is damaged and has the right size', async () => {
    using at = await VersionedData.make({ pushed: true, lost: false })
    at.damageRemote('two')
    expect((await verify(at.project, false)).ok).toBe(true)
    const result = await verify(at.project, true)
    expect(result).toMatchObject({ ok: false, targets: [{ corrupt: 0 }, { missing: 0, corrupt: 1 }] })
    expect(dataVerifyCommand.exitCode?.(result)).toBe(1)
  })

  it('asks the shared store with --remote as without it, this machine with --local, and never both', async () => {
    using at = await VersionedData.make({ pushed: true, lost: false })
    const ask = (remote: boolean, local: boolean) =>
      at.project.run(dataVerifyCommand, { targets: [], deep: true, remote, local, rev: undefined })
    expect(await ask(true, false)).toEqual(await ask(false, false))
    const object = at.project.path(`.slipway/store/${blobPath(digestOf('three'))}`)
    chmodSync(object, 0o644)
    writeFileSync(object, 'THREE')
    expect(await ask(true, false)).toMatchObject({ ok: true, local: false })
    const damaged = await ask(false, true)
    expect(damaged).toMatchObject({
      ok: false,
      local: true,
      targets: [{ target: 'data/file', corrupt: 1 }, {}],
    })
    rmSync(object)
    expect(await ask(false, true)).toMatchObject({ ok: false, targets: [{ missing: 1 }, {}] })
    await at.project.run(dataAddCommand, { targets: [] })
    expect((await ask(false, true)).ok).toBe(true)
    await expect(ask(true, true)).rejects.toThrow(code('data/option-invalid'))
  })

  it('refuses a target that is not versioned, with the name that was meant', async () => {
    using at = await VersionedData.make({ pushed: true, lost: false })
    const verifyOne = (target: string) =>
      at.project.run(dataVerifyCommand, {
        targets: [target],
        deep: false,
        remote: false,
        local: false,
        rev: undefined,
      })
    await expect(verifyOne('data/flight')).rejects.toMatchObject({
      code: 'data/not-added',
      hint: 'Did you mean "data/flights"?',
    })
    expect((await verifyOne('data/flights')).ok).toBe(true)
  })

  it('fails for a target that the project lists and that has no pointer, and shows twenty problems at most', async () => {
    using at = await VersionedData.make({ pushed: true, lost: false })
    at.project.write(
      'slipway.yaml',
      `${readFileSync(at.project.path('slipway.yaml'), 'utf8')}  - data/later\n`,
    )
    expect(await verify(at.project, false)).toMatchObject({
      ok: false,
      targets: [{ missing: 0 }, { missing: 0 }, {}],
    })
    for (let i = 0; i < 30; i++) at.project.write(`data/flights/${i}`, `${i}`)
    await at.project.run(dataAddCommand, { targets: ['data/flights'] })
    await at.project.run(dataPushCommand, { targets: ['data/flights'] })
    rmSync(at.project.folder.path('remote/k'), { recursive: true })
    const result = await verify(at.project, false)
    expect(result.targets.at(-1)).toMatchObject({ target: 'data/later', oid: null })
    expect(result.targets[1]).toMatchObject({ missing: 30 })
    expect(result.targets[1]?.problems.length).toBe(20)
    expect(dataVerifyCommand.render(result, { colour: false, columns: 80 })).toContain('and 10 more')
  })
})
