import { describe, expect, it } from 'vitest'
import { movedInputs, renderMoved } from './moved-inputs.ts'
import type { Evidence, PromotionFacts } from './promotion-facts.ts'
import { evidenceOf, keysOf, oid, promotionCase, type Work, work } from './testing/promotion-case.ts'

const judged = work()
type Preimage = Work['stages'][0]['preimage']

/** The merged tree, whose first stage differs from the judged one as given. */
function moved(change: Partial<Preimage>, since: PromotionFacts['since'] = []) {
  const [train, evaluate] = judged.stages
  const now = {
    stages: [{ ...train, key: evaluate.key, preimage: { ...train.preimage, ...change } }, evaluate] as const,
  }
  const near: Evidence = evidenceOf(judged, { keys: keysOf(now) })
  return movedInputs(promotionCase(judged, { since, evidence: [near] }), near)
}
const train = judged.stages[0].preimage

describe('movedInputs()', () => {
  it('names every input that differs: changed, new and gone', () => {
    expect(
      moved({
        cmd: ['python src/train.py --fast'],
        wdir: 'src',
        deps: { 'src/new.py': 'git:100644:0' },
        params: { 'params.yaml:lr': 0.1, 'params.yaml:depth': 3 },
        env: { SEED: '1' },
        outs: ['model.onnx', 'log'],
      }).map(({ stage, what, name }) => [stage, what, name]),
    ).toEqual([
      ['train', 'cmd', ''],
      ['train', 'wdir', ''],
      ['train', 'dep', 'src/new.py'],
      ['train', 'dep', 'src/train.py'],
      ['train', 'param', 'params.yaml:depth'],
      ['train', 'env', 'SEED'],
      ['train', 'outs', ''],
    ])
  })

  it('passes over the stages whose keys are the same', () => {
    const [first, second] = judged.stages
    const preimage = { ...second.preimage, cmd: ['python src/evaluate.py --strict'] }
    const now = { stages: [first, { ...second, key: first.key, preimage }] as const }
    const near = evidenceOf(judged, { keys: keysOf(now) })
    expect(movedInputs(promotionCase(judged), near)).toMatchObject([{ stage: 'evaluate', what: 'cmd' }])
  })

  it('finds nothing where the keys are the same, or the stage never ran', () => {
    const same = evidenceOf(judged)
    expect(movedInputs(promotionCase(judged), same)).toEqual([])
    const unknown = {
      ...keysOf(judged),
      stages: judged.stages.map((stage) => ({ ...stage, stage: 'other' })),
    }
    expect(movedInputs(promotionCase(judged), evidenceOf(judged, { keys: unknown }))).toEqual([])
  })

  it('names the last commit that touched the path, a folder around its file, or the pointer of its data', () => {
    const deps = {
      'src/train.py': train.deps['src/train.py'] ?? 'git:',
      'data/flights/2001-06': 'git:1',
      src: 'git:2',
    } as const
    const commits = moved({ deps }, [
      { commit: oid('1'), paths: ['src/train.py'] },
      { commit: oid('2'), paths: ['data/flights.slip', 'README.md'] },
      { commit: oid('3'), paths: ['src/deep/x.py'] },
      { commit: oid('4'), paths: ['data/flights2.slip', 'src2/x.py'] },
    ]).map(({ name, commit }) => [name, commit])
    expect(commits).toEqual([
      ['data/flights/2001-06', oid('2')],
      ['src', oid('3')],
    ])
    expect(moved({ params: {} }, [{ commit: oid('5'), paths: ['params.yaml'] }])).toMatchObject([
      { commit: oid('5') },
    ])
    expect(
      moved({ env: { 'params.yaml': '1' } }, [{ commit: oid('5'), paths: ['params.yaml'] }]),
    ).toMatchObject([{ what: 'env', commit: undefined }])
  })
})

describe('renderMoved()', () => {
  it('is short', () => {
    const one = { stage: 'train', what: 'dep', name: 'src/train.py', commit: oid('b') } as const
    expect(renderMoved(one)).toBe('src/train.py (bbbbbbb)')
    expect(renderMoved({ ...one, commit: undefined })).toBe('src/train.py')
    expect(renderMoved({ ...one, what: 'cmd', name: '', commit: undefined })).toBe('the command')
  })
})
