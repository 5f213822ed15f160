import { describe, expect, it } from 'vitest'
import { parseProject } from './parse-project.ts'
import { isProjectError } from './project-issue.ts'

const project = (machine: string) => `version: 1
stages:
  train:
    cmd: python train.py
    outs: [model.onnx]
    machine: ${machine}
`
const needs = (machine: string) => parseProject(project(machine)).stages.get('train')?.machine
const mistakes = (machine: string) => {
  try {
    needs(machine)
  } catch (error) {
    if (isProjectError(error))
      return error.issues.map(({ location, member, expected, nearest }) => ({
        at: [location.line, location.column],
        member,
        expected,
        nearest,
      }))
    throw error
  }
  return []
}

describe('machine: of a stage', () => {
  it('reads sizes and ranges; one GPU without a count, and nothing is asked where nothing is said', () => {
    const machine = needs('{ gpu: { memory: 16GB, driver: ">=550 <600", compute: ">=8.0" }, disk: 50GiB }')
    expect(machine).toMatchObject({
      gpu: {
        vendor: undefined,
        count: 1,
        memoryBytes: 16e9,
        driver: { text: '>=550 <600' },
        cuda: undefined,
      },
      diskBytes: 50 * 2 ** 30,
      memoryBytes: undefined,
      container: undefined,
    })
    expect(needs('{}')?.gpu).toBeUndefined()
  })

  it('points at every value that it cannot read', () => {
    const found = mistakes('{ gpu: { memory: 16, driver: "550", count: 0 }, disk: 50gb, shn: 8GB }')
    const member = (name: string) => `stages.train.machine${name}`
    expect(found).toEqual([
      { at: [6, 57], member: member('.gpu.count'), expected: 'at least 1', nearest: undefined },
      { at: [6, 31], member: member('.gpu.memory'), expected: 'a text', nearest: undefined },
      {
        at: [6, 43],
        member: member('.gpu.driver'),
        expected: 'bounds like ">=550" or ">=12.4 <13"',
        nearest: undefined,
      },
      {
        at: [6, 68],
        member: member('.disk'),
        expected: 'a size like "16GB" or "512MiB"',
        nearest: undefined,
      },
      { at: [6, 74], member: member(''), expected: 'gpu, memory, disk, shm, container', nearest: 'shm' },
    ])
  })
})
