import { expect, it } from 'vitest'
import { nearestCommand } from './nearest-command.ts'

const NAMES = [
  'init',
  'data add',
  'data status',
  'data push',
  'run',
  'registry list',
  'registry show',
  'why',
  'data import dvc',
]

it.each([
  ['dat add', 'data add'],
  ['data ad', 'data add'],
  ['registry lst', 'registry list'],
  ['status', 'data status'],
  ['push data/flights', 'data push'],
  ['rnu train', 'run'],
  ['regisrty', 'registry'],
  ['ini', 'init'],
  ['data impotr dvc', 'data import dvc'],
  ['data import dcv', 'data import dvc'],
  ['import dvc', 'data import dvc'],
  ['data impor', 'data import'],
])('nearestCommand() takes "%s" for "%s"', (words, meant) => {
  expect(nearestCommand(words.split(' '), NAMES)).toBe(meant)
})

it.each(['', 'train', 'dvc push', 'x y'])('nearestCommand() does not guess what "%s" was', (words) => {
  expect(nearestCommand(words.split(' '), ['init', 'data add', 'run', 'why'])).toBeUndefined()
})
