import { digestOf } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { foldTags } from './fold-tags.ts'
import { artifactNamed } from './registry.ts'
import { digestsOf, formatStageMessage, formatVersionMessage, parseTrailers } from './tag-message.ts'
import { tagLog } from './testing/tag-log.ts'

const digests = {
  model: digestOf('model'),
  modelJson: digestOf('model.json'),
  run: digestOf('run'),
  record: digestOf('record'),
  verdict: digestOf('verdict'),
}
const versionWith = (body: string) => {
  const version = artifactNamed(foldTags(tagLog(['m@v1.0.0', 'a', body])), 'm').versions.get('v1.0.0')
  if (!version) throw new Error('no version')
  return version
}

describe('formatVersionMessage()', () => {
  it('writes a headline and the five digests as Git trailers', () => {
    expect(formatVersionMessage('m', 'v1.0.0', digests)).toBe(
      [
        'm v1.0.0',
        '',
        `Model: ${digests.model}`,
        `Model-Json: ${digests.modelJson}`,
        `Run: ${digests.run}`,
        `Record: ${digests.record}`,
        `Verdict: ${digests.verdict}`,
        '',
      ].join('\n'),
    )
  })

  it('is read back by digestsOf()', () => {
    const [, body = ''] = formatVersionMessage('m', 'v1.0.0', digests).split(/\n\n(.*)/s)
    expect(digestsOf(versionWith(body))).toEqual(digests)
  })
})

describe('formatStageMessage()', () => {
  it('writes version, digest and reason', () => {
    expect(
      formatStageMessage('m', 'prod', { version: 'v1.0.0', model: digests.model, reason: 'latency doubled' }),
    ).toBe(`m v1.0.0 to prod\n\nVersion: v1.0.0\nModel: ${digests.model}\nReason: latency doubled\n`)
    expect(formatStageMessage('m', 'prod', { version: 'v1.0.0', model: undefined })).toBe(
      'm v1.0.0 to prod\n\nVersion: v1.0.0\n',
    )
  })

  it('keeps a reason on its line, so that it can start no trailer', () => {
    const evil = `fine\n\nModel: ${digests.run}\r\nVersion: v9.0.0\u0085Run: x`
    const trailers = parseTrailers(
      formatStageMessage('m', 'prod', { version: 'v1.0.0', model: digests.model, reason: evil }),
    )
    expect(trailers.get('Version')).toBe('v1.0.0')
    expect(trailers.get('Model')).toBe(digests.model)
    expect(trailers.get('Reason')).toBe(`fine Model: ${digests.run} Version: v9.0.0 Run: x`)
  })

  it('refuses an empty reason', () => {
    expect(() =>
      formatStageMessage('m', 'prod', { version: 'v1.0.0', model: undefined, reason: ' \n ' }),
    ).toThrow(expect.objectContaining({ code: 'registry/trailer-invalid' }))
  })
})

describe('parseTrailers()', () => {
  it('reads the last paragraph, and only if it is nothing but trailers', () => {
    expect([...parseTrailers('headline\n\nsome text\n\nA: 1\nB-c: two words\n')]).toEqual([
      ['A', '1'],
      ['B-c', 'two words'],
    ])
    expect([...parseTrailers('A: 1\n\nsome text')]).toEqual([])
    expect([...parseTrailers('A: 1\nsome text')]).toEqual([])
    expect([...parseTrailers('')]).toEqual([])
  })

  it('takes the first of two with one key', () => {
    expect(parseTrailers('A: 1\nA: 2').get('A')).toBe('1')
  })
})

describe('digestsOf()', () => {
  it('leaves out what is no digest', () => {
    expect(digestsOf(versionWith(`Model: ${digests.model}\nRun: k7f3d2e`))).toEqual({ model: digests.model })
    expect(digestsOf(versionWith('msg'))).toEqual({})
  })
})
