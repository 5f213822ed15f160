import {
  type Digest,
  digestOf,
  type Gate,
  type ModelTestResults,
  type ModelTests,
  testSubject,
  type Verdict,
} from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { judgeTests, type TestEvidence } from './judge-tests.ts'
import { withTests } from './with-tests.ts'

const digest = (name: string): Digest => digestOf(name)
const gate = {} as Gate
const sides = { challenger: {}, champion: null } as unknown as Parameters<typeof judgeTests>[2]

function judged(
  tests: ModelTests,
  measured: Partial<ModelTestResults>,
  asked: Partial<ModelTestResults['subject']> = {},
) {
  const subject = testSubject({ tests }, digest('challenger'), digest('champion'), {
    'cases.csv': digest('cases'),
  })
  const results: ModelTestResults = {
    schema: 'slipway.model-tests/v1',
    model: 'm',
    subject: { ...subject, ...asked },
    machine: { runtime: 'r', platform: 'linux x64', cpu: 'a processor', network: 'isolated' },
    ...measured,
  }
  const evidence: TestEvidence = { subject, results, problem: undefined }
  return judgeTests({ gate, tests }, evidence, sides)
}

const behaviour = (cases: number, failed: number) => ({
  behaviour: { tests: [{ name: 't', cases, failed, champion_failed: null, failures: [] }] },
})

describe('judgeTests() behaviour', () => {
  const asked = (max: number): ModelTests => ({ behaviour: { cases: ['cases.csv'], tolerance: 0, max } })

  it('fails by one case where none may fail, however many there are', () => {
    expect(judged(asked(0), behaviour(1000, 0))[0]?.outcome).toBe('holds')
    expect(judged(asked(0), behaviour(1000, 1))[0]?.outcome).toBe('worse')
  })

  it('takes the limits of the share where some may fail, so that few cases cannot tell', () => {
    // Wilson's upper one-sided 95 % limit of 0 in n is z²/(n + z²): 0.051 for 50, 0.026 for 100.
    expect(judged(asked(0.05), behaviour(50, 0))[0]?.outcome).toBe('cannot-tell')
    const [held] = judged(asked(0.05), behaviour(100, 0))
    expect(held).toMatchObject({ outcome: 'holds', challenger: 0, max: 0.05 })
    expect(held?.limits?.[1]).toBeCloseTo(2.70554 / 102.70554, 5)
    expect(judged(asked(0.05), behaviour(100, 20))[0]?.outcome).toBe('worse')
  })
})

describe('judgeTests() latency', () => {
  const asked: ModelTests = { latency: { margin: 1.1, max: 0.02, batch: 1, seconds: 60 } }
  /** p95 by round, a machine that drifts by a quarter. */
  const rounds = (factor: number, noise: number) =>
    Array.from(
      { length: 30 },
      (_, i) => 0.01 * factor * (1 + 0.25 * Math.sin(i / 5)) * (1 + noise * (((i * 7) % 5) - 2)),
    )
  const of = (values: number[]) => ({ p50: 0.008, p95: 0.01, p99: 0.012, rounds: values })
  const measured = (factor: number, noise = 0.01, control = 1) => ({
    latency: {
      batch: 1,
      requests: 200,
      challenger: of(rounds(factor, noise)),
      champion: of(rounds(1, 0)),
      control: { first: of(rounds(1, 0)), second: of(rounds(control, 0.01)) },
    },
  })
  const beside = (...args: Parameters<typeof measured>) => judged(asked, measured(...args))[1]

  it('judges the ratio of the rounds, so that a machine which drifts for both does not count', () => {
    expect(beside(1.02)).toMatchObject({ outcome: 'holds', unit: 'ratio', max: 1.1 })
    expect(beside(1.02)?.challenger).toBeCloseTo(1.02, 2)
    expect(beside(1.3)).toMatchObject({ outcome: 'worse' })
    expect(beside(1.09, 0.06)).toMatchObject({ outcome: 'cannot-tell' })
  })

  it('cannot tell on a machine on which the champion differs from itself', () => {
    expect(beside(1.02, 0.01, 1.05)).toMatchObject({ outcome: 'cannot-tell', challenger: null })
    expect(beside(1.3, 0.01, 1.05)?.outcome).toBe('cannot-tell')
  })

  it('says that seconds measure the runner, and cannot tell of a margin without a champion', () => {
    const [seconds] = judged(asked, measured(1))
    expect(seconds).toMatchObject({ outcome: 'holds', unit: 'seconds' })
    expect(seconds?.reason).toContain('the runner’s speed (a processor) as much as the model’s')
    const alone = judged(asked, { latency: { ...measured(1).latency, champion: null, control: null } })
    expect(alone.map(({ outcome }) => outcome)).toEqual(['holds', 'cannot-tell'])
  })
})

describe('judgeTests() exact quantities', () => {
  it('takes bytes as they are, and the champion’s for a ratio', () => {
    const asked: ModelTests = { size: { max: '1kB', margin: 1.1 } as never, memory: {} }
    const size = { challenger: 1000, champion: 1000 }
    const [, ratio, memory] = judged({ ...asked, size: { max: '1KB', margin: 1.1 } }, { size, memory: size })
    expect(ratio).toMatchObject({ outcome: 'holds', challenger: 1 })
    expect(memory).toMatchObject({ outcome: 'shown', max: null })
    const larger = judged(
      { size: { max: '1KB', margin: 1.1 } },
      { size: { challenger: 1101, champion: 1000 } },
    )
    expect(larger.map(({ outcome }) => outcome)).toEqual(['worse', 'worse'])
  })

  it('never passes an answer that is no number', () => {
    const parity = { predictions: { rows: 10, max: null, flipped: 0 }, reference: null }
    expect(judged({ parity: { max: 1, flipped: 10 } }, { parity }).map(({ outcome }) => outcome)).toEqual([
      'cannot-tell',
    ])
    const determinism = { again: false, variations: [{ name: 'two threads', max: null }] }
    expect(judged({ determinism: { max: 1 } }, { determinism }).map(({ outcome }) => outcome)).toEqual([
      'worse',
      'cannot-tell',
    ])
  })
})

describe('judgeTests() evidence', () => {
  const asked: ModelTests = { size: { max: '1MB' }, memory: {} }
  const size = { challenger: 1, champion: null }

  it.each<[string, Partial<ModelTestResults['subject']>, string]>([
    ['model', { model: digest('other') }, 'another model file'],
    ['champion', { champion: null }, 'another champion'],
    ['tests', { tests: digest('laxer') }, 'other tests'],
    ['cases', { inputs: { 'cases.csv': digest('easier') } }, 'another "cases.csv"'],
  ])('refuses results that are of another %s', (_, subject, reason) => {
    const [verdict] = judged(asked, { size }, subject)
    expect(verdict).toMatchObject({ kind: 'size', outcome: 'cannot-tell' })
    expect(verdict?.reason).toContain(reason)
    expect(judged(asked, { size })[0]?.outcome).toBe('holds')
  })

  it('cannot tell what was not measured, could not be, or was not run at all', () => {
    const outcomes = (measured: Partial<ModelTestResults>) =>
      judged(asked, measured).map(({ outcome }) => outcome)
    expect(outcomes({ size })).toEqual(['holds', 'cannot-tell'])
    expect(outcomes({ size, memory: { problem: 'it died' } })).toEqual(['holds', 'cannot-tell'])
    expect(judgeTests({ gate, tests: asked }, undefined, sides)).toMatchObject([
      { outcome: 'cannot-tell' },
      { outcome: 'cannot-tell' },
    ])
    expect(judgeTests({ gate }, undefined, sides)).toEqual([])
  })
})

describe('withTests()', () => {
  const verdict = (outcome: Verdict['outcome']) => ({ outcome, reasons: ['Why.', 'More.'] }) as Verdict
  const test = (outcome: 'holds' | 'worse' | 'cannot-tell') =>
    judged(
      { size: outcome === 'holds' ? {} : { max: '1KB' } },
      outcome === 'cannot-tell' ? {} : { size: { challenger: 1e6, champion: null } },
    )

  it.each<[Verdict['outcome'], 'worse' | 'cannot-tell', Verdict['outcome']]>([
    ['better', 'worse', 'worse'],
    ['better', 'cannot-tell', 'cannot-tell'],
    ['cannot-tell', 'worse', 'worse'],
    ['worse', 'cannot-tell', 'worse'],
    ['unchanged', 'worse', 'unchanged'],
  ])('makes %s with a test that is %s: %s', (outcome, found, expected) => {
    const told = withTests(verdict(outcome), test(found))
    expect(told.outcome).toBe(expected)
    expect(told.tests).toHaveLength(1)
    if (outcome === 'better') expect(told.reasons[0]).toBe(told.tests?.[0]?.reason)
    if (outcome === expected) expect(told.reasons[0]).toBe('Why.')
  })

  it('leaves a verdict as it is where tests hold, and adds no member where there are none', () => {
    expect(withTests(verdict('better'), test('holds'))).toMatchObject({
      outcome: 'better',
      reasons: ['Why.', 'More.'],
    })
    expect(withTests(verdict('better'), [])).not.toHaveProperty('tests')
  })
})
