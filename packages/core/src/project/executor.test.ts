import { expect, it } from 'vitest'
import { parseProject } from './parse-project.ts'

const projectOf = (more: string) =>
  parseProject(`version: 1
stages:
  train:
    cmd: t
    outs: [model]
    executor: { ray: { storage: "file:///shared/" } }
    ${more}`)

it('a stage on Ray has what a cluster keeps, and no rule that nobody could follow', () => {
  expect(projectOf('checkpoint: build').stages.get('train')?.ray).toMatchObject({
    storage: 'file:///shared',
    retries: 2,
  })
  for (const more of ['live: build', 'timeout-minutes: 5', 'live: build\n    alarms: { nan: stop }'])
    expect(() => projectOf(more)).toThrow(/of a stage on Ray; expected it left out/)
})
