import { describe, expect, it } from 'vitest'
import { formatTag, parseTag, type TagName } from './tag-name.ts'

const known: readonly [string, TagName][] = [
  ['m@v1.2.3', { kind: 'registration', artifact: 'm', version: 'v1.2.3', counter: undefined }],
  ['m@v1.2.3!', { kind: 'deregistration', artifact: 'm', version: 'v1.2.3', counter: undefined }],
  ['m@v1.2.3#4', { kind: 'registration', artifact: 'm', version: 'v1.2.3', counter: 4 }],
  ['m@v1.2.3!#5', { kind: 'deregistration', artifact: 'm', version: 'v1.2.3', counter: 5 }],
  [
    'flight-delay@v1.0.0-rc.1+build.7',
    { kind: 'registration', artifact: 'flight-delay', version: 'v1.0.0-rc.1+build.7', counter: undefined },
  ],
  ['m#prod', { kind: 'assignment', artifact: 'm', stage: 'prod', counter: undefined }],
  ['m#prod#0', { kind: 'assignment', artifact: 'm', stage: 'prod', counter: 0 }],
  ['m#eu/prod!#12', { kind: 'unassignment', artifact: 'm', stage: 'eu/prod', counter: 12 }],
  ['m@deprecated', { kind: 'deprecation', artifact: 'm', counter: undefined }],
  ['m@created#2', { kind: 'creation', artifact: 'm', counter: 2 }],
  [
    'models=nested/deep#prod#1',
    { kind: 'assignment', artifact: 'models:nested/deep', stage: 'prod', counter: 1 },
  ],
  [
    'a.b/c=M_1@v0.0.0',
    { kind: 'registration', artifact: 'a.b/c:M_1', version: 'v0.0.0', counter: undefined },
  ],
]

describe('parseTag()', () => {
  it.each(known)('reads %s', (name, tag) => {
    expect(parseTag(name)).toEqual(tag)
  })

  it.each([
    'v1.2.3',
    'release/2024',
    'x@v1.2',
    'm@1.2.3',
    'm@v01.2.3',
    'm@v1.2.3-01',
    'm@v1.2.3-',
    'm@v1.2.3+',
    'm@latest',
    'm@deprecated!',
    'm#prod#01',
    'm#prod#-1',
    'm#prod#1#2',
    'm##1',
    'm#',
    '-m@v1.0.0',
    'm-@v1.0.0',
    'a=b=m@v1.0.0',
    'bad name@v1.0.0',
    'm@v1.0.0\n',
    'modèle@v1.0.0',
    `m#prod#${'9'.repeat(16)}`,
    '',
  ])('passes over %j', (name) => {
    expect(parseTag(name)).toBeUndefined()
  })

  it('takes no longer for a name that almost fits than its length allows', () => {
    expect(parseTag(`${'a/'.repeat(50_000)}!`)).toBeUndefined()
    expect(parseTag(`m@v1.0.0-${'0a.'.repeat(50_000)}`)).toBeUndefined()
  })
})

describe('formatTag()', () => {
  it.each(known)('writes %s', (name, tag) => {
    expect(formatTag(tag)).toBe(name)
  })

  it.each<TagName>([
    { kind: 'registration', artifact: 'bad name', version: 'v1.0.0', counter: undefined },
    { kind: 'registration', artifact: 'm', version: '1.0.0', counter: undefined },
    { kind: 'registration', artifact: 'm', version: 'v1.0.0!', counter: undefined },
    { kind: 'registration', artifact: 'm', version: 'v1.0.0#3', counter: undefined },
    { kind: 'registration', artifact: 'm@v1.0.0', version: 'v1.0.0', counter: undefined },
    { kind: 'assignment', artifact: 'm', stage: 'prod#2', counter: undefined },
    { kind: 'assignment', artifact: 'm', stage: '', counter: 1 },
    { kind: 'assignment', artifact: 'm', stage: 'prod', counter: 1.5 },
    { kind: 'deprecation', artifact: 'dir=name', counter: undefined },
  ])('refuses %j', (tag) => {
    expect(() => formatTag(tag)).toThrow(expect.objectContaining({ code: 'registry/tag-invalid' }))
  })
})
