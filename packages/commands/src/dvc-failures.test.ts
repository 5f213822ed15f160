import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { filesBelow } from '@slipway/store/testing'
import { describe, expect, it } from 'vitest'
import { silentProgress } from './context.ts'
import { dataAddCommand } from './data-add.ts'
import { dataPullCommand } from './data-pull.ts'
import { dataPushCommand } from './data-push.ts'
import { dataVerifyCommand } from './data-verify.ts'
import { TemporaryProject } from './testing/temporary-project.ts'

// In each of these ways DVC 3.67.1 was seen to lose data or to pass what is wrong. A stage left running: run-crash.test.ts.

const all = { targets: [] }

/** A project whose data is pushed: forty small files, which lie in a pack, and one of its own. */
async function pushedProject(): Promise<TemporaryProject> {
  const project = new TemporaryProject()
  for (let i = 0; i < 40; i++) project.write(`data/set/${i}`, `row ${i}\n`)
  project.write('data/set/large', 'a row\n'.repeat(200_000))
  await project.run(dataAddCommand, { targets: ['data/set'] })
  project.repository.commit('data')
  await project.run(dataPushCommand, all)
  return project
}

describe('what DVC does not notice', () => {
  it('a corrupt remote object of the same size: verify --deep and pull refuse it, and the workspace stays as it was', async () => {
    using project = await pushedProject()
    const wanted = project.contents('data')
    rmSync(project.path('.slipway'), { recursive: true })
    project.write('data/set/7', 'row seven\n')
    const before = project.contents('data')
    for (const letter of ['k', 'o']) {
      const [path = ''] = filesBelow(project.folder.path('remote')).filter((each) => each[0] === letter)
      const file = project.folder.path(`remote/${path}`)
      const good = readFileSync(file)
      const bad = Buffer.from(good)
      bad[1] = (bad[1] ?? 0) ^ 1
      rmSync(file)
      writeFileSync(file, bad)
      const verified = await project.run(dataVerifyCommand, {
        ...all,
        deep: true,
        remote: false,
        local: false,
        rev: undefined,
      })
      expect(verified).toMatchObject({ ok: false, targets: [{ corrupt: 1, missing: 0 }] })
      await expect(project.run(dataPullCommand, { ...all, force: true })).rejects.toMatchObject({
        code: 'store/object-corrupt',
        kind: 'corrupt',
        // What has to go before it can be pushed again.
        hint: expect.stringContaining(`"${path}"`),
      })
      expect(project.contents('data')).toEqual(before)
      writeFileSync(file, good)
    }
    await project.run(dataPullCommand, { ...all, force: true })
    expect(project.contents('data')).toEqual(wanted)
  })

  it('a file rewritten during add: nothing is named, and a second add takes it as it is then', async () => {
    using project = new TemporaryProject()
    for (let i = 0; i < 40; i++) project.write(`data/set/${i}`, `row ${i}\n`)
    const large = project.path('data/set/large')
    project.write('data/set/large', 'a row\n'.repeat(400_000))
    // Each time that a piece of the large file has been read.
    const rewrite = (bytes: number) => bytes > 1000 && appendFileSync(large, 'one more\n')
    const progress = { ...silentProgress, task: () => ({ advance: rewrite, done: () => {} }) }
    await expect(project.run(dataAddCommand, { targets: ['data/set'] }, { progress })).rejects.toMatchObject({
      code: 'store/file-changed',
    })
    expect(existsSync(project.path('data/set.slip'))).toBe(false)
    expect(filesBelow(project.path('.slipway')).filter((path) => path.startsWith('store/t/'))).toEqual([])
    expect(project.audit()).toEqual([])
    await project.run(dataAddCommand, { targets: ['data/set'] })
    await project.run(dataPushCommand, all)
    expect(project.audit()).toEqual([])
    rmSync(project.path('.slipway'), { recursive: true })
    rmSync(project.path('data/set'), { recursive: true })
    await project.run(dataPullCommand, { ...all, force: false })
    expect(readFileSync(large, 'utf8').endsWith('one more\n')).toBe(true)
  })
})
