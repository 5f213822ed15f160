import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { filesBelow } from '@slipway/store/testing'
import { expect, it } from 'vitest'
import { dataAddCommand } from './data-add.ts'
import { dataPushCommand } from './data-push.ts'
import { TemporaryProject } from './testing/temporary-project.ts'

it('data push by the default branch reads what is in the shared store and mends it; that of a pull request believes its size', async () => {
  using project = new TemporaryProject()
  for (let i = 0; i < 40; i++) project.write(`data/set/${i}`, `row ${i}\n`)
  project.write('data/set/large', 'a row\n'.repeat(200_000))
  await project.run(dataAddCommand, { targets: ['data/set'] })
  await project.run(dataPushCommand, { targets: [] })
  const remote = project.folder.path('remote')
  const good = new Map(filesBelow(remote).map((path) => [path, readFileSync(`${remote}/${path}`)]))
  for (const letter of ['k', 'o', 't', 'x']) {
    const [path = ''] = [...good.keys()].filter((each) => each[0] === letter)
    const bad = Buffer.from(good.get(path) ?? '')
    bad[1] = (bad[1] ?? 0) ^ 1
    rmSync(`${remote}/${path}`)
    writeFileSync(`${remote}/${path}`, bad)
    const push = (domain: string) =>
      project.run(
        dataPushCommand,
        { targets: [] },
        { env: { ...project.context().env, SLIPWAY_DOMAIN: domain } },
      )
    await push('pr-7')
    // A tree is read by every push.
    const isMended = () => readFileSync(`${remote}/${path}`).equals(good.get(path) ?? bad)
    expect([letter, isMended()]).toEqual([letter, letter === 't'])
    await push('main')
    expect([letter, isMended()]).toEqual([letter, true])
  }
  expect(project.audit()).toEqual([])
})
