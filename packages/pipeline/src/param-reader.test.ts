import { parseProject } from '@slipway/core'
import { expect, it } from 'vitest'
import { ParamReader } from './param-reader.ts'
import { FakeTree } from './testing/fake-tree.ts'

const TREE = new FakeTree({ 'params.yaml': 'a: 1\nb: { c: 2 }', 'conf/more.json': '{"x": [1]}' })

function stageWith(params: string) {
  const project = parseProject(`version: 1\nstages: { s: { cmd: x, outs: [y], params: ${params} } }`)
  const stage = project.stages.get('s')
  if (!stage) throw new Error('no stage')
  return stage
}

it('ParamReader names values by file and key, the whole file by an empty key', async () => {
  const stage = stageWith('[a, b.c, { conf/more.json: null }]')
  expect(await new ParamReader(TREE).read(stage)).toEqual({
    'params.yaml:a': 1,
    'params.yaml:b.c': 2,
    'conf/more.json:': { x: [1] },
  })
})

it('ParamReader reads each file once', async () => {
  const tree = new FakeTree({ 'params.yaml': 'a: 1' })
  const reader = new ParamReader(tree)
  await reader.read(stageWith('[a]'))
  await reader.read(stageWith('[a]'))
  expect(tree.reads.get('params.yaml')).toBe(1)
})

it('ParamReader refuses a file that is not in Git, with the nearest one', async () => {
  await expect(new ParamReader(TREE).read(stageWith('{ more.json: [x] }'))).rejects.toMatchObject({
    code: 'pipeline/param-unknown',
    hint: 'Did you mean "conf/more.json"?',
  })
})
