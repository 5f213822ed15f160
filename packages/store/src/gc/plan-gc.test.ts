import { expect, it } from 'vitest'
import type { ListedObject } from '../backend.ts'
import { type EarlierPlan, planGc } from './plan-gc.ts'

const DAY = 24 * 3600 * 1000
const hex = (digit: string) => digit.repeat(64)
const blob = (digit: string) => `o/${digit}${digit}/${hex(digit)}`

/** Objects by path, with the day on which each was written. */
function inventory(days: Readonly<Record<string, number>>): Map<string, ListedObject> {
  return new Map(Object.entries(days).map(([path, day]) => [path, { path, bytes: 1, modifiedMs: day * DAY }]))
}

const plan = (day: number, ...paths: string[]): EarlierPlan => ({
  path: `gc/${day}`,
  writtenMs: day * DAY,
  objects: new Set(paths),
})

const decide = (
  days: Readonly<Record<string, number>>,
  day: number,
  plans: readonly EarlierPlan[],
  reached: readonly string[] = [],
) => {
  const facts = { inventory: inventory(days), reached: new Set(reached), plans }
  const { unreachable, due, nextMs } = planGc({ ...facts, nowMs: day * DAY, graceMs: 45 * DAY })
  const paths = (objects: readonly ListedObject[]) => objects.map(({ path }) => path)
  return {
    unreachable: paths(unreachable),
    due: paths(due),
    next: nextMs === undefined ? null : nextMs / DAY,
  }
}

it('planGc() lets an object go after a plan that is older than the grace', () => {
  const a = blob('a')
  expect(decide({ [a]: 0 }, 50, [])).toEqual({ unreachable: [a], due: [], next: 95 })
  expect(decide({ [a]: 0 }, 94, [plan(50, a)])).toEqual({ unreachable: [a], due: [], next: 95 })
  expect(decide({ [a]: 0 }, 95, [plan(50, a)])).toEqual({ unreachable: [a], due: [a], next: null })
})

it('planGc() keeps what something leads to, whatever plans say', () => {
  const a = blob('a')
  expect(decide({ [a]: 0 }, 500, [plan(50, a)], [a])).toEqual({ unreachable: [], due: [], next: null })
})

it('planGc() keeps what was written again since, though a plan names it', () => {
  const a = blob('a')
  expect(decide({ [a]: 60 }, 100, [plan(50, a)])).toEqual({ unreachable: [a], due: [], next: 105 })
})

it('planGc() keeps what was in reach at one plan in between', () => {
  const a = blob('a')
  expect(decide({ [a]: 0 }, 100, [plan(50, a), plan(90), plan(95, a)]).due).toEqual([])
  expect(decide({ [a]: 0 }, 100, [plan(50, a), plan(90, a), plan(95, a)]).due).toEqual([a])
})

it('planGc() touches no path that the format does not name for it', () => {
  const others = [
    'format',
    'looks/m/x',
    `verdicts/m/${hex('a')}/${hex('b')}`,
    'gc/2026-01-01-x.json',
    'o/stray',
  ]
  const days = Object.fromEntries(others.map((path) => [path, 0]))
  expect(decide(days, 500, [plan(1, ...others)])).toEqual({ unreachable: [], due: [], next: null })
})
