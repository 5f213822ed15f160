import type { KeyPreimage } from '@slipway/core'
import { expect, it } from 'vitest'
import { explainKey } from './explain-key.ts'

const BASE: KeyPreimage = {
  schema: 'slipway.run-key/v1',
  cmd: ['python a.py'],
  wdir: '.',
  deps: { 'a.py': 'git:100644:00', b: 'git:100644:01' },
  params: { 'params.yaml:train.lr': 0.1, 'more.json:': [1] },
  env: { SEED: '1' },
  outs: ['x', 'y'],
}

it('explainKey() says nothing about equal preimages', () => {
  expect(explainKey(BASE, structuredClone(BASE))).toEqual([])
})

it('explainKey() names everything that differs, with values where they are short', () => {
  const now: KeyPreimage = {
    ...BASE,
    cmd: ['python b.py'],
    wdir: 'sub',
    deps: { 'a.py': 'git:100644:02', c: 'git:100644:01' },
    params: { 'params.yaml:train.lr': 0.05, 'more.json:': 'x'.repeat(100) },
    env: { SEED: '2', EXTRA: '' },
    outs: ['y', 'z'],
  }
  expect(explainKey(BASE, now)).toEqual([
    'cmd changed',
    'wdir . → sub',
    'a.py changed',
    'b is no dependency any more',
    'c is a new dependency',
    `more.json [1] → ${'x'.repeat(59)}…`,
    'params.yaml train.lr 0.1 → 0.05',
    'env EXTRA none → ',
    'env SEED 1 → 2',
    'x is no output any more',
    'z is a new output',
  ])
})

it('explainKey() tells a null parameter from none', () => {
  const params = { 'params.yaml:train.lr': null }
  expect(explainKey({ ...BASE, params: {} }, { ...BASE, params })).toEqual([
    'params.yaml train.lr none → null',
  ])
})
