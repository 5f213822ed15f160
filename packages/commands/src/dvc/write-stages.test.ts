import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { writeStage } from './write-stages.ts'

const STAGE = { cmd: 'a\nb', outs: ['o'] }
const CASES: Readonly<Record<string, string>> = {
  'no stages': 'version: 1 # ours\n',
  'a block without a line end': 'stages:\n  a: { cmd: x,   outs: [y] }',
  'a block with more behind it': 'stages:\n    a:\n        cmd: x # why\n\n# models\nmodels: {}\n',
  'a flow': 'stages: { a: { cmd: x } } # kept\nversion: 1\n',
  'an empty mapping': 'stages: {}\nversion: 1\n',
}

for (const [name, text] of Object.entries(CASES)) {
  it(`writeStage() adds a stage to ${name}, and every line that was there stays`, () => {
    const written = writeStage(text, 'new', STAGE)
    const before = parse(text)
    expect(parse(written)).toEqual({ ...before, stages: { ...before.stages, new: STAGE } })
    if (name.includes('block') || name === 'no stages')
      expect(written.split('\n')).toEqual(expect.arrayContaining(text.trimEnd().split('\n')))
    expect(written).toMatch(/# |a: \{ cmd: x, {3}outs|version/)
  })
}
