import { expect, it } from 'vitest'
import type { DesiredSource, DesiredState } from '../model/desired-model.ts'
import type { Fleet } from '../model/fleet.ts'
import { Follower } from './follower.ts'

const state = (): DesiredState => ({ models: [], unsettled: [] })

function follow(read: DesiredSource['read']) {
  const wanted: DesiredState[] = []
  const complaints: unknown[] = []
  const fleet = {
    want: async (next: DesiredState) => void wanted.push(next),
    complain: (error: unknown) => void complaints.push(error),
  } as unknown as Fleet
  return { follower: new Follower({ describe: 'test', read }, fleet), wanted, complaints }
}

it('Follower passes on what the source says, and complains of what it cannot read', async () => {
  const first = state()
  const failure = new Error('unreachable')
  const answers = [first, failure, first]
  const { follower, wanted, complaints } = follow(async () => {
    const next = answers.shift()
    if (next instanceof Error || next === undefined) throw next
    return next
  })
  for (let i = 0; i < 3; i++) await follower.poll()
  expect(wanted).toEqual([first, first])
  expect(complaints).toEqual([failure])
})

it('Follower asks one question at a time, so that an older answer never comes last', async () => {
  const older = Promise.withResolvers<DesiredState>()
  const states = [state(), state()] as const
  const answers = [older.promise, Promise.resolve(states[1])]
  const { follower, wanted } = follow(() => answers.shift() as Promise<DesiredState>)
  const polls = [follower.poll(), follower.poll()]
  await new Promise((resolve) => setImmediate(resolve))
  older.resolve(states[0])
  await Promise.all(polls)
  expect(wanted[0]).toBe(states[0])
  expect(wanted[1]).toBe(states[1])
})

it('Follower that was stopped passes nothing on', async () => {
  const late = Promise.withResolvers<DesiredState>()
  const { follower, wanted, complaints } = follow(() => late.promise)
  const poll = follower.poll()
  await Promise.resolve()
  follower.stop()
  late.resolve(state())
  await poll
  expect([wanted, complaints]).toEqual([[], []])
})
