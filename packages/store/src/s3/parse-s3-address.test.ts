import { describe, expect, it } from 'vitest'
import { parseS3Address } from './parse-s3-address.ts'

describe('parseS3Address()', () => {
  it.each([
    ['s3://my-bucket', ['my-bucket', '', undefined, undefined]],
    ['s3://my-bucket/', ['my-bucket', '', undefined, undefined]],
    ['s3://my.bucket/a/b_c/', ['my.bucket', 'a/b_c', undefined, undefined]],
    ['s3://b-1/p?region=eu-west-3', ['b-1', 'p', 'eu-west-3', undefined]],
    [
      's3://b-1?endpoint=https://s3.gra.io.cloud.ovh.net&region=gra',
      ['b-1', '', 'gra', 'https://s3.gra.io.cloud.ovh.net/'],
    ],
    ['s3://b-1/p/?endpoint=http%3A%2F%2F127.0.0.1%3A9000', ['b-1', 'p', undefined, 'http://127.0.0.1:9000/']],
  ])('reads %s', (url, expected) => {
    const { bucket, prefix, region, endpoint } = parseS3Address(url)
    expect([bucket, prefix, region, endpoint?.href]).toEqual(expected)
  })

  it.each([
    's3://',
    's3:bucket',
    's3:///prefix',
    's3://Bucket/p',
    's3://b',
    's3://key:secret@bucket/p',
    's3://bucket/a//b',
    's3://bucket/../b',
    's3://bucket/a b',
    's3://bucket/a%20b',
    's3://bucket/a#b',
    's3://bucket/p?region=EU',
    's3://bucket/p?region=a&region=b',
    's3://bucket/p?profile=x',
    's3://bucket/p?endpoint=minio:9000',
    's3://bucket/p?endpoint=ftp://minio',
    's3://bucket/p?endpoint=https://minio/?x',
  ])('refuses %s', (url) => {
    expect(() => parseS3Address(url)).toThrow(
      expect.objectContaining({ code: 'store/url-invalid', kind: 'usage' }),
    )
  })

  it.each([
    's3://key:pass@bucket',
    's3://bucket?endpoint=https://key:pass@host',
    's3://bucket?endpoint=https%3A%2F%2Fkey:pass%40host',
  ])('does not repeat credentials that stand in an address by mistake: %s', (url) => {
    expect(() => parseS3Address(url)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('pass') }),
    )
  })
})
